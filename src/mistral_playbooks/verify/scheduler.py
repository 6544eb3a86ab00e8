"""Runs what is published and records what happened."""

from __future__ import annotations

import json
import os
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from pathlib import Path

from ..content.catalog import Catalog
from ..content.programs import Program
from ..gateway.certificates import Authority
from ..support.loop_thread import Background
from ..support.process import ToolNotFoundError, end_all
from .dependencies import Dependencies
from .results import Result
from .runner import ProgramRunner
from .runners.clients import Clients, kind

TIMEOUT = 150.0
"""Seconds after which a program is stopped. A retry that exceeds the API's minute needs a little more than 60."""
MOST_WAITING = 64
"""Programs that wait at the same time. They take no processor, but each takes memory."""
_BETWEEN = 0.25
"""Seconds between their starts: a start takes the processor, and a client that waits for it may reach its timeout."""


@dataclass(frozen=True)
class Unrunnable:
    """A program that cannot be run here."""

    program: Program
    reason: str


def verify(
    programs: Sequence[Program],
    *,
    root: Path,
    catalog: Catalog,
    clients: Clients,
    done: Callable[[Result], None] = lambda _: None,
    timeout: float = TIMEOUT,
) -> tuple[list[Result], list[Unrunnable]]:
    """Runs every program as its role demands. Returns a row for each, and those that cannot run here.

    `done` is called with each row as it comes, in the caller's thread. An exception in that thread ends the running
    programs.
    """
    if not programs:
        return [], []
    missing = clients.prepare(programs)
    unrunnable = [Unrunnable(p, missing[kind(p)]) for p in programs if kind(p) in missing]
    todo = [program for program in programs if kind(program) not in missing]
    results: list[Result] = []
    with Authority() as authority, Background() as background, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        runner = ProgramRunner(root, catalog, clients, authority, background, timeout, Dependencies(catalog), folder)
        # Those that wait begin first, each in its own thread.
        waiting = [program for program in todo if runner.waits(program)]
        rest = [program for program in todo if not runner.waits(program)]
        stopped = threading.Event()

        def start(number: int, program: Program) -> Result:
            if number < MOST_WAITING and stopped.wait(number * _BETWEEN):
                raise CancelledError
            return runner.result(program)

        busy = ThreadPoolExecutor(4 * (os.cpu_count() or 1))
        with ThreadPoolExecutor(MOST_WAITING) as patient, busy:
            jobs = {patient.submit(start, number, p): p for number, p in enumerate(waiting)}
            jobs |= {busy.submit(runner.result, p): p for p in rest}
            try:
                for job in as_completed(jobs):
                    try:
                        results.append(job.result())
                    except Exception as error:
                        # A program that cannot be run is named; the others go on.
                        unrunnable.append(Unrunnable(jobs[job], _named(error)))
                        continue
                    done(results[-1])
            except BaseException:
                stopped.set()
                for job in jobs:
                    job.cancel()
                # More than once, because the second run of a fix may begin after its first was ended.
                while not all(job.done() for job in jobs):
                    end_all()
                    wait(jobs, timeout=0.1)
                raise
    return sorted(results, key=lambda row: row.key), unrunnable


def _named(error: Exception) -> str:
    """Returns why a program could not be run; for an unexpected error, a bug of this package, also the place."""
    if isinstance(error, ToolNotFoundError):
        return str(error)
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError):
        return text
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{text} ({Path(last.filename).name}, line {last.lineno})"


def table(results: Iterable[Result]) -> str:
    """Returns rows as JSON (`verify --json`)."""
    return json.dumps({"results": [row.to_dict() for row in results]}, ensure_ascii=False)
