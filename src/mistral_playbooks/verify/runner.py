"""Runs one published program and checks that it does what its role requires."""

from __future__ import annotations

import datetime
import hashlib
import os
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..content import programs
from ..content.catalog import Catalog, CatalogError
from ..content.programs import Program
from ..findings import patience
from ..gateway.certificates import Authority
from ..gateway.environment import KEY
from ..gateway.proxy import Gateway
from ..mock import Api, Exchange, Settings, parse_fault
from ..support.loop_thread import LoopThread
from ..support.process import Outcome
from . import dependencies, fallback, lint, rules
from .aims import another_answer, made_up_error
from .conditions import Conditions, basis, conditions
from .dependencies import Dependencies
from .leaks import covers, leaks
from .normalize import normalize_output
from .results import KeepsFailing, Result
from .runners.clients import Clients
from .runners.python import ServerDiedError

_single_run_lock = threading.Lock()
"""Held while a program has its own fork server, because each one needs the memory of an SDK."""


Ran = tuple[Outcome, list[Exchange], list[str]]
"""A program's outcome, the mock's journal, and the hosts that the gateway refused."""


class _FirstRuns:
    """The first run of each broken program, which its fix is compared with, too."""

    def __init__(self) -> None:
        self.locks: defaultdict[tuple[str, str, str, int | None], threading.Lock] = defaultdict(threading.Lock)
        self.done: dict[tuple[str, str, str, int | None], Ran] = {}


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
    _first: _FirstRuns = field(default_factory=_FirstRuns)

    def _folder(self, program: Program, kind: str) -> Path:
        """Returns a folder with nothing but a copy of the program, as a reader would run it.

        A TypeScript program is not copied, because Node finds packages relative to the file in the checkout. Only if
        its page gives it a package.json, `_run` makes the folder a project.
        """
        # A name that does not reveal the class to the diagnosis of a traceback.
        name = hashlib.sha256(f"{program.slug}/{program.name}".encode()).hexdigest()[:16]
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
        return bool(reply and reply.waits) or (program.role == "fixed" and rules.waiting_helps(playbook, program.cause))

    def result(self, program: Program) -> Result:
        """Runs a program, a fix several times, and returns its row.

        Raises OSError or ValueError if it cannot run at all.
        """
        playbook = self.catalog.playbooks[program.slug]
        client = self.clients.client(program)
        under = conditions(program, playbook)
        reply = playbook.response_of(program.cause)
        again: list[Exchange] = []
        failing: KeepsFailing | None = None
        run = playbook.run_of(program.name)
        if program.role == "fixed" and run and run.no_request:
            outcome, journal, refused = self._first_run(program)
            reasons = rules.without_request(outcome, [*journal, *self._broken_journal(program)])
        elif program.role == "fixed":
            # In parallel only if the program waits, because otherwise each run needs a CPU.
            runs = {"main": under.fault, "keeps failing": under.endless}
            runs |= {"recovers": under.recovers, "gives up": under.gives_up} if under.recovers else {}
            with ThreadPoolExecutor(len(runs) if self.waits(program) else 1) as pool:
                done = pool.map(lambda kind: self._run(program, under, runs[kind], kind), runs)
            (outcome, journal, refused), (second, again, refused_again), *mixed = done
            if (
                under.patience
                and patience.waited(again) < under.patience
                and patience.meets_window(again, under.patience)
            ):
                # It waited for the end of a window, or reached it by chance. Now a window has just begun.
                second, again, refused_again = self._run(program, under, under.endless, "keeps failing")
            parsed = parse_fault(under.fault, self.catalog) if under.fault else None
            reasons = rules.fixed(outcome, journal, parsed, program.text, bool(run and run.refused))
            reasons += rules.keeps_failing(second, again, playbook, under.patience)
            reasons += rules.same_aim(self._broken_journal(program), journal, playbook, program.name, outcome.stdout)
            reasons += leaks([*refused, *refused_again], second.output)
            if mixed:
                (recovered, after_both, _), (gave_up, after_refusal, _) = mixed
                reasons += rules.recovers(recovered, after_both)
                reasons += rules.gives_up(gave_up, after_refusal)
            assert under.endless is not None
            if tries := fallback.tries(again):
                enough = " ".join(f"{fault}:{tries}" for fault in under.endless.split())
                fell_back, with_answer, _ = self._run(program, under, enough, "falls back")
                reasons += fallback.answers(fell_back, with_answer, program.text)
            failing = KeepsFailing(under.endless, second.exit, self._normalized(program, second, "keeps failing"))
        else:
            outcome, journal, refused = self._first_run(program)
            if program.role == "broken" and program.major in program.works_on:
                reasons = rules.fixed(outcome, journal, None)
            else:
                if program.role == "broken":
                    own = None if under.fault or program.name in playbook.shared else reply
                    # First, because the diagnosis uses the record, too.
                    reasons = another_answer(journal, own) if own else []
                    reasons = reasons or rules.broken(outcome, playbook, self.catalog, program.name)
                else:
                    reasons = rules.tells(outcome, playbook, self.catalog)
                if program.role == "broken" and reply and not reasons:
                    reasons = rules.caused_by_api(journal, reply) + made_up_error(journal, program.text)
        reasons += [one for one in leaks(refused, outcome.output) if one not in reasons] + covers(outcome.stdout)
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
            basis=basis(under.fault, reply, self.catalog),
            routes=routes,
            mock=self.dependencies.digest(program, routes),
            keeps_failing=failing,
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        )

    def _first_run(self, program: Program) -> Ran:
        """Runs a program as its page says. Does so only once, because two programs may need the same run."""
        key = (program.slug, program.file, program.sdk, program.major)
        with self._first.locks[key]:
            if key not in self._first.done:
                under = conditions(program, self.catalog.playbooks[program.slug])
                self._first.done[key] = self._run(program, under, under.fault, "main")
            return self._first.done[key]

    def _broken_journal(self, fixed: Program) -> list[Exchange]:
        """Returns the requests of the broken program of a fix; none if it does not run on this client."""
        name = fixed.name.replace("fixed", "broken", 1)
        try:
            every = programs.find(self.root, self.catalog, [fixed.slug])
        except CatalogError:  # a trial of one program, in a folder without the others
            return []
        found = next((one for one in every if one.name == name), None)
        if found is None or (fixed.major is not None and fixed.major not in found.majors):
            return []
        return self._first_run(found if fixed.major is None else found.on(fixed.major))[1]

    def _run(self, program: Program, under: Conditions, fault: str | None, kind: str, alone: bool = False) -> Ran:
        """Runs a program once. `kind` distinguishes its runs."""
        folder = self._folder(program, kind)
        for name, text in under.files:
            (folder / name).write_text(text, encoding="utf-8")
        if program.language == "typescript" and any(name == "package.json" for name, _ in under.files):
            self._make_project(program, folder)
        seed = hashlib.sha256(f"{program.sha256} {kind}".encode()).hexdigest()
        settings = Settings(api_key=KEY, limits=under.limits, minute=under.minute, seed=seed, profile=under.profile)
        faults = [parse_fault(part, self.catalog) for part in fault.split()] if fault else []
        api = Api(settings, faults, catalog=self.catalog)
        network = self.clients.network
        with Gateway(api, self.authority, self.background, network.sockets(2) if network else ()) as gateway:
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

    def _make_project(self, program: Program, folder: Path) -> None:
        """Copies a TypeScript program below its own package.json, which decides how Node loads it."""
        path, packages = folder / program.file, folder / "node_modules"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{program.text}\n", encoding="utf-8")
        if not packages.is_symlink():
            packages.symlink_to((self.root / "snippets" / "node_modules").resolve())

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
