"""The status that a build knows, and the files about it that the site publishes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from ...status import StatusError, document, publish, services
from ...status.model import STALE_AFTER, parse_time
from ...status.state import State

NAME = "status.json"
NEVER = "Nothing has been recorded yet."
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Built:
    """A `status.json`, where its newest version is served, and the time of the build."""

    data: Mapping[str, Any]
    address: str
    """Relative to the site's root, or a full address."""
    now: datetime.datetime

    @property
    def checked(self) -> datetime.datetime | None:
        """The time of the last poll; None if there was none."""
        return parse_time(self.data["checked_at"])

    @property
    def stale(self) -> bool:
        """Whether it says nothing about the time of the build."""
        age = self.now - (self.checked or _EPOCH)
        return not -STALE_AFTER / 12 <= age <= datetime.timedelta(seconds=self.data["stale_after"])

    def beside(self, name: str) -> str:
        """Returns the address of another file of the recorder."""
        return urljoin(self.address, name)


def read(folder: str, address: str, now: datetime.datetime) -> Built:
    """Returns what a recorder wrote into `folder`, or, if that is empty, that nothing was recorded.

    Raises StatusError if the folder has no `status.json` of the known format.
    """
    if not folder:
        return Built(nothing(), address, now)
    file = Path(folder) / NAME
    try:
        return Built(document.read(file.read_bytes()), address, now)
    except OSError as error:
        raise StatusError(
            f"{file} cannot be read: {error.strerror}. Set STATUS_FOLDER to the folder of `status poll --out`."
        ) from None


def nothing() -> dict[str, Any]:
    """Returns a `status.json` of the services before the first poll: everything is unknown."""
    made = publish.make(State(checked=_EPOCH), services.load())
    return made | {"checked_at": None, "overall": {"state": "unknown", "text": NEVER}}
