"""Which results are still valid: those that passed with the same code and mock and, if asked for, the same client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.catalog import Catalog
from ..content.programs import Program
from ..support.process import ToolNotFoundError
from .dependencies import Dependencies
from .results import Result
from .runners.clients import Client, Clients


@dataclass(frozen=True)
class Stale:
    """A program without a valid row, and why, as a clause."""

    program: Program
    why: str


def find(programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients | None) -> list[Stale]:
    """Returns the programs without a valid row, each with the reason.

    With `clients`, a row is also stale if this machine has another version of the SDK or runtime, unless the client is
    not installed. Without `clients`, versions are ignored: rows from any machine are valid for the same code and mock.
    """
    return [Stale(program, row) for program, row in _look(programs, rows, catalog, clients) if isinstance(row, str)]


def valid(programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients) -> list[Result]:
    """Returns the valid row of each program that has one."""
    return [row for _, row in _look(programs, rows, catalog, clients) if isinstance(row, Result)]


def _look(
    programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients | None
) -> Iterator[tuple[Program, Result | str]]:
    """Yields each program with its valid row, or with the reason why it has none."""
    by_file: dict[tuple[str, str, str], list[Result]] = {}
    for row in rows:
        by_file.setdefault((row.slug, row.file, row.sdk), []).append(row)
    dependencies = Dependencies(catalog)
    for program in programs:
        mine = by_file.get((program.slug, program.file, program.sdk), [])
        if program.major is not None:
            mine = [row for row in mine if row.major == program.major]
        try:
            client = clients.client(program) if clients else None
        except ToolNotFoundError:
            client = None
        yield program, _judge(program, mine, dependencies, client)


def _judge(program: Program, rows: list[Result], dependencies: Dependencies, client: Client | None) -> Result | str:
    if not rows:
        return "no run is on record"
    rows = [row for row in rows if row.sha256 == program.sha256]
    if not rows:
        return "the code changed"
    rows = [row for row in rows if row.mock == dependencies.digest(program, row.routes)]
    if not rows:
        return "the mock or the page's record changed"
    if client is not None:
        same = [row for row in rows if row.version == client.version]
        if not same:
            return f"{client.sdk} changed from {rows[0].version} to {client.version}"
        rows = [row for row in same if row.runtime == client.runtime]
        if not rows:
            return f"{same[0].runtime} changed to {client.runtime}"
    return next((row for row in rows if row.outcome == "passed"), "the last run failed")
