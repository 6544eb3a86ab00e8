"""The table of timeouts on the page timeout: each row is what the client does, in real time.

Every client calls a server on this machine, without the mock and the gateway, so that only the client can end a call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from helpers.client_tables import Row, commands, rows, table
from helpers.machine import MACHINE
from mistral_playbooks.support import process

PROGRAMS = Path(__file__).parent / "clients/timeouts"
SECONDS = 2
"""The timeout of each call."""

CASES = {
    "quick": [0.0],  # no call of it may end with an error
    "late": [7.0],  # the answer begins late
    "drip": [0.0, *[0.5] * 9],  # a stream that lasts longer than the timeout, with shorter pauses
    "stall": [0.0, 7.0],  # a stream that pauses
}
"""For each case, the seconds before each part of the answer."""

ENDED = {
    "Each silence": {"late", "stall"},
    "The whole": {"late", "drip", "stall"},
    "The whole of each try": {"late", "drip", "stall"},
    "Until the answer begins; a stall passes": {"late"},
    "Each silence after the first chunk": {"stall"},
    "[Nothing, in most calls](#ignored)": set(),
}
"""For each text of the column *Counts*, the cases that end with an error."""


class _Slow(BaseHTTPRequestHandler):
    """Answers as slowly as the first folder of the path says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        pauses = CASES[self.path.split("/")[1]]
        kind = "text/event-stream" if len(pauses) > 1 else "application/json"
        try:
            for at, pause in enumerate(pauses):
                sleep(pause)
                if at == 0:
                    self.send_response(200)
                    self.send_header("content-type", kind)
                    self.end_headers()
                self.wfile.write(_part(at, len(pauses)))
                self.wfile.flush()
        except OSError:
            pass  # the client left

    def log_message(self, format: str, *args: object) -> None:
        pass


def _part(at: int, of: int) -> bytes:
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    text = {"role": "assistant", "content": "Hi"}
    last = "stop" if at == of - 1 else None
    choice = {"index": 0, "finish_reason": last, ("delta" if of > 1 else "message"): text}
    kind = "chat.completion.chunk" if of > 1 else "chat.completion"
    part = {"id": "a", "object": kind, "created": 1, "model": "m", "usage": usage, "choices": [choice]}
    if of == 1:
        return json.dumps(part).encode()
    return f"data: {json.dumps(part)}\n\n{'data: [DONE]' * bool(last)}\n\n".encode()


@contextmanager
def _server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def page() -> list[Row]:
    return table("timeout")


@pytest.fixture(scope="module")
def measured(environments: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """For each client, and `CLIENT own` if a row is about another setting: case → whether it ended, and the default."""
    assert environments.is_dir()
    folder = tmp_path_factory.mktemp("timeouts")
    found = commands(PROGRAMS, folder)
    found["ai"] = found.pop("@ai-sdk/mistral")
    own = {
        f"{one} own": [*found[one][:-1], f"{found[one][-1]}_own"] for one in ("@mistralai/mistralai", "ai", "aiohttp")
    }
    plain = {"PATH": MACHINE["PATH"], "HOME": str(folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    with _server() as origin, ThreadPoolExecutor(4) as pool:

        def run(command: list[str]) -> dict[str, str]:
            whole = [*command, str(SECONDS), origin, *CASES]
            outcome = process.run(whole, env=plain, cwd=folder, timeout=200)
            said = dict(re.findall(r"^(\w+) (True|False|None|[\d.]+)$", outcome.output, re.M))
            assert set(said) >= set(CASES), outcome.output
            return said

        every = found | own
        return dict(zip(every, pool.map(run, every.values()), strict=True))


def test_every_client_has_its_row(page: list[Row], measured: dict[str, dict[str, str]]) -> None:
    clients = [one for one in measured if not one.endswith(" own")]
    told = {f"{client} own" if mode == "own" else client for _, client, mode in rows(page, clients)}
    assert told == set(measured)


def test_the_page_says_what_a_timeout_counts(page: list[Row], measured: dict[str, dict[str, str]]) -> None:
    clients = [one for one in measured if not one.endswith(" own")]
    for row, client, mode in rows(page, clients):
        said = measured[f"{client} own" if mode == "own" else client]
        assert {case for case in CASES if said[case] == "True"} == ENDED[row["Counts"]], (client, mode, said)


def test_the_page_says_the_default(page: list[Row], measured: dict[str, dict[str, str]]) -> None:
    clients = [one for one in measured if not one.endswith(" own")]
    read = 0
    for row, client, mode in rows(page, clients):
        default = measured[client].get("default") if mode == "default" else None
        if default:
            read += 1
            told = "None" if default == "None" else f"{float(default):.0f} s"
            assert row["Default"].split(",")[0] == told, (client, default)
    assert read == 9
