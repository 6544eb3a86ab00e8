"""Measures the time of a command."""

from __future__ import annotations

import os
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
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    seconds, after = time.perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, cpu, done.returncode, done.stdout, done.stderr)
