"""Runs a program until it exits: limited in time and output, in its own process group, without standard input."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from . import leftovers
from .errors import UserError

OUTPUT_LIMIT = 1_000_000
"""Bytes of output after which a program is stopped."""


@dataclass(frozen=True)
class Outcome:
    """What a program did."""

    exit: int
    """Exit status; 128 + N if signal N ended the program, as in a shell."""
    stdout: str
    stderr: str
    output: str
    """Standard output, then standard error: the order across two pipes is unknown, and a guess differs between runs."""
    seconds: float
    stopped: str | None = None
    """Why it was killed ("ran longer than 150 s", "wrote more than 1 MB"); None if it exited on its own."""
    left: tuple[str, ...] = ()
    """The commands of the processes that still ran when it had exited. They were killed. Always empty without /proc."""


_running: set[int] = set()
"""Process groups of the programs that a thread is waiting for."""


class ToolNotFoundError(UserError):
    """A command or package that is not installed or cannot run here. The message says what to do next."""


def require_groups(command: str) -> None:
    """Raises UserError if this system has no process groups, which `run` needs. `command` is what the user typed."""
    if not hasattr(os, "killpg"):
        raise UserError(
            f"{command} needs a POSIX system (Linux or macOS), because it runs each program in its own process group. "
            "On Windows, use WSL."
        )


def captured(
    command: Sequence[str], env: Mapping[str, str], cwd: Path, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Runs a trusted command, such as pip, whatever its exit status. `timeout` is in seconds. Raises OSError or
    subprocess.TimeoutExpired."""
    return subprocess.run(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
    )


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    timeout: float,
    before: Callable[[], None] | None = None,
) -> Outcome:
    """Runs `command` and waits for it. `timeout` is in seconds. Raises ToolNotFoundError if it cannot be started.

    `before` is called in the new process before it becomes the program, and must be as simple as a system call.
    """
    try:
        child = subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=before,
        )
    except OSError as error:
        raise ToolNotFoundError(f"`{command[0]}` cannot be started: {error.strerror or error}. Install it.") from error
    assert child.stdout is not None
    assert child.stderr is not None
    with child.stdout, child.stderr:
        return collect(child.stdout.fileno(), child.stderr.fileno(), child.pid, child.wait, env=env, timeout=timeout)


def collect(
    stdout: int,
    stderr: int,
    pid: int,
    wait: Callable[[], int],
    *,
    env: Mapping[str, str],
    timeout: float,
) -> Outcome:
    """Reads both descriptors until they close, kills the process group `pid` at a limit, and waits for the status.

    The program counts as running while any child keeps a descriptor open, even a child that left its group. What it
    leaves running otherwise is killed and reported, also in another session: `env` is the program's environment.
    """
    _running.add(pid)
    try:
        outcome = _collect(stdout, stderr, pid, wait, timeout)
        return replace(outcome, left=leftovers.end(pid, env, outcome.seconds))
    finally:
        _running.discard(pid)
        _kill(pid)  # whatever the program left running in its group


def end_all() -> None:
    """Kills every program that a thread is waiting for; those threads then get its outcome."""
    for group in list(_running):
        _kill(group)


def _collect(stdout: int, stderr: int, pid: int, wait: Callable[[], int], timeout: float) -> Outcome:
    began = time.monotonic()
    parts: list[tuple[int, bytes]] = []
    size = 0
    stopped: str | None = None
    ended = 0.0
    with selectors.DefaultSelector() as selector:
        for descriptor in (stdout, stderr):
            os.set_blocking(descriptor, False)
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map():
            left = began + timeout - time.monotonic()
            if stopped is None and (left <= 0 or size > OUTPUT_LIMIT):
                stopped = f"ran longer than {timeout:g} s" if left <= 0 else f"wrote more than {OUTPUT_LIMIT:,} bytes"
                ended = time.monotonic()
                _kill(pid)
                _kill_writers(stdout, stderr)
            if stopped and time.monotonic() > ended + 2:
                break  # an unknown process keeps the pipe open: stop reading
            for key, _ in selector.select(timeout=max(0.05, min(left, 1.0)) if stopped is None else 0.5):
                data = os.read(key.fd, 65_536)
                if not data:
                    selector.unregister(key.fd)
                elif size <= OUTPUT_LIMIT:
                    parts.append((key.fd, data))
                    size += len(data)
    status = wait()
    out = _text(data for fd, data in parts if fd == stdout)
    err = _text(data for fd, data in parts if fd == stderr)
    return Outcome(
        exit=status if status >= 0 else 128 - status,
        stdout=out,
        stderr=err,
        output=f"{out}\n{err}" if out and err and not out.endswith("\n") else out + err,
        seconds=time.monotonic() - began,
        stopped=stopped,
    )


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _kill_writers(*pipes: int) -> None:
    """Kills processes that hold the other end of these pipes: children in their own session. Linux only."""
    wanted = {f"pipe:[{os.fstat(pipe).st_ino}]" for pipe in pipes}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        pid = int(folder.parent.name)
        if pid == os.getpid():
            continue
        with suppress(OSError):  # it has exited, or belongs to another user
            for link in folder.iterdir():
                if os.readlink(link) in wanted and link.lstat().st_mode & 0o600 == 0o200:  # open for writing only
                    os.kill(pid, signal.SIGKILL)


def _text(parts) -> str:
    return b"".join(parts).decode("utf-8", errors="replace").replace("\r\n", "\n")


_FORWARDED = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
_FROM_TERMINAL = ("SIGINT", "SIGQUIT")
_GRACE = 1.0  # seconds for a child to exit after a signal that may have reached its whole group


def foreground(child: subprocess.Popen[bytes]) -> int:
    """Waits for a child that shares the terminal: Ctrl+C reaches it directly, other signals are forwarded.

    Without a terminal, an interrupt may have reached the child too, or only this process. So it is forwarded after a
    second, if the child is still running. Returns the exit status, negative if a signal ended the child.
    """

    def forward(number: int, _frame: FrameType | None = None) -> None:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(child.pid, number)

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if not _in_foreground():
            late = threading.Timer(_GRACE, forward, (number,))
            late.daemon = True
            late.start()

    handlers = {name: forward for name in _FORWARDED} | {name: interrupt for name in _FROM_TERMINAL}
    numbers = {getattr(signal, name): handler for name, handler in handlers.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in numbers.items()}
    try:
        return child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_foreground() -> bool:
    """Whether Ctrl+C in the terminal reaches this process."""
    try:
        with open("/dev/tty", "rb", buffering=0) as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, AttributeError):  # no terminal; Windows has no /dev/tty
        return os.name == "nt"
