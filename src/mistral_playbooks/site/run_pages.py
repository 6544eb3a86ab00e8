"""Pages about recorded runs: the table on the page about verification, and a page of outputs for each class."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..content.catalog import Catalog, Playbook
from ..content.clients import table as client_table
from ..content.programs import Program
from ..verify.results import Result
from . import markup
from .card import output
from .markup import date, inline, text
from .proof import Results, anchor, record

ROLES = {"broken": "fails", "fixed": "works", "tell": "tells"}
"""What the programs of each role do."""


def valid_rows(programs: Iterable[Program], results: Results) -> list[Result]:
    """Returns the rows that are valid for a published text, in the order of the programs, newest SDK first."""
    found: dict[tuple[str, str, str, str], Result] = {}
    for program in programs:
        texts = [program.on(major) for major in program.majors] or [program]
        for edition in texts:
            for row in results.of(edition):
                if edition.major in (None, row.major):
                    found.setdefault(row.key, row)
    return list(found.values())


def to_json(rows: Iterable[Result]) -> str:
    """The site's `results.json`: all rows in one file. A row does not keep how long its run took."""
    found = [row.to_dict() | {"seconds": None} for row in rows]
    return json.dumps({"version": 1, "results": found}, ensure_ascii=False)


def table(programs: Iterable[Program], results: Results, catalog: Catalog, up: str) -> str:
    """Returns all runs as an HTML table, which scripts can filter by the data attributes of its rows."""
    rows = valid_rows(programs, results)
    body = []
    for row in rows:
        playbook = catalog.playbooks[row.slug]
        name = row.file.rsplit("/", 1)[-1]
        tone = "documented" if row.basis == "documented" else "seen"
        body.append(
            f'<tr data-class="{row.slug}" data-language="{row.language}" data-sdk="{text(row.sdk)} {row.major}">'
            f'<td><a href="{up}{playbook.url.strip("/")}/">{row.slug}</a></td>'
            f'<td><a href="{up}{record(row)}">{text(name)}</a></td><td>{ROLES[row.role]}</td>'
            f"<td>{text(row.sdk)} {text(row.version)}</td><td>{text(row.runtime)}</td>"
            f'<td class="pb-ground pb-ground--{tone}">{row.basis}</td><td>{date(row.date, short=True)}</td></tr>'
        )
    heads = ("Class", "Program", "It", "Client", "Runtime", "Answer", "Since")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<div class="pb-table" tabindex="0" role="region" aria-label="All runs">'
        f'<form class="pb-filter" hidden>{_select("class", "Class", (r.slug for r in rows))}'
        f"{_select('language', 'Language', (r.language for r in rows))}"
        f"{_select('sdk', 'SDK', (f'{r.sdk} {r.major}' for r in rows))}"
        f"<output>{len(rows)} runs</output></form>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _select(name: str, label: str, values: Iterable[str]) -> str:
    labels = {language: sdk.label for language, sdk in client_table().official.items()}
    options = "".join(
        f'<option value="{text(value)}">{text(labels.get(value, value))}</option>' for value in sorted(set(values))
    )
    return f'<label>{label} <select name="{name}"><option value="">all</option>{options}</select></label>'


def exemptions(programs: Iterable[Program]) -> str:
    """What an SDK major cannot run, with the reason of each (HTML)."""
    rows = [
        f"<td>SDK {major}</td><td>{text(program.file)}</td><td>{inline(program.reason, links=False)}</td>"
        for program in programs
        if program.reason
        for major in program.excluded_majors
    ]
    if not rows:
        return "<p>Every program runs on every major.</p>"
    return markup.table("What a major cannot run", ("Major", "Program", "Why it cannot run there"), rows)


def mutations(found: Iterable[Mapping[str, str]]) -> str:
    """The mistakes that a test makes on purpose, each with the check that catches it (HTML)."""
    rows = [
        f"<td>{inline(one['what'], links=False)}</td><td>{text(one['check'])}</td><td>“{text(one['says'])}”</td>"
        for one in found
    ]
    return markup.table("Planted faults", ("Planted", "Caught by", "It says"), rows)


def page(playbook: Playbook, programs: Sequence[Program], results: Results) -> str:
    """Returns the Markdown of the page with every run of a class: what ran, with what, and what it printed."""
    up = "../../"
    parts = [
        f"---\ntitle: 'Runs: {playbook.slug}'\nsearch:\n  exclude: true\n---",
        f"# Runs: {playbook.slug}",
        f'<p class="pb-summary">Every run of the programs of '
        f'<a href="{up}playbooks/{playbook.slug}/">{text(playbook.title)}</a>. '
        f'<a href="{up}verification/">What a run proves.</a></p>',
    ]
    for row in valid_rows(programs, results):
        name = row.file.rsplit("/", 1)[-1]
        facts = [f"{row.sdk} {row.version}", row.runtime, f"answer {row.basis}"]
        digest = f'<code title="SHA-256 of the published text">{row.sha256[:12]}</code>'
        parts += [
            f"## {name.replace('_', '&#95;')} · {row.sdk} {row.version} {{#{anchor(row)}}}",
            f'<p class="pb-proof">{date(row.date)} · {" · ".join(text(fact) for fact in facts)} · {digest}</p>',
            output.captured(row),
        ]
    return "\n\n".join(parts) + "\n"
