"""Which results still hold: those of the same code, mock, SDK version and runtime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .catalog import Catalog
from .clients import Client, Clients
from .process import Missing
from .programs import Program
from .results import Result
from .verification import mock_digest


@dataclass(frozen=True)
class Stale:
    """A program without a row that holds, and why."""

    program: Program
    why: str


def find(programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients) -> list[Stale]:
    """The programs without a row for this code, mock, SDK version and runtime, each with the reason."""
    by_file: dict[tuple[str, str], list[Result]] = {}
    for row in rows:
        by_file.setdefault((row.file, row.sdk), []).append(row)
    digests = {playbook.slug: mock_digest(playbook) for playbook in catalog}
    found = []
    for program in programs:
        mine = by_file.get((program.file, program.sdk), [])
        if program.major is not None:
            mine = [row for row in mine if row.version.split(".")[0] == str(program.major)]
        try:
            client = clients.client(program)
        except Missing:
            client = None  # not to be run here: what another machine saw of the same code and mock holds
        why = _why(program, mine, digests[program.slug], client)
        if why:
            found.append(Stale(program, why))
    return found


def _why(program: Program, rows: list[Result], mock: str, client: Client | None) -> str | None:
    if not rows:
        return "not run yet"
    rows = [row for row in rows if row.sha256 == program.sha256]
    if not rows:
        return "its code changed"
    rows = [row for row in rows if row.mock == mock]
    if not rows:
        return "the mock changed"
    if client is None:
        return None
    same = [row for row in rows if row.version == client.version]
    if not same:
        return f"{client.sdk} {rows[0].version} → {client.version}"
    if not any(row.runtime == client.runtime for row in same):
        return f"{same[0].runtime} → {client.runtime}"
    return None
