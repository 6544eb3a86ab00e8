"""Runs many published programs in parallel."""

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
from ..support.loop_thread import LoopThread
from ..support.process import ToolNotFoundError, end_all
from . import lint
from .dependencies import Dependencies
from .results import Result
from .runner import ProgramRunner
from .runners.clients import Clients, kind

TIMEOUT = 150.0
"""Seconds after which a program is stopped. A retry that exceeds the API's minute needs a little more than 60."""
MAX_WAITING = 64
"""Maximum number of waiting programs at a time. They need no CPU, but each needs memory."""
_START_INTERVAL = 0.25
"""Seconds between their starts. Too many starts at once use up the CPU, and clients may time out."""


@dataclass(frozen=True)
class Unrunnable:
    """A program that cannot run here, and why."""

    program: Program
    reason: str


def verify(
    programs: Sequence[Program],
    *,
    root: Path,
    catalog: Catalog,
    clients: Clients,
    done: Callable[[Result], None] = lambda _: None,
    differs: Callable[[Result], bool] = lambda _: False,
    timeout: float = TIMEOUT,
) -> tuple[list[Result], list[Unrunnable]]:
    """Runs every program. Returns one row per program, and the programs that cannot run here.

    A program that waits and fails is run again after all others, and so is one whose row `differs` from the record:
    the others may have kept the processors so busy that its waits were too long, or answers too late.

    `done` is called with each row as soon as it exists, in the caller's thread. An exception in that thread ends the
    running programs.
    """
    if not programs:
        return [], []
    missing = clients.prepare(programs)
    unrunnable = [Unrunnable(p, missing[kind(p)]) for p in programs if kind(p) in missing]
    todo = [program for program in programs if kind(program) not in missing]
    lint.read_ahead(todo)
    results: list[Result] = []
    with Authority() as authority, LoopThread() as background, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()

        def new_runner() -> ProgramRunner:
            return ProgramRunner(root, catalog, clients, authority, background, timeout, Dependencies(catalog), folder)

        runner = new_runner()
        # Programs that wait start first, each in its own thread.
        waiting = [program for program in todo if runner.waits(program)]
        rest = [program for program in todo if not runner.waits(program)]
        again: list[Program] = []
        stopped = threading.Event()

        def start(number: int, program: Program) -> Result:
            if number < MAX_WAITING and stopped.wait(number * _START_INTERVAL):
                raise CancelledError
            return runner.result(program)

        busy = ThreadPoolExecutor(4 * (os.cpu_count() or 1))
        with ThreadPoolExecutor(MAX_WAITING) as patient, busy:
            jobs = {patient.submit(start, number, p): p for number, p in enumerate(waiting)}
            jobs |= {busy.submit(runner.result, p): p for p in rest}

            def collect(last: bool) -> None:
                for job in as_completed(jobs):
                    try:
                        row = job.result()
                    except Exception as error:
                        # A program that cannot run is reported; the others continue.
                        unrunnable.append(Unrunnable(jobs[job], _describe(error)))
                        continue
                    if not last and (differs(row) or (row.outcome == "failed" and jobs[job] in waiting)):
                        again.append(jobs[job])
                        continue
                    results.append(row)
                    done(row)

            try:
                collect(last=len(todo) == 1)
                runner = new_runner()
                jobs = {patient.submit(start, number, program): program for number, program in enumerate(again)}
                collect(last=True)
            except BaseException:
                stopped.set()
                for job in jobs:
                    job.cancel()
                # Repeatedly, because the second run of a fix may start after the first was killed.
                while not all(job.done() for job in jobs):
                    end_all()
                    wait(jobs, timeout=0.1)
                raise
    return sorted(results, key=lambda row: row.key), unrunnable


def _describe(error: Exception) -> str:
    """Returns why a program could not run. An unexpected error is a bug in this package, so its location is added."""
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
