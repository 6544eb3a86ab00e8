"""Where official material and the API or the SDK differ: differences.toml, read and validated."""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ..entry import Entry
from ..records import CatalogError
from . import files

FILE = Path(__file__).with_name("differences.toml")


class Said(Entry):
    """What a source says, and the day on which it did."""

    says: str = Field(min_length=1)
    url: str = Field(pattern=r"^https://")
    date: datetime.date


class Observed(Entry):
    """What the API or the SDK did."""

    kind: Literal["recorded", "reported", "executed"]
    says: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"^https://")
    date: datetime.date

    @model_validator(mode="after")
    def _has_a_source(self) -> Observed:
        if self.url is None and self.kind != "executed":
            raise ValueError(f"`{self.kind}` needs the address of the recording or report")
        return self


class Difference(Entry):
    """One place. `playbook` is a slug, with the anchor of the section if there is one."""

    topic: str = Field(min_length=1)
    playbook: str = Field(pattern=r"^[a-z0-9-]+(#[a-z0-9-]+)?$")
    words: str = Field(min_length=1)
    """What people type who look for it."""
    code: bool = False
    """Whether the topic is a field or a header, and not prose."""
    official: Said
    observed: Observed
    upstream: Said | None = None
    """The state of the issue or pull request that would end the difference."""

    @property
    def slug(self) -> str:
        return self.playbook.partition("#")[0]


class _File(Entry):
    differences: tuple[Difference, ...] = Field(min_length=1)


@cache
def load() -> tuple[Difference, ...]:
    """Returns all places. Raises CatalogError if the file is invalid."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> tuple[Difference, ...]:
    """Returns the places in the text of the file. Raises CatalogError, naming the first fault and its key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"content/reference/{FILE.name} is not valid TOML: {error}. Correct it.") from error
    return files.parse(FILE.name, _File, data).differences
