"""The SDKs and clients that published programs use: `clients.toml`, read and validated."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator

from ..support.versions import major_of
from .entry import Entry
from .pages import EXTENSION, Language
from .records import CatalogError

FILE = Path(__file__).with_name("clients.toml")


class Major(Entry):
    """One major version of a client."""

    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    """The release that programs are verified with."""
    requirements: str
    renames: Mapping[str, str] = Field(default={})
    """Maps each module name in this version to its name in the previous major version."""

    @property
    def number(self) -> int:
        return major_of(self.version)


class ClientSpec(Entry):
    """One client in one language; clients.toml explains the keys."""

    package: str = Field(min_length=1)
    language: Language
    label: str = Field(min_length=1)
    suffix: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    requirements: str | None = None
    preload: tuple[str, ...] = ()
    variables: Mapping[str, str] = Field(default={})
    """Environment variables that its programs are run with."""
    stays_on: int | None = None
    """The major version that its programs are verified on, although there may be a newer one."""
    page: str | None = Field(default=None, pattern=r"^[a-z0-9-]+$")
    """Its page in docs/frameworks/; None if it has none."""
    install: tuple[str, ...] = ()
    compromised: frozenset[str] = frozenset()
    majors: tuple[Major, ...] = ()

    @field_validator("majors")
    @classmethod
    def _newest_first(cls, majors: tuple[Major, ...]) -> tuple[Major, ...]:
        if len({major.number for major in majors}) < len(majors):
            raise ValueError("two entries have the same major version")
        return tuple(sorted(majors, key=lambda major: -major.number))

    @property
    def official(self) -> bool:
        """Whether it is the official SDK of its language."""
        return not self.suffix

    @property
    def is_browser(self) -> bool:
        """Whether its programs are modules of a page."""
        return self.suffix == "browser"

    @property
    def is_installer(self) -> bool:
        """Whether it is a command of a shell that has its own environment, meets a package index, and calls no API."""
        return self.language == "curl" and bool(self.requirements)

    @property
    def packages(self) -> tuple[str, ...]:
        """What a reader installs for it, and what its programs import."""
        return self.install or (self.package,)

    @property
    def versions(self) -> dict[int, str]:
        """Maps each major version to the release that is verified, newest first."""
        return {major.number: major.version for major in self.majors}

    @property
    def newest_major(self) -> int:
        """The major version that programs are written for."""
        return self.majors[0].number

    def renames_to(self, number: int) -> list[Mapping[str, str]]:
        """Returns the renames from the newest major version to this one, in order. Raises KeyError if it is unknown."""
        if number not in self.versions:
            raise KeyError(number)
        return [major.renames for major in self.majors if major.number > number]


class Table(Entry):
    """All clients, in the order of their tabs."""

    clients: tuple[ClientSpec, ...]

    @model_validator(mode="after")
    def _unambiguous(self) -> Table:
        for what in ("suffix", "package"):
            twice = [k for k, n in Counter((one.language, getattr(one, what)) for one in self).items() if n > 1]
            if twice:
                raise ValueError(f"two {twice[0][0]} clients have the {what} `{twice[0][1]}`")
        if missing := [language for language in EXTENSION if self.find(language, "") is None]:
            raise ValueError(f"no {missing[0]} client without `suffix`")
        if [one.package for one in self if one.majors] != [self.official["python"].package]:
            raise ValueError("the Python SDK, and no other client, must have `majors`")
        if unlisted := [
            one.package for one in self if one.language == "python" and not (one.majors or one.requirements)
        ]:
            raise ValueError(f"`{unlisted[0]}` has no `requirements`")
        return self

    def __iter__(self) -> Iterator[ClientSpec]:  # type: ignore[override]  # pydantic's own iterates over the fields
        return iter(self.clients)

    def find(self, language: str, suffix: str) -> ClientSpec | None:
        """Returns the client with this file name suffix, or None."""
        return next((one for one in self if (one.language, one.suffix) == (language, suffix)), None)

    def get(self, language: str, package: str) -> ClientSpec:
        """Returns the client with this package. Raises KeyError if there is none."""
        return self._by_package[language, package]

    @cached_property
    def _by_package(self) -> dict[tuple[str, str], ClientSpec]:
        return {(one.language, one.package): one for one in self}

    @cached_property
    def official(self) -> dict[str, ClientSpec]:
        """Maps each language to its official SDK."""
        return {one.language: one for one in self if one.official}

    @cached_property
    def compromised(self) -> dict[str, frozenset[str]]:
        """Maps packages to releases that must never be installed. A name on both PyPI and npm has one entry."""
        found: dict[str, frozenset[str]] = {}
        for one in self:
            if one.compromised:
                found[one.package] = found.get(one.package, frozenset()) | one.compromised
        return found


def parse(data: Mapping[str, Any]) -> Table:
    """Returns the table that this data describes. Raises CatalogError if it is invalid."""
    try:
        return Table.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the table"
        raise CatalogError(f"{FILE.name}: {place}: {first['msg']}. Correct that entry.") from None


@cache
def table() -> Table:
    """Returns the table in this package. Raises CatalogError if it is invalid."""
    try:
        return parse(tomllib.loads(FILE.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CatalogError(f"{FILE.name} cannot be read: {error}.") from error


def python_sdk() -> ClientSpec:
    """Returns Mistral's Python SDK, the only client with several major versions."""
    return table().official["python"]
