"""Runs one program to its end: bounded in time and output, its own process group, no standard input."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from .errors import UserError

OUTPUT_LIMIT = 1_000_000
"""Bytes of output after which a program is stopped."""


@dataclass(frozen=True)
class Outcome:
    """What a program did."""

    exit: int
    """Exit status; 128 + N where signal N ended it, as a shell says it."""
    stdout: str
    stderr: str
    output: str
    """Standard output, then standard error: two pipes have no common order, and a guess differs from run to run."""
    seconds: float
    stopped: str | None = None
    """Why it was killed ("ran longer than 150 s", "wrote more than 1 MB"); None where it ended by itself."""


_under_way: set[int] = set()
"""Process groups of the programs that some thread waits for."""


class ToolNotFoundError(UserError):
    """A command or package that is not installed. The text names the next action."""


def run(
    command: Sequence[str], *, env: Mapping[str, str], cwd: Path, timeout: float, limit: int = OUTPUT_LIMIT
) -> Outcome:
    """Runs `command` and waits for it. `timeout` in seconds. Raises ToolNotFoundError."""
    try:
        child = subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise ToolNotFoundError(f"`{command[0]}` cannot be started: {error.strerror or error}. Install it.") from error
    assert child.stdout is not None
    assert child.stderr is not None
    with child.stdout, child.stderr:
        return collect(
            child.stdout.fileno(), child.stderr.fileno(), child.pid, child.wait, timeout=timeout, limit=limit
        )


def collect(
    stdout: int, stderr: int, pid: int, wait: Callable[[], int], *, timeout: float, limit: int = OUTPUT_LIMIT
) -> Outcome:
    """Reads both descriptors until they close, kills the process group `pid` at a bound, waits for the status.

    A child of the program that keeps them open counts as the program still running, also one that left its group.
    """
    _under_way.add(pid)
    try:
        return _collect(stdout, stderr, pid, wait, timeout, limit)
    finally:
        _under_way.discard(pid)
        _kill(pid)  # what the program left behind in its group


def end_all() -> None:
    """Kills every program that some thread waits for; those threads then get their outcome."""
    for group in list(_under_way):
        _kill(group)


def _collect(stdout: int, stderr: int, pid: int, wait: Callable[[], int], timeout: float, limit: int) -> Outcome:
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
            if stopped is None and (left <= 0 or size > limit):
                stopped = f"ran longer than {timeout:g} s" if left <= 0 else f"wrote more than {limit:,} bytes"
                ended = time.monotonic()
                _kill(pid)
                _kill_writers(stdout, stderr)
            if stopped and time.monotonic() > ended + 2:
                break  # someone whom nobody could find holds the pipe: leave it
            for key, _ in selector.select(timeout=max(0.05, min(left, 1.0)) if stopped is None else 0.5):
                data = os.read(key.fd, 65_536)
                if not data:
                    selector.unregister(key.fd)
                elif size <= limit:
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
    """Kills who else holds the other end of these pipes: a child in a session of its own (Linux; elsewhere nobody)."""
    wanted = {f"pipe:[{os.fstat(pipe).st_ino}]" for pipe in pipes}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        pid = int(folder.parent.name)
        if pid == os.getpid():
            continue
        with suppress(OSError):  # it ended meanwhile, or belongs to somebody else
            for link in folder.iterdir():
                if os.readlink(link) in wanted and link.lstat().st_mode & 0o600 == 0o200:  # open for writing alone
                    os.kill(pid, signal.SIGKILL)


def _text(parts) -> str:
    return b"".join(parts).decode("utf-8", errors="replace").replace("\r\n", "\n")


_PASSED_ON = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
_OF_A_TERMINAL = ("SIGINT", "SIGQUIT")
_GRACE = 1.0  # seconds that a child has to end by a signal that its whole group may have got


def foreground(child: subprocess.Popen[bytes]) -> int:
    """Waits for a child that shares the terminal: Ctrl+C reaches it by itself, other signals are passed on.

    Without a terminal an interruption may have been sent to the child as well, or to this process alone: it is passed
    on to a child that is still there after a second. Gives its exit status, negative where a signal ended it.
    """

    def forward(number: int, _frame: FrameType | None = None) -> None:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(child.pid, number)

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if not _in_front():
            late = threading.Timer(_GRACE, forward, (number,))
            late.daemon = True
            late.start()

    handlers = {name: forward for name in _PASSED_ON} | {name: interrupt for name in _OF_A_TERMINAL}
    numbers = {getattr(signal, name): handler for name, handler in handlers.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in numbers.items()}
    try:
        return child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_front() -> bool:
    """Whether this process is one of those that a terminal's Ctrl+C reaches."""
    try:
        with open("/dev/tty", "rb", buffering=0) as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, AttributeError):  # there is none; Windows has none
        return os.name == "nt"
