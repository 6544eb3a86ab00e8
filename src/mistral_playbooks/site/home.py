"""The home page: the box beside one change with its proof, and all classes of errors in one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..content.catalog import Playbook
from ..content.clients import python_sdk
from ..content.clients import table as clients
from ..content.programs import Program
from ..verify.results import Result
from . import proof
from .addresses.keys import ErrorClass
from .card import listing
from .components import RETRY
from .markup import date, inline, text
from .playbook_page import Site
from .proof import Results
from .search.words import meaning, seen

BOX = '<div class="pb-box"></div>'
"""Where the template puts the box (docs/templates/home.html)."""
_NONE = "none"
"""The status of a class that no answer of the API shows."""


def lead(site: Site, up: str) -> str:
    """Returns what this is, and why to trust it, in a paragraph."""
    count = proof.tally(site.programs, site.results)
    some = f"{count.proven}" if count.proven == count.programs else f"{count.proven} of {count.programs}"
    labels = [sdk.label for sdk in clients().official.values()]
    return (
        f'<p class="pb-lead"><a href="{up}verification/">{some} programs</a> in {_listed(labels)} have been run, '
        "exactly as you copy them, against a mock that answers as the real API has been observed to answer.</p>"
    )


def start(site: Site, playbook: Playbook | None, up: str) -> str:
    """Returns the box, and beside it the change of a playbook's usual cause in Python, with what each program printed.

    Only the box if there is no such playbook, or its change has no proof.
    """
    programs = site.of(playbook.slug, playbook.causes[0].id) if playbook else []
    own = [one for one in programs if one.client == python_sdk()]
    ran = {one.role: (one, found[0]) for one in own if (found := site.results.of(one))}
    if playbook is None or not {"broken", "fixed"} <= ran.keys():
        return f'<div class="pb-start">\n{BOX}\n</div>'
    (broken, before), (fixed, after) = ran["broken"], ran["fixed"]
    said, classes = proof.line(fixed, site.results, up)
    figure = (
        '<figure class="pb-example" aria-label="One real change, with its proof">'
        f'<figcaption>One fix, as every playbook shows it: <a href="{up}playbooks/{playbook.slug}/">'
        f"{text(playbook.title)}</a></figcaption>\n"
        f"{_printed('before', broken, before)}\n"
        f"{listing.excerpt(broken, fixed, f'From {broken.name} to {fixed.name}')}\n"
        f"{_printed('after', fixed, after)}\n"
        f'<p class="{classes}">{said}</p></figure>'
    )
    return f'<div class="pb-start">\n{BOX}\n{figure}\n</div>'


def _printed(when: str, program: Program, row: Result) -> str:
    lines = [line for line in row.output.splitlines() if line.strip()]
    tone = "ok" if row.exit == 0 else "error"
    return (
        f'<p class="pb-example__run pb-example__run--{tone}"><samp>{text(lines[-1] if lines else "(nothing)")}</samp>'
        f" <span>{when}: exit {row.exit}</span></p>"
    )


def table(groups: Mapping[str, list[ErrorClass]], programs: Iterable[Program], results: Results, up: str) -> str:
    """Returns all classes in one table with its filters. `groups` are the classes by the label of their category."""
    every = list(programs)
    counts = {
        one.slug: proof.tally((program for program in every if program.slug == one.slug), results)
        for classes in groups.values()
        for one in classes
    }
    bodies = "\n".join(
        f'<tbody data-group="{text(label)}"><tr class="pb-all__group"><th colspan="5" scope="rowgroup">{text(label)}'
        f"</th></tr>\n{''.join(_row(one, counts[one.slug], up) for one in classes)}</tbody>"
        for label, classes in groups.items()
    )
    names = ("What you see", "Code", "What it means", "Retry", "Proof")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f'{_filters(groups)}\n<table class="pb-all"><thead><tr>{heads}</tr></thead>\n{bodies}</table>'


def _row(one: ErrorClass, count: proof.Tally, up: str) -> str:
    return (
        f'<tr data-status="{" ".join(_statuses(one))}">'
        f'<th scope="row"><a href="{up}{one.url}">{text(one.playbook.title)}</a></th>'
        f"<td>{text(seen(one))}</td><td>{inline(meaning(one), links=False)}</td>"
        f'<td><span class="pb-verdict pb-verdict--{one.playbook.retry}">{RETRY[one.playbook.retry]}</span></td>'
        f"<td>{_proof(count)}</td></tr>\n"
    )


def _proof(count: proof.Tally) -> str:
    if count.proven and count.date:
        return f'<span class="pb-all__ran">{count.proven} programs</span> {date(count.date, short=True)}'
    return "Not verified"


def _statuses(one: ErrorClass) -> Iterator[str]:
    """The values of the filter: one for each status, `5xx` for the server's, `none` if there is no refusal."""
    found = [value for value in one.statuses if value >= 400]
    yield from dict.fromkeys(str(value) if value < 500 else "5xx" for value in found)
    if not found:
        yield _NONE


def _filters(groups: Mapping[str, list[ErrorClass]]) -> str:
    classes = [one for group in groups.values() for one in group]
    statuses = sorted({status for one in classes for status in _statuses(one)})
    shown = [(status, "No status" if status == _NONE else status) for status in statuses]
    keys = [(label, classes[0].playbook.category) for label, classes in groups.items()]
    labels = [(label, "SDKs" if key == "sdk" else key.capitalize()) for label, key in keys]
    return (
        '<form class="pb-sift" role="search" aria-label="Filter the table" hidden>'
        '<p><label for="pb-sift">Filter</label> <input id="pb-sift" type="search" autocomplete="off" '
        f'placeholder="A word or a code"> <output for="pb-sift">{len(classes)} errors</output></p>\n'
        f"{_choice('status', 'Status', shown)}\n{_choice('group', 'Category', labels)}\n"
        '<p class="pb-sift__none" hidden>No error fits these filters. '
        '<button class="pb-sift__all" type="button">Show all</button></p></form>'
    )


def _choice(name: str, label: str, values: Iterable[tuple[str, str]]) -> str:
    buttons = [
        f'<button type="button" data-{name}="{text(value)}" aria-pressed="{"false" if value else "true"}">'
        f"{text(shown)}</button>"
        for value, shown in (("", "All"), *values)
    ]
    return f'<div class="pb-sift__row" role="group" aria-label="{label}"><span>{label}</span> {" ".join(buttons)}</div>'


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
