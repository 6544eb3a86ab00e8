"""Parts of a page in Markdown: a program with its proof, how to keep it fixed, its look-alikes, its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..content.catalog import Catalog, CatalogError, Playbook
from ..content.programs import Program
from . import components, editions, proof, regression_test
from .markup import EXTENSIONS, LEXERS, RUNNERS, date, fence, inline, markdown_tabs, text
from .proof import Results

_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f]|^ +$", re.MULTILINE)


def published(program: Program) -> str:
    """The code block of a program: its copy button gives the file but for its last newline.

    CatalogError for characters that Markdown would change on their way to the page.
    """
    if match := _UNSAFE.search(program.text):
        line = program.text.count("\n", 0, match.start()) + 1
        raise CatalogError(
            f"{program.file}, line {line}: a tab, another control character or blanks alone in a line, which Markdown "
            "changes: the page would not show the file. Indent with spaces and empty the line."
        )
    return fence(
        LEXERS[program.language],
        program.text,
        title=program.name,
        data_file=editions.key(program),
        data_role=program.role,
    )


def proven(program: Program, results: Results, up: str) -> str:
    """The code block of a program, and its proof. `up` leads from the page to the site's root."""
    said, names = proof.line(program, results, up)
    classes = " ".join(f".{name}" for name in names.split())
    return f"{published(program)}\n\n{said}\n{{: {classes} data-search-exclude='' }}"


def in_tabs(programs: Sequence[Program], results: Results, up: str) -> str:
    """Programs with their proofs, in tabs by client."""
    shown = editions.all_editions(programs)
    return markdown_tabs((editions.label(program), proven(program, results, up)) for program in shown)


def fault_of(program: Program, playbook: Playbook, results: Results) -> str | None:
    """What the mock must be told for a program to meet its error; None where the program errs by itself."""
    run = playbook.run_of(program.name)
    if run and any("KEY" in name for name in run.env) and playbook.response_of(program.cause):
        return f"{playbook.slug}/{program.cause}"
    if rows := results.of(program):
        return rows[0].fault
    return run.fault if run else None


def keep(playbook: Playbook, programs: Sequence[Program], results: Results, up: str = "../../") -> list[str]:
    """A test for the reader's own project, and one line for any CI, as Markdown. Nothing where the server cannot cause
    the error, or where no run could tell right from wrong.

    `programs` are those of the default cause. `up` leads from the page to the site's root.
    """
    pairs = [(one, two) for one, two in components.pairs(programs) if two.client.official]
    if playbook.response is None or not pairs:
        return []
    if playbook.retry in ("after-wait", "with-backoff"):
        given, said = f"--fault {playbook.slug}:2 ", "It passes when your program gets through two of these errors."
    elif playbook.retry == "never":
        given = f"--fault {playbook.slug} "
        said = "It must end soon, with a message that names the cause and an exit status other than 0."
    elif any(fault_of(broken, playbook, results) for broken, _ in pairs):
        return []  # only an injected fault causes it here: a run without one would pass whatever the program does
    else:
        given, said = "", "The mock judges each request as the API does: it fails when the mistake comes back."
    test = kept(playbook, programs, results)
    panes = []
    for _, fixed in pairs:
        program = f"{RUNNERS[fixed.language]} your_program.{EXTENSIONS[fixed.language]}"
        line = fence("sh", f"mistral-playbooks run {given}-- {program}", data_role="command")
        if test and fixed.language == "python":
            shown = fence("python", test, title="test_your_program.py", data_role="keep")
            line = f"{shown}\n\nOr without pytest, as a step of your CI:\n\n{line}"
        panes.append((fixed.client.label, line))
    more = f'<a href="{up}testing/">How to set it up, and what it cannot see.</a>'
    return [
        "## Keep it fixed {#keep data-search-exclude=''}",
        f"Run your own program in CI against the mocked API. {said} {more}",
        markdown_tabs(panes),
    ]


def kept(playbook: Playbook, programs: Sequence[Program], results: Results) -> str | None:
    """The pytest test that `keep` shows for Python; None where it shows none."""
    for broken, fixed in components.pairs(programs):
        if fixed.language == "python" and fixed.client.official:
            return regression_test.python(playbook, broken, fixed, fault_of(broken, playbook, results) is not None)
    return None


def not_this_one(playbook: Playbook, catalog: Catalog, up: str) -> list[str]:
    """The look-alikes, each with its cause. `up` leads from the page to the site's root."""
    rows = []
    for slug in dict.fromkeys([*playbook.same_text, *playbook.related]):
        other = catalog.playbooks[slug]
        same = ' <span class="pb-same">same text</span>' if slug in playbook.same_text else ""
        rows.append(
            f'<li><a href="{up}playbooks/{slug}/">{text(other.title)}</a> '
            f'<span class="pb-codes">{text(components.title(other))}</span>{same}<p>{inline(other.summary)}</p></li>'
        )
    if not rows:
        return []
    listed = f'<ul class="pb-others" data-search-exclude>\n{"".join(rows)}\n</ul>'
    return ["## Not this one? {#not-this-one data-search-exclude=''}", listed]


def evidence(playbook: Playbook, up: str) -> list[str]:
    """Where the page's facts come from. `up` leads from the page to the site's root."""
    rows = []
    for item in playbook.evidence:
        note = f' <span class="pb-evidence__note">{inline(item.note)}</span>' if item.note else ""
        shown = re.sub(r"^https?://(www\.)?", "", item.url).rstrip("/")
        rows.append(
            f'<li><a class="pb-kind pb-kind--{item.kind}" href="{up}verification/#{item.kind}">{item.kind}</a> '
            f'<span><a href="{text(item.url)}" rel="noopener">{text(shown)}</a> '
            f'<span class="pb-seen">seen {date(item.seen)}</span>{note}</span></li>'
        )
    listed = f'<ul class="pb-evidence" data-search-exclude>\n{"".join(rows)}\n</ul>'
    return ["## Evidence {#evidence data-search-exclude=''}", listed]
