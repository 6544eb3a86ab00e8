"""The components of a playbook's page as blocks of HTML. docs/reference-authoring.md shows them."""

from __future__ import annotations

from collections.abc import Sequence

from ..content.catalog import Cause, Playbook
from ..content.programs import Program
from . import proof
from .card import card
from .markup import inline, plain, text
from .proof import Results

RETRY = {
    "never": "retry never helps",
    "after-wait": "retry after waiting",
    "with-backoff": "retry with backoff",
    "after-change": "retry after a change",
}
_SPELLED = {"api": "API", "json": "JSON", "pdf": "PDF", "sdk": "SDK", "url": "URL"}
MAX_ROWS = 5
"""Maximum rows in *Which is yours?*, so that the change stays on the first screen."""


def title(playbook: Playbook) -> str:
    """Returns what lists and the window show next to the title: statuses and codes, or an exception."""
    given = [*map(str, playbook.statuses), *playbook.codes] or list(playbook.exceptions[:1])
    return " · ".join(given)


def strip(playbook: Playbook, programs: Sequence[Program], results: Results, up: str) -> str:
    """Returns status, code, type, retry verdict and proof in one line, each linked to its legend."""
    legend = f"{up}reference-authoring/"
    items: list[tuple[str, str, str, str]] = []
    if playbook.statuses:
        items.append(("Status", "", " / ".join(map(str, playbook.statuses)), f"{legend}#status"))
    elif playbook.exceptions:
        items.append(("Raises", "", "".join(playbook.exceptions[:1]), f"{legend}#status"))
    if playbook.codes:
        items.append(("Code", "", " / ".join(playbook.codes), f"{legend}#code"))
    if playbook.types:
        more = f" +{len(playbook.types) - 1}" if len(playbook.types) > 1 else ""
        items.append(("Type", "", "".join(playbook.types[:1]) + more, f"{legend}#type"))
    waits = f", for {playbook.waits_for} s" if playbook.waits_for else ""
    verdict = RETRY[playbook.retry].removeprefix("retry ").capitalize() + waits
    items.append(("Retry", f"pb-retry--{playbook.retry}", verdict, f"{legend}#retry"))
    parts = [(label, kind, text(value), href) for label, kind, value, href in items]
    if programs:
        count = proof.tally(programs, results, playbook.causes[0].id)
        parts.append(("Proof", f"pb-tone--{count.tone}", proof.chip(count), f"{up}verification/"))
    shown = "".join(
        f'<div><dt>{label}</dt><dd{f" class={kind}" if kind else ""}><a href="{href}">{value}</a></dd></div>'
        for label, kind, value, href in parts
    )
    return f'<dl class="pb-strip">{shown}</dl>'


def name(cause: Cause) -> str:
    """Returns the name of a cause, by default its id in words."""
    if cause.name:
        return cause.name
    first, *rest = [_SPELLED.get(word, word) for word in cause.id.split("-")]
    return " ".join([first[0].upper() + first[1:], *rest])


def which(playbook: Playbook, page: str = "") -> str:
    """Returns *Which is yours?*: for each cause its name, a check that takes ten seconds, and a link.

    Empty for one cause.

    `page` is the address of the playbook, if the rows are on another page.
    """
    if len(playbook.causes) < 2:
        return ""
    rows = [
        f'<li><a href="{page}#{cause.id}"><span><b>{text(name(cause))}</b> '
        f"<span>{inline(cause.tell, links=False)}</span></span></a></li>"
        for cause in playbook.causes[:MAX_ROWS]
    ]
    if (more := len(playbook.causes) - MAX_ROWS) > 0:
        rows.append(f"<li>{more} more below</li>")
    return (
        '<nav class="pb-which" aria-labelledby="pb-which">'
        f'<p class="pb-label" id="pb-which">Which is yours?</p><ol>{"".join(rows)}</ol></nav>'
    )


def change(
    playbook: Playbook,
    cause: Cause,
    programs: Sequence[Program],
    results: Results,
    up: str,
    anchor: bool = False,
    key: str = "",
) -> str:
    """Returns the action and the card of the programs of a cause; only the action if the fix is not code.

    `anchor` puts the cause's id on the block. `up` is the path from the page to the site's root. Raises CatalogError if
    a fixed program equals its broken one.
    """
    shown = [program for program in programs if program.role in ("broken", "fixed")]
    said = f'<p class="pb-do"><strong>{"The change" if shown else "What to do"}</strong> {inline(cause.action)}</p>'
    if shown:
        said += f"\n{card.card(key or cause.id, shown, playbook, results, up)}"
    kind = "" if shown else " pb-change--action"
    block = f' id="{cause.id}"' if anchor else ""
    # The anchor of the section in which the whole program stood.
    former = f'<span id="program" data-now="{cause.id}"></span>' if anchor and shown else ""
    return f'<section class="pb-change{kind}"{block}>{former}\n{said}\n</section>'


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
    return f'<ul class="pb-classes">\n{"".join(rows)}\n</ul>'
