"""What the mock covers: each operation of the API, whether it is served, and what its answers are based on."""

from __future__ import annotations

from ...content.reference import figures
from ...content.reference.figures import Exchange, Operation
from ...mock import routes
from ..markup import day, link, text
from ..playbook_page import Site
from .table import Row, Table

SERVED, OTHERS = "operations", "not-served"
_NOTHING = "nothing seen"


def is_served(operation: Operation) -> bool:
    """Whether the mock answers an operation as the API does, or as it is documented."""
    wanted = (operation.method, operation.path)
    return any((route.method, route.path) == wanted and route.serve is not None for route in routes.ROUTES)


def served(site: Site, up: str) -> Table:
    """Returns the table of the operations that the mock serves."""
    rows = [_row(one, up) for one in figures.operations() if is_served(one)]
    heads = ("Operation", "A success is based on", "A refusal is based on")
    return Table(SERVED, "Operations that the mock serves", heads, rows)


def _row(operation: Operation, up: str) -> Row:
    key = f"{operation.method} {operation.path.replace('{}', '{id}')}"
    fallback = f"the API description, {_day(figures.described())}: {_NOTHING}" if operation.file else _NOTHING
    success = _basis(operation.success, up) or text(fallback)
    error = _basis(operation.error, up) or f"{_NOTHING} here: other operations"
    basis = operation.success.kind if operation.success else "documented only" if operation.file else _NOTHING
    return Row(key, (success, error), f"The mock serves it. Its success is {basis}.", (operation.path,))


def _basis(seen: Exchange | None, up: str) -> str:
    if seen is None:
        return ""
    days = f"{_day(seen.since)} to {_day(seen.date)}" if seen.since else _day(seen.date)
    kind = link(f"{up}verification/#{seen.kind}", seen.kind)
    return f"{kind}, {link(seen.source, days)}{'' if seen.source else ', without a public address'}"


def _day(date: object) -> str:
    return day(str(date), short=True)


def others(site: Site, up: str) -> Table:
    """Returns the table of the operations that the mock does not serve, by the family of their path."""
    families: dict[str, list[Operation]] = {}
    for one in figures.operations():
        if not is_served(one):
            families.setdefault("/".join(one.path.split("/")[:3]), []).append(one)
    rows = []
    for family, operations in sorted(families.items()):
        names = [f"{one.method} {one.path.removeprefix(family).replace('{}', '{id}') or '/'}" for one in operations]
        what = f"The mock serves none of these {len(operations)} operations: 404 that names the mock."
        rows.append(Row(family, (str(len(operations)), text(", ".join(names))), what, (family.rpartition("/")[2],)))
    heads = ("Path", "Operations", "Which")
    return Table(OTHERS, "Operations that the mock does not serve", heads, rows)
