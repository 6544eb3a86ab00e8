"""Runs one published program and checks that it does what its role requires."""

from __future__ import annotations

import datetime
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ..content.catalog import Catalog
from ..content.programs import Program
from ..gateway.certificates import Authority
from ..gateway.environment import KEY
from ..gateway.proxy import Gateway
from ..mock import Api, Exchange, Settings, parse_fault
from ..support.loop_thread import LoopThread
from ..support.process import Outcome
from . import dependencies, lint, rules
from .conditions import Conditions, conditions
from .dependencies import Dependencies
from .normalize import normalize_output
from .results import KeepsFailing, Result
from .runners.clients import Clients
from .runners.python import ServerDiedError

_single_run_lock = threading.Lock()
"""Held while a program has its own fork server, because each one needs the memory of an SDK."""


@dataclass(frozen=True)
class ProgramRunner:
    """Everything that programs need to run. Shared between threads."""

    root: Path
    catalog: Catalog
    clients: Clients
    authority: Authority
    background: LoopThread
    timeout: float
    dependencies: Dependencies
    workspace: Path
    """An empty folder, in which each program gets a folder to run in."""

    def _folder(self, program: Program, kind: str) -> Path:
        """Returns a folder with nothing but a copy of the program, as a reader would run it.

        A TypeScript program is not copied, because Node finds packages relative to the file in the checkout.
        """
        name = f"{program.slug}-{program.name}"
        folder = self.workspace / f"{program.sdk}-{program.major}-{kind.replace(' ', '-')}" / name
        path = folder / program.file if program.language != "typescript" else folder
        (path.parent if path != folder else folder).mkdir(parents=True, exist_ok=True)
        if path != folder:
            path.write_text(f"{program.text}\n", encoding="utf-8")
        return folder

    def _normalized(self, program: Program, outcome: Outcome, kind: str) -> str:
        return normalize_output(outcome.output, self._folder(program, kind), self.root)

    def waits(self, program: Program) -> bool:
        """Whether it spends most of its time waiting, and so needs little CPU."""
        playbook = self.catalog.playbooks[program.slug]
        reply = playbook.response_of(program.cause)
        return bool(reply and reply.waits) or (program.role == "fixed" and rules.waiting_helps(playbook))

    def result(self, program: Program) -> Result:
        """Runs a program, a fix twice, and returns its row. Raises OSError or ValueError if it cannot run at all."""
        playbook = self.catalog.playbooks[program.slug]
        client = self.clients.client(program)
        under = conditions(program, playbook)
        reply = playbook.response_of(program.cause)
        again: list[Exchange] = []
        failing: KeepsFailing | None = None
        if program.role == "fixed":
            # In parallel only if the program waits, because otherwise each run needs a CPU.
            runs = {"main": under.fault, "keeps failing": under.endless}
            runs |= {"recovers": under.recovers, "gives up": under.gives_up} if under.recovers else {}
            with ThreadPoolExecutor(len(runs) if self.waits(program) else 1) as pool:
                done = pool.map(lambda kind: self._run(program, under, runs[kind], kind), runs)
            (outcome, journal, refused), (second, again, refused_again), *mixed = done
            parsed = parse_fault(under.fault, self.catalog) if under.fault else None
            reasons = rules.fixed(outcome, journal, parsed, under.minute)
            reasons += rules.keeps_failing(second, again, playbook, under.minute)
            reasons += rules.leaks([*refused, *refused_again], second.output)
            if mixed:
                (recovered, after_both, _), (gave_up, after_refusal, _) = mixed
                reasons += rules.recovers(recovered, after_both, under.minute)
                reasons += rules.gives_up(gave_up, after_refusal, under.minute)
            assert under.endless is not None
            failing = KeepsFailing(under.endless, second.exit, self._normalized(program, second, "keeps failing"))
        else:
            outcome, journal, refused = self._run(program, under, under.fault, "main")
            if program.role == "broken" and program.major in program.works_on:
                reasons = rules.fixed(outcome, journal, None, under.minute)
            else:
                judge = rules.broken if program.role == "broken" else rules.tells
                reasons = judge(outcome, playbook, self.catalog)
                if program.role == "broken" and reply and not reasons:
                    reasons = rules.caused_by_api(journal)
        reasons += [one for one in rules.leaks(refused, outcome.output) if one not in reasons]
        reasons += lint.mistakes(program, [name for name, _ in under.env])
        routes = dependencies.called(journal, again)
        return Result(
            slug=program.slug,
            cause=program.cause,
            file=program.file,
            role=program.role,
            sha256=program.sha256,
            language=program.language,
            sdk=client.sdk,
            version=client.version,
            runtime=client.runtime,
            outcome="failed" if reasons else "passed",
            reasons=tuple(reasons),
            output=self._normalized(program, outcome, "main"),
            exit=outcome.exit,
            fault=under.fault,
            basis=reply.basis if reply else "recorded",
            routes=routes,
            mock=self.dependencies.digest(program, routes),
            keeps_failing=failing,
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        )

    def _run(
        self, program: Program, under: Conditions, fault: str | None, kind: str, alone: bool = False
    ) -> tuple[Outcome, list[Exchange], list[str]]:
        """Returns the program's outcome, the mock's journal, and the hosts that the gateway refused."""
        folder = self._folder(program, kind)
        seed = hashlib.sha256(f"{program.sha256} {kind}".encode()).hexdigest()
        settings = Settings(api_key=KEY, limits=under.limits, minute=under.minute, seed=seed)
        faults = [parse_fault(part, self.catalog) for part in fault.split()] if fault else []
        api = Api(settings, faults, catalog=self.catalog)
        with Gateway(api, self.authority, self.background) as gateway:
            env = gateway.environment(self._base())
            for name, value in under.env:
                if value is None:
                    env.pop(name, None)
                else:
                    env[name] = value
            try:
                outcome = self.clients.run(program, env=env, timeout=self.timeout, folder=folder)
            except ServerDiedError:
                if alone:
                    raise
                outcome = None
        if outcome is None:  # some program killed the shared fork server: run this one with its own server
            with _single_run_lock, self.clients.alone() as clients:
                return replace(self, clients=clients)._run(program, under, fault, kind, alone=True)
        return outcome, list(api.journal), gateway.refused

    def _base(self) -> dict[str, str]:
        """Returns an environment that is the same on every machine, without the user's configuration files."""
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
