"""`start_mock` in a separate process, as in a notebook's kernel: the mock, a real key, a second call, skipped waits."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mistral_playbooks.gateway.secrets import KEY


def ran(program: str, **env: str) -> str:
    """What a program prints, whose environment has no key but those given."""
    base = {name: value for name, value in os.environ.items() if not name.startswith("MISTRAL_")}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**base, **env}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


ASK = """
import os, time
from mistral_playbooks.testing import start_mock
mock = start_mock(%s)
from mistralai.client import Mistral
from mistralai.client.errors import SDKError

def ask(model="mistral-small-latest", **options):
    client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
    try:
        messages = [{"role": "user", "content": "Hi"}]
        return client.chat.complete(model=model, messages=messages, **options).choices[0].message.content
    except SDKError as error:
        return error.status_code
"""


@pytest.mark.parametrize("key", ["", KEY])
def test_without_a_key_requests_go_to_the_mock(key: str) -> None:
    program = ASK % "" + "mock.fault('rate-limited', times=1)\nmock.reply('Hello')\nprint(ask(), ask())"
    said, how, answers = ran(program, **({"MISTRAL_API_KEY": key} if key else {})).splitlines()
    assert said == "Requests go to the mocked API."
    assert how.startswith("To use the real one, set MISTRAL_API_KEY")
    assert answers == "429 Hello"


def test_the_mock_accepts_only_its_own_key() -> None:
    assert ran(ASK % "" + "os.environ['MISTRAL_API_KEY'] = 'wrong'\nprint(ask())").endswith("\n401\n")


def test_with_a_key_nothing_is_redirected_and_faults_do_nothing() -> None:
    program = ASK % "" + (
        "mock.fault('rate-limited', times=1); mock.reply('Hello'); mock.clear()\n"
        "import socket, httpx2\n"
        "print(hasattr(httpx2.HTTPTransport.handle_request, '__wrapped__'), os.environ['MISTRAL_API_KEY'])"
    )
    said, state = ran(program, MISTRAL_API_KEY="a-real-key").splitlines()
    assert said == "MISTRAL_API_KEY is set, so requests go to the real API."
    assert state == "False a-real-key"


def test_a_second_call_starts_a_new_mock() -> None:
    program = ASK % "" + "mock.fault('rate-limited')\nprint(ask())\nmock = start_mock()\nprint(ask() != 429)"
    assert [line for line in ran(program).splitlines() if " " not in line] == ["429", "True"]


def test_child_processes_are_left_alone() -> None:
    program = ASK % "" + (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import os; print(os.environ.get(\"HTTPS_PROXY\"))'])"
    )
    assert ran(program, HTTPS_PROXY="http://127.0.0.1:9").endswith("\nhttp://127.0.0.1:9\n")


def test_skipped_waits_move_the_clock_and_the_minute_of_the_limits() -> None:
    program = ASK % "'free', skip_waits=True" + (
        "real = time.clock_gettime(time.CLOCK_MONOTONIC) if hasattr(time, 'clock_gettime') else 0\n"
        "large = 'mistral-large-latest'\n"
        "time.sleep(70 - time.time() % 60)\n"
        "began = time.monotonic()\n"
        "print([type(ask(large)).__name__ for _ in range(5)])\n"
        "time.sleep(55)\n"
        "print(type(ask(large)).__name__, 55 <= time.monotonic() - began < 105)\n"
        "if real: assert time.clock_gettime(time.CLOCK_MONOTONIC) - real < 50\n"
    )
    assert ran(program).splitlines()[2:] == ["['str', 'str', 'str', 'str', 'int']", "str True"]


def test_another_thread_waits_and_a_second_call_ends_skipping() -> None:
    program = ASK % "skip_waits=True" + (
        "import threading\n"
        "event = threading.Event()\n"
        "def other():\n"
        "    time.sleep(0.2)\n"
        "    event.set()\n"
        "threading.Thread(target=other).start()\n"
        "time.sleep(100)\n"
        "print(event.is_set())\n"
        "event.wait()\n"
        "before = time.monotonic()\n"
        "mock = start_mock()\n"
        "print(time.monotonic() >= before)\n"
    )
    assert [line for line in ran(program).splitlines() if " " not in line] == ["False", "True"]
