"""What each client sends, and raises for each failure: runs the clients against the mock, and writes what it saw.

`python tests/reference/observe.py` writes src/mistral_playbooks/content/reference/exceptions.json, from which the
site makes its tables. test_observed.py compares that file with new runs.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from helpers import installs
from helpers.machine import MACHINE, ROOT
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.mock.server import Connections, serve, stop
from mistral_playbooks.mock.server.control import Controlled
from mistral_playbooks.sdk import environments
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.verify.runners import node

HERE = Path(__file__).resolve().parent
CURRENT = installs.CACHE / "older" / "npm-current"
"""A folder in which the packages of snippets/ are found, for a program that is not published."""
DATA = ROOT / "src" / "mistral_playbooks" / "content" / "reference" / "exceptions.json"


@dataclass(frozen=True)
class Failure:
    """A failure: how the mock causes it, and what the client could show of it."""

    id: str
    name: str
    fault: str | None = None
    status: int | None = None
    words: str | None = None
    """A part of the answer's body."""
    stream: bool = False


FAILURES = (
    Failure("400", "Status 400", "invalid-model", 400, "Invalid model"),
    Failure("401", "Status 401", "unauthorized", 401, "Invalid API Key"),
    Failure("402", "Status 402", "payment-required", 402, "Check your subscription"),
    Failure("403", "Status 403", "tier-not-allowed", 403, "not available in your subscription"),
    Failure("404", "Status 404", "route-not-found/version", 404, "no Route matched"),
    Failure("422", "Status 422, reasons in message", "invalid-parameter/out-of-range", 422, "less than or equal"),
    Failure("422-detail", "Status 422, reasons in detail", "extra-forbidden/older-wording", 422, "Extra inputs"),
    Failure("429", "Status 429", "rate-limited", 429, "Rate limit exceeded"),
    Failure("500", "Status 500", "server-error", 500, "Service unavailable"),
    Failure("502", "Status 502, HTML", "gateway-error/cloudflare-502", 502, "502 Bad Gateway"),
    Failure("503", "Status 503, plain text", "gateway-error/upstream-connect", 503, "upstream connect error"),
    Failure("malformed", "Status 200, JSON cut off", "response-validation/malformed-json", 200, "chat.completion"),
    Failure("timeout", "No answer in time", "timeout/no-answer"),
    Failure("refused", "Connection refused"),
    Failure("reset", "Connection reset", "connection-error/reset"),
    Failure("empty-key", "The key is an empty string", None, 401, "Invalid API Key"),
    Failure("stream-429", "Stream, status 429", "rate-limited", 429, "Rate limit exceeded", stream=True),
    Failure("stream-error", "Stream, an error as a frame", "stream-error-event/frame", None, None, stream=True),
    Failure("stream-cut", "Stream, connection cut", "stream-interrupted/cut", None, None, stream=True),
    Failure("stream-stalled", "Stream, no more frames", "stream-interrupted/stalled", None, None, stream=True),
)


@dataclass(frozen=True)
class Observer:
    """A client of a version, and the command that lets it fail."""

    name: str
    package: str
    version: str
    language: str
    command: tuple[str, ...]

    def observe(self, address: str, failures: Iterable[Failure]) -> dict[str, Any]:
        """Returns what it raised (`seen`), with the mock's address as the API's, and what it sent (`sent`)."""
        wanted = json.dumps([asdict(one) for one in failures])
        command = [*self.command, self.name, address, wanted, closed_address()]
        env = environments.package_manager_env(MACHINE) | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        # SDK 0 writes to standard output, too.
        found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"failure"')]
        for one in found:
            if "text" in one:
                one["text"] = told(one["text"], address)
        with urllib.request.urlopen(f"{address}/_mock/journal") as journal:
            stream, call = [one["body"] for one in json.load(journal)["requests"][-2:]]
        return {"sent": {"call": call, "stream": stream}, "seen": found}


def closed_address() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def told(text: str, address: str) -> str:
    """Returns a message as it reads with the API's address, without what differs from run to run."""
    text = text.replace(address, "https://api.mistral.ai").replace(address.removeprefix("http://"), "api.mistral.ai")
    text = re.sub(r"\b[0-9a-f]{32}\b", "0" * 32, text)
    text = re.sub(r"(?<![\d.])(\d+\.\d)\d+(?![\d.])", r"\1", text)  # seconds, as measured
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:443", text)
    text = re.sub(r'("created":)\d+', r"\g<1>1795910400", text)
    return text if len(text) <= 160 else f"{text[:159]}…"


def python_observers() -> Iterator[Observer]:
    """The Python clients: those of clients.toml that failures.py knows, and SDK 0."""
    program = str(HERE / "failures.py")
    pinned = re.search(
        r"^mistralai==(\S+)$", (installs.OLDER / "python-0.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert pinned
    yield Observer(
        "mistralai-0", "mistralai", pinned[1], "python", (str(installs.older_sdks()["mistralai-0"]), program)
    )
    for major, version in sorted(python_sdk().versions.items()):
        interpreter = environments.interpreter(major, ROOT, MACHINE)
        yield Observer(f"mistralai-{major}", "mistralai", version, "python", (str(interpreter), program))
    for package in ("openai", "langchain-mistralai", "litellm", "pydantic-ai-slim", "llama-index-llms-mistralai"):
        interpreter = environments.interpreter(package, ROOT, MACHINE)
        version = environments.pinned_version(package, ROOT)
        yield Observer(package, package, version, "python", (str(interpreter), program))


def node_observers() -> Iterator[Observer]:
    """The TypeScript clients: those of snippets/package.json that failures.mjs knows, and the older majors."""
    official, home = "@mistralai/mistralai", CURRENT
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "node_modules").exists():
        (home / "node_modules").symlink_to(ROOT / "snippets" / "node_modules")
    older = {name: folder for name, folder in installs.older_sdks().items() if name.startswith(official)}
    wanted = [(name, official, folder) for name, folder in older.items()]
    wanted += [
        (f"{official}-2", official, home),
        ("openai", "openai", home),
        ("@ai-sdk/mistral", "@ai-sdk/mistral", home),
    ]
    for name, package, home in wanted:
        program = home / "failures.mjs"
        shutil.copy(HERE / "failures.mjs", program)
        version = json.loads((home / "node_modules" / package / "package.json").read_text(encoding="utf-8"))["version"]
        yield Observer(name, package, version, "typescript", (str(node.executable()), str(program)))


def every() -> list[Observer]:
    """Returns all clients, installed."""
    return [*python_observers(), *node_observers()]


@contextmanager
def mocked() -> Iterator[str]:
    """The address of a mock such as `mistral-playbooks mock` starts."""
    with LoopThread() as background:
        connections = Connections()
        server = background.call(serve(Controlled(Api(Settings())), 0, connections))  # pyright: ignore
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            background.call(stop(server, connections))


def main() -> None:
    """Writes the data."""
    clients = []
    with mocked() as address:
        for one in every():
            print(one.name, one.version, file=sys.stderr)
            found = one.observe(address, FAILURES)
            clients.append({"package": one.package, "version": one.version, "language": one.language, **found})
    data = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "failures": [{"id": one.id, "name": one.name, "fault": one.fault} for one in FAILURES],
        "clients": clients,
    }
    DATA.parent.mkdir(parents=True, exist_ok=True)
    DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
