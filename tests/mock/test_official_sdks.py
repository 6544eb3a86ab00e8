"""Every endpoint through the official SDKs themselves: Python 1, 2 and 3, and TypeScript, plainly and by the gateway.

The calls are in `programs/sdk_calls.py` and `programs/sdk_calls.ts`; they print a line for each.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from helpers.machine import MACHINE, ROOT
from helpers.server import Running
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.sdk import environments
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.support.process import run
from mistral_playbooks.verify.runners import node

PROGRAMS = ROOT / "tests" / "mock" / "programs"

CALLS = (
    "chat.complete",
    "chat.complete tools",
    "chat.stream",
    "chat.parse",
    "chat.parse_stream",
    "fim.complete",
    "fim.stream",
    "embeddings.create",
    "models.list",
    "models.retrieve",
    "classifiers.moderate",
    "classifiers.moderate_chat",
    "classifiers.classify",
    "classifiers.classify_chat",
    "ocr.process",
    "files.upload",
    "files.list",
    "files.retrieve",
    "files.download",
    "files.get_signed_url",
    "batch.jobs.create",
    "batch.jobs.get",
    "batch.jobs.list",
    "batch.jobs.cancel",
    "batch.jobs.create inline",
    "files.delete",
    "audio.transcriptions.complete",
    "audio.transcriptions.stream",
    "audio.speech.complete",
    "audio.speech.complete stream",
    "beta.agents.create",
    "beta.agents.get",
    "beta.agents.list",
    "beta.agents.update",
    "agents.complete",
    "agents.stream",
    "conversations.start",
    "conversations.start model",
    "conversations.append",
    "conversations.get",
    "conversations.get_history",
    "conversations.get_messages",
    "conversations.list",
    "conversations.restart",
    "conversations.start_stream",
    "conversations.append_stream",
    "conversations.restart_stream",
    "conversations.delete",
    "beta.agents.delete",
)

ABSENT: Mapping[int, frozenset[str]] = {
    1: frozenset({"audio.speech.complete", "audio.speech.complete stream"}),  # speech came with major 2
    2: frozenset(),
    3: frozenset(),
}


@pytest.fixture(params=["plain server", "gateway"])
def env(
    request: pytest.FixtureRequest, authority: Authority, background: LoopThread, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """The environment in which a program meets a fresh mock: by address, or by nothing but its environment."""
    base = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    api = Api(Settings(api_key=KEY))
    if request.param == "gateway":
        with Gateway(api, authority, background) as gateway:
            yield gateway.environment(base)
    else:
        with Running(api) as server:
            yield {**base, "MISTRAL_API_KEY": KEY, "MOCK_URL": server.url}
    assert {exchange.status for exchange in api.journal} <= {200, 204}


def outcome(command: list[str], env: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """What a program says of each call."""
    done = run(command, env=env, cwd=cwd, timeout=300)
    lines = [line.partition(" ") for line in done.stdout.splitlines()]
    assert [rest for word, _, rest in lines if word == "fail"] == []
    assert (done.exit, done.stderr) == (0, "")
    return {name: word for word, _, name in lines}


@pytest.mark.usefixtures("environments")
@pytest.mark.parametrize("major", [1, 2, 3])
def test_every_call_of_the_python_sdk_succeeds(major: int, env: dict[str, str], tmp_path: Path) -> None:
    python = environments.interpreter(major, ROOT, MACHINE)
    said = outcome([str(python), str(PROGRAMS / "sdk_calls.py")], env, tmp_path)
    assert {name for name, word in said.items() if word == "absent"} == ABSENT[major]
    assert tuple(said) == CALLS


@pytest.mark.usefixtures("environments")
def test_every_call_of_the_typescript_sdk_succeeds(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "snippets" / "node_modules")
    # `.mts`: a module without a package.json beside it.
    program = shutil.copy(PROGRAMS / "sdk_calls.ts", tmp_path / "sdk_calls.mts")
    said = outcome([node.executable(), str(program)], env, tmp_path)
    assert set(said.values()) == {"ok"}
    assert tuple(map(snake, said)) == CALLS


def snake(name: str) -> str:
    """`chat.parseStream` → `chat.parse_stream`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
