"""Ids and times of agents and conversations, in the recorded forms; the same request gets the same ones."""

from __future__ import annotations

from functools import lru_cache
from time import gmtime, strftime

from ..wire.envelope import digest, uuid7


def stamp(seconds: float) -> str:
    """A time with microseconds and `Z`, such as `2026-10-05T14:45:48.416223Z` (recorded). `seconds` since 1970."""
    whole, micros = divmod(round(seconds * 1e6), 1_000_000)
    return f"{_second(whole)}.{micros:06}Z"


@lru_cache(maxsize=16)
def _second(second: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(second))


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
