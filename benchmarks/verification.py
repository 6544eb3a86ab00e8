"""Measures `verify` in a copy of the checkout, and programs with warm and cold processes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import measured

from mistral_playbooks.content import catalog as catalogs
from mistral_playbooks.content import programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.content.programs import Program
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.support.process import Outcome
from mistral_playbooks.verify.dependencies import Dependencies
from mistral_playbooks.verify.runner import ProgramRunner
from mistral_playbooks.verify.runners.clients import Clients, kind

ROOT = Path(__file__).resolve().parents[1]
_PARTS = (
    "src", "docs", "snippets", "tests/mutations", "constraints.txt", "mkdocs.yml", "pyproject.toml", "hatch_build.py",
    "README.md", "LICENSE",
)  # fmt: skip


@contextmanager
def copy() -> Iterator[Path]:
    """Copies the checkout. The copy shares its environments through links."""
    with tempfile.TemporaryDirectory(prefix="mistral-playbooks-benchmark-") as temporary:
        folder = Path(temporary).resolve() / "checkout"
        folder.mkdir()
        for name in _PARTS:
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, folder / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__")
                )
            else:
                shutil.copy2(ROOT / name, folder / name)
        (folder / ".cache").mkdir()
        for name in (".cache/sdks", ".cache/clients", "snippets/node_modules"):
            if not (ROOT / name).is_dir():
                raise SystemExit(f"{name} is missing. Run `mistral-playbooks verify --all` once.")
            (folder / name).symlink_to(ROOT / name, target_is_directory=True)
        yield folder


def environment(folder: Path) -> dict[str, str]:
    """Returns environment variables with which this interpreter imports the package from a copy."""
    return {**os.environ, "PYTHONPATH": str(folder / "src")}


@dataclass(frozen=True)
class Verified:
    """One run of `mistral-playbooks verify`."""

    run: measured.Run
    passed: int
    failed: int
    unchanged: int


def verify(folder: Path, *arguments: str) -> Verified:
    """Measures the command in a copy. Raises SystemExit if a program cannot run."""
    run = measured.module(["mistral_playbooks", "verify", *arguments], folder, environment(folder))
    counts = re.search(r"^(\d+) passed, (\d+) failed, (\d+) unchanged", run.stdout, re.MULTILINE)
    if counts is None or "not run:" in run.stderr:
        raise SystemExit(f"`verify {' '.join(arguments)}` did not run every program:\n{run.stdout}{run.stderr}")
    return Verified(run, *map(int, counts.groups()))


class _Timed(Clients):
    """Clients that measure each program, in a cold or in a warm process."""

    def __init__(self, *, warm: bool) -> None:
        super().__init__(ROOT, warm=warm)
        self.seconds: list[float] = []

    def run(self, program: Program, *, env: Mapping[str, str], timeout: float, folder: Path | None = None) -> Outcome:
        began = time.perf_counter()
        outcome = super().run(program, env=env, timeout=timeout, folder=folder)
        self.seconds.append(time.perf_counter() - began)
        return outcome


def _sample(found: list[Program], number: int) -> list[Program]:
    """Returns at most `number` of these programs, evenly spaced."""
    step = max(1.0, len(found) / number)
    return [found[int(index * step)] for index in range(min(number, len(found)))]


@dataclass(frozen=True)
class Pair:
    """The seconds that one program took in a cold process and in a warm one."""

    client: str
    language: str
    file: str
    cold: float
    warm: float


def pairs(rounds: int, number: int = 4) -> Iterator[Pair]:
    """Runs up to `number` programs per client that do not wait, as the verification does."""
    catalog = catalogs.read(ROOT / "docs/playbooks")
    found = programs.matrix(programs.find(ROOT, catalog), list(python_sdk().versions))
    warm, cold = _Timed(warm=True), _Timed(warm=False)
    with (
        Authority() as authority,
        LoopThread() as background,
        tempfile.TemporaryDirectory() as temporary,
        warm,
        cold,
    ):
        folder = Path(temporary).resolve()
        runner = ProgramRunner(ROOT, catalog, warm, authority, background, 60, Dependencies(catalog), folder)
        by_client: dict[Any, list[Program]] = {}
        for program in found:
            if program.language != "curl" and not runner.waits(program):
                by_client.setdefault(kind(program), []).append(program)
        chosen = [program for group in by_client.values() for program in _sample(group, number)]
        if missing := warm.prepare(chosen):
            raise SystemExit("\n".join(missing.values()))
        waiting = set()  # as a client that repeats its requests for a minute
        for turn in range(rounds + 1):
            for program in (one for one in chosen if one not in waiting):
                for clients in (cold, warm):
                    clients.seconds.clear()
                    replace(runner, clients=clients).result(program)
                if max(warm.seconds, default=0) > 5:
                    waiting.add(program)
                elif turn:  # the first round fills caches
                    name = f"{program.sdk} {warm.client(program).version} {program.language}"
                    for one, two in zip(cold.seconds, warm.seconds, strict=True):
                        yield Pair(name, program.language, program.file, one, two)


def summary(found: list[Pair]) -> dict[str, Any]:
    """Returns, per client, the median times in ms, the median ratio, and the number of programs."""
    groups: dict[str, list[Pair]] = {}
    for pair in found:
        groups.setdefault(pair.client, []).append(pair)
    return {
        client: {
            "cold_ms": round(1000 * median(pair.cold for pair in group), 1),
            "warm_ms": round(1000 * median(pair.warm for pair in group), 1),
            "ratio": round(median(pair.cold / pair.warm for pair in group), 2),
            "programs": len({pair.file for pair in group}),
        }
        for client, group in groups.items()
    }
