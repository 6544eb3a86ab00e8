"""One published program at a time: run as its role demands, and judged."""

from __future__ import annotations

import datetime
import hashlib
import os
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ..content.catalog import Catalog, Playbook
from ..content.programs import Program
from ..gateway.certificates import Authority
from ..gateway.environment import KEY
from ..gateway.proxy import Gateway
from ..mock import Api, Exchange, Settings, parse_fault
from ..support.loop_thread import Background
from ..support.process import Outcome
from . import lint, rules
from .normalize import normal
from .results import KeepsFailing, Result
from .runners.clients import Clients
from .runners.python import Died

MINUTE = 1.0
"""Seconds of the limiter's window while a fix is verified: any sensible wait then crosses a window. The other programs
do not wait, and meet the API's own minute."""

_LONELY = threading.Lock()
"""Held while a program has a warm Python of its own: each takes the memory of an SDK."""


def shown(output: str, folder: Path, root: Path) -> str:
    """Raw output → the text to keep, of a program that ran in `folder` with the packages of the checkout `root`.

    Node names files where they really are, also where `node_modules` is a link.
    """
    packages = root / "snippets" / "node_modules"
    for real in {str(packages.resolve())} - {str(packages)}:
        for prefix in (f"file://{real}/", f"{real}/"):
            output = output.replace(prefix, "snippets/node_modules/")
    return normal(normal(output, folder), root)


@dataclass(frozen=True)
class Bench:
    """All that a program needs to be run; shared by the threads."""

    root: Path
    catalog: Catalog
    clients: Clients
    authority: Authority
    background: Background
    timeout: float
    digests: Mapping[str, str]
    """Digest of what answers each class."""
    derived: Path
    """An empty folder, in which each program gets one of its own."""

    def _folder(self, program: Program, kind: str) -> Path:
        """Where the program is run, as by a reader who copied it: nothing of the checkout is beside it.

        A program for Node is read where its packages are found, in the checkout.
        """
        folder = self.derived / f"{program.sdk}-{program.major}-{kind}" / program.file.replace("/", "-")
        path = folder / program.file if program.language != "typescript" else folder
        (path.parent if path != folder else folder).mkdir(parents=True, exist_ok=True)
        if path != folder:
            path.write_text(f"{program.text}\n", encoding="utf-8")
        return folder

    def _shown(self, outcome: Outcome, folder: Path) -> str:
        return shown(outcome.output, folder, self.root)

    def waits(self, program: Program) -> bool:
        """Whether it spends its time waiting, so that it needs no processor."""
        playbook = self.catalog.playbooks[program.slug]
        reply = playbook.response_of(program.cause)
        return bool(reply and reply.waits) or (program.role == "fixed" and rules.waiting_helps(playbook))

    def result(self, program: Program) -> Result:
        """Runs it once or twice and gives its row. OSError or ValueError where it cannot be run at all."""
        playbook = self.catalog.playbooks[program.slug]
        client = self.clients.client(program)
        folder, other = (self._folder(program, kind) for kind in ("main", "again"))
        fault = self._fault(program, playbook)
        reply = playbook.response_of(program.cause)
        failing: KeepsFailing | None = None
        if program.role == "fixed":
            endless = rules.faulty(playbook, program.cause) or "server-error"
            # Both at once where the program waits; else one after the other, because each needs a processor.
            with ThreadPoolExecutor(2 if self.waits(program) else 1) as pool:
                first = pool.submit(self._run, program, playbook, fault, "main", folder)
                then = pool.submit(self._run, program, playbook, endless, "keeps failing", other)
                (outcome, journal, refused), (second, second_journal, again) = first.result(), then.result()
            parsed = parse_fault(fault, self.catalog) if fault else None
            reasons = rules.fixed(outcome, journal, parsed, MINUTE)
            reasons += rules.keeps_failing(second, second_journal, playbook, MINUTE)
            reasons += rules.told([*refused, *again], second.output)
            failing = KeepsFailing(
                fault=endless,
                exit=second.exit,
                output=self._shown(second, other),
                seconds=round(second.seconds, 2),
            )
        elif program.role == "broken" and program.major in program.works_on:
            outcome, journal, refused = self._run(program, playbook, None, "main", folder)
            reasons = rules.fixed(outcome, journal, None, MINUTE)
        else:
            outcome, journal, refused = self._run(program, playbook, fault, "main", folder)
            judge = rules.broken if program.role == "broken" else rules.tells
            reasons = judge(outcome, playbook, self.catalog)
            if program.role == "broken" and reply and not reasons:
                reasons = rules.provoked(journal)
        run = playbook.run_of(program.name)
        reasons += [one for one in rules.told(refused, outcome.output) if one not in reasons]
        reasons += lint.fragile(program, [*(run.env if run else {})])
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
            output=self._shown(outcome, folder),
            exit=outcome.exit,
            fault=fault,
            basis=reply.basis if reply else "recorded",
            seconds=round(outcome.seconds, 2),
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            mock=self.digests[program.slug],
            keeps_failing=failing,
        )

    def _fault(self, program: Program, playbook: Playbook) -> str | None:
        """What the program is run under: the front matter's word, else the design's default for its role."""
        run = playbook.run_of(program.name)
        if run and run.fault is not None:
            return run.fault or None
        own = rules.faulty(playbook, program.cause)
        if own is None or not rules.waiting_helps(playbook):
            return None
        return f"{own}:2" if program.role == "fixed" else own

    def _run(
        self, program: Program, playbook: Playbook, fault: str | None, kind: str, folder: Path, alone: bool = False
    ) -> tuple[Outcome, list[Exchange], list[str]]:
        """What the program did, the mock's journal of it, and the hosts that it was refused."""
        run = playbook.run_of(program.name)
        seed = hashlib.sha256(f"{program.sha256} {kind}".encode()).hexdigest()
        limits = run.limits if run and run.limits else "none"
        minute = MINUTE if program.role == "fixed" else 60.0
        settings = Settings(api_key=KEY, limits=limits, minute=minute, seed=seed)
        faults = [parse_fault(part, self.catalog) for part in fault.split()] if fault else []
        api = Api(settings, faults, catalog=self.catalog)
        with Gateway(api, self.authority, self.background) as gateway:
            env = gateway.environment(self._base())
            for name, value in (run.env if run else {}).items():
                if value is None:
                    env.pop(name, None)
                else:
                    env[name] = value
            try:
                outcome = self.clients.run(program, env=env, timeout=self.timeout, folder=folder)
            except Died:
                if alone:
                    raise
                outcome = None
        if outcome is None:  # another program, or this one, took the warm Python with it: who did shows when alone
            with _LONELY, self.clients.alone() as clients:
                return replace(self, clients=clients)._run(program, playbook, fault, kind, folder, alone=True)
        return outcome, list(api.journal), gateway.refused

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
