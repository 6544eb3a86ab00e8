"""Skips waits: `time.sleep` returns at once, and the clocks of this process go forward instead.

So a notebook shows retries that take a minute without taking one, and prints the seconds that they would take.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable

_CLOCKS = ("time", "monotonic", "perf_counter")
_sleep, _time = time.sleep, time.time
_skipped = 0.0
_threads: set[int] = set()


def skip_waits() -> None:
    """Skips `time.sleep` of this thread from now on. Other threads, and `asyncio.sleep`, still wait.

    The clocks stay ahead for good: timers that were set while they were ahead would be late if they went back.
    """
    _threads.add(threading.get_ident())
    if time.sleep is not _advance:
        time.sleep = _advance
        for name in _CLOCKS:
            setattr(time, name, _ahead(getattr(time, name)))


def stop() -> None:
    """Lets `time.sleep` of this thread wait again."""
    _threads.discard(threading.get_ident())


def now() -> float:
    """Returns seconds since the epoch, including the skipped ones."""
    return _time() + _skipped


def _advance(seconds: float, /) -> None:
    global _skipped
    if threading.get_ident() in _threads and seconds >= 0:
        _skipped += seconds
    else:
        _sleep(seconds)


def _ahead(original: Callable[[], float]) -> Callable[[], float]:
    @functools.wraps(original)
    def clock() -> float:
        return original() + _skipped

    return clock
