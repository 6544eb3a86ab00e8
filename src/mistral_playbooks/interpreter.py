"""Programs by a warm Python (`warm.py`): started once, a fork for each program."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from .process import Missing, Outcome, collect

SCRIPT = Path(__file__).with_name("warm.py")


class Interpreter:
    """One warm interpreter; `run` may be called from several threads. Use it as a context manager."""

    def __init__(self, python: str = sys.executable, env: Mapping[str, str] | None = None) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self._answers: dict[int, queue.Queue[dict]] = {}
        self._count = 0
        with theirs:
            self._server = subprocess.Popen(
                [python, str(SCRIPT), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=dict(os.environ if env is None else env),
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
            raise Missing(f"{python} cannot run {SCRIPT.name}: it stopped at its start.")
        self._ours.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Interpreter:
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.shutdown(socket.SHUT_RDWR)
        self._server.wait(timeout=30)
        self._reader.join(timeout=5)
        self._ours.close()

    def _read(self) -> None:
        while message := self._ours.recv(10_000):
            answer = json.loads(message)
            self._answers[answer["id"]].put(answer)
        for waiting in list(self._answers.values()):
            waiting.put({"status": 70})  # the server itself died: nobody may wait for ever

    def run(self, file: str, *, env: Mapping[str, str], cwd: Path, timeout: float) -> Outcome:
        """Runs one file as `python FILE` would; `timeout` in seconds."""
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        answers: queue.Queue[dict] = queue.Queue()
        with self._lock:
            self._count += 1
            number = self._count
            self._answers[number] = answers
            job = {"id": number, "file": file, "env": dict(env), "cwd": str(cwd)}
            socket.send_fds(self._ours, [json.dumps(job).encode()], [out_write, err_write])
        os.close(out_write)
        os.close(err_write)
        try:
            pid = answers.get(timeout=60).get("pid")
            if pid is None:
                raise Missing("the warm interpreter died. Run `verify` again.")
            return collect(out_read, err_read, pid, lambda: answers.get(timeout=60)["status"], timeout=timeout)
        finally:
            os.close(out_read)
            os.close(err_read)
            del self._answers[number]
