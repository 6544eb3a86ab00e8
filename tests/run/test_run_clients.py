"""Programs of others, unchanged: whatever they are written in, they meet the mock at https://api.mistral.ai.

The programs are in tests/run/clients/. What this repository does not need for itself is installed from
pinned lists into `.cache/clients/`, once.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from helpers import installs
from helpers.machine import MACHINE
from mistral_playbooks.findings import find
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Settings, parse_fault
from mistral_playbooks.sdk import environments
from mistral_playbooks.support import process
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.verify.runners import node

PYTHON, NODE, OTHER = (installs.CLIENTS / name for name in ("python", "node", "other"))
SECONDS = 500  # for one program on a machine that does much else


@pytest.fixture(scope="session")
def python_clients() -> Path:
    return installs.python_clients()


@pytest.fixture(scope="session")
def node_clients() -> Path:
    return installs.node_clients()


class Stage:
    """A gateway of its own for each program."""

    def __init__(self, authority: Authority, background: LoopThread, home: Path) -> None:
        self._given = authority, background
        self._home = home

    def run(
        self, *command: str, fault: str | None = None, cwd: Path | None = None, settings: Settings | None = None
    ) -> tuple[process.Outcome, Gateway]:
        """Runs a command in a plain environment under the gateway, and shows what came of it."""
        api = Api(settings or Settings(api_key=KEY), [parse_fault(fault)] if fault else [])
        with Gateway(api, *self._given) as gateway:
            base = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
            env = gateway.environment({**base, "HOME": str(self._home), "MISTRAL_API_KEY": "a-real-key-0123456789"})
            outcome = process.run(command, env=env, cwd=cwd or self._home, timeout=SECONDS)
        return outcome, gateway

    def succeeds(self, *command: str, requests: int, cwd: Path | None = None) -> process.Outcome:
        """The program ends well, is answered by the mock alone, prints its answers and does nothing wrong."""
        outcome, gateway = self.run(*command, cwd=cwd)
        journal = gateway.api.journal
        assert outcome.exit == 0, outcome.output
        assert [exchange.status for exchange in journal] == [200] * requests
        for exchange in journal:
            assert exchange.calls or str(exchange.answer) in outcome.stdout
        assert (gateway.refused, gateway.tls_failures, find(tuple(journal))) == ([], [], [])
        return outcome


@pytest.fixture
def stage(authority: Authority, background: LoopThread, tmp_path: Path) -> Stage:
    return Stage(authority, background, tmp_path)


def tool(name: str, *check: str) -> str:
    """The path of a program that a machine may lack; skips where it does, and says what was looked for."""
    path = shutil.which(name)
    if path is None or (
        check and subprocess.run([path, *check], capture_output=True, check=False, timeout=300).returncode
    ):
        pytest.skip(f"{' '.join((name, *check))} does not work here")
    return path


# --- Python --------------------------------------------------------------------------------------------------------


def test_pythons_own_library(stage: Stage) -> None:
    stage.succeeds(sys.executable, "-S", str(PYTHON / "urllib_plain.py"), requests=1)


@pytest.mark.usefixtures("environments")
@pytest.mark.parametrize("major", [1, 2, 3])
def test_the_official_sdk(stage: Stage, root: Path, major: int) -> None:
    interpreter = environments.interpreter(major, root, MACHINE)
    outcome = stage.succeeds(str(interpreter), str(PYTHON / "mistral_sdk.py"), requests=2)
    assert outcome.stderr == ""


def test_workers_that_wait_for_the_minute_do_nothing_wrong(stage: Stage, tmp_path: Path) -> None:
    """However their threads and connections come to lie, none is taken for one that did not wait."""
    (tmp_path / "limits.json").write_text('{"*": {"requests": 4, "tokens": null}}')
    settings = Settings(api_key=KEY, limits=tmp_path / "limits.json", minute=4.0)
    outcome, gateway = stage.run(sys.executable, str(PYTHON / "workers.py"), "4", settings=settings)
    assert outcome.exit == 0, outcome.output
    statuses = [exchange.status for exchange in gateway.api.journal]
    assert statuses.count(200) == 12
    assert 429 in statuses
    assert find(tuple(gateway.api.journal), minute=4.0) == []


@pytest.mark.parametrize(
    ("program", "requests"),
    [("openai_sdk.py", 4), ("openai_async.py", 8), ("langchain_mistral.py", 7), ("aiohttp_plain.py", 1),
     ("requests_plain.py", 1)],
)  # fmt: skip
def test_clients_for_python(stage: Stage, python_clients: Path, program: str, requests: int) -> None:
    stage.succeeds(str(python_clients), str(PYTHON / program), requests=requests)


def test_the_openai_sdk_retries_by_itself_and_too_early(stage: Stage, python_clients: Path) -> None:
    """Two retries, after half a second and a second: both within the minute in which they can only fail."""
    outcome, gateway = stage.run(str(python_clients), str(PYTHON / "openai_sdk.py"), fault="rate-limited:2")
    assert outcome.exit == 0, outcome.output
    assert [exchange.status for exchange in gateway.api.journal] == [429, 429, 200, 200, 200, 200]
    assert {finding.id for finding in find(tuple(gateway.api.journal), minute=1e9)} == {"too-early"}


EXCEPTIONS = {
    # Loads a picture from raw.githubusercontent.com.
    "test_image_inputs": "ProxyError: 403 Refused by mistral-playbooks",
    # What ChatMistralAI does not offer, or what its authors do not set.
    "test_pdf_inputs": "does not support PDF inputs",
    "test_image_tool_message": "does not support image tool message",
    "test_pdf_tool_message": "does not support PDF tool message",
    "test_audio_inputs": "does not support audio inputs",
    "test_anthropic_inputs": "does not explicitly support Anthropic inputs",
    "test_stream_time": "VCR not set up",
    "test_invoke_with_model_override": "model_override_value not specified",
    "test_ainvoke_with_model_override": "model_override_value not specified",
    "test_stream_with_model_override": "model_override_value not specified",
    "test_astream_with_model_override": "model_override_value not specified",
}
"""Tests of LangChain's suite that fail or are skipped, and the reason that they give."""


def test_langchains_standard_suite_passes(stage: Stage, python_clients: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    # Offline, the embeddings do without the tokenizer of huggingface.co.
    command = ["env", "HF_HUB_OFFLINE=1", str(python_clients), "-m", "pytest", "-q", "-o", "asyncio_mode=auto"]
    # Away from this repository, whose conftest.py is not for it.
    suite = shutil.copy(PYTHON / "langchain_suite.py", tmp_path)
    outcome, gateway = stage.run(*command, f"--junitxml={report}", str(suite), cwd=tmp_path)
    assert report.is_file(), outcome.output
    passed, rest = set[str](), dict[str, str]()
    for case in ElementTree.parse(report).iter("testcase"):
        name = str(case.get("name"))
        problem = next((one for one in case if one.tag in ("failure", "error", "skipped")), None)
        if problem is None:
            passed.add(name)
        else:
            rest[name] = str(problem.get("message"))
    unknown = {name: why for name, why in rest.items() if EXCEPTIONS.get(name, "no exception") not in why}
    assert unknown == {}, outcome.output
    assert set(EXCEPTIONS) - set(rest) == set(), "these exceptions are needed no longer: remove them"
    assert len(passed) >= 40
    assert {exchange.status for exchange in gateway.api.journal} == {200}
    assert set(gateway.refused) == {"raw.githubusercontent.com:443"}


# --- Node ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["node_fetch.mjs", "node_https.mjs"])
def test_nodes_own_clients(stage: Stage, program: str) -> None:
    stage.succeeds(node.executable(), str(NODE / program), requests=1)


@pytest.mark.parametrize("program", ["openai_sdk.mjs", "vercel_ai.mjs"])
def test_clients_for_node(stage: Stage, node_clients: Path, program: str) -> None:
    stage.succeeds(node.executable(), program, requests=4, cwd=node_clients)


def test_the_vercel_ai_sdk_waits_longer_each_time(stage: Stage, node_clients: Path) -> None:
    outcome, gateway = stage.run(node.executable(), "vercel_ai.mjs", fault="rate-limited:2", cwd=node_clients)
    assert outcome.exit == 0, outcome.output
    assert [exchange.status for exchange in gateway.api.journal] == [429, 429, 200, 200, 200, 200]
    assert find(tuple(gateway.api.journal)) == []


# --- other languages -----------------------------------------------------------------------------------------------


def test_curl(stage: Stage) -> None:
    stage.succeeds("sh", str(OTHER / "chat.sh"), requests=1)


@pytest.mark.parametrize(
    ("program", "needs"), [("http_tiny.pl", ("-MIO::Socket::SSL",)), ("lwp.pl", ("-MLWP::Protocol::https",))]
)
def test_perl(stage: Stage, program: str, needs: tuple[str, ...]) -> None:
    stage.succeeds(tool("perl", *needs, "-e", "1"), str(OTHER / program), requests=1)


def test_java(stage: Stage) -> None:
    """It says that it found the variable that leads it to the gateway; that is all it says."""
    outcome = stage.succeeds(tool("java", "--list-modules"), str(OTHER / "Chat.java"), requests=1)
    said = [line for line in outcome.stderr.splitlines() if not line.startswith("Picked up JAVA_TOOL_OPTIONS: ")]
    assert said == []


# --- the lists -----------------------------------------------------------------------------------------------------


def test_the_lists_pin_everything_and_name_no_host() -> None:
    lines = (PYTHON / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    assert all(
        "resolved" not in package and "integrity" in package for name, package in lock["packages"].items() if name
    )
    wanted = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
