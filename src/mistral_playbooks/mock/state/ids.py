"""Ids, times and randomness, in the recorded forms: the same requests get the same ones in every run."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from time import gmtime, strftime

_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def digest(*parts: bytes | str) -> bytes:
    """32 bytes that depend on every part: the only source of randomness, so that answers are reproducible."""
    # Joined first: an update for every part would cost as much as the hash.
    raw = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    raw.append(b"")  # each part ends with a zero
    return blake2b(b"\0".join(raw), digest_size=32).digest()


def call_id(*parts: bytes | str) -> str:
    """The id of a tool call: nine of [A-Za-z0-9] (697 of 697 recorded)."""
    number = int.from_bytes(digest(*parts)[:8], "big")
    letters = []
    for _ in range(9):
        number, rest = divmod(number, 62)
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def uuid7(now: float, random: bytes) -> str:
    """A UUIDv7 of this second with ten given bytes of randomness."""
    noise = random[:10].hex()
    # By texts, not by shifting a number of 128 bits: one is made for every answer.
    return f"{_time(int(now * 1000))}-7{noise[1:4]}-{_VARIANT[noise[4]]}{noise[5:8]}-{noise[8:]}"


@lru_cache(maxsize=4)
def _time(millisecond: int) -> str:
    """The time in a UUIDv7: the same for many answers of a busy server."""
    time = f"{millisecond & (1 << 48) - 1:012x}"
    return f"{time[:8]}-{time[8:]}"


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
