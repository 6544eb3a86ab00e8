"""Reads and validates the data files of this folder."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ..records import CatalogError

_FOLDER = Path(__file__).parent
_Value = TypeVar("_Value")


@cache
def read(name: str) -> Any:
    """Returns the JSON of a file. Raises CatalogError if it cannot be read."""
    try:
        return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(f"content/reference/{name} cannot be read: {error}. Restore it.") from error


def parse(name: str, kind: type[_Value], data: Any, at: str = "") -> _Value:
    """Returns data of a file as `kind`. Raises CatalogError with the first fault and its place, which `at` starts."""
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = at + ".".join(map(str, first["loc"]))
        raise CatalogError(f"content/reference/{name}: {place}: {first['msg']}. Correct that entry.") from None
