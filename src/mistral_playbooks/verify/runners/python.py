"""Runs Python programs on a fork server (`fork_server.py`), which is started once and forks for each program."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ...support.process import Outcome, ToolNotFoundError, collect

_DIED = "the fork server exited while the program ran. Run the program by itself: does it kill its parent process?"
SCRIPT = Path(__file__).with_name("fork_server.py")


class ServerDiedError(ToolNotFoundError):
    """The fork server exited while a program ran."""


def can_fork() -> bool:
    """Whether this system has what a fork server needs: Windows has no `fork`, and macOS no such pair of sockets."""
    try:
        for one in _pair():
            one.close()
    except (AttributeError, OSError):
        return False
    return hasattr(os, "fork")


def _pair() -> tuple[socket.socket, socket.socket]:
    """Returns two connected sockets between which each message arrives as one."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class Interpreter:
    """A fork server for one interpreter, as a context manager. `run` may be called from several threads.

    `preload` names modules to import once, before any program. `before` is called in the server's process before it
    starts.
    """

    def __init__(
        self,
        python: str = sys.executable,
        env: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        before: Callable[[], None] | None = None,
    ) -> None:
        self._ours, theirs = _pair()
        self._lock = threading.Lock()
        self._answers: dict[int, queue.Queue[dict]] = {}
        self._count = 0
        self.ended = False
        """Whether the fork server has exited, so that nothing more can run."""
        with theirs:
            self._server = subprocess.Popen(
                [python, str(SCRIPT), str(theirs.fileno()), *preload],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=dict(os.environ if env is None else env),
                preexec_fn=before,
            )
        self._ours.settimeout(60)
        try:
            ready = self._ours.recv(1000)
        except OSError:
            ready = b""
        if not ready:
            self._server.kill()
            self._server.wait()
            self._ours.close()
            raise ToolNotFoundError(f"{python} cannot run {SCRIPT.name}: it exited during startup.")
        self._ours.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Interpreter:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # it may have exited
            self._ours.shutdown(socket.SHUT_RDWR)
        try:
            self._server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._reader.join(timeout=5)
        self._ours.close()

    def _read(self) -> None:
        with suppress(OSError):
            while message := self._ours.recv(10_000):
                answer = json.loads(message)
                if waiting := self._answers.get(answer["id"]):  # None if the caller gave up
                    waiting.put(answer)
        with self._lock:
            self.ended = True
            for waiting in list(self._answers.values()):
                waiting.put({})  # the server exited: callers must not wait indefinitely

    def run(self, file: str, *, env: Mapping[str, str], cwd: Path, timeout: float) -> Outcome:
        """Runs one file as `python FILE` would; `timeout` in seconds."""
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        answers: queue.Queue[dict] = queue.Queue()
        number = 0
        try:
            try:
                with self._lock:
                    number = self._count = self._count + 1
                    self._answers[number] = answers
                    job = {"id": number, "file": file, "env": dict(env), "cwd": str(cwd)}
                    socket.send_fds(self._ours, [json.dumps(job).encode()], [out_write, err_write])
            except OSError as error:
                raise ServerDiedError(_DIED) from error
            finally:
                os.close(out_write)
                os.close(err_write)
            pid = _next(answers, "pid")
            return collect(out_read, err_read, pid, lambda: _next(answers, "status"), env=env, timeout=timeout)
        finally:
            os.close(out_read)
            os.close(err_read)
            self._answers.pop(number, None)


def _next(answers: queue.Queue[dict], what: str) -> int:
    """Returns `what` from the server's next answer on one program. Raises ServerDiedError if there is none."""
    try:
        return answers.get(timeout=60)[what]
    except (queue.Empty, KeyError):
        raise ServerDiedError(_DIED) from None
