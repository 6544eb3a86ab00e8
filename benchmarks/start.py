"""How long the mock takes to its first answer, against what Python takes to import asyncio and define a model."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from load import Connection, connect, requests

BASE = "import asyncio\nfrom pydantic import BaseModel\nclass M(BaseModel):\n    a: int\n"

# A model id that every run may use; whole request, so that its judgement is part of the time.
MODEL = "mistral-small-latest"

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
    """`mistral-playbooks mock` of the interpreter that runs the benchmarks, on a free port."""
    return [str(Path(sys.executable).with_name("mistral-playbooks")), "mock", "--port", "0", *options]


def address(child: subprocess.Popen[bytes]) -> int:
    """The port that a server's first line of output names."""
    assert child.stdout is not None
    line = child.stdout.readline().decode()
    words = [word for word in line.split() if word.startswith("http://127.0.0.1:")]
    if not words:
        raise RuntimeError(f"the server said {line!r} in place of its address")
    return int(words[0].rpartition(":")[2])


def base() -> float:
    """Milliseconds of the interpreter's own imports."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BASE], check=True)
    return 1000 * (time.perf_counter() - began)


def first_answer() -> float:
    """Milliseconds from the start of the process to the whole 200 of a chat completion."""
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
    """Milliseconds that an Api and its server take to start where everything is imported already."""
    done = subprocess.run(
        [sys.executable, "-c", _IN_PROCESS, str(rounds)], stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(done.stdout)


def measure(rounds: int) -> dict[str, Any]:
    """Alternating runs, so that what else the machine does hits both alike."""
    base()
    first_answer()  # compiles what was never compiled
    pairs = [(base(), first_answer()) for _ in range(rounds)]
    return {
        "base_ms": median(one for one, _ in pairs),
        "first_answer_ms": median(other for _, other in pairs),
        "ratio": median(other / one for one, other in pairs),
        "in_process_ms": in_process(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)))
