"""The badge: the state with its time, because a picture cannot say later that it has become old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..support import badge
from .model import parse_time

_COLORS = {"up": "#17653a", "down": "#a32020", "unknown": "#555c66"}


def svg(data: Mapping[str, Any]) -> str:
    """Returns the badge of a `status.json`."""
    state = data["overall"]["state"]
    checked = parse_time(data["checked_at"])
    time = f", {checked:%Y-%m-%d %H:%M} UTC" if checked else ""
    return badge.draw(data["service"]["name"], f"{state}{time}", _COLORS[state])
