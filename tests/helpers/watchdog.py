"""Says on the terminal which test takes long, and ends a run that does not end: a CI that gave up tells neither."""

from __future__ import annotations

import _thread
import os
import sys
import threading
import time
from typing import TextIO

LONG = 60.0
"""Seconds after which a test is named, and again after as many more."""

BOUND = 4200.0
"""Seconds that all tests may take together; on two quiet cores they take less than a fifth."""


class Watch:
    """The tests under way, as the process hears of them that hands them out."""

    def __init__(self, out: TextIO, bound: float = BOUND, long: float = LONG) -> None:
        self.out, self.bound, self.long = out, bound, long
        self.running: dict[str, float] = {}
        self.over = threading.Event()

    def pytest_sessionstart(self) -> None:
        threading.Thread(target=self._run, args=(time.monotonic(),), name="watch", daemon=True).start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.running[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.running.pop(nodeid, None)

    def pytest_sessionfinish(self) -> None:
        self.over.set()

    def _run(self, began: float) -> None:
        said: dict[str, float] = {}
        while not self.over.wait(min(self.long, self.bound) / 4):
            now = time.monotonic()
            late = now - began > self.bound
            for test, since in list(self.running.items()):
                if late or now - max(since, said.get(test, 0.0)) >= self.long:
                    said[test] = now
                    self._say(f"{(now - began) / 60:.0f} min: {test} has run for {now - since:.0f} s")
            if late:
                self._say(f"All tests together ran longer than {self.bound:g} s: see which one hangs.")
                _thread.interrupt_main()
                if not self.over.wait(60):
                    os._exit(3)

    def _say(self, line: str) -> None:
        print(f"\n{line}", file=self.out, flush=True)


def made() -> Watch:
    """For the real terminal, whatever pytest captures."""
    return Watch(sys.__stderr__ or sys.stderr)
