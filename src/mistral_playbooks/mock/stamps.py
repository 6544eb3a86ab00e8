"""Ids and times of agents and conversations, in the recorded forms; the same request gets the same ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .wire import digest, uuid7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(seconds: float) -> str:
    """A time with microseconds and `Z`, such as `2026-10-05T14:45:48.416223Z` (recorded). `seconds` since 1970."""
    at = _EPOCH + timedelta(microseconds=round(seconds * 1e6))
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"


class Ids:
    """The ids that one request gives out: a prefix and 32 hexadecimal digits of a UUIDv7 (recorded)."""

    def __init__(self, now: float, random: bytes) -> None:
        self._now = now
        self._random = random
        self._count = 0

    def next(self, prefix: str) -> str:
        """A new id; recorded prefixes are `ag`, `conv`, `msg` and `tool_exec`, documented is `fc` (2025-05-27)."""
        self._count += 1
        own = digest(self._random, prefix, str(self._count))
        return f"{prefix}_{uuid7(self._now, own).replace('-', '')}"
