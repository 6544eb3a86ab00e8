"""Saves each row of a running verification, so that it can resume after an interruption."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from .results import Result, from_dict


class Checkpoint:
    """Rows in a checkout's `.cache/verify/`. Each process writes its own file."""

    def __init__(self, root: Path) -> None:
        self._folder = root / ".cache" / "verify"
        self._own = self._folder / f"{os.getpid()}.jsonl"

    def rows(self) -> list[Result]:
        """Returns the rows of interrupted verifications. Incomplete lines are skipped."""
        found: list[Result] = []
        for file in sorted(self._folder.glob("*.jsonl")):
            with suppress(OSError):
                for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                    with suppress(ValueError):
                        found.append(from_dict(json.loads(line)))
        return found

    def keep(self, row: Result) -> None:
        """Saves a row. If it cannot be written, the program runs again after an interruption."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._own.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(row.to_dict())}\n")

    def clear(self) -> None:
        """Removes the files of this process and of ended ones. Call it once every row is in docs/results/."""
        for file in self._folder.glob("*.jsonl"):
            if file == self._own or not _is_running(file.stem):
                with suppress(OSError):
                    file.unlink()


def _is_running(pid: str) -> bool:
    """Whether a process with this id is running; True if unknown."""
    if os.name == "nt" or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
