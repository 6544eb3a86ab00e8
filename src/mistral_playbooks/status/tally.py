"""How much of each day was spent in which level: seconds, by day in UTC."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from .model import DAYS, LEVELS, Level

Days = dict[str, list[int]]
"""Seconds of each of LEVELS, by day (`2026-11-29`). What is missing was not recorded."""

_DAY = 86_400


def add(days: Days, level: Level | None, begin: datetime.datetime, end: datetime.datetime) -> None:
    """Counts the time from `begin` to `end` as spent in a level; None: nobody knows."""
    number = LEVELS.index(level) if level else None
    while number is not None and begin < end:
        midnight = datetime.datetime.combine(begin.date() + datetime.timedelta(days=1), datetime.time(), datetime.UTC)
        until = min(end, midnight)
        seconds = days.setdefault(begin.date().isoformat(), [0] * len(LEVELS))
        seconds[number] += round((until - begin).total_seconds())
        begin = until


def first(today: datetime.date) -> datetime.date:
    """Returns the oldest day that is published."""
    return today - datetime.timedelta(days=DAYS - 1)


def forget(days: Days, today: datetime.date) -> None:
    """Drops what is older than the days that are published."""
    if len(days) > DAYS:
        oldest = first(today).isoformat()
        for day in [day for day in days if day < oldest]:
            del days[day]


def published(days: Mapping[str, list[int]], today: datetime.date) -> dict[str, object]:
    """Returns `uptime`, `known` and `days` of a source in `status.json`."""
    names = [(first(today) + datetime.timedelta(days=number)).isoformat() for number in range(DAYS)]
    rows = [_minutes(days[name]) if any(days.get(name, ())) else None for name in names]
    kept = [_clamped(days[name]) for name in names if name in days]
    counted = sum(sum(row[:3]) for row in kept)
    working = sum(row[0] for row in kept)
    return {
        "uptime": _floor(100 * working / counted) if counted else None,
        "known": round(100 * sum(sum(row) for row in kept) / (DAYS * _DAY), 1),
        "days": rows,
    }


def _clamped(seconds: list[int]) -> list[float]:
    """A clock that is set back counts an hour twice: no day has more than its seconds."""
    factor = min(1.0, _DAY / sum(seconds)) if sum(seconds) else 1.0
    return [one * factor for one in seconds]


def _minutes(seconds: list[int]) -> list[int]:
    # A short outage is one all the same: no level that occurred is rounded away.
    return [max(1, round(one / 60)) if one else 0 for one in _clamped(seconds)]


def _floor(percent: float) -> float:
    """Rounds down, so that 100 means that nothing was wrong."""
    return int(percent * 1000) / 1000
