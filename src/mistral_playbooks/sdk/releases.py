"""Releases of the SDKs: the newest that may be installed, and `docs/releases.json`, which records them."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..content.clients import table
from ..support.atomic import write_atomic
from ..support.errors import UserError
from ..support.versions import major_of, sort_key

AGE = datetime.timedelta(hours=72)
"""Minimum age of a release. The compromised ones of May 2026 were removed within hours (2026-11-23)."""
_FINAL = re.compile(r"\d+(\.\d+)*(\.post\d+)?")


class ReleasesError(UserError):
    """releases.json cannot be read or written. The message says what to do."""


@dataclass(frozen=True)
class Release:
    """One release of a package. `released` is an ISO date in UTC, or None if unknown."""

    package: str
    version: str
    released: str | None = None


def newest(
    package: str, offered: Mapping[str, datetime.datetime | None], now: datetime.datetime, major: int | None = None
) -> Release | None:
    """Returns the newest release that is final, at least `AGE` old at `now`, and not compromised, or None.

    `offered` maps each version to its release time (timezone-aware), or to None if the registry was asked only for
    releases that are old enough. `major` limits the search to one major version.
    """
    fit = [
        version
        for version, time in offered.items()
        if _FINAL.fullmatch(version)
        and version not in table().compromised.get(package, ())
        and (time is None or time <= now - AGE)
        and (major is None or major_of(version) == major)
    ]
    if not fit:
        return None
    version = max(fit, key=sort_key)
    time = offered[version]
    return Release(package, version, time.astimezone(datetime.UTC).date().isoformat() if time else None)


def load(path: Path) -> dict[str, str]:
    """Returns the recorded version of each package; none if there is no file. Raises ReleasesError if it is invalid."""
    return {package: entry["version"] for package, entry in _read(path).items()}


def _read(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        for entry in data.values():
            if not isinstance(entry["version"], str):
                raise TypeError("`version` is not a string")
        return data
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleasesError(
            f"{path.name} cannot be used: {str(error) or type(error).__name__}. Restore it from git, or remove it and "
            "run `mistral-playbooks verify --newest`."
        ) from error


def write(path: Path, seen: Iterable[Release], checked: datetime.date) -> None:
    """Records the releases seen on the date `checked`, and keeps all other entries.

    Raises ReleasesError if the file cannot be written, which leaves it unchanged.
    """
    entries = {one.package: {"version": one.version, "released": one.released} for one in seen}
    data = _read(path) | {name: {**entry, "checked": checked.isoformat()} for name, entry in entries.items()}
    try:
        write_atomic(path, json.dumps(dict(sorted(data.items())), indent=1) + "\n")
    except OSError as error:
        raise ReleasesError(f"{path.name} cannot be written: {error.strerror}. It is unchanged.") from error
