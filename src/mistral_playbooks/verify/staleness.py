"""Which results still hold: those that passed with the same code, mock, SDK version and runtime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.catalog import Catalog
from ..content.programs import Program
from ..support.process import Missing
from .results import Result
from .runners.clients import Client, Clients
from .scheduler import mock_digest


@dataclass(frozen=True)
class Stale:
    """A program without a row that holds, and why."""

    program: Program
    why: str


def find(programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients | None) -> list[Stale]:
    """The programs without a passing row for this code, mock, SDK version and runtime, each with the reason.

    Of a client that is not here, and of all without `clients`, the versions do not count: what another machine saw
    of the same code and mock holds.
    """
    return [Stale(program, row) for program, row in _look(programs, rows, catalog, clients) if isinstance(row, str)]


def holding(programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients) -> list[Result]:
    """The rows that hold, one for each program that has one."""
    return [row for _, row in _look(programs, rows, catalog, clients) if isinstance(row, Result)]


def _look(
    programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients | None
) -> Iterator[tuple[Program, Result | str]]:
    """Each program with the row that holds, or the reason why none does."""
    by_file: dict[tuple[str, str], list[Result]] = {}
    for row in rows:
        by_file.setdefault((row.file, row.sdk), []).append(row)
    digests = {playbook.slug: mock_digest(playbook) for playbook in catalog}
    for program in programs:
        mine = by_file.get((program.file, program.sdk), [])
        if program.major is not None:
            mine = [row for row in mine if row.version.split(".")[0] == str(program.major)]
        try:
            client = clients.client(program) if clients else None
        except Missing:
            client = None
        yield program, _judge(program, mine, digests[program.slug], client)


def _judge(program: Program, rows: list[Result], mock: str, client: Client | None) -> Result | str:
    if not rows:
        return "not run yet"
    rows = [row for row in rows if row.sha256 == program.sha256]
    if not rows:
        return "its code changed"
    rows = [row for row in rows if row.mock == mock]
    if not rows:
        return "the mock changed"
    if client is not None:
        same = [row for row in rows if row.version == client.version]
        if not same:
            return f"{client.sdk} {rows[0].version} → {client.version}"
        rows = [row for row in same if row.runtime == client.runtime]
        if not rows:
            return f"{same[0].runtime} → {client.runtime}"
    return next((row for row in rows if row.outcome == "passed"), "it failed")
