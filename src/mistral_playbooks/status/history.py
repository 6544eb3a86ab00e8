"""Keeps the history in a folder, so that nothing is lost wherever the recorder is killed.

`history.jsonl` is the record: lines are only ever appended, each in one write, and `state` says what they mean. A line
without its end was never written, and is cut off. `current.json` is what the lines add up to, so that nobody has to
add them up again; it is replaced in one step. A line beyond it is added to it, and without it the record is read as a
whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..support.atomic import write_atomic
from ..support.lock import locked
from . import StatusError, state
from .state import State

FORMAT = 1
_TAIL = 4096
_BINARY = getattr(os, "O_BINARY", 0)
"""Windows would write two characters for each line end."""


class History:
    """The history of one folder. Only within `open` may it be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "history.jsonl"
        self.current = folder / "current.json"
        self.state = State()
        self._size = 0

    @property
    def exists(self) -> bool:
        """Whether anything was ever recorded."""
        return self.file.exists()

    @contextmanager
    def open(self) -> Iterator[History]:
        """Waits until nobody else uses the folder, then reads it. Raises StatusError if it cannot be used."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder / "lock"):
                self.state, self._size = self._load(self._cut())
                yield self
        except OSError as error:
            raise StatusError(
                f"{error.filename or self.folder} cannot be used: {error.strerror or error}. "
                "Name another folder with --folder."
            ) from error

    def load(self) -> State:
        """Returns the state without changing anything. Raises StatusError if it cannot be read."""
        try:
            data = self.file.read_bytes() if self.exists else b""
        except OSError as error:
            raise StatusError(f"{self.file} cannot be read: {error.strerror}. Name another folder.") from error
        return self._load(data[: data.rfind(b"\n") + 1])[0]

    def append(self, line: Mapping[str, Any]) -> None:
        """Adds a line to the record and to the state. When it returns, the line is on the disk."""
        whole = {"format": FORMAT, **line} if not self._size else line
        data = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o644)
        try:
            written = os.write(handle, data)
            while written < len(data):  # a full disk raises at the next one
                written += os.write(handle, data[written:])
            os.fsync(handle)
        finally:
            os.close(handle)
        self._size += len(data)
        self.state.apply(whole)

    def save(self) -> None:
        """Replaces `current.json`."""
        self.state.count()
        data = {"format": FORMAT, "size": self._size, "tail": self._tail(), **state.to_json(self.state)}
        write_atomic(self.current, json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _cut(self) -> bytes:
        """Returns the record, after a line that was not finished has been cut off."""
        if not self.exists:
            return b""
        data = self.file.read_bytes()
        end = data.rfind(b"\n") + 1
        if end < len(data):
            os.truncate(self.file, end)
        return data[:end]

    def _load(self, record: bytes) -> tuple[State, int]:
        found, begin = self._saved(record) or (State(), 0)
        for number, text in enumerate(record[begin:].splitlines(), record[:begin].count(b"\n") + 1):
            try:
                line = json.loads(text)
                if number == 1 and line["format"] != FORMAT:
                    raise ValueError(f"its format is {line['format']}")
                found.apply(line)
            except (ValueError, KeyError, TypeError) as error:
                raise StatusError(
                    f"{self.file}, line {number} is not a line of a history ({error}). "
                    "Restore the file, or name another folder with --folder."
                ) from None
        found.count()
        return found, len(record)

    def _saved(self, record: bytes) -> tuple[State, int] | None:
        """Returns the state of `current.json` and how much of the record is in it, if it belongs to this record."""
        try:
            data = json.loads(self.current.read_bytes())
            size = data["size"]
            if data["format"] != FORMAT or size > len(record) or data["tail"] != _digest(record[:size]):
                return None
            return state.from_json(data), size
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _tail(self) -> str:
        if not self._size:
            return _digest(b"")
        with self.file.open("rb") as file:
            file.seek(max(0, self._size - _TAIL))
            return _digest(file.read(_TAIL))


def _digest(record: bytes) -> str:
    return hashlib.sha256(record[-_TAIL:]).hexdigest()[:16]
