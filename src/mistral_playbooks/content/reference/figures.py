"""Prices, limits, operations and capabilities: the data files of this folder, read and validated.

Every entry has a source and a date, because every figure expires.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import Field

from ..entry import Entry
from ..records import CatalogError
from . import files
from .sightings import Date, Kind, Sighting, Source

_Row = TypeVar("_Row", bound=Entry)


class Charge(Entry):
    """One line of a price: US dollars for a number of units."""

    what: str = Field(min_length=1)
    usd: float = Field(ge=0)
    per: Literal["million tokens", "million characters", "minute", "1,000 pages"]


class Price(Entry):
    """The list price of a model, by the model's own id."""

    model: str
    lines: tuple[Charge, ...] = Field(min_length=1)
    source: Source
    date: datetime.date
    note: str = ""


class Exchange(Sighting):
    """The newest answer of an operation that was seen. `since` is the day of the first one, if there were several."""

    since: Date | None = None


class Statement(Entry):
    """What one source says of a limit."""

    value: str = Field(min_length=1)
    kind: Kind
    source: Source
    date: Date


class Ask(Entry):
    """Something that a request can ask of a model.

    `body` or `form` is the request without its model. `base` asks the endpoint itself; another ask goes only to models
    that accept that. `seen` is the refusal where no fault of the mock has its text, and `slug` its error class.
    """

    name: str = Field(min_length=1)
    what: str = Field(min_length=1)
    path: str = Field(pattern=r"^/v\d/")
    base: bool = False
    body: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    words: tuple[str, ...] = ()
    seen: Sighting | None = None
    slug: str | None = None


class Limit(Entry):
    """One limit. `slug` is the error class of a request beyond it, if there is one.

    `code` is whether the name is a field or a host, and not prose.
    """

    group: Literal["plans", "rates", "endpoints", "files", "hosts"]
    name: str = Field(min_length=1)
    says: tuple[Statement, ...] = Field(min_length=1)
    slug: str | None = None
    words: tuple[str, ...] = ()
    code: bool = False


class Operation(Entry):
    """One operation of the API. `file` is whether the public API description has it. `{}` is one segment of a path.

    `success` and `error` are the newest answers with and without success that were seen; None if none was.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str = Field(pattern=r"^/v\d/")
    file: bool = True
    success: Exchange | None = None
    error: Exchange | None = None


def parse(name: str, key: str, kind: type[_Row], data: Any) -> tuple[_Row, ...]:
    """Returns the rows under `key` of the data of a file. Raises CatalogError if one of them is invalid."""
    try:
        rows = [*data[key]]
    except (KeyError, TypeError):
        raise CatalogError(f"content/reference/{name}: there is no list `{key}`. Add it.") from None
    return tuple(files.parse(name, kind, row, f"{key} {number}.") for number, row in enumerate(rows))


def _read(key: str, kind: type[_Row], name_of: Callable[[_Row], str]) -> tuple[_Row, ...]:
    """Returns the rows of a file, no two of which have the same name."""
    rows = parse(f"{key}.json", key, kind, files.read(f"{key}.json"))
    unique(f"{key}.json", list(map(name_of, rows)))
    return rows


def unique(name: str, keys: list[str]) -> None:
    """Raises CatalogError if a key occurs twice."""
    if twice := [key for key, count in Counter(keys).items() if count > 1]:
        raise CatalogError(f"content/reference/{name}: {twice[0]!r} occurs twice. Remove one.")


@cache
def prices() -> dict[str, Price]:
    """Returns the prices by model."""
    return {row.model: row for row in _read("prices", Price, lambda row: row.model)}


@cache
def asks() -> tuple[Ask, ...]:
    """Returns what can be asked of a model, in the file's order."""
    return _read("asks", Ask, lambda row: row.name)


@cache
def limits() -> tuple[Limit, ...]:
    """Returns the limits in the file's order."""
    return _read("limits", Limit, lambda row: row.name)


@cache
def described() -> datetime.date:
    """Returns the day of the public API description that the operations are from."""
    return datetime.date.fromisoformat(files.read("operations.json")["date"])


@cache
def operations() -> tuple[Operation, ...]:
    """Returns the operations in the file's order."""
    return _read("operations", Operation, lambda row: f"{row.method} {row.path}")
