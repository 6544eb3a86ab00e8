"""When each code, status and type of an error, and each header, was first and last seen, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from ..entry import Entry
from ..records import CatalogError

FOLDER = Path(__file__).parent
SIGHTINGS, HEADERS, READS = "sightings.json", "headers.json", "header_reads.json"


class Sighting(Entry):
    """One observation. `source` is missing if the address of a report is not public."""

    date: str = Field(pattern=r"^20\d\d(-\d\d(-\d\d)?)?$")
    kind: Literal["recorded", "reported", "documented"]
    source: Annotated[str, Field(pattern=r"^https://[^\s/]+\.[^\s/]+/\S*$")] | None = None


class Sightings(Entry):
    """Name to the first and the last sighting; one if there is only one, none if no dated one is known."""

    codes: Mapping[str, tuple[Sighting, ...]]
    statuses: Mapping[str, tuple[Sighting, ...]]
    types: Mapping[str, tuple[Sighting, ...]]


class Header(Entry):
    """A header of the API's answers: on which, and what it is good for. `slugs` are the classes that it tells apart."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    on: str = Field(min_length=1)
    use: str = Field(min_length=1)
    seen: tuple[Sighting, ...] = ()
    slugs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Read(Entry):
    """How a client reads a header: `how` stands in `program`, which is run like every other."""

    client: str = Field(min_length=1)
    how: str = Field(min_length=1)
    program: str = Field(pattern=r"^snippets/")


@cache
def sightings() -> Sightings:
    """Returns the sightings of codes, statuses and types. Raises CatalogError if the file is invalid."""
    found: Sightings = parse(SIGHTINGS, Sightings, _data(SIGHTINGS))
    for kind in (found.codes, found.statuses, found.types):
        for name, seen in kind.items():
            check(SIGHTINGS, name, seen)
    return found


@cache
def headers() -> tuple[Header, ...]:
    """Returns the headers in the file's order. Raises CatalogError if the file is invalid."""
    found: tuple[Header, ...] = parse(HEADERS, tuple[Header, ...], _data(HEADERS))
    for one in found:
        check(HEADERS, one.name, one.seen)
    return found


@cache
def reads() -> tuple[Read, ...]:
    """Returns how each client reads a header. Raises CatalogError if the file is invalid."""
    return parse(READS, tuple[Read, ...], _data(READS))


def check(file: str, name: str, seen: tuple[Sighting, ...]) -> None:
    """Raises CatalogError if there are more than two sightings, or the last is not later than the first."""
    if len(seen) > 2:
        raise CatalogError(f"content/reference/{file}: {name} has {len(seen)} sightings. Keep the first and the last.")
    if len(seen) == 2 and seen[0].date >= seen[1].date:
        raise CatalogError(f"content/reference/{file}: {name}: the first sighting is not before the last. Swap them.")


def parse(file: str, kind: Any, data: Any) -> Any:
    """Returns the data as `kind`. Raises CatalogError with the first fault."""
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CatalogError(f"content/reference/{file}: {place}: {first['msg']}. Correct that entry.") from None


def _data(file: str) -> Any:
    try:
        return json.loads((FOLDER / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(f"content/reference/{file} cannot be read: {error}. Restore it.") from None
