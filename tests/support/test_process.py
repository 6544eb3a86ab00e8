"""Programs as processes: warm and cold give the same, and what does not end is ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.support import leftovers, process
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify.runners.python import Interpreter

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the warm interpreter needs fork (POSIX)")

ENV = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}

PROGRAMS = {
    "prints": "import sys\nprint('out')\nprint('err', file=sys.stderr)\n",
    "raises": "def f():\n    raise ValueError('boom')\n\n\nf()\n",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise RuntimeError('late') from e\n",
    "exits": "import sys\nsys.exit(3)\n",
    "exits_text": "import sys\nsys.exit('bye')\n",
    "exits_none": "import sys\nsys.exit()\n",
    "syntax": "def f(:\n",
    "imports": "from mistralai import Mistral\n",
    "main": "if __name__ == '__main__':\n    print(__file__.rsplit('/', 1)[-1])\n",
    "sibling": "import sys, os\nprint(os.path.basename(sys.path[0]), sys.argv)\n",
    "atexit": "import atexit\natexit.register(print, 'last')\nprint('first')\n",
    "thread": "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.1), print('t'))).start()\n",
    "asyncio": "import asyncio\nasync def f():\n    print('in')\nasyncio.run(f())\n",
    "daemon": "import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n",
    "not_awaited": "async def f():\n    pass\ndef g():\n    kept = f()\n    kept.nothing\ng()\n",
    "stdin": "import sys\nprint(repr(sys.stdin.read()))\n",
    "unicode": "print('é → 猫')\n",
    "no_newline": "import sys\nsys.stdout.write('half')\n",
}


@pytest.fixture(scope="module")
def warm() -> Iterator[Interpreter]:
    with Interpreter(preload=python_sdk().preload) as interpreter:
        yield interpreter


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_fork_of_the_warm_interpreter_does_what_python_does(name: str, warm: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAMS[name], encoding="utf-8")
    cold = process.run([sys.executable, "program.py"], env=ENV, cwd=tmp_path, timeout=500)
    fork = warm.run("program.py", env=ENV, cwd=tmp_path, timeout=500)
    assert (fork.exit, fork.stdout, fork.stderr) == (cold.exit, cold.stdout, cold.stderr)


def test_programs_do_not_see_each_other(warm: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import json, os\njson.x = 1\nos.environ['X'] = '1'\n", encoding="utf-8")
    (tmp_path / "b.py").write_text(
        "import json, os\nprint(hasattr(json, 'x'), os.environ.get('X'))\n", encoding="utf-8"
    )
    warm.run("a.py", env=ENV, cwd=tmp_path, timeout=500)
    assert warm.run("b.py", env=ENV, cwd=tmp_path, timeout=500).stdout == "False None\n"


@pytest.mark.parametrize("kind", ["warm", "cold"])
def test_a_program_that_does_not_end_is_ended(kind: str, warm: Interpreter, tmp_path: Path) -> None:
    text = "import os, time\nprint('before', flush=True)\nif os.fork() == 0:\n    time.sleep(600)\ntime.sleep(600)\n"
    (tmp_path / "hangs.py").write_text(text, encoding="utf-8")
    began = time.monotonic()
    if kind == "warm":
        outcome = warm.run("hangs.py", env=ENV, cwd=tmp_path, timeout=1)
    else:
        outcome = process.run([sys.executable, "hangs.py"], env=ENV, cwd=tmp_path, timeout=1)
    assert time.monotonic() - began < 300
    assert (outcome.stopped, outcome.exit, outcome.stdout) == ("ran longer than 1 s", 137, "before\n")


SLEEPS = "import subprocess\nsubprocess.Popen(['sleep', '611'], start_new_session=True, stdout=-3, stderr=-3)\n"
FORKS = (
    "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.chdir('/')\n"
    "        os.closerange(0, 3)\n        time.sleep(611)\n    os._exit(0)\nos.wait()\n"
)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc (Linux)")
@pytest.mark.parametrize("kind", ["warm", "cold"])
@pytest.mark.parametrize("text", [SLEEPS, FORKS])
def test_what_a_program_leaves_running_is_ended_and_reported(
    text: str, kind: str, warm: Interpreter, tmp_path: Path
) -> None:
    (tmp_path / "leaves.py").write_text(text, encoding="utf-8")
    env = {**ENV, "MISTRAL_PLAYBOOKS_DIRECT": f"127.0.0.1:{os.getpid()}"}
    if kind == "warm":
        outcome = warm.run("leaves.py", env=env, cwd=tmp_path, timeout=500)
    else:
        outcome = process.run([sys.executable, "leaves.py"], env=env, cwd=tmp_path, timeout=500)
    assert (outcome.exit, outcome.stopped, len(outcome.left)) == (0, None, 1)
    # A killed process stays in /proc until the system has taken it down, which a busy one does later.
    until = time.monotonic() + 60
    while (left := leftovers.find(-1, env)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not left


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc (Linux)")
def test_a_process_under_another_gateway_with_the_same_address_is_left_alone() -> None:
    """In two isolated networks, two gateways can have the same address."""
    env = {**ENV, "MISTRAL_PLAYBOOKS_DIRECT": f"127.0.0.1:{os.getpid()}", "SSL_CERT_FILE": "/one.pem"}
    with subprocess.Popen(["sleep", "611"], env=env, start_new_session=True) as other:
        try:
            shown = Path(f"/proc/{other.pid}/environ")
            deadline = time.monotonic() + 60
            while not shown.read_bytes() and time.monotonic() < deadline:
                time.sleep(0.01)  # it has begun, but the system does not show its variables yet
            assert [pid for pid, _ in leftovers.find(-1, env)] == [other.pid]
            assert leftovers.find(-1, {**env, "SSL_CERT_FILE": "/two.pem"}) == []
        finally:
            other.kill()


def test_a_program_that_waits_for_its_children_leaves_nothing(tmp_path: Path) -> None:
    outcome = process.run(["sh", "-c", "sleep 0.1 & wait; echo a | cat"], env=ENV, cwd=tmp_path, timeout=500)
    assert (outcome.stdout, outcome.left) == ("a\n", ())


def test_a_flood_of_output_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "OUTPUT_LIMIT", 10_000)
    outcome = process.run(["sh", "-c", "yes"], env=ENV, cwd=tmp_path, timeout=500)
    assert outcome.stopped == "wrote more than 10,000 bytes"
    assert len(outcome.stdout) < 200_000


def test_a_missing_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolNotFoundError, match="`no-such-command` cannot be started"):
        process.run(["no-such-command"], env=ENV, cwd=tmp_path, timeout=5)


def test_a_fork_starts_as_its_own_environment_says(warm: Interpreter, tmp_path: Path) -> None:
    """PYTHONPATH and the `sitecustomize` there: what leads a client to the gateway where no variable does."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("import os\nos.environ['STARTED'] = 'yes'\n", encoding="utf-8")
    (tmp_path / "program.py").write_text(
        "import os, sys\nprint(os.environ.get('STARTED'), sum(map('site'.__eq__, map(os.path.basename, sys.path))))\n",
        encoding="utf-8",
    )
    env = {**ENV, "PYTHONPATH": str(tmp_path / "site")}
    cold = process.run([sys.executable, "program.py"], env=env, cwd=tmp_path, timeout=500)
    fork = warm.run("program.py", env=env, cwd=tmp_path, timeout=500)
    assert (fork.exit, fork.stdout, fork.stderr) == (cold.exit, cold.stdout, cold.stderr) == (0, "yes 1\n", "")
    assert warm.run("program.py", env=ENV, cwd=tmp_path, timeout=500).stdout == "None 0\n"


def test_a_fork_decides_for_itself_whom_a_client_trusts(warm: Interpreter, tmp_path: Path) -> None:
    """A client that takes certifi's file when it is imported finds the one that its environment names."""
    child = ROOT / "src" / "mistral_playbooks" / "gateway" / "preload"
    (tmp_path / "program.py").write_text("import certifi\nprint(certifi.where())\n", encoding="utf-8")
    env = {**ENV, "PYTHONPATH": str(child), "SSL_CERT_FILE": "/somewhere/authority.pem"}
    assert warm.run("program.py", env=env, cwd=tmp_path, timeout=500).stdout == "/somewhere/authority.pem\n"
    assert warm.run("program.py", env=ENV, cwd=tmp_path, timeout=500).stdout.endswith("cacert.pem\n")
