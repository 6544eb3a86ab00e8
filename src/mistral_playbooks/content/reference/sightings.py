"""When each code, status and type of an error, and each header, was first and last seen, and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ..entry import Entry
from ..records import CatalogError
from . import files

SIGHTINGS, HEADERS, READS = "sightings.json", "headers.json", "header_reads.json"


Source = Annotated[str, Field(pattern=r"^https://[^\s/]+\.[^\s/]+/\S*$")]
Kind = Literal["recorded", "reported", "documented"]
Date = Annotated[str, Field(pattern=r"^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
"""A year, a month or a day: of an old report, no more may be known."""


class Sighting(Entry):
    """Where and when something was seen. Only a report may lack a source: the address of some is not public."""

    date: Date
    kind: Kind
    source: Source | None = None

    @model_validator(mode="after")
    def _has_address(self) -> Self:
        if self.source is None and self.kind != "reported":
            raise ValueError("a recording needs a source, and so does what is documented")
        return self


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
    found = files.parse(SIGHTINGS, Sightings, files.read(SIGHTINGS))
    for kind in (found.codes, found.statuses, found.types):
        for name, seen in kind.items():
            check(SIGHTINGS, name, seen)
    return found


@cache
def headers() -> tuple[Header, ...]:
    """Returns the headers in the file's order. Raises CatalogError if the file is invalid."""
    found = files.parse(HEADERS, tuple[Header, ...], files.read(HEADERS))
    for one in found:
        check(HEADERS, one.name, one.seen)
    return found


@cache
def reads() -> tuple[Read, ...]:
    """Returns how each client reads a header. Raises CatalogError if the file is invalid."""
    return files.parse(READS, tuple[Read, ...], files.read(READS))


def check(file: str, name: str, seen: tuple[Sighting, ...]) -> None:
    """Raises CatalogError if there are more than two sightings, or the last is not later than the first."""
    if len(seen) > 2:
        raise CatalogError(f"content/reference/{file}: {name} has {len(seen)} sightings. Keep the first and the last.")
    if len(seen) == 2 and seen[0].date >= seen[1].date:
        raise CatalogError(f"content/reference/{file}: {name}: the first sighting is not before the last. Swap them.")
