"""Runs the published programs on the newest releases, in temporary environments, and compares with the results."""

from __future__ import annotations

import ast
import datetime
import difflib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..content import programs as published
from ..content.programs import Program
from ..content.reference import figures
from ..mock.validation import models
from ..sdk import environments
from ..support import syntax
from ..support.process import ToolNotFoundError
from ..verify import scheduler
from ..verify.checkout import Checkout, identity
from ..verify.results import Result
from ..verify.runners.clients import PYTHON, Client, Clients
from . import due, retirements
from .due import Due
from .registries import Npm, Pip
from .retirements import Retirement
from .targets import Target, dependencies, targets

_Key = tuple[str, int | None]


@dataclass(frozen=True)
class Broken:
    """A program whose outcome or output changed."""

    row: Result
    before: str | None
    """The version with a passing run on record; None if there is none."""
    difference: tuple[str, ...]


@dataclass
class Trial:
    """The result of a trial."""

    date: datetime.date
    targets: list[Target] = field(default_factory=list)
    rows: list[Result] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    changed: list[Broken] = field(default_factory=list)
    """Programs that pass, but print something else than on record."""
    problems: dict[str, str] = field(default_factory=dict)
    """Package or file → why it could not be tried."""
    retirements: list[Retirement] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    """What to look at in the data of the reference; it breaks no program."""

    @property
    def passed(self) -> bool:
        """Whether every program was tried and passes.

        A fixed program with a retired model fails, because the real API no longer has that model.
        """
        return not (self.broken or self.problems or any(one.past for one in self.retirements))


class _Newest(Clients):
    """The clients in the temporary environments."""

    def __init__(self, root: Path, pythons: Mapping[_Key, tuple[Path, str]]) -> None:
        super().__init__(root)
        self._pythons = pythons

    def client(self, program: Program) -> Client:
        if program.language != "python":
            return super().client(program)
        return Client("python", program.sdk, self._pythons[program.sdk, program.major][1], PYTHON)

    def _python(self, program: Program) -> Path:
        return self._pythons[program.sdk, program.major][0]


def run(
    checkout: Checkout,
    *,
    env: Mapping[str, str],
    now: datetime.datetime,
    force: bool = False,
    log: Callable[[str], None] = lambda _: None,
) -> Trial:
    """Runs every program of the checkout on the newest release of its client, if that is newer than the verified one.

    With `force`, runs the others too, because dependencies of the client may be newer. `env` is the machine's
    environment for pip and npm; `now` has a time zone; `log` receives progress messages. Only `.cache/` is written.
    Whatever cannot be tried is listed in `problems`, and the rest continues.
    """
    trial = Trial(now.date())
    trial.retirements = retirements.find(checkout.programs, models.load(), trial.date)
    trial.due = due.find(models.load(), figures.prices(), trial.date)
    cache = checkout.root / ".cache" / "newest"
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="run-") as temporary:
        folder = Path(temporary).resolve()
        pip, npm = Pip(folder, env, now), Npm(env, now)
        ignored = shutil.ignore_patterns("node_modules", "*-lock.json")
        shutil.copytree(checkout.root / "snippets", folder / "snippets", ignore=ignored)
        log("querying the registries")
        trial.targets = list(targets(checkout, pip, npm, folder, now, trial.problems))
        todo, pythons = _install(checkout, trial, pip, npm, folder, force, log)
        if todo:
            log(f"running {len(todo)} programs")
            with _Newest(folder, pythons) as clients:
                trial.rows, missing = scheduler.verify(todo, root=folder, catalog=checkout.catalog, clients=clients)
            trial.problems |= {one.program.file: one.reason for one in missing}
    _compare(trial, todo, checkout.rows)
    return trial


def _install(
    checkout: Checkout,
    trial: Trial,
    pip: Pip,
    npm: Npm,
    folder: Path,
    force: bool,
    log: Callable[[str], None],
) -> tuple[list[Program], dict[_Key, tuple[Path, str]]]:
    """Creates the environments. Returns the programs to run, and the interpreter and version of each SDK."""
    todo: list[Program] = []
    pythons: dict[_Key, tuple[Path, str]] = {}
    for number, target in enumerate(trial.targets):
        if target.language != "python" or not (target.newer or force):
            continue
        package, version = target.release.package, target.release.version
        mine = [p for p in checkout.programs if (p.language, p.sdk) == ("python", package)]
        if target.major:
            mine = published.matrix(mine, [target.major])
        log(f"installing {package} {version}")
        try:
            extra = [] if target.major else sorted(_imported(mine, checkout.root, package))
            python = pip.install(folder / f"python-{number}", [f"{package}=={version}", *extra])
        except ToolNotFoundError as error:
            trial.problems[package] = str(error)
            continue
        pythons[package, target.major] = (python, version)
        todo += mine
    nodes = [target for target in trial.targets if target.language == "typescript"]
    if nodes and (force or any(target.newer for target in nodes)):
        wanted = dependencies(checkout.root / "snippets")  # a package whose releases are unknown keeps its version
        wanted |= {target.release.package: target.release.version for target in nodes}
        log("installing " + ", ".join(f"{package} {version}" for package, version in wanted.items()))
        try:
            npm.install(folder / "snippets", wanted)
            todo += [program for program in checkout.programs if program.language == "typescript"]
        except ToolNotFoundError as error:
            trial.problems["npm"] = str(error)
    return todo, pythons


def _imported(programs: Iterable[Program], root: Path, package: str) -> set[str]:
    """Returns the other distributions that a client's programs import, from its own list, without versions."""
    listed = (root / environments.requirements_file(package)).read_text(encoding="utf-8")
    names = {re.sub("[-_.]+", "_", name).lower(): name for name in re.findall(r"^([\w.-]+)==", listed, re.MULTILINE)}
    found: set[str] = set()
    for program in programs:
        for node in ast.walk(syntax.parse_python(program.text)):
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module]
            found |= {names[top] for module in modules if (top := module.partition(".")[0]) in names}
    return found - {package}


def _compare(trial: Trial, todo: Sequence[Program], record: Sequence[Result]) -> None:
    """Sorts the rows into broken and changed, by comparing them with those on record."""
    proven = {identity(row): row for row in record}
    majors = {
        (target.release.package, target.release.version): target.major
        for target in trial.targets
        if target.language == "python"
    }
    texts = {(program.slug, program.file, program.major): program for program in todo}
    for row in trial.rows:
        major = majors.get((row.sdk, row.version)) if row.language == "python" else None
        old = proven.get((row.slug, row.file, row.sdk, major))
        if old is not None and not old.proves(texts[row.slug, row.file, major]):
            old = None
        found = Broken(row, old.version if old else None, tuple(difference(old, row)))
        if row.outcome == "failed":
            trial.broken.append(found)
        elif old and old.printed != row.printed:
            trial.changed.append(found)


def difference(old: Result | None, new: Result) -> list[str]:
    """Returns a unified diff between the output on record and the new output, without its first two lines."""
    before = old.lines if old else []
    return list(difflib.unified_diff(before, new.lines, lineterm="", n=1))[2:]
