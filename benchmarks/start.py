"""Compares the start of `mock` and of `explain` with that of Python with little more than their libraries."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from statistics import median
from typing import Any

from load import Connection, connect, requests
from measured import python

from mistral_playbooks.site.labs import package

BASE = "import asyncio\nfrom pydantic import BaseModel\nclass M(BaseModel):\n    a: int\n"

# The request is valid and complete, so the time includes its validation.
MODEL = "mistral-small-latest"

ERROR = 'API error occurred: Status 429. Body: {"object":"error","message":"Rate limit exceeded"}'

_IN_PROCESS = """
import asyncio, json, sys, time
from mistral_playbooks.mock import Api
from mistral_playbooks.mock.server import serve

async def main():
    before = time.perf_counter()
    api = Api()
    server = await serve(api)
    port = server.sockets[0].getsockname()[1]
    return time.perf_counter() - before

print(json.dumps(1000 * min(asyncio.run(main()) for _ in range(int(sys.argv[1])))))
"""


def command(*options: str) -> list[str]:
    """Returns the command `mistral-playbooks mock` on a free port, for the interpreter that runs the benchmarks."""
    return [str(Path(sys.executable).with_name("mistral-playbooks")), "mock", "--port", "0", *options]


def address(child: subprocess.Popen[bytes]) -> int:
    """Returns the port in the first line of a server's output."""
    assert child.stdout is not None
    line = child.stdout.readline().decode()
    words = [word for word in line.split() if word.startswith("http://127.0.0.1:")]
    if not words:
        raise RuntimeError(f"the server printed {line!r} instead of its address")
    return int(words[0].rpartition(":")[2])


def base() -> float:
    """Measures the baseline in milliseconds: an interpreter with asyncio and pydantic."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BASE], check=True)
    return 1000 * (time.perf_counter() - began)


def first_answer() -> float:
    """Measures the milliseconds from process start to the complete answer of a chat completion."""
    request = requests(MODEL, stream=False)(0)
    began = time.perf_counter()
    with subprocess.Popen(command(), stdout=subprocess.PIPE) as child:
        try:
            connection = Connection(connect(address(child), None))
            connection.ask(request)
            while not connection.complete():
                pass
            return 1000 * (time.perf_counter() - began)
        finally:
            child.kill()


def in_process(rounds: int = 20) -> float:
    """Measures the milliseconds to start an Api and its server if everything is imported already."""
    done = subprocess.run(
        [sys.executable, "-c", _IN_PROCESS, str(rounds)], stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(done.stdout)


def explain(rounds: int) -> tuple[float, float]:
    """Measures the CPU time in milliseconds of `explain`, from a wheel, and of Python importing json, re and click."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(package.wheel()[1])).extractall(folder)
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPATH"] = folder
        pairs = []
        for _ in range(rounds + 1):  # the first round writes bytecode
            run = python(["-m", "mistral_playbooks", "explain", ERROR], Path(folder), env)
            assert run.status == 0, run.stderr
            pairs.append((run.cpu, python(["-c", "import json, re, click"], Path(folder), env).cpu))
    whole, base = zip(*pairs[1:], strict=True)
    return 1000 * median(whole), 1000 * median(base)


def measure(rounds: int) -> dict[str, Any]:
    """Measures both alternately, so that other load on the machine affects both equally."""
    base()
    first_answer()  # fills caches
    pairs = [(base(), first_answer()) for _ in range(rounds)]
    return {
        "base_ms": median(one for one, _ in pairs),
        "first_answer_ms": median(other for _, other in pairs),
        "ratio": median(other / one for one, other in pairs),
        "in_process_ms": in_process(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)))
