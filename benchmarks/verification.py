"""The verification: the whole matrix, the same where nothing changed, and a program by a warm and by a cold Python."""

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
from mistral_playbooks.support.loop_thread import Background
from mistral_playbooks.support.process import Outcome
from mistral_playbooks.verify.dependencies import Dependencies
from mistral_playbooks.verify.runner import ProgramRunner
from mistral_playbooks.verify.runners.clients import Clients, kind

ROOT = Path(__file__).resolve().parents[1]
_PARTS = (
    "src", "docs", "snippets", "tests/mutations", "constraints.txt", "mkdocs.yml", "pyproject.toml", "README.md"
)  # fmt: skip


@contextmanager
def copy() -> Iterator[Path]:
    """A copy of the checkout as it stands, whose environments are those of the checkout: made once, linked."""
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
        for name in (".cache/sdks", "snippets/node_modules"):
            if not (ROOT / name).is_dir():
                raise SystemExit(f"{name} is not there: run `mistral-playbooks verify --all` once")
            (folder / name).symlink_to(ROOT / name, target_is_directory=True)
        yield folder


def environment(folder: Path) -> dict[str, str]:
    """Variables under which the interpreter that runs the benchmarks takes the package from a copy."""
    return {**os.environ, "PYTHONPATH": str(folder / "src")}


@dataclass(frozen=True)
class Verified:
    """One `mistral-playbooks verify`."""

    run: measured.Run
    passed: int
    failed: int
    held: int


def verify(folder: Path, *arguments: str) -> Verified:
    """Times the command in a copy. SystemExit where a program cannot be run."""
    run = measured.module(["mistral_playbooks", "verify", *arguments], folder, environment(folder))
    counts = re.search(r"^(\d+) passed, (\d+) failed, (\d+) still hold", run.stdout, re.MULTILINE)
    if counts is None or "not run:" in run.stderr:
        raise SystemExit(f"`verify {' '.join(arguments)}` did not run all:\n{run.stdout}{run.stderr}")
    return Verified(run, *map(int, counts.groups()))


def matrix(rounds: int) -> Iterator[tuple[str, Verified]]:
    """("matrix", all programs on all clients), `rounds` times; then ("unchanged", the same where every row holds)."""
    with copy() as folder:
        verify(folder, "invalid-model", "--force")  # compiles the package; makes the snapshots of the TypeScript SDKs
        for _ in range(rounds):
            yield "matrix", verify(folder, "--all", "--force")
        for _ in range(2 * rounds + 1):
            yield "unchanged", verify(folder, "--all")


class _Timed(Clients):
    """Clients that note how long each program took, by a process of its own or by what the verification keeps warm."""

    def __init__(self, *, warm: bool) -> None:
        super().__init__(ROOT, warm=warm)
        self.seconds: list[float] = []

    def run(self, program: Program, *, env: Mapping[str, str], timeout: float, folder: Path | None = None) -> Outcome:
        began = time.perf_counter()
        outcome = super().run(program, env=env, timeout=timeout, folder=folder)
        self.seconds.append(time.perf_counter() - began)
        return outcome


def _sample(found: list[Program], number: int) -> list[Program]:
    """At most `number` of these, evenly spread."""
    step = max(1.0, len(found) / number)
    return [found[int(index * step)] for index in range(min(number, len(found)))]


@dataclass(frozen=True)
class Pair:
    """One program, run by a process of its own and by what the verification keeps warm; in seconds."""

    client: str
    language: str
    file: str
    cold: float
    warm: float


def pairs(rounds: int, number: int = 4) -> Iterator[Pair]:
    """Runs of up to `number` programs of each client, none of which waits; each as in the verification."""
    catalog = catalogs.read(ROOT / "docs/playbooks")
    found = programs.matrix(programs.find(ROOT, catalog), list(python_sdk().versions))
    warm, cold = _Timed(warm=True), _Timed(warm=False)
    with (
        Authority() as authority,
        Background() as background,
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
        for turn in range(rounds + 1):
            for program in chosen:
                for clients in (cold, warm):
                    clients.seconds.clear()
                    replace(runner, clients=clients).result(program)
                if turn:  # the first compiles what was never compiled
                    name = f"{program.sdk} {warm.client(program).version} {program.language}"
                    for one, two in zip(cold.seconds, warm.seconds, strict=True):
                        yield Pair(name, program.language, program.file, one, two)


def summary(found: list[Pair]) -> dict[str, Any]:
    """Pairs → for each client the medians in ms, that of the ratios, and the number of programs."""
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
