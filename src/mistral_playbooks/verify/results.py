"""`docs/results.json`: what happened when each published program was run."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ..content.programs import Program
from ..support.errors import UserError


class ResultsError(UserError):
    """results.json cannot be read or written. The text names the next action."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeepsFailing(_Record):
    """The same program against a mock that does not stop failing."""

    fault: str
    exit: int
    output: str
    seconds: float = 0.0


class Result(_Record):
    """One program, run once as its role demands."""

    slug: str
    cause: str
    file: str
    role: Literal["broken", "fixed", "tell"]
    sha256: str
    """Of the published text (`Program.sha256`)."""
    language: Literal["python", "typescript", "curl"]
    sdk: str
    """The package as its registry names it."""
    version: str
    runtime: str
    outcome: Literal["passed", "failed"]
    reasons: tuple[str, ...] = ()
    """Why it failed; empty where it passed."""
    output: str
    exit: int
    fault: str | None
    basis: Literal["recorded", "reported", "documented"]
    seconds: float = Field(ge=0)
    date: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
    """Of the run, in UTC."""
    mock: str
    """Digest of the mock and of what the program was run under."""
    keeps_failing: KeepsFailing | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one row of: file, SDK and its major."""
        return self.file, self.sdk, self.version.split(".")[0]

    @property
    def major(self) -> int:
        """The major of `version`; 0 where it has none."""
        first = self.version.split(".")[0]
        return int(first) if first.isdigit() else 0

    @property
    def printed(self) -> tuple[int, str, KeepsFailing | None]:
        """What the program did, as far as a reader sees it."""
        failing = self.keeps_failing and self.keeps_failing.model_copy(update={"seconds": 0.0})
        return self.exit, self.output, failing

    @property
    def took(self) -> float:
        """Seconds of the longer of its runs."""
        return max(self.seconds, self.keeps_failing.seconds if self.keeps_failing else 0.0)

    @property
    def lines(self) -> list[str]:
        """`printed` as lines, for a comparison."""
        said = [*self.output.splitlines(), f"exit status {self.exit}"]
        if failing := self.keeps_failing:
            said += [f"under {failing.fault}:", *failing.output.splitlines(), f"exit status {failing.exit}"]
        return said

    def proves(self, program: Program) -> bool:
        """Whether the published text of `program` is the one that passed."""
        return self.outcome == "passed" and self.file == program.file and self.sha256 == program.sha256


_ROWS = TypeAdapter(tuple[Result, ...])


def read(path: Path) -> list[Result]:
    """The rows of a results file; none where there is no file. ResultsError where it cannot be used."""
    if not path.exists():
        return []
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != 1:
            raise ValueError(f"it is of version {data['version']}, not 1")
        rows = list(_ROWS.validate_python(data["results"]))
        if twice := [key for key, count in Counter(row.key for row in rows).items() if count > 1]:
            raise ValueError(f"there are two rows of {' '.join(twice[0])}")
        return rows
    except (OSError, ValueError, KeyError, TypeError, ValidationError, RecursionError) as error:
        raise ResultsError(
            f"{path.name} cannot be used: {_reason(error)}. Take the committed one back (git checkout -- "
            f"docs/{path.name}), or remove it and run `mistral-playbooks verify --all`."
        ) from error


def _reason(error: Exception) -> str:
    """What is wrong, in one line."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, ('results', *first['loc'])))}: {first['msg']}"
    if isinstance(error, json.JSONDecodeError):
        merging = "<<<<<<<" in error.doc or ">>>>>>>" in error.doc
        return f"{error}" + (", where a merge left its marks" if merging else "")
    if isinstance(error, KeyError):
        return f"the key {error} is missing"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def merge(old: Iterable[Result], new: Iterable[Result], programs: Iterable[Program]) -> list[Result]:
    """New rows replace old ones of the same key.

    Of the slugs of `programs`, rows of other files go, and those of SDK majors that a program no longer admits.
    """
    admitted = {program.file: program.majors for program in programs}
    slugs = {program.slug for program in programs}

    def stays(row: Result) -> bool:
        if row.slug not in slugs:
            return True
        return row.file in admitted and (not admitted[row.file] or row.major in admitted[row.file])

    rows = {row.key: row for row in old} | {row.key: row for row in new}
    return sorted((row for row in rows.values() if stays(row)), key=lambda row: row.key)


def differing(old: Iterable[Result], new: Iterable[Result]) -> list[tuple[Result, Result]]:
    """(row on record, new row) where the same code on the same client and runtime passed, but prints something else."""
    before = {row.key: row for row in old if row.outcome == "passed"}
    pairs = [(before[row.key], row) for row in new if row.key in before and row.outcome == "passed"]
    return [
        (one, two)
        for one, two in pairs
        if (one.sha256, one.version, one.runtime) == (two.sha256, two.version, two.runtime)
        and one.printed != two.printed
    ]


def write(path: Path, rows: Iterable[Result]) -> None:
    """Writes whole or not at all. ResultsError where the disk refuses."""
    data = {"version": 1, "results": [row.model_dump(mode="json") for row in rows]}
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    temporary = ""
    try:
        if path.is_file() and path.read_bytes() == text.encode():
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".results-", suffix=".json")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise ResultsError(f"{path.name} cannot be written: {error.strerror}. The old one is as it was.") from error
