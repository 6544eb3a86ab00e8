"""Starts `inside.py` and talks to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ...support.errors import UserError

_SCRIPT = Path(__file__).with_name("inside.py")
_SECONDS = 10.0  # for each step of the preparation


class IsolationError(UserError):
    """The system does not grant an isolated network. `reason` is what it refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This system grants no isolated network ({reason}). Run without --isolate always: the program then "
            "reaches the mock by its proxy variables alone."
        )
        self.reason = reason


class Inside:
    """The process inside an isolated network."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def open(self) -> None:
        """Starts the process. Raises IsolationError on other systems than Linux."""
        if sys.platform != "linux":
            raise IsolationError("only Linux has network namespaces")
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_SECONDS)
        with theirs:
            command = [sys.executable, "-I", "-S", str(_SCRIPT), str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()])

    def close(self) -> None:
        """Ends the process if it has not yet become a program."""
        if self._control is None:
            return
        self._control.close()
        self._control = None
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()

    def tell(self, message: object) -> None:
        """Sends one message."""
        assert self._control is not None
        self._control.sendall(json.dumps(message).encode() + b"\n")

    def hear(self, descriptors: int = 0) -> tuple[dict, list[int]]:
        """Returns the next message and its descriptors. Raises OSError if the process failed or ended."""
        assert self._control is not None
        data, received, *_ = socket.recv_fds(self._control, 65_536, descriptors)
        if not data:
            raise OSError("the process that prepares it ended early")
        message = json.loads(data)
        if "failed" in message:
            raise OSError(message["failed"])
        return message, received

    def become(self, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Replaces the process by a program. Raises OSError if that cannot be executed."""
        assert self._control is not None
        assert self._process is not None
        self._control.settimeout(None)
        self.tell({"command": list(command), "env": dict(env)})
        line = self._control.makefile("rb").readline()  # the end of the file: the program runs
        self._control.close()
        self._control = None
        if line:
            self._process.wait()
            number = json.loads(line)["errno"]
            raise OSError(number, os.strerror(number))
        return self._process
