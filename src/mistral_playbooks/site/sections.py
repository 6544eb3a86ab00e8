"""Sections of a playbook's page in Markdown: programs with their proof, regression tests, look-alikes, evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..content.catalog import Catalog, CatalogError, Playbook
from ..content.programs import Program
from . import components, editions, proof, regression_test
from .markup import EXTENSIONS, LEXERS, RUNNERS, date, fence, inline, markdown_tabs, text
from .proof import Results

_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f]|^ +$", re.MULTILINE)


def code_block(program: Program) -> str:
    """Returns the code block of a program. Its copy button gives the file without its last newline.

    Raises CatalogError for characters that Markdown would change.
    """
    if match := _UNSAFE.search(program.text):
        line = program.text.count("\n", 0, match.start()) + 1
        raise CatalogError(
            f"{program.file}, line {line}: Markdown would change a tab, another control character, or a line "
            "of spaces. Indent with spaces, and remove spaces from empty lines."
        )
    return fence(
        LEXERS[program.language],
        program.text,
        title=program.name,
        data_file=editions.key(program),
        data_role=program.role,
    )


def code_with_proof(program: Program, results: Results, up: str) -> str:
    """Returns the code block of a program with its proof. `up` is the path from the page to the site's root."""
    proof_line, names = proof.line(program, results, up)
    classes = " ".join(f".{name}" for name in names.split())
    return f"{code_block(program)}\n\n{proof_line}\n{{: {classes} data-search-exclude='' }}"


def programs_in_tabs(programs: Sequence[Program], results: Results, up: str) -> str:
    """Returns programs with their proofs, in tabs by client."""
    texts = editions.all_editions(programs)
    return markdown_tabs((editions.label(program), code_with_proof(program, results, up)) for program in texts)


def fault_of(program: Program, playbook: Playbook, results: Results) -> str | None:
    """Returns the fault with which a program gets its error; None if the program causes the error itself."""
    run = playbook.run_of(program.name)
    if run and any("KEY" in name for name in run.env) and playbook.response_of(program.cause):
        return f"{playbook.slug}/{program.cause}"
    if rows := results.of(program):
        return rows[0].fault
    return run.fault if run else None


def profile_option(playbook: Playbook, program: Program) -> str:
    """Returns the option of `run` for a program's message rules; empty for those of the hosted API."""
    run = playbook.run_of(program.name)
    return f"--profile {run.profile} " if run and run.profile != "hosted" else ""


def regression_test_section(
    playbook: Playbook, programs: Sequence[Program], results: Results, up: str = "../../"
) -> list[str]:
    """Returns a test for the reader's own project, and one command for any CI, as Markdown.

    Empty if the server cannot cause the error, or if no run could distinguish a right program from a wrong one.
    `programs` are those of the default cause. `up` is the path from the page to the site's root.
    """
    pairs = [(one, two) for one, two in components.pairs(programs) if two.client.official]
    if playbook.response is None or not pairs:
        return []
    if playbook.retry in ("after-wait", "with-backoff"):
        options, expected = (
            f"--fault {playbook.slug}:2 ",
            "It passes if your program recovers from two of these errors.",
        )
    elif playbook.retry == "never":
        options = f"--fault {playbook.slug} "
        expected = "Your program must stop soon, name the cause, and exit with a status other than 0."
    elif any(fault_of(broken, playbook, results) for broken, _ in pairs):
        return []  # only an injected fault causes the error, so a run without one passes with any program
    else:
        options = profile_option(playbook, pairs[0][1])
        checks = "a self-hosted server" if options else "the API"
        expected = f"The mock checks each request as {checks} does, so it fails if the mistake returns."
    test = regression_test_of(playbook, programs, results)
    panes = []
    for _, fixed in pairs:
        program = f"{RUNNERS[fixed.language]} your_program.{EXTENSIONS[fixed.language]}"
        line = fence("sh", f"mistral-playbooks run {options}-- {program}", data_role="command")
        if test and fixed.language == "python":
            code = fence("python", test, title="test_your_program.py", data_role="regression-test")
            line = f"{code}\n\nOr without pytest, as a step in your CI:\n\n{line}"
        panes.append((fixed.client.label, line))
    more = f'<a href="{up}testing/">How to set it up, and its limits.</a>'
    return [
        "## Keep it fixed {#keep data-search-exclude=''}",
        f"Run your own program in CI against the mocked API. {expected} {more}",
        markdown_tabs(panes),
    ]


def regression_test_of(playbook: Playbook, programs: Sequence[Program], results: Results) -> str | None:
    """Returns the pytest test in that section; None if it has none."""
    for broken, fixed in components.pairs(programs):
        if fixed.language == "python" and fixed.client.official:
            return regression_test.python(playbook, broken, fixed, fault_of(broken, playbook, results) is not None)
    return None


def look_alikes(playbook: Playbook, catalog: Catalog, up: str) -> list[str]:
    """Returns the look-alikes, each with its cause. `up` is the path from the page to the site's root."""
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
    """Returns the sources of the page's facts. `up` is the path from the page to the site's root."""
    rows = []
    for item in playbook.evidence:
        note = f' <span class="pb-evidence__note">{inline(item.note)}</span>' if item.note else ""
        label = re.sub(r"^https?://(www\.)?", "", item.url).rstrip("/")
        rows.append(
            f'<li><a class="pb-kind pb-kind--{item.kind}" href="{up}verification/#{item.kind}">{item.kind}</a> '
            f'<span><a href="{text(item.url)}" rel="noopener">{text(label)}</a> '
            f'<span class="pb-seen">seen {date(item.seen)}</span>{note}</span></li>'
        )
    listed = f'<ul class="pb-evidence" data-search-exclude>\n{"".join(rows)}\n</ul>'
    if playbook.reviewed:
        said = f"Every claim and fix of this page was last reviewed on {date(playbook.reviewed)}."
    else:
        said = "This page has not been reviewed by a second person yet."
    checked = f'<p class="pb-reviewed" data-search-exclude>{said} <a href="{up}reference-authoring/#review">How</a></p>'
    return ["## Evidence {#evidence data-search-exclude=''}", listed, checked]
