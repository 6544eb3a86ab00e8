"""Runs what is published and records what happened."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from . import judgement
from .authority import Authority
from .background import Background
from .catalog import Catalog, Playbook
from .clients import Client, Clients
from .gateway import Gateway
from .mock import Api, Exchange, Settings, parse_fault
from .normal import normal
from .process import Missing, Outcome
from .programs import Program
from .results import KeepsFailing, Result

MINUTE = 1.0
"""Seconds of the limiter's window while programs are verified: any sensible wait then crosses a window."""
TIMEOUT = 150.0
"""Seconds after which a program is stopped. A retry that outlives the API's minute needs a little more than 60."""
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Unrunnable:
    """A program whose SDK is not here."""

    program: Program
    reason: str


def mock_digest(playbook: Playbook) -> str:
    """Digest of all that decides how a program of this class is answered: mock, gateway, replies, runs."""
    return hashlib.sha256(
        (code_digest() + playbook.model_dump_json(include={"retry", "causes", "response", "runs"})).encode()
    ).hexdigest()[:16]


def lab_digest(catalog: Catalog, client: Client) -> str:
    """Digest of all that decides what a lab prints but its own text: mock, replies, SDK, Python."""
    parts = (code_digest(), catalog.to_json(), client.version, client.runtime)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def code_digest() -> str:
    """Digest of the mock and of what leads programs to it."""
    digest = hashlib.sha256()
    for path in [*sorted((_HERE / "mock").rglob("*")), _HERE / "gateway.py", _HERE / "environment.py"]:
        if path.is_file() and path.suffix in (".py", ".json"):
            digest.update(path.relative_to(_HERE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stale(programs: Iterable[Program], rows: Iterable[Result], catalog: Catalog, clients: Clients) -> list[Program]:
    """The programs without a row for this code, mock, SDK version and runtime."""
    by_file: dict[str, list[Result]] = {}
    for row in rows:
        by_file.setdefault(row.file, []).append(row)
    digests = {playbook.slug: mock_digest(playbook) for playbook in catalog}
    found = []
    for program in programs:
        same = [
            row
            for row in by_file.get(program.file, ())
            if (row.sha256, row.mock) == (program.sha256, digests[program.slug])
        ]
        try:
            client = clients.client(program.language)
        except Missing:
            # Not to be run here: what another machine saw of the same code and mock holds.
            if not same:
                found.append(program)
            continue
        now = (client.sdk, client.version, client.runtime)
        if not any((row.sdk, row.version, row.runtime) == now for row in same):
            found.append(program)
    return found


def verify(
    programs: Sequence[Program],
    *,
    root: Path,
    catalog: Catalog,
    clients: Clients,
    done: Callable[[Result], None] = lambda _: None,
    timeout: float = TIMEOUT,
) -> tuple[list[Result], list[Unrunnable]]:
    """Runs every program as its role demands. Gives a row for each, and those that cannot run here.

    `done` is called with each row as it comes, from several threads.
    """
    missing = clients.prepare({program.language for program in programs})
    unrunnable = [Unrunnable(p, missing[p.language]) for p in programs if p.language in missing]
    todo = [program for program in programs if program.language not in missing]
    results: list[Result] = []
    with Authority() as authority, Background() as background:
        bench = _Bench(root, catalog, clients, authority, background, timeout)
        # Programs that wait need no processor: they get threads of their own and start first.
        waiting = [p for p in todo if judgement.waiting_helps(catalog.playbooks[p.slug]) and p.role == "fixed"]
        rest = [program for program in todo if program not in waiting]
        with (
            ThreadPoolExecutor(max(1, len(waiting))) as patient,
            ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as busy,
        ):
            jobs = [patient.submit(bench.result, p) for p in waiting] + [busy.submit(bench.result, p) for p in rest]
            try:
                for job in as_completed(jobs):
                    results.append(job.result())
                    done(results[-1])
            except BaseException:
                for job in jobs:
                    job.cancel()
                raise
    return sorted(results, key=lambda row: row.key), unrunnable


@dataclass(frozen=True)
class _Bench:
    """All that a program needs to be run; shared by the threads."""

    root: Path
    catalog: Catalog
    clients: Clients
    authority: Authority
    background: Background
    timeout: float

    def result(self, program: Program) -> Result:
        playbook = self.catalog.playbooks[program.slug]
        client = self.clients.client(program.language)
        fault = self._fault(program, playbook)
        outcome, journal = self._run(program, playbook, fault, "main")
        failing: KeepsFailing | None = None
        if program.role == "fixed":
            parsed = parse_fault(fault) if fault else None
            reasons = judgement.fixed(outcome, journal, parsed, MINUTE)
            endless = judgement.faulty(playbook, program.cause) or "server-error"
            second, second_journal = self._run(program, playbook, endless, "keeps failing")
            reasons += judgement.keeps_failing(second, second_journal, playbook, MINUTE)
            failing = KeepsFailing(fault=endless, exit=second.exit, output=normal(second.output, self.root))
        elif program.role == "broken":
            reasons = judgement.broken(outcome, playbook, self.catalog)
        else:
            reasons = judgement.diagnosed(outcome.output, playbook, self.catalog)
        reply = playbook.response_of(program.cause)
        return Result(
            slug=program.slug,
            cause=program.cause,
            file=program.file,
            role=program.role,  # type: ignore[arg-type]
            sha256=program.sha256,
            language=program.language,  # type: ignore[arg-type]
            sdk=client.sdk,
            version=client.version,
            runtime=client.runtime,
            outcome="failed" if reasons else "passed",
            reasons=tuple(reasons),
            output=normal(outcome.output, self.root),
            exit=outcome.exit,
            fault=fault,
            basis=reply.basis if reply else "recorded",
            seconds=round(outcome.seconds, 2),
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            mock=mock_digest(playbook),
            keeps_failing=failing,
        )

    def _fault(self, program: Program, playbook: Playbook) -> str | None:
        """What the program is run under: the front matter's word, else the design's default for its role."""
        run = playbook.runs.get(program.name)
        if run and run.fault is not None:
            return run.fault or None
        own = judgement.faulty(playbook, program.cause)
        if own is None or not judgement.waiting_helps(playbook):
            return None
        return f"{own}:2" if program.role == "fixed" else own

    def _run(
        self, program: Program, playbook: Playbook, fault: str | None, kind: str
    ) -> tuple[Outcome, list[Exchange]]:
        run = playbook.runs.get(program.name)
        seed = hashlib.sha256(f"{program.sha256} {kind}".encode()).hexdigest()
        from .environment import KEY

        settings = Settings(api_key=KEY, limits=run.limits if run and run.limits else "none", minute=MINUTE, seed=seed)
        faults = [parse_fault(part) for part in fault.split()] if fault else []
        api = Api(settings, faults, catalog=self.catalog)
        with Gateway(api, self.authority, self.background) as gateway:
            env = gateway.environment(self._base())
            for name, value in (run.env if run else {}).items():
                if value is None:
                    env.pop(name, None)
                else:
                    env[name] = value
            outcome = self.clients.run(program, env=env, timeout=self.timeout)
        return outcome, list(api.journal)

    def _base(self) -> dict[str, str]:
        """The same environment on every machine, with the user's own configuration files out of the way."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.authority.certificate.parent),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "NO_COLOR": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONNOUSERSITE": "1",
        }


def table(results: Iterable[Result]) -> str:
    """Rows → JSON for a program that reads (`verify --json`)."""
    return json.dumps({"results": [row.model_dump(mode="json") for row in results]}, ensure_ascii=False)
