"""Ninety days as bars, one for each day, with the same in words. Mirrored by `bars` in docs/assets/js/status.js."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...status.model import LEVELS, parse_time
from ..markup import text

Day = Sequence[int] | None
_HEIGHT = 20
_SEEN = 5
"""Height of the shortest bar of a problem: a minute of a day could not be seen."""
_STACKED = (0, 3, 1, 2)
"""Numbers of `LEVELS` from the bottom of a bar to its top."""


def rows(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields what has days: the official word, the recorder's own request, each component."""
    service = data["service"]
    yield "Official word", service["official"]
    yield "Own request", service["probe"]
    for component in service["components"]:
        yield component["name"], component


def bars(data: Mapping[str, Any]) -> str:
    """Returns a row of bars for each source and component, and a table of the days with problems."""
    shown = "".join(_row(name, one, data) for name, one in rows(data))
    return f'<div class="pb-days">{shown}<p class="pb-days__axis"><span>90 days ago</span> <span>today</span></p></div>'


def _row(name: str, one: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    uptime = "not recorded" if one["uptime"] is None else f"{one['uptime']:g} % uptime · {one['known']:g} % recorded"
    paths = "".join(f'<path class="{level}" d="{path}"></path>' for level, path in _paths(one["days"], data) if path)
    label = text(f"{name}: {words(one['days'])}")
    return (
        f'<p class="pb-days__of"><b>{text(name)}</b> <span>{uptime}</span></p>'
        f'<svg class="pb-bars" role="img" aria-label="{label}" '
        f'viewBox="0 0 {len(one["days"])} {_HEIGHT}" preserveAspectRatio="none">{paths}</svg>'
    )


def words(days: Sequence[Day]) -> str:
    """Returns what bars show: on how many days which problem was, and how many have no record."""
    counts = [(level, sum(1 for day in days if day and day[n])) for n, level in enumerate(LEVELS) if n]
    found = [f"{level} on {_count(count)}" for level, count in counts if count]
    gaps = sum(1 for day in days if not day or not any(day))
    if gaps == len(days):
        return f"{_count(gaps)}, none recorded"
    said = ", ".join(found) or "operational on every recorded day"
    return f"{_count(len(days))}, {said}{f', {_count(gaps)} without a record' if gaps else ''}"


def problems(data: Mapping[str, Any]) -> list[tuple[datetime.date, str, list[str]]]:
    """Returns (day, problem with its length, whose), newest day first. One row for those that had the same."""
    first = datetime.date.fromisoformat(data["days_from"])
    found: dict[tuple[int, str], list[str]] = {}
    for name, one in rows(data):
        for number, day in enumerate(one["days"]):
            for level, minutes in list(zip(LEVELS, day or (), strict=False))[1:]:
                if minutes:
                    found.setdefault((number, f"{level} {length(minutes)}"), []).append(name)
    order = sorted(found, key=lambda key: -key[0])
    return [(first + datetime.timedelta(days=number), said, found[number, said]) for number, said in order]


def length(minutes: int) -> str:
    """Returns a time span in hours and minutes: `1 h 35 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])


def _paths(days: Sequence[Day], data: Mapping[str, Any]) -> list[tuple[str, str]]:
    parts: dict[int, list[str]] = {number: [] for number in _STACKED}
    for place, day in enumerate(days):
        bottom = _HEIGHT
        for number, height in zip(_STACKED, _heights(day, _minutes(place, days, data)), strict=False):
            if height:
                parts[number].append(f"M{place} {bottom}v-{height}")
                bottom -= height
    return [(LEVELS[number], "".join(moves)) for number, moves in parts.items()]


def _minutes(place: int, days: Sequence[Day], data: Mapping[str, Any]) -> int:
    """How long a day was at the last poll: today is not over."""
    checked = parse_time(data["checked_at"])
    if checked is None or place < len(days) - 1:
        return 1440
    return max(1, checked.hour * 60 + checked.minute)


def _heights(day: Day, minutes: int) -> list[int]:
    """The heights of a day's levels in the order of the stack. What is not recorded stays empty."""
    if not day:
        return []
    shares = [_HEIGHT * day[number] / max(minutes, sum(day)) for number in _STACKED]
    bad = [max(_SEEN, int(share + 0.5)) if share else 0 for share in shares[1:]]
    return [max(0, min(int(shares[0] + 0.5), _HEIGHT - sum(bad))), *bad]


def _count(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"
