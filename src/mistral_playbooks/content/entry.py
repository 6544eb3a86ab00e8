"""The base of what authors write as data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """A mapping that knows its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
