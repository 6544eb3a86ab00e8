"""Sections of a playbook's page in Markdown: regression tests, look-alikes, evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..content.catalog import Catalog, Playbook
from ..content.pages import EXTENSION, Language
from ..content.programs import Program
from . import components, proof, regression_test
from .card import output
from .markup import RUNNERS, date, day, fence, inline, link, text
from .proof import Results
from .reference.table import Place


def pairs(programs: Sequence[Program]) -> list[tuple[Program, Program]]:
    """Returns the broken and the fixed program of each client, in the given order."""
    found = {(program.language, program.sdk, program.role): program for program in programs}
    clients = dict.fromkeys((program.language, program.sdk) for program in programs)
    both = [(found.get((*client, "broken")), found.get((*client, "fixed"))) for client in clients]
    return [(broken, fixed) for broken, fixed in both if broken and fixed]


def regression_test_section(playbook: Playbook, programs: Sequence[Program], results: Results, up: str) -> list[str]:
    """Returns a test for the reader's own project, and one command for any CI, as Markdown.

    Empty if the server cannot cause the error, or if no run could distinguish a right program from a wrong one.
    `programs` are those of the default cause. `up` is the path from the page to the site's root.
    """
    official = [(broken, fixed) for broken, fixed in pairs(programs) if fixed.client.official]
    if playbook.response is None or not official:
        return []
    if playbook.retry in ("after-wait", "with-backoff"):
        options = f"--fault {playbook.slug}:2 "
        expected = "It passes if your program recovers from two of these errors."
    elif playbook.retry == "never":
        options = f"--fault {playbook.slug} "
        expected = "Your program must stop soon, name the cause, and exit with a status other than 0."
    elif any(proof.fault_of(broken, playbook, results) for broken, _ in official):
        if not regression_test.reads_a_good_answer(playbook):
            return []  # only an injected fault causes the error, so a run without one passes with any program
        options = f"--fault {playbook.slug} "
        expected = "It passes if your program works although every answer is of this kind."
    else:
        options = output.profile_option(playbook, official[0][1])
        checks = "a self-hosted server" if options else "the API"
        expected = f"The mock checks each request as {checks} does, so it fails if the mistake returns."
    languages: list[Language] = list(dict.fromkeys(fixed.client.language for _, fixed in official))
    commands = [f"{RUNNERS[language]} your_program.{EXTENSION[language]}" for language in languages]
    line = fence("sh", f"mistral-playbooks run {options}-- {commands[0]}", data_role="command")
    others = " or ".join(f"`{one}`" for one in commands[1:])
    if test := regression_test_of(playbook, programs, results):
        code = fence("python", test, title="test_your_program.py", data_role="regression-test")
        line = f"{code}\n\nOr without pytest, as a step in your CI:\n\n{line}"
    more = f'<a href="{up}testing/">How to set it up, and its limits.</a>'
    return [
        "## Keep it fixed {#keep}",
        f"Run your own program in CI against the mocked API. {expected} {more}",
        line,
        f"In another language, end the command with {others}." if others else "",
    ]


def regression_test_of(playbook: Playbook, programs: Sequence[Program], results: Results) -> str | None:
    """Returns the pytest test in that section; None if it has none."""
    for broken, fixed in pairs(programs):
        if fixed.language == "python" and fixed.client.official:
            return regression_test.python(
                playbook, broken, fixed, proof.fault_of(broken, playbook, results) is not None
            )
    return None


def look_alikes(playbook: Playbook, catalog: Catalog, up: str) -> list[str]:
    """Returns the look-alikes, each with its cause. `up` is the path from the page to the site's root."""
    rows = []
    for slug in dict.fromkeys([*playbook.same_text, *playbook.elsewhere, *playbook.related]):
        other = catalog.playbooks[slug]
        same = ' <span class="pb-same">same text</span>' if slug in playbook.same_text else ""
        rows.append(
            f'<li><a href="{up}playbooks/{slug}/">{text(other.title)}</a> '
            f'<span class="pb-codes">{text(components.title(other))}</span>{same}<p>{inline(other.summary)}</p></li>'
        )
    if not rows:
        return []
    listed = f'<ul class="pb-others">\n{"".join(rows)}\n</ul>'
    return ["## Not this one? {#not-this-one}", listed]


def in_reference(places: Sequence[Place], up: str) -> list[str]:
    """Returns the rows of the reference about the playbook's class, table by table. `up` leads to the site's root."""
    tables: dict[str, list[str]] = {}
    for one in places:
        tables.setdefault(one.label, []).append(link(f"{up}{one.url}", text(one.key)))
    if not tables:
        return []
    rows = "\n".join(f"<li>{text(label)}: {' · '.join(links)}</li>" for label, links in tables.items())
    return ["## In the reference {#in-the-reference}", f"<ul>\n{rows}\n</ul>"]


def short_name(url: str) -> str:
    """Returns what an address is called in a list: `owner/repo#12`, `owner/repo@6d15549 file.yml`, `host … page`."""
    host, *path = re.sub(r"^https?://(?:www\.)?|/?(?:[?#].*)?$", "", url).split("/")
    if host == "github.com" and len(path) >= 2:
        repository, rest = "/".join(path[:2]), path[2:]
        match rest:
            case ["issues" | "pull" | "discussions", number, *_]:
                return f"{repository}#{number}"
            case ["blob" | "tree" | "commit", commit, *files]:
                name = _short(files[-1]) if files else ""
                return f"{repository}@{commit[:7] if re.fullmatch('[0-9a-f]{40}', commit) else commit} {name}".strip()
        return "/".join([repository, *rest[-1:]])
    if len(path) > 1:
        return f"{host}/…/{_short(path[-1])}"
    return "/".join([host, *map(_short, path)])


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


def evidence(playbook: Playbook, up: str) -> list[str]:
    """Returns the sources of the page's facts. `up` is the path from the page to the site's root."""
    rows = []
    for item in playbook.evidence:
        note = f" {inline(item.note)}" if item.note else ""
        rows.append(
            f"<li>{day(item.seen, short=True)}, {item.kind} "
            f'<span><a href="{text(item.url)}">{text(short_name(item.url))}</a>{note}</span></li>'
        )
    listed = f'<ul class="pb-evidence">\n{"".join(rows)}\n</ul>'
    if playbook.reviewed:
        said = f"Every claim and fix of this page was last reviewed on {date(playbook.reviewed)}."
    else:
        said = "This page has not been reviewed by a second person yet."
    links = (
        f'<a href="{up}reference-authoring/#review">How</a>. <a href="{up}verification/#basis">What the words mean</a>'
    )
    checked = f'<p class="pb-reviewed">{said} {links}</p>'
    return ["## Evidence {#evidence}", listed, checked]
