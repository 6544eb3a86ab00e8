"""The table *Who retries what* of the page retries-not-happening: each row is what the client does, in real time.

Every client sends all its calls at once, each with its own key, and the mock fails each key in its own way.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest

from helpers.client_tables import Row, commands, rows, table
from helpers.machine import MACHINE, ROOT
from helpers.pages import record
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Exchange, Settings
from mistral_playbooks.mock.faults.spec import Fault
from mistral_playbooks.sdk import environments as sdks
from mistral_playbooks.support import process
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.verify.runners import node as nodes

PROGRAMS = Path(__file__).parent / "clients/retries"
PACKAGES = ("@mistralai/mistralai", "openai", "@ai-sdk/mistral", "ai", "axios")
STATUSES = (408, 409, 429, 500, 501, 502, 503, 504, 520)
WORDS = {
    "every 5xx": {"500", "501", "502", "503", "504", "520"},
    "broken connection": {"reset", "reset-async"},
    # Older ones read a reset TLS connection as one that was closed, which Mistral's SDK does not repeat.
    "broken connection (synchronous: since python 3.13)": {"reset-async", "reset"}
    if sys.version_info >= (3, 13)
    else {"reset-async"},
    "nothing": set(),
}
SLOW = 1.0
"""Seconds by which a busy machine may lengthen even the shortest of several waits."""

_ENVELOPE = {"object": "error", "message": "A failure", "type": "made_up", "param": None, "code": "1"}
_FAILURES = {
    **{str(status): {"status": status, "body": _ENVELOPE} for status in STATUSES},
    "reset": {"transport": "reset"},
    "reset-async": {"transport": "reset"},
    "timeout": {"transport": "no-answer", "seconds": 12.0},
    "retry-after": {"status": 429, "body": _ENVELOPE, "headers": {"retry-after": "3"}},
}
_CAUSES = tuple(
    {"id": f"f-{id}", "tell": "T", "action": "A.", "response": reply | {"basis": "reported"}}
    for id, reply in _FAILURES.items()
)
_CATALOG = Catalog(playbooks={"made-up": record("made-up", causes=_CAUSES)})
Calls = dict[str, list[Exchange]]


@pytest.fixture(scope="module")
def page() -> list[Row]:
    return table("retries-not-happening")


@pytest.fixture(scope="module")
def measured(environments: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Calls]:
    """For each client, the requests of each key."""
    assert environments.is_dir()
    folder = tmp_path_factory.mktemp("retries")
    every = commands(PROGRAMS, folder)
    with Authority() as authority, LoopThread() as background, ThreadPoolExecutor(4) as pool:

        def run(command: Sequence[str]) -> Calls:
            return _run(command, authority, background, folder)

        return dict(zip(every, pool.map(run, every.values()), strict=True))


def _run(command: Sequence[str], authority: Authority, background: LoopThread, folder: Path) -> Calls:
    api, keys = Api(Settings(), catalog=_CATALOG), []
    for failure in _FAILURES:
        for mode in ("default", "own"):
            keys.append(f"{mode}-{failure}")
            api.inject(Fault("made-up", f"f-{failure}", 1 if failure == "retry-after" else None), keys[-1])
    with Gateway(api, authority, background) as gateway:
        plain = {"PATH": MACHINE["PATH"], "HOME": str(folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        outcome = process.run([*command, *keys], env=gateway.environment(plain), cwd=folder, timeout=400)
    found: Calls = defaultdict(list)
    for exchange in api.journal:
        found[exchange.sent["authorization"].removeprefix("Bearer ")].append(exchange)
    # A client may give up before its process found time to send a request.
    assert set(found) >= {key for key in keys if "timeout" not in key}, outcome.output
    return found


def _failures(text: str) -> set[str]:
    words = [word.strip() for word in re.split("[,;]", text.lower())]
    return {one for word in words for one in WORDS.get(word, {word})}


def _waits(calls: list[Exchange]) -> list[float]:
    return [after.at - (before.ended_at or before.at) for before, after in pairwise(calls)]


def test_every_client_has_its_row(page: list[Row], measured: dict[str, Calls]) -> None:
    assert {client for _, client, _ in rows(page, measured)} == set(measured)
    assert sum(row["Client"].startswith("…") for row in page) == 4


def test_the_page_says_what_is_repeated_and_how_often(page: list[Row], measured: dict[str, Calls]) -> None:
    for row, client, mode in rows(page, measured):
        told = _failures(row["Repeats"])
        calls = {one: measured[client].get(f"{mode}-{one}", []) for one in _FAILURES if one != "retry-after"}
        assert {one for one, sent in calls.items() if len(sent) > 1} == told, (client, mode)
        counts = {len(sent) for one, sent in calls.items() if one in told}
        if row["Requests"].startswith("Until"):
            assert min(counts) >= 2, (client, mode)
        else:
            assert counts <= {int(row["Requests"])}, (client, mode)


def test_the_page_says_how_long_they_wait(page: list[Row], measured: dict[str, Calls]) -> None:
    for row, client, mode in rows(page, measured):
        told = [one.strip(" …").split("–") for one in row["Waits, in seconds"].split(",")]
        # After a timeout, the mock does not know when the client gave up.
        failures = sorted(_failures(row["Repeats"]) - {"timeout"})
        every = [_waits(measured[client][f"{mode}-{failure}"]) for failure in failures]
        for waits, bounds in zip(zip_longest(*every), told, strict=False):
            waited = [wait for wait in waits if wait is not None]
            assert float(bounds[0]) - 0.1 <= min(waited) <= float(bounds[-1]) + SLOW, (client, mode, failures, waits)


def test_the_page_says_who_honors_retry_after(page: list[Row], measured: dict[str, Calls]) -> None:
    for row, client, mode in rows(page, measured):
        waits = _waits(measured[client][f"{mode}-retry-after"])
        honors = len(waits) == 1 and waits[0] >= 2.9
        assert honors == (row["Honors `Retry-After`"] == "Yes"), (client, mode, waits)


@pytest.mark.parametrize("slug", ["retries-not-happening", "timeout"])
def test_the_pages_name_the_pinned_versions(slug: str, environments: Path) -> None:
    assert environments.is_dir()
    # pip sends the API nothing, and beside httpx runs the SDK that is in the tables already.
    every = [which for which in sdks.every() if which not in ("pip", "httpx")]
    installed = {str(sdks.pinned_version(which, ROOT)) for which in every}
    packages = [ROOT / "snippets/node_modules" / name / "package.json" for name in PACKAGES]
    installed |= {json.loads(one.read_text(encoding="utf-8"))["version"] for one in packages}
    clients = " ".join(row["Client"] for row in table(slug) if not row["Client"].startswith("curl"))
    told = re.findall(r"\d+(?:\.\d+)+", clients)
    assert set(told) <= installed
    assert len(told) >= len(installed) - 1, "one of two packages stands for the AI SDK"
    assert f"Node {nodes.version().split('.')[0]}" in clients
