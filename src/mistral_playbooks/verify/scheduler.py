"""Runs what is published and records what happened."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..content.catalog import Catalog, Playbook
from ..content.programs import Program
from ..gateway.certificates import Authority
from ..support.loop_thread import Background
from ..support.process import Missing, end_all
from .results import Result
from .runner import Bench
from .runners.clients import Client, Clients, kind

TIMEOUT = 150.0
"""Seconds after which a program is stopped. A retry that outlives the API's minute needs a little more than 60."""
LONG = 20.0
"""Seconds. What ran longer waited: no published program computes."""
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Unrunnable:
    """A program that cannot be run here."""

    program: Program
    reason: str


def mock_digest(playbook: Playbook) -> str:
    """Digest of all that decides how a program of this class is answered: mock, gateway, replies, runs."""
    row = playbook.to_dict()
    decides = json.dumps([row[key] for key in ("retry", "causes", "response", "runs")])
    return hashlib.sha256((code_digest() + decides).encode()).hexdigest()[:16]


def lab_digest(catalog: Catalog, client: Client) -> str:
    """Digest of all that decides what a lab prints but its own text: mock, replies, SDK, Python."""
    parts = (code_digest(), catalog.to_json(), client.version, client.runtime)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def code_digest() -> str:
    """Digest of the mock and of what leads programs to it."""
    digest = hashlib.sha256()
    for path in sorted(path for room in ("mock", "gateway") for path in (_PACKAGE / room).rglob("*")):
        if path.is_file() and path.suffix in (".py", ".json", ".cjs"):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def verify(
    programs: Sequence[Program],
    *,
    root: Path,
    catalog: Catalog,
    clients: Clients,
    done: Callable[[Result], None] = lambda _: None,
    timeout: float = TIMEOUT,
    before: Iterable[Result] = (),
) -> tuple[list[Result], list[Unrunnable]]:
    """Runs every program as its role demands. Gives a row for each, and those that cannot run here.

    `done` is called with each row as it comes, in the thread of the caller. What interrupts that thread ends the
    programs under way. `before`: rows of earlier runs; what took long then starts first now.
    """
    if not programs:
        return [], []
    missing = clients.prepare(programs)
    unrunnable = [Unrunnable(p, missing[kind(p)]) for p in programs if kind(p) in missing]
    todo = [program for program in programs if kind(program) not in missing]
    results: list[Result] = []
    with Authority() as authority, Background() as background, tempfile.TemporaryDirectory() as temporary:
        digests = {playbook.slug: mock_digest(playbook) for playbook in catalog}
        bench = Bench(root, catalog, clients, authority, background, timeout, digests, Path(temporary).resolve())
        took: dict[str, float] = {}
        for row in before:
            took[row.file] = max(took.get(row.file, 0), row.took)
        todo.sort(key=lambda program: -took.get(program.file, 0))
        # Those that wait for long begin first, each in a thread of its own: they need no processor.
        waiting = [p for p in todo if took.get(p.file, LONG if bench.waits(p) else 0.0) >= LONG]
        rest = [program for program in todo if program not in waiting]
        busy = ThreadPoolExecutor(4 * (os.cpu_count() or 1))
        with ThreadPoolExecutor(max(1, len(waiting))) as patient, busy:
            jobs = {patient.submit(bench.result, p): p for p in waiting}
            jobs |= {busy.submit(bench.result, p): p for p in rest}
            try:
                for job in as_completed(jobs):
                    try:
                        results.append(job.result())
                    except Exception as error:
                        # One that cannot be run is named; the others go on.
                        unrunnable.append(Unrunnable(jobs[job], _named(error)))
                        continue
                    done(results[-1])
            except BaseException:
                for job in jobs:
                    job.cancel()
                while not all(job.done() for job in jobs):  # a fix's second run may begin after its first was ended
                    end_all()
                    wait(jobs, timeout=0.1)
                raise
    return sorted(results, key=lambda row: row.key), unrunnable


def _named(error: Exception) -> str:
    """Why a program could not be run. What nobody expects is a fault of this package: it names the place, too."""
    if isinstance(error, Missing):
        return str(error)
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError):
        return text
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{text} ({Path(last.filename).name}, line {last.lineno})"


def table(results: Iterable[Result]) -> str:
    """Rows → JSON for a program that reads (`verify --json`)."""
    return json.dumps({"results": [row.model_dump(mode="json") for row in results]}, ensure_ascii=False)
