"""The plugin in a project of somebody else's: found without configuration, strict about leaks, free where unused.

Each test writes a small project and runs pytest on it in a process of its own, with warnings as errors.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

INI = """
[pytest]
addopts = --strict-markers --strict-config
filterwarnings = error
"""

# httpx2 alone, which the SDK uses: the SDK itself takes a second to import in each of these processes.
PROGRAM = """
import httpx2

client = httpx2.Client(headers={"authorization": "Bearer made-at-import-time"}, timeout=60)
CHAT = "https://api.mistral.ai/v1/chat/completions"

def ask(text):
    body = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": text}]}
    return client.post(CHAT, json=body).raise_for_status().json()["choices"][0]["message"]["content"]
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project whose program has a client at module level."""
    pytester.makefile(".ini", pytest=INI)
    pytester.makepyfile(program=PROGRAM)
    return pytester


def run(project: pytest.Pytester, source: str, *arguments: str, **outcomes: int) -> str:
    """Runs `source` as the project's tests, compares the number of outcomes, and gives the output."""
    project.makepyfile(test_program=source)
    done = project.runpytest_subprocess(*arguments)
    done.assert_outcomes(**outcomes)
    return done.stdout.str() + done.stderr.str()


ORDINARY = """
import asyncio, subprocess, sys, unittest
import pytest
import program

def test_sync(mistral_mock):
    mistral_mock.reply("Hello")
    assert program.ask("Hi") == "Hello"

@pytest.mark.parametrize("number", range(4))
def test_each_has_its_own(mistral_mock, number):
    program.ask("Hi")
    assert len(mistral_mock.requests) == 1

def test_async(mistral_mock):
    async def main():
        async with program.httpx2.AsyncClient(headers=program.client.headers, timeout=60) as client:
            return await client.get("https://api.mistral.ai/v1/models")
    assert asyncio.run(main()).status_code == 200

def test_child(mistral_mock):
    assert subprocess.run([sys.executable, "-c", "import program; program.ask('Hi')"]).returncode == 0
    assert len(mistral_mock.requests) == 1

def test_by_name(request):
    mock = request.getfixturevalue("mistral_mock")
    program.ask("Hi")
    assert len(mock.requests) == 1

@pytest.mark.usefixtures("mistral_mock")
class TestCase(unittest.TestCase):
    def test_it(self):
        self.assertTrue(program.ask("Hi"))

class TestAutouse:
    @pytest.fixture(autouse=True)
    def mock(self, mistral_mock):
        mistral_mock.reply("from a fixture")

    def test_it(self):
        assert program.ask("Hi") == "from a fixture"
"""


def test_an_ordinary_project(project: pytest.Pytester) -> None:
    run(project, ORDINARY, passed=10)


def test_in_parallel(project: pytest.Pytester) -> None:
    run(project, ORDINARY, "-n", "2", passed=10)


LEAKS = """
import socket, threading
import pytest

def leave():
    try:
        socket.create_connection(("api.mistral.ai", 443))
    except OSError:
        pass

def test_noticed(mistral_mock):
    socket.create_connection(("api.mistral.ai", 443))

def test_swallowed(mistral_mock):
    leave()

def test_in_a_thread(mistral_mock):
    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()

def test_skipped_too_late(mistral_mock):
    leave()
    pytest.skip("no")

@pytest.fixture
def later(mistral_mock):
    yield
    leave()

def test_in_a_teardown(later):
    pass

def test_none(mistral_mock):
    pass

def test_without_the_fixture(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", lambda *_: pytest.skip("it is asked"))
        socket.create_connection(("api.mistral.ai", 443))
"""


def test_a_request_that_would_leave_fails_its_test_by_name(project: pytest.Pytester) -> None:
    text = run(project, LEAKS, "-rA", failed=4, passed=2, errors=1, skipped=1)
    for name in ("noticed", "swallowed", "in_a_thread", "skipped_too_late"):
        assert f"FAILED test_program.py::test_{name} - " in text
        assert f"test_program.py::test_{name}: stopped a request to the real api.mistral.ai" in text
    assert "ERROR test_program.py::test_in_a_teardown" in text
    assert "PASSED test_program.py::test_none" in text


def test_a_failed_test_shows_what_was_sent(project: pytest.Pytester) -> None:
    source = """
import program

def test_it(mistral_mock):
    mistral_mock.fault("rate-limited")
    program.ask("Hi")
"""
    text = run(project, source, failed=1)
    assert "1 requests to the mocked Mistral API" not in text
    assert "1 request to the mocked Mistral API" in text
    assert "  1  POST /v1/chat/completions  429  fault rate-limited/" in text


RESTORED = """
import os, socket, subprocess, sys
import httpx2
import program, pytest

def state():
    variables = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return (httpx2.HTTPTransport.handle_request, socket.getaddrinfo, subprocess.Popen.__init__, list(sys.meta_path),
            variables, {type(finder).__module__ for finder in sys.meta_path})

before = state()

def test_that_fails(mistral_mock):
    program.ask("Hi")
    assert False

@pytest.fixture
def broken(mistral_mock):
    raise ValueError

def test_whose_setup_fails(broken):
    pass

def test_afterwards():
    assert state() == before
"""


def test_everything_is_put_back(project: pytest.Pytester) -> None:
    run(project, RESTORED, failed=1, errors=1, passed=1)


def test_the_mark_is_known_and_checked(project: pytest.Pytester) -> None:
    source = """
import program, pytest

pytestmark = pytest.mark.mistral_mock(limits="free", minute=600)

@pytest.mark.mistral_mock(seed="another")
def test_marks_add_up(mistral_mock):
    with pytest.raises(Exception, match="429"):
        for _ in range(100):
            program.ask("Hi")

@pytest.mark.mistral_mock(limit="free")
def test_misspelt(mistral_mock):
    pass
"""
    text = run(project, source, passed=1, errors=1)
    assert "The mark `mistral_mock` does not take 'limit'. It takes api_key=, limits=, minute=, seed=, " in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("minute='2s'", "takes minute= as a number of seconds above 0, not '2s'"),
        ("minute=0", "takes minute= as a number of seconds above 0, not 0"),
        ("minute=True", "takes minute= as a number of seconds above 0, not True"),
        ("api_key=5", "takes api_key= as a non-empty string, not 5"),
        ("api_key=''", "takes api_key= as a non-empty string, not ''"),
        ("seed=7", "takes seed= as a string, not 7"),
        ("agents='ag_1'", "takes agents= as a list of ids, not 'ag_1'"),
        ("every_tool=1", "takes every_tool= as True, not 1"),
        ("profile='vllm'", "takes profile= as 'hosted' or 'self-hosted', not 'vllm'"),
        ("profile=[]", "takes profile= as 'hosted' or 'self-hosted', not []"),
    ],
)
def test_a_mark_with_a_wrong_value(project: pytest.Pytester, given: str, said: str) -> None:
    source = f"import pytest\n\n@pytest.mark.mistral_mock({given})\ndef test_it(mistral_mock):\n    pass\n"
    assert said in run(project, source, errors=1)


def test_a_mark_without_the_fixture_is_no_protection_and_said_to_be_none(project: pytest.Pytester) -> None:
    """The test would reach the real API. A mark of a class or a module is for those that have the fixture."""
    source = """
import pytest

pytestmark = pytest.mark.mistral_mock(limits="free")

@pytest.mark.mistral_mock(limits="paid")
def test_it():
    pass

@pytest.mark.mistral_mock(limits="paid")
def test_that_fails():
    raise ValueError("its own")

@pytest.mark.mistral_mock(limits="paid")
def test_by_name(request):
    assert request.getfixturevalue("mistral_mock").url

def test_of_the_module():
    pass
"""
    text = run(project, source, passed=2, failed=2)
    told = [line for line in text.splitlines() if not line.startswith("FAILED ")]  # a CI's summary says it again
    assert ["has no effect without the fixture `mistral_mock`" in line for line in told].count(True) == 1
    assert "its own" in text


def test_it_can_be_switched_off(project: pytest.Pytester) -> None:
    source = "def test_it(mistral_mock):\n    pass\n"
    text = run(project, source, "-p", "no:mistral_playbooks", errors=1)
    assert "fixture 'mistral_mock' not found" in text


# -- what it costs where it is not used --------------------------------------------------------------------------

UNUSED = """
import sys

def test_nothing_of_it_is_imported():
    assert "mistral_playbooks.pytest_plugin" in sys.modules
    assert [name for name in sys.modules if name.startswith("mistral_playbooks")] == [
        "mistral_playbooks", "mistral_playbooks.pytest_plugin"]
    assert not {"pydantic", "httptools", "cryptography", "trustme", "rich", "click", "asyncio"} & set(sys.modules)
"""


def test_nothing_is_imported_where_it_is_not_used(project: pytest.Pytester) -> None:
    # Without the plugins of this repository's own tests, which import some of that themselves.
    project.makepyfile(test_program=UNUSED)
    command = [sys.executable, "-m", "pytest", "-p", "mistral_playbooks.pytest_plugin", "test_program.py"]
    done = project.run("env", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1", *command)
    done.assert_outcomes(passed=1)


def test_the_plugin_module_costs_little() -> None:
    """Its import after pytest's: 5 ms at most (the bound of the issue). The least of some, on a busy machine."""
    program = (
        "import time, pytest; began = time.process_time(); import mistral_playbooks.pytest_plugin; "
        "print(time.process_time() - began)"
    )
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300
            ).stdout
        )
        for _ in range(5)
    ]
    assert min(seconds) < 0.005, seconds


FAILING = """
    class SDKError(Exception):
        status_code = 429
        body = '{"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300"}'

    def test_it():
        try:
            raise SDKError("API error occurred")
        except SDKError as error:
            raise RuntimeError("no summary") from error

    def test_other():
        assert 1 == 2
"""


@pytest.mark.parametrize("wanted", [False, True])
def test_a_failure_names_its_playbook_if_the_project_wants_it(pytester: pytest.Pytester, wanted: bool) -> None:
    pytester.makefile(".ini", pytest=f"[pytest]\nmistral_explain = {str(wanted).lower()}\n" if wanted else "[pytest]\n")
    pytester.makepyfile(FAILING)
    text = pytester.runpytest_subprocess("-p", "no:cacheprovider").stdout.str()
    assert text.count("Mistral API playbook") == wanted
    assert ("More: mistral-playbooks show rate-limited" in text) == wanted
