"""The rows of a running verification, kept one by one, so that it can continue after an interruption."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from .results import Result, from_dict


class Checkpoint:
    """Rows in `.cache/verify/` of a checkout; each process writes its own file."""

    def __init__(self, root: Path) -> None:
        self._folder = root / ".cache" / "verify"
        self._own = self._folder / f"{os.getpid()}.jsonl"

    def rows(self) -> list[Result]:
        """Returns the rows of interrupted verifications, without a line that was cut off."""
        found: list[Result] = []
        for file in sorted(self._folder.glob("*.jsonl")):
            with suppress(OSError):
                for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                    with suppress(ValueError):
                        found.append(from_dict(json.loads(line)))
        return found

    def keep(self, row: Result) -> None:
        """Adds a row. If the disk refuses, only the continuation is lost."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._own.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(row.to_dict())}\n")

    def clear(self) -> None:
        """Removes the files of this process and of ended ones, once every row is in docs/results/."""
        for file in self._folder.glob("*.jsonl"):
            if file == self._own or not _runs(file.stem):
                with suppress(OSError):
                    file.unlink()


def _runs(pid: str) -> bool:
    """Whether a process with this id runs; True if that is unknown."""
    if os.name == "nt" or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
