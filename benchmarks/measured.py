"""Measures the time of a command."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One process, from start to end."""

    seconds: float
    cpu: float
    """CPU time in seconds, including child processes. It varies less than `seconds` on a busy machine."""
    status: int
    stdout: str
    stderr: str


def module(arguments: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Run:
    """Runs `python -m …` with the interpreter that runs the benchmarks."""
    return python(["-m", *arguments], folder, env)


def python(arguments: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Run:
    """Runs the interpreter that runs the benchmarks."""
    before, began = _cpu(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    return Run(time.perf_counter() - began, _cpu() - before, done.returncode, done.stdout, done.stderr)


def _cpu() -> float:
    """Returns the CPU time of all child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
