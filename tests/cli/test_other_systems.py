"""The commands where what only POSIX has is missing: they work, or say what they need. Windows itself is not tried."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mistral_playbooks.verify.runners import python

WITHOUT = """
import asyncio, os, signal, socket, subprocess, sys, tempfile  # what they need of POSIX, they have by now

for module, names in (
    (os, "fork forkpty getegid geteuid getgid getpgid getpgrp getuid killpg mkfifo posix_spawn setpgid setsid sysconf "
         "tcgetpgrp"),
    (signal, "SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGUSR1 SIGUSR2 alarm setitimer"),
    (socket, "recv_fds send_fds"),
):
    for name in names.split():
        delattr(module, name)
subprocess._USE_POSIX_SPAWN = False  # decided when it was imported


def no_signals(*_):
    raise NotImplementedError


asyncio.SelectorEventLoop.add_signal_handler = no_signals
for name in "grp pty pwd resource termios".split():
    sys.modules[name] = None
from mistral_playbooks.cli import main

main(prog_name="mistral-playbooks")
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", WITHOUT, *arguments]


def call(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **variables}
    return subprocess.run(
        command(*arguments), cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        (["explain", "3280"], "tool-call-id-format"),
        (["list"], "rate-limited"),
        (["show", "rate-limited"], "429"),
        (["run", "--isolate", "never", "--", sys.executable, "-c", "print('ran')"], "ran"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_a_reader_calls_works(tmp_path: Path, arguments: list[str], shows: str) -> None:
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert shows in done.stdout


def test_the_mock_serves(tmp_path: Path) -> None:
    with subprocess.Popen(command("mock", "--port", "0"), cwd=tmp_path, stdout=subprocess.PIPE, text=True) as mock:
        assert mock.stdout is not None
        assert re.search(r"http://127\.0\.0\.1:\d+", mock.stdout.readline())
        mock.terminate()  # not an interrupt, which a process started in the background ignores


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["verify", "invalid-model", "--force"], "verify"),
        (["verify", "--newest"], "verify --newest"),
        (["build", "--site-dir", "out"], "build"),
    ],
    ids=["verify", "newest", "build"],
)
def test_what_runs_programs_says_what_it_needs(checkout: Path, root: Path, arguments: list[str], name: str) -> None:
    program = checkout / "snippets/invalid-model/fixed.py"
    program.write_text(f"{program.read_text(encoding='utf-8')}print()\n", encoding="utf-8")
    shutil.copytree(root / "src", checkout / "src", ignore=shutil.ignore_patterns("__pycache__"))
    before = {path: path.read_bytes() for path in (checkout / "docs/results").iterdir()}
    done = call(*arguments, cwd=checkout, PYTHONPATH=str(checkout / "src"))
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"mistral-playbooks: {name} needs a POSIX system (Linux or macOS)" in done.stderr
    assert "WSL" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == {path: path.read_bytes() for path in (checkout / "docs/results").iterdir()}


@pytest.mark.parametrize("name", ["os.fork", "socket.AF_UNIX", "socket.SOCK_SEQPACKET"])
def test_there_is_no_fork_server_without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert python.can_fork()
    monkeypatch.delattr(name)
    assert not python.can_fork()


def test_there_is_no_fork_server_where_the_sockets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS has the constant and refuses the pair."""

    def refuses(*_: object) -> None:
        raise OSError(43, "Protocol not supported")

    monkeypatch.setattr(python.socket, "socketpair", refuses)
    assert not python.can_fork()


def test_programs_run_without_a_fork_server(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:
    from mistral_playbooks.content import catalog, programs
    from mistral_playbooks.verify import scheduler
    from mistral_playbooks.verify.runners import clients

    monkeypatch.setattr(clients, "can_fork", lambda: False)
    monkeypatch.setattr(clients, "Interpreter", None)
    read = catalog.read(checkout / "docs/playbooks")
    chosen = [one for one in programs.find(checkout, read) if one.file == "snippets/invalid-model/fixed.py"]
    with clients.Clients(checkout) as used:
        rows, missing = scheduler.verify(chosen, root=checkout, catalog=read, clients=used)
    assert not missing
    assert [row.outcome for row in rows] == ["passed"]
