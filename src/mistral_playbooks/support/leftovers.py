"""Finds and kills the processes that a program left running, wherever they went. Linux only: elsewhere it finds none.

A child belongs to a program if it is in its session, if its environment leads to the same gateway (each program
has its own), or if it has the name that the fork server gave the program. A process that replaced all three is missed.
Gateways in two isolated networks can have the same address, so the certificate must be the same, too.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_MARK = "MISTRAL_PLAYBOOKS_DIRECT"
_AUTHORITY = "SSL_CERT_FILE"
_START = 5.0
"""Seconds that may pass from the start of a program until its time is measured."""
_GRACE = 0.1
"""Seconds that a process gets which is about to exit, such as the first one of a pipe."""
_LONGEST = 80
"""Characters of a command that is reported."""


def end(pid: int, env: Mapping[str, str], seconds: float) -> tuple[str, ...]:
    """Kills what the program with this pid and environment left running, and returns the commands.

    `seconds` is how long ago the program started: older processes are not looked at.
    """
    since = _now() - seconds - _START
    if not find(pid, env, since):
        return ()
    time.sleep(_GRACE)
    commands: dict[int, str] = {}  # by pid, because a process that is about to die has no command any more
    while found := [one for one in find(pid, env, since) if one[0] not in commands]:
        for other, command in found:
            commands[other] = command
            with suppress(ProcessLookupError, PermissionError):
                os.kill(other, signal.SIGKILL)
    return tuple(sorted(commands.values()))


def find(pid: int, env: Mapping[str, str], since: float = 0) -> list[tuple[int, str]]:
    """Returns (pid, command) of the processes that belong to a program, without itself.

    `since` is in seconds since the machine started.
    """
    ours = env.get(_MARK) and env[_MARK] != os.environ.get(_MARK)  # else it would be this process's own
    marks = {f"{name}={env[name]}".encode() for name in (_MARK, _AUTHORITY) if name in env} if ours else None
    name = f"program-{pid}"
    return [
        (other, _command(folder))
        for other, folder, comm, session in _processes(since)
        if other != pid and (session == pid or comm == name or (marks and _has(folder, marks)))
    ]


def _now() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else 0.0


def _processes(since: float) -> Iterator[tuple[int, Path, str, int]]:
    """Yields (pid, folder in /proc, name, session) of the running processes that are not older, without this one."""
    ticks = since * os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):  # it has exited
            head, _, rest = (folder / "stat").read_text(errors="replace").rpartition(")")
            fields = rest.split()
            state, session, started = fields[0], fields[3], fields[19]
            if int(started) >= ticks and state not in "ZX" and int(folder.name) != os.getpid():
                yield int(folder.name), folder, head.partition("(")[2], int(session)


def _has(folder: Path, marks: set[bytes]) -> bool:
    with suppress(OSError):
        return marks <= set((folder / "environ").read_bytes().split(b"\0"))
    return False


def _command(folder: Path) -> str:
    with suppress(OSError):
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        return " ".join(words).strip()[:_LONGEST] or folder.name
    return folder.name
