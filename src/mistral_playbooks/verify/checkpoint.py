"""The rows of a verification under way, kept one by one, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from .results import Result


class Progress:
    """Rows in `.cache/verify/` of a checkout; each process writes a file of its own."""

    def __init__(self, root: Path) -> None:
        self._folder = root / ".cache" / "verify"
        self._own = self._folder / f"{os.getpid()}.jsonl"

    def rows(self) -> list[Result]:
        """What interrupted verifications have seen; a line that was cut off is left out."""
        found: list[Result] = []
        for file in sorted(self._folder.glob("*.jsonl")):
            with suppress(OSError):
                for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                    with suppress(ValidationError):
                        found.append(Result.model_validate_json(line))
        return found

    def keep(self, row: Result) -> None:
        """Adds a row. A disk that refuses costs only the resuming."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._own.open("a", encoding="utf-8") as file:
                file.write(f"{row.model_dump_json()}\n")

    def clear(self) -> None:
        """Everything was written where it belongs: takes away this process's file and those of ended ones."""
        for file in self._folder.glob("*.jsonl"):
            if file == self._own or not _runs(file.stem):
                with suppress(OSError):
                    file.unlink()


def _runs(pid: str) -> bool:
    """Whether a process of this id runs; True where that cannot be told."""
    if os.name == "nt" or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
