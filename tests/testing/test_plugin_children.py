"""Child processes of a test meet the mock, whatever starts them; the test's own process keeps its environment."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from mistral_playbooks.testing import MistralMock
from mistral_playbooks.testing.fixture import start
from mistral_playbooks.verify.runners import node

CHILD = """
import json, os, urllib.request
key = os.environ["MISTRAL_API_KEY"]
request = urllib.request.Request("https://api.mistral.ai/v1/models", headers={"authorization": "Bearer " + key})
with urllib.request.urlopen(request) as answer:
    assert json.load(answer)["data"]
"""
PYTHON = [sys.executable, "-I", "-S", "-c", CHILD]
CURL = 'curl -sS --fail -o /dev/null https://api.mistral.ai/v1/models -H "authorization: Bearer $MISTRAL_API_KEY"'


def _run(**more: Any) -> int:
    return subprocess.run(PYTHON, check=False, **more).returncode


def _asyncio() -> int:
    async def main() -> int:
        one = await asyncio.create_subprocess_exec(*PYTHON)
        two = await asyncio.create_subprocess_shell(CURL)
        return await one.wait() + await two.wait()

    return asyncio.run(main())


def _spawned() -> int:
    return os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn(sys.executable, PYTHON, os.environ), 0)[1])


def _terminal() -> int:
    """As pexpect does it: a fork with a terminal, then exec."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.executable, PYTHON)
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize(
    ("action", "count"),
    [
        (_run, 1),
        (lambda: _run(env={"PATH": os.environ["PATH"]}), 1),
        (lambda: _run(env={b"PATH": b"/bin", "HTTPS_PROXY": "http://127.0.0.1:9", "MISTRAL_API_KEY": ""}), 1),
        (lambda: subprocess.call(CURL, shell=True), 1),
        (lambda: os.system(CURL), 1),
        (lambda: subprocess.Popen(PYTHON, -1, None, None, None, None, None, True, False, None, {}).wait(300), 1),
        (_asyncio, 2),
        (_spawned, 1),
        (_terminal, 1),
    ],
    ids=["run", "env", "proxy", "shell", "system", "positional", "asyncio", "posix_spawn", "terminal"],
)
def test_a_child(mistral_mock: MistralMock, action: Callable[[], int], count: int) -> None:
    before = dict(os.environ)
    assert action() == 0
    assert [sent.status for sent in mistral_mock.requests] == [200] * count
    assert dict(os.environ) == before
    assert "HTTPS_PROXY" not in before


def test_the_status_of_a_shell_is_that_of_the_system(mistral_mock: MistralMock) -> None:
    assert os.waitstatus_to_exitcode(os.system("exit 3")) == 3


def models() -> tuple[int, str]:
    """In a child: the number of models, and whether it was asked through the gateway."""
    import httpx2

    answer = httpx2.get(
        "https://api.mistral.ai/v1/models", headers={"authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
    )
    return answer.status_code, os.environ.get("HTTPS_PROXY", "")


def asked(pool: ProcessPoolExecutor) -> tuple[int, str]:
    """What `models` gives in a process of the pool. A process that was forked beside threads may hang: it is ended,
    else the pool would wait for it for ever."""
    try:
        return pool.submit(models).result(timeout=500)
    except TimeoutError:
        for process in list(pool._processes.values()):
            process.kill()
        raise


FORKED = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # Python 3.12


@FORKED
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(mistral_mock: MistralMock, method: str) -> None:
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        status, proxy = asked(pool)
    assert status == 200
    assert len(mistral_mock.requests) == 1
    # A fork has the redirect of its parent, the others meet the gateway.
    assert bool(proxy) == (method != "fork")


def test_a_fork_server_of_an_older_test() -> None:
    """It outlives the test that started it: its processes get the environment of the test that they are for."""
    context = multiprocessing.get_context("forkserver")
    for name in ("older", "newer"):
        mock = start(name, api_key=None, limits="none", minute=60.0, seed="")
        with mock._active(), ProcessPoolExecutor(1, mp_context=context) as pool:
            assert asked(pool) == (200, mock.environment()["HTTPS_PROXY"])
        assert len(mock.requests) == 1


@FORKED
def test_a_fork_cannot_use_the_fixture_itself(mistral_mock: MistralMock) -> None:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            mistral_mock.fault("rate-limited")
        except RuntimeError as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    assert os.waitpid(pid, 0)[1] == 0
    assert b"only in the test's own process" in os.read(read, 1000)
    os.close(read)


def test_node(mistral_mock: MistralMock) -> None:
    program = """const answer = await fetch("https://api.mistral.ai/v1/models",
        {headers: {authorization: "Bearer " + process.env.MISTRAL_API_KEY}}); console.log(answer.status)"""
    done = subprocess.run(
        [node.executable(), "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.stdout, done.stderr) == ("200\n", "")
    assert len(mistral_mock.requests) == 1


def test_a_fault_reaches_a_child(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("rate-limited", times=1)
    chat = CURL.replace("models", "chat/completions -d '{}' -H 'content-type: application/json'")
    assert subprocess.run(chat, shell=True, check=False, stderr=subprocess.DEVNULL, timeout=300).returncode == 22
    assert [sent.status for sent in mistral_mock.requests] == [429]


def test_no_real_key_is_left_in_a_child(mistral_mock: MistralMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "a-real-key-from-somewhere")
    monkeypatch.setenv("CODESTRAL_API_KEY", "another-real-key-from-there")
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.environ)"], capture_output=True, check=True, timeout=300
    )
    assert b"real-key" not in done.stdout


@pytest.mark.mistral_mock(api_key="the-only-one")
def test_a_child_has_the_one_valid_key(mistral_mock: MistralMock) -> None:
    assert _run() == 0


def test_the_environment_for_what_something_else_starts(mistral_mock: MistralMock) -> None:
    made = mistral_mock.environment({"PATH": "/bin", "NODE_OPTIONS": "--no-warnings"})
    assert made["HTTPS_PROXY"].startswith("http://127.0.0.1:")
    assert made["PATH"] == "/bin"
    assert mistral_mock.environment(made) == made  # once is enough


def test_a_child_that_wants_another_host_is_refused_and_it_is_said(mistral_mock: MistralMock) -> None:
    done = subprocess.run(["curl", "-sS", "https://example.com/"], capture_output=True, check=False, timeout=300)
    assert done.returncode == 56  # curl: the proxy refused
    assert "a child process tried to reach example.com:443" in mistral_mock.summary()
