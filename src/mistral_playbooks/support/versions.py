"""Version numbers: how releases of one package are ordered, and which one this interpreter has."""

from __future__ import annotations

import importlib.metadata
import re
from functools import cache


def sort_key(version: str) -> tuple[int, ...]:
    """Returns what final releases of one package are ordered by."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def major_of(version: str) -> int:
    """Returns the major version; 0 if the version does not begin with a number."""
    first = version.partition(".")[0]
    return int(first) if first.isdigit() else 0


@cache  # asked for each program, and each call parses the whole metadata
def installed(package: str) -> str | None:
    """Returns the version of a package in this interpreter; None without it."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
