"""Where results are kept: in `docs/results/`, and in `.cache/verify/` while a verification runs.

`docs/results/` has one file per error class, and the last verification of all programs.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..support.atomic import write_atomic
from ..support.errors import UserError
from .results import Result, from_dict

_VERIFICATION = "_verification.json"
"""No slug starts with an underscore, so this cannot be the file of a class."""


class ResultsError(UserError):
    """A results file cannot be read or written. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The last time that every program was run from scratch and passed."""

    date: str
    commit: str | None
    """The checkout's commit, with `-dirty` if files had uncommitted changes; None without git."""
    runtime: str
    classes: int
    programs: int
    runs: int


def read(folder: Path) -> list[Result]:
    """Returns the rows of all files, sorted; none if the folder does not exist. Raises ResultsError."""
    rows: list[Result] = []
    for path in sorted(folder.glob("[!_.]*.json")):
        rows += _read(path)
    return sorted(rows, key=lambda row: row.key)


def _read(path: Path) -> list[Result]:
    try:
        data = _load(path)
        rows = [from_dict(row) for row in data["results"]]
        if others := [row.slug for row in rows if row.slug != path.stem]:
            raise ValueError(f"it has a row of `{others[0]}`")
        if twice := [key for key, count in Counter(row.key for row in rows).items() if count > 1]:
            raise ValueError(f"there are two rows of {' '.join(twice[0][:3])}")
        return rows
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unusable(path, error) from error


def read_verification(folder: Path) -> Verification | None:
    """Returns the last verification of all programs; None if there was none. Raises ResultsError."""
    path = folder / _VERIFICATION
    try:
        data = _load(path)
        del data["version"]
        return Verification(**data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unusable(path, error) from error


def _load(path: Path) -> dict[str, Any]:
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["version"] != 1:
        raise ValueError(f"its version is {data['version']}, not 1")
    return data


def _unusable(path: Path, error: Exception) -> ResultsError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, json.JSONDecodeError) and ("<<<<<<<" in error.doc or ">>>>>>>" in error.doc):
        reason += ", because a merge left its conflict markers"
    if isinstance(error, KeyError):
        reason = f"the key {error} is missing"
    return ResultsError(
        f"docs/results/{path.name} cannot be used: {reason}. Restore it (git checkout -- docs/results/{path.name}), "
        "or remove it and run `mistral-playbooks verify --all`."
    )


def write(folder: Path, rows: Iterable[Result], slugs: Collection[str] | None = None) -> None:
    """Writes the file of each class whose rows changed, and removes the files of classes without rows.

    `slugs` limits this to some classes. Each file is written completely or not at all. Raises ResultsError if one
    cannot be written.
    """
    files: dict[str, list[Result]] = {}
    for row in rows:
        files.setdefault(row.slug, []).append(row)
    for slug, mine in files.items():
        if slugs is None or slug in slugs:
            mine.sort(key=lambda row: row.key)
            _write(folder / f"{slug}.json", {"version": 1, "results": [row.to_dict() for row in mine]})
    for path in folder.glob("[!_.]*.json"):
        if path.stem not in files and (slugs is None or path.stem in slugs):
            path.unlink()


def write_verification(folder: Path, verification: Verification) -> None:
    """Records a verification of all programs. Raises ResultsError if it cannot be written."""
    _write(folder / _VERIFICATION, {"version": 1, **asdict(verification)})


def commit(root: Path) -> str | None:
    """Returns a checkout's commit, with `-dirty` if files have uncommitted changes; None without git."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def _write(path: Path, data: Mapping[str, Any]) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    try:
        if path.is_file() and path.read_bytes() == text.encode():
            return
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, text)
    except OSError as error:
        reason = error.strerror
        raise ResultsError(f"docs/results/{path.name} cannot be written: {reason}. It is unchanged.") from error


class Checkpoint:
    """The rows of a running verification, so that it can resume after an interruption.

    They are in the checkout's `.cache/verify/`, where each process writes its own file.
    """

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
