"""Ids, times and randomness in the recorded formats, reproducible: the same requests get the same ids in every run."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from time import gmtime, strftime

_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def digest(*parts: bytes | str) -> bytes:
    """Returns 32 bytes that depend on every part: the only source of randomness, so that answers are reproducible."""
    raw = b""  # joined first, because an update per part would cost as much as the hash
    for part in parts:
        raw += part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        raw += b"\0"
    return blake2b(raw, digest_size=32).digest()


def call_id(*parts: bytes | str) -> str:
    """Returns the id of a tool call: nine characters of [A-Za-z0-9] (697 of 697 recorded)."""
    number = int.from_bytes(digest(*parts)[:8], "big")
    letters = []
    for _ in range(9):
        number, rest = divmod(number, 62)
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def uuid7(now: float, random: bytes) -> str:
    """Returns a UUIDv7 of this time (seconds since 1970), with the first ten of the given random bytes."""
    noise = random[:10].hex()
    # Built from strings, because shifting a 128-bit number is slower, and every answer needs one.
    return f"{_time(int(now * 1000))}-7{noise[1:4]}-{_VARIANT[noise[4]]}{noise[5:8]}-{noise[8:]}"


@lru_cache(maxsize=4)
def _time(millisecond: int) -> str:
    """Returns the time part of a UUIDv7, which is the same for many answers of a busy server."""
    time = f"{millisecond & (1 << 48) - 1:012x}"
    return f"{time[:8]}-{time[8:]}"


def stamp(seconds: float) -> str:
    """Returns a time (seconds since 1970) with microseconds, such as `2026-10-05T14:45:48.416223Z` (recorded)."""
    whole, micros = divmod(round(seconds * 1e6), 1_000_000)
    return f"{_second(whole)}.{micros:06}Z"


@lru_cache(maxsize=16)
def _second(second: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(second))


class Ids:
    """The ids that one request creates: a prefix and the 32 hexadecimal digits of a UUIDv7 (recorded)."""

    def __init__(self, now: float, random: bytes) -> None:
        self._now = now
        self._random = random
        self._count = 0

    def next(self, prefix: str) -> str:
        """Returns a new id. Prefixes: `ag`, `conv`, `msg` and `tool_exec` (recorded), `fc` (documented 2025-05-27)."""
        self._count += 1
        own = digest(self._random, prefix, str(self._count))
        return f"{prefix}_{uuid7(self._now, own).replace('-', '')}"
