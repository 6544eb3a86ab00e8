"""A file lock between processes and threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until no other process or thread has locked this file. The system unlocks it when its owner exits."""
    with path.open("a+b") as file:
        if os.name == "nt":
            import msvcrt

            while True:
                with suppress(OSError):  # `locking` gives up after ten seconds
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
