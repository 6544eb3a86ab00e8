"""The tables of limits: what is documented and what was only observed, side by side with their dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from ...content.reference import figures
from ...content.reference.figures import Limit, Statement
from ..addresses.keys import classes
from ..markup import day, inline, link, plain, text
from ..playbook_page import Site
from .table import Row, Table

GROUPS = {
    "plans": "Plans and money",
    "rates": "Requests and tokens",
    "endpoints": "Requests of each endpoint",
    "files": "Files",
    "hosts": "Hosts, tiers and batch",
}
_OF_REQUESTS = ("rates", "endpoints", "files")
"""The groups whose limits a request can exceed."""
_HEADS = ("Limit", "Documented", "Observed", "Beyond it")


def tables() -> dict[str, Callable[[Site, str], Table]]:
    """Returns for each group, as `limits-of-GROUP`, what makes its table."""
    return {f"limits-of-{group}": partial(_table, group) for group in GROUPS}


def _table(group: str, site: Site, up: str) -> Table:
    known = classes(site.catalog)
    rows = [
        _row(one, known[one.slug].url if one.slug in known else None, up)
        for one in figures.limits()
        if one.group == group
    ]
    return Table(f"limits-of-{group}", GROUPS[group], _HEADS, rows)


def _row(limit: Limit, url: str | None, up: str) -> Row:
    documented = [one for one in limit.says if one.kind == "documented"]
    observed = [one for one in limit.says if one.kind != "documented"]
    beyond = (
        link(f"{up}{url}", f"<code>{text(limit.slug)}</code>")
        if url
        else "not known"
        if limit.group in _OF_REQUESTS
        else ""
    )
    what = "; ".join(f"{plain(one.value)} ({one.kind})" for one in limit.says)
    cells = (_said(documented), _said(observed), beyond)
    return Row(limit.name, cells, f"{what}.", limit.words, limit.code, (limit.slug,) if limit.slug else ())


def _said(statements: Iterable[Statement]) -> str:
    return "<br>".join(
        f"{inline(one.value)} ({link(one.source, f'{one.kind} {day(one.date, short=True)}')})" for one in statements
    )
