"""The components of a playbook's page as blocks of HTML. docs/reference-authoring.md shows them."""

from __future__ import annotations

from collections.abc import Sequence

from ..content.catalog import Cause, Playbook
from ..content.programs import Program
from ..content.records import Retry
from . import proof
from .card import card
from .markup import inline, link, plain, text
from .proof import Results
from .reference.table import Place

RETRY: dict[Retry, str] = {
    "never": "Never helps",
    "after-wait": "After waiting",
    "with-backoff": "With backoff",
    "after-change": "After a change",
}
_SPELLED = {"api": "API", "json": "JSON", "pdf": "PDF", "sdk": "SDK", "url": "URL"}
MAX_ROWS = 5
"""Maximum rows in *Which is yours?*, so that the change stays on the first screen."""


def title(playbook: Playbook) -> str:
    """Returns what lists and the window show next to the title: statuses and codes, or an exception."""
    given = [*map(str, playbook.statuses), *playbook.codes] or list(playbook.exceptions[:1])
    return " · ".join(given)


def strip(
    playbook: Playbook, programs: Sequence[Program], results: Results, up: str, places: Sequence[Place] = ()
) -> str:
    """Returns status, code, type, retry verdict and proof in one line.

    Each links to its row among `places`, those of the reference that are about the playbook, else to its legend.
    """
    waits = f", for {playbook.waits_for} s" if playbook.waits_for else ""
    count = proof.tally(programs, results, playbook.causes[0].id) if programs else None
    legend = f"{up}reference-authoring/"
    # The key of an exception names its client after a comma.
    rows = {(place.table, place.key.partition(", ")[0]): f"{up}{place.url}" for place in reversed(places)}

    def linked(table: str, *values: object, explained: str = "") -> str:
        found = (link(rows.get((table, str(one)), f"{legend}#{explained or table}"), text(one)) for one in values)
        return " / ".join(found)

    parts: list[tuple[str, str, str]] = []
    if playbook.statuses:
        parts.append(("Status", "", linked("status", *playbook.statuses)))
    elif playbook.exceptions:
        parts.append(("Raises", "", linked("exceptions", playbook.exceptions[0], explained="status")))
    if playbook.codes:
        parts.append(("Code", "", linked("code", *playbook.codes)))
    if playbook.types:
        first, *more = playbook.types
        parts.append(("Type", "", linked("type", first) + (f" +{len(more)}" if more else "")))
    parts.append(("Retry", f"pb-retry--{playbook.retry}", link(f"{legend}#retry", text(RETRY[playbook.retry] + waits))))
    if count:
        parts.append(("Proof", f"pb-tone--{count.tone}", link(f"{up}verification/", proof.chip(count))))
    shown = "".join(
        f"<div><dt>{label}</dt><dd{f' class={kind}' if kind else ''}>{value}</dd></div>" for label, kind, value in parts
    )
    return f'<dl class="pb-strip">{shown}</dl>'


def name(cause: Cause) -> str:
    """Returns the name of a cause, by default its id in words."""
    return cause.name or _in_words(cause.id)


def _in_words(id: str) -> str:
    first, *rest = [_SPELLED.get(word, word) for word in id.split("-")]
    return " ".join([first[0].upper() + first[1:], *rest])


def which(playbook: Playbook, up: str, page: str = "") -> str:
    """Returns *Which is yours?*: for each cause its name, a check that takes ten seconds, and a link. The last rows
    lead to the pages of classes that readers take for this one.

    Empty for a single row.

    `up` is the path from the page to the site's root, and `page` the address of the playbook, if the rows are on
    another page.
    """
    shown = playbook.causes[: MAX_ROWS - len(playbook.elsewhere)]
    rows = [_row(f"{page}#{cause.id}", name(cause), cause.tell) for cause in shown]
    for slug, tell in playbook.elsewhere.items():
        rows.append(_row(f"{up}playbooks/{slug}/", _in_words(slug), tell, "pb-elsewhere"))
    if (more := len(playbook.causes) - len(shown)) > 0:
        rows.append(f"<li>{more} more below</li>")
    if len(rows) < 2:
        return ""
    return (
        '<nav class="pb-which" aria-labelledby="pb-which">'
        f'<p class="pb-label" id="pb-which">Which is yours?</p><ol>{"".join(rows)}</ol></nav>'
    )


def _row(href: str, called: str, tell: str, kind: str = "") -> str:
    marked = f' class="{kind}"' if kind else ""
    said = f"<span><b>{text(called)}</b> <span>{inline(tell, links=False)}</span></span>"
    return f'<li><a href="{href}"{marked}>{said}</a></li>'


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
