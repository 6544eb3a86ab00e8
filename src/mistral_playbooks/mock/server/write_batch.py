"""The answers of one event loop's connections, sent together.

A client that waits for its answer sleeps, and waking it costs the system about as much as making the answer (measured
2026-11-23: 44 µs of system time per request, 23 with this). Answers made in one turn of the loop are therefore sent at
its end, one after the other: the first write wakes a client, and the others find it awake.

Without it, the mock answered 0.97 instead of 1.22 times as many chat requests as another mock on the same machine, and
sent 1.20 instead of 1.39 times as many events of streams (measured in turn, 2026-11-28).
"""

from __future__ import annotations

import asyncio
import threading
from typing import Protocol


class Sender(Protocol):
    """A connection."""

    def flush(self) -> None:
        """Sends the answers it holds, if any."""
        ...


class Outbox(threading.local):
    """The connections of this thread's event loop that hold answers."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[Sender] = []

    def add(self, sender: Sender) -> None:
        """Calls `sender.flush` at the end of this turn of the running loop."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # the previous loop has ended, with what it still held
            self._loop, self._waiting = loop, []
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append(sender)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for sender in waiting:
            sender.flush()
