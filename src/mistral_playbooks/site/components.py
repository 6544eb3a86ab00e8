"""The components of a playbook's page as blocks of HTML. docs/reference-authoring.md shows them."""

from __future__ import annotations

from collections.abc import Sequence

from ..content import pep723
from ..content.catalog import CatalogError, Cause, Playbook
from ..content.programs import Program
from ..verify.results import Result
from . import diff, editions, proof
from .markup import inline, plain, tabs, text
from .proof import Results

RETRY = {
    "never": "retry never helps",
    "after-wait": "retry after waiting",
    "with-backoff": "retry with backoff",
    "after-change": "retry after a change",
}
MAX_ROWS = 5
"""Maximum rows in *Which is yours?*, so that the change stays on the first screen."""


def title(playbook: Playbook) -> str:
    """Returns what the heading and the search index show next to the title: statuses and codes, or exceptions."""
    given = [*map(str, playbook.statuses), *playbook.codes] or list(playbook.exceptions[:1])
    return " · ".join(given)


def strip(playbook: Playbook, programs: Sequence[Program], results: Results, up: str) -> str:
    """Returns status, code, type, retry verdict and proof in one line, each linked to its legend."""
    legend = f"{up}reference-authoring/"
    chips: list[tuple[str, str, str, str]] = []
    if playbook.statuses:
        chips.append(("status", "HTTP", " / ".join(map(str, playbook.statuses)), f"{legend}#status"))
    elif playbook.exceptions:
        chips.append(("status", "raises", "".join(playbook.exceptions[:1]), f"{legend}#status"))
    if playbook.codes:
        chips.append(("code", "code", " / ".join(playbook.codes), f"{legend}#code"))
    if playbook.types:
        more = f" +{len(playbook.types) - 1}" if len(playbook.types) > 1 else ""
        chips.append(("type", "type", "".join(playbook.types[:1]) + more, f"{legend}#type"))
    waits = f", for {playbook.waits_for} s" if playbook.waits_for else ""
    chips.append((f"retry-{playbook.retry}", "", RETRY[playbook.retry] + waits, f"{legend}#retry"))
    items = [
        f'<li><a class="pb-chip pb-chip--{kind}" href="{href}">'
        f"{f'<span>{label}</span> ' if label else ''}{text(value)}</a></li>"
        for kind, label, value, href in chips
    ]
    if programs:
        count = proof.tally(programs, results, playbook.causes[0].id)
        items.append(
            f'<li><a class="pb-chip pb-chip--proof pb-chip--{count.tone}" href="{up}verification/">'
            f"{proof.chip(count)}</a></li>"
        )
    return f'<ul class="pb-strip" aria-label="At a glance" data-search-exclude>{"".join(items)}</ul>'


def which(playbook: Playbook, page: str = "") -> str:
    """Returns *Which is yours?*: for each cause a check that takes ten seconds, and a link. Empty for one cause.

    `page` is the address of the playbook, if the rows are on another page.
    """
    if len(playbook.causes) < 2:
        return ""
    rows = [
        f'<li><a href="{page}#{cause.id}"><span>{inline(cause.tell, links=False)}</span></a></li>'
        for cause in playbook.causes[:MAX_ROWS]
    ]
    if (more := len(playbook.causes) - MAX_ROWS) > 0:
        rows.append(f"<li>{more} more below</li>")
    return (
        '<nav class="pb-which" aria-labelledby="pb-which" data-search-exclude>'
        f'<p class="pb-label" id="pb-which">Which is yours?</p><ol>{"".join(rows)}</ol></nav>'
    )


def change(playbook: Playbook, cause: Cause, programs: Sequence[Program], key: str = "", anchor: bool = False) -> str:
    """Returns the action, and the change for each client; only the action if the fix is not code.

    `programs` are the programs of this cause. `anchor` puts the cause's id on the block. Raises CatalogError if a
    fixed program equals its broken one.
    """
    panes = []
    for broken, fixed in pairs(editions.all_editions(programs)):
        stretches = diff.hunks(pep723.strip_header(broken.text), pep723.strip_header(fixed.text), fixed.language)
        if not stretches:
            raise CatalogError(f"{fixed.file}: the same text as {broken.file}. Write the fix into it.")
        name = editions.label(fixed)
        panes.append((name, _copy(fixed) + diff.html(stretches, f"{name}: from {broken.name} to {fixed.name}")))
    block = f' id="{cause.id}"' if anchor else ""
    action = f'<p class="pb-do"><strong>{"The change" if panes else "What to do"}</strong> {inline(cause.action)}</p>'
    content = f"{action}\n{tabs(f'change-{key or cause.id}', panes)}" if panes else action
    # The whole program follows and is indexed, so the change is not. (The search resumes at the first closing tag of
    # the same kind, so the excluded element must not contain another of its kind.)
    kind = '" data-search-exclude' if panes else ' pb-change--action"'
    return f'<section class="pb-change{kind}{block}>\n{content}\n</section>'


def _copy(fixed: Program) -> str:
    return (
        f'<button class="pb-copy" type="button" data-copies="{editions.key(fixed)}" '
        'aria-label="Copy the fixed program" hidden>Copy<span> the fixed program</span></button>'
    )


def pairs(programs: Sequence[Program]) -> list[tuple[Program, Program]]:
    """Returns the broken and the fixed program of each client, in the given order.

    If only one of the two has a text for an older major version, the shared text of the other is used.
    """
    by_key = {(program.role, program.language, program.sdk, program.major): program for program in programs}
    found = []
    for language, sdk, major in dict.fromkeys((p.language, p.sdk, p.major) for p in programs if p.role != "tell"):
        broken, fixed = (
            by_key.get((role, language, sdk, major)) or by_key.get((role, language, sdk, None))
            for role in ("broken", "fixed")
        )
        if broken and fixed and (major is None or (major in broken.majors and major not in broken.works_on)):
            found.append((broken, fixed))
    return found


def output(program: Program, results: Results, with_failing: bool = False) -> str:
    """Returns what a program printed and its exit status, with `with_failing` also under a permanent error.

    Empty if no run of this text is on record.
    """
    rows = results.of(program)
    if not rows:
        return ""
    return captured(rows[0], with_failing)


def captured(row: Result, with_failing: bool = False) -> str:
    """Returns what a run printed and its exit status, with `with_failing` also under a permanent error."""
    name = row.file.rsplit("/", 1)[-1]
    done = _terminal(name, row.fault, row.exit, row.output)
    if with_failing and row.keeps_failing:
        failing = row.keeps_failing
        done += "\n" + _terminal(f"{name}, while the error lasts", failing.fault, failing.exit, failing.output)
    return done


def _terminal(name: str, fault: str | None, status: int, printed: str) -> str:
    under = f'<span class="pb-output__under">under {text(fault)}</span>' if fault else ""
    tone = "ok" if status == 0 else "error"
    content = text(printed.rstrip("\n")) or '<span class="pb-output__none">(nothing)</span>'
    return (
        '<figure class="pb-output"><figcaption data-search-exclude>'
        f'<span class="pb-output__name">{text(name)}</span>{under}'
        f'<span class="pb-output__exit pb-output__exit--{tone}">exit {status}</span></figcaption>'
        f"<pre><samp>{content}</samp></pre></figure>"
    )


def outputs(programs: Sequence[Program], results: Results, key: str, with_failing: bool = False) -> str:
    """Returns the outputs of programs in tabs by client; a plain line if none is on record."""
    panes = []
    texts = editions.all_editions(programs)
    for label in dict.fromkeys(editions.label(program) for program in texts):
        mine = [program for program in texts if editions.label(program) == label]
        printed = [output(program, results, with_failing and program.role == "fixed") for program in mine]
        if any(printed):
            panes.append((label, "\n".join(filter(None, printed))))
    if not panes:
        return '<p class="pb-unproven">No output: there is no passing run of exactly these programs.</p>'
    return tabs(key, panes)


def classes(playbooks: Sequence[Playbook], up: str, summaries: bool) -> str:
    """Returns a list of playbooks: a link with codes and title, and with `summaries` the cause."""
    rows = []
    for playbook in playbooks:
        more = f'<span class="pb-class__summary">{inline(playbook.summary, links=False)}</span>' if summaries else ""
        rows.append(
            f'<li><a class="pb-class" href="{up}playbooks/{playbook.slug}/" title="{text(plain(playbook.summary))}">'
            f'<span class="pb-class__codes">{text(title(playbook))}</span>'
            f'<span class="pb-class__title">{text(playbook.title)}</span>{more}</a></li>'
        )
    return f'<ul class="pb-classes" data-search-exclude>\n{"".join(rows)}\n</ul>'
