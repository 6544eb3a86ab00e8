"""Results: what happened when each published program was run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, get_args

from ..content.clients import python_sdk
from ..content.programs import Program
from ..content.response import Basis
from ..support.versions import major_of

_DATE = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class KeepsFailing:
    """The same program against a mock that keeps failing."""

    fault: str
    exit: int
    output: str


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one program on one client."""

    slug: str
    cause: str
    file: str
    role: str
    sha256: str
    """Digest of the published text (`Program.sha256`)."""
    language: str
    sdk: str
    """The package's name in its registry."""
    version: str
    runtime: str
    outcome: str
    """`passed` or `failed`."""
    reasons: tuple[str, ...]
    """Why it failed; empty if it passed."""
    output: str
    exit: int
    fault: str | None
    basis: Basis
    routes: tuple[str, ...]
    """The operations that it called in any of its runs, such as `POST /v1/chat/completions`."""
    mock: str
    """Digest of everything that determined the answers (`dependencies`)."""
    keeps_failing: KeepsFailing | None
    date: str
    """When this row last changed, in UTC."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What identifies a row: file, SDK, the SDK's major version, and the class, for a file that classes share."""
        return self.file, self.sdk, self.version.split(".")[0], self.slug

    @property
    def major(self) -> int:
        """The major version of the SDK; 0 if it has none."""
        return major_of(self.version)

    @property
    def printed(self) -> tuple[int, str, KeepsFailing | None]:
        """What readers see of the run."""
        return self.exit, self.output, self.keeps_failing

    @property
    def lines(self) -> list[str]:
        """`printed` as lines, for comparison."""
        lines = [*self.output.splitlines(), f"exit status {self.exit}"]
        if failing := self.keeps_failing:
            lines += [f"under {failing.fault}:", *failing.output.splitlines(), f"exit status {failing.exit}"]
        return lines

    def proves(self, program: Program) -> bool:
        """Whether this is a passing run of exactly the published text of `program`."""
        mine = (self.slug, self.file, self.sha256) == (program.slug, program.file, program.sha256)
        return self.outcome == "passed" and mine

    def to_dict(self) -> dict[str, Any]:
        """Returns the row as JSON data."""
        return asdict(self)


_OPTIONAL = {"fault": (str, type(None)), "keeps_failing": (dict, type(None))}
_TYPES = {field.name: _OPTIONAL.get(field.name, str) for field in fields(Result)}
_TYPES |= {"reasons": (list, tuple), "routes": (list, tuple), "exit": int}
_FAILING = {"fault": str, "exit": int, "output": str}
_VALUES = {
    "role": ("broken", "fixed", "tell"),
    "language": ("python", "typescript", "curl"),
    "outcome": ("passed", "failed"),
    "basis": get_args(Basis),
}


def from_dict(data: Any) -> Result:
    """Returns the row that `Result.to_dict` wrote. Raises ValueError, naming the key, if it is not such a row."""
    _check(data, _TYPES)
    for name, values in _VALUES.items():
        if data[name] not in values:
            raise ValueError(f"`{name}` is {data[name]!r}, not one of {', '.join(values)}")
    if not _DATE.fullmatch(data["date"]):
        raise ValueError(f"`date` is {data['date']!r}, not a date such as 2026-11-28")
    failing = data["keeps_failing"]
    if failing is not None:
        _check(failing, _FAILING)
        failing = KeepsFailing(**failing)
    return Result(
        **{**data, "reasons": tuple(data["reasons"]), "routes": tuple(data["routes"]), "keeps_failing": failing}
    )


def _check(data: Any, types: Mapping[str, type | tuple[type, ...]]) -> None:
    if not isinstance(data, dict):
        raise ValueError(f"a row is {str(data)[:40]!r}, not an object")
    for name in sorted(data.keys() ^ types.keys()):
        raise ValueError(f"the key `{name}` is {'missing' if name in types else 'unknown'}")
    for name, expected in types.items():
        if not isinstance(data[name], expected):
            raise ValueError(f"`{name}` is {str(data[name])[:40]!r}, which has the wrong type")


def merge(old: Iterable[Result], new: Iterable[Result], programs: Iterable[Program]) -> list[Result]:
    """Returns the old rows with the new ones in place of those with the same key.

    A new row with the same content as the old one keeps the old date. For the slugs of `programs`, rows of other
    files are dropped, and so are rows of SDK major versions that a program no longer supports. Of a client
    that is verified in one version only, a program has one row, whatever that version was.
    """
    new = list(new)
    several = python_sdk().package
    again = {(row.file, row.sdk, row.slug): row.key for row in new if row.sdk != several}
    supported = {(program.slug, program.file): program.majors for program in programs}
    slugs = {program.slug for program in programs}

    def stays(row: Result) -> bool:
        if row.slug not in slugs:
            return True
        majors = supported.get((row.slug, row.file))
        known = majors is not None and (not majors or row.major in majors)
        return known and again.get((row.file, row.sdk, row.slug), row.key) == row.key

    rows = {row.key: row for row in old}
    for row in new:
        before = rows.get(row.key)
        rows[row.key] = replace(row, date=before.date) if before and same(before, row) else row
    return sorted((row for row in rows.values() if stays(row)), key=lambda row: row.key)


def same(old: Result, new: Result) -> bool:
    """Whether two rows have the same content. The mock's digest is ignored: an edit may change it but no answer."""
    return replace(old, date="", mock="") == replace(new, date="", mock="")


def differing(old: Iterable[Result], new: Iterable[Result]) -> list[tuple[Result, Result]]:
    """Returns (row on record, new row) if the same code passes with the same client, but its behavior changed."""
    before = {row.key: row for row in old if row.outcome == "passed"}
    pairs = [(before[row.key], row) for row in new if row.key in before and row.outcome == "passed"]
    return [
        (one, two)
        for one, two in pairs
        if (one.sha256, one.version, one.runtime) == (two.sha256, two.version, two.runtime) and not same(one, two)
    ]
