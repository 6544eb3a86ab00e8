"""Numbers and texts within the bounds of a JSON Schema."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, TypeGuard

from ..wire.envelope import digest
from .answers import WORDS

MOST = 1000
"""Members of a list, or names of an object, that are made at most."""


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a bound is a number that can be reckoned with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def count(schema: dict[str, Any], name: str, without: int) -> int:
    """A bound on how many, cut to what is made at most; `without` where there is none."""
    value = schema.get(name)
    return max(0, min(int(value), MOST)) if is_number(value) else without


def number(schema: dict[str, Any], seed: bytes, kind: str, turn: int = 0) -> int | float:
    """A number within the bounds, of the kind `integer` or `number`; the next one at each turn."""
    bounds = {name: value for name, value in schema.items() if is_number(value)}
    low, above = bounds.get("minimum"), bounds.get("exclusiveMinimum")
    high, below = bounds.get("maximum"), bounds.get("exclusiveMaximum")
    # Draft 4: a flag beside the bound.
    above = low if schema.get("exclusiveMinimum") is True else above
    below = high if schema.get("exclusiveMaximum") is True else below
    step = bounds.get("multipleOf") or (1 if kind == "integer" else None)
    least = max((value for value in (low, above) if value is not None), default=None)
    most = min((value for value in (high, below) if value is not None), default=None)
    if step is None and least is not None and most is not None and most - least < 2:
        return (least + most) / 2 if above is not None or below is not None else least
    free = kind == "number" and step is None
    step = step if step and step > 0 else 1
    if least is None:
        least = 1 if most is None or most > 1 else most - step
    number = math.ceil(least / step) if abs(least / step) < 1e300 else 0
    if above is not None and number * step <= above:
        number += 1
    value = _times(number, step)
    # The first way: as far above as the seed says. At each further turn the next of those that there are.
    # Numbers that are free of steps are halves at every other turn.
    half = 0.5 if free and turn % 2 else 0
    for extra in (seed[0] % 50, 0, *range(1, 50)) if not turn else (*range(turn % 50, 50), *range(turn % 50)):
        one = _times(number + extra, step) + half
        within = most is None or one < most or (one == most and below is None)
        if within and (not isinstance(step, float) or float(one / step).is_integer()):
            value = one
            break
    return int(value) if kind == "integer" else value


def _times(count: int, step: int | float) -> int | float:
    """So many steps as they are written: three of 0.1 are 0.3."""
    return count * step if isinstance(step, int) else float(count * Decimal(str(step)))


def word(seed: bytes, depth: int) -> str:
    """One mocked word."""
    return WORDS[digest(seed, str(depth))[0] % len(WORDS)]


# By `n`, nothing at first, and numbers from it.
_FORMATS = {
    "date": "2026-11-{day:02}",
    "time": "12:{minute:02}:00Z",
    "date-time": "2026-11-23T12:{minute:02}:00Z",
    "duration": "PT{next}H",
    "email": "mock{n}@example.com",
    "idn-email": "mock{n}@example.com",
    "uri": "https://example.com/mock{n}",
    "uri-reference": "https://example.com/mock{n}",
    "iri": "https://example.com/mock{n}",
    "iri-reference": "https://example.com/mock{n}",
    "uri-template": "https://example.com/{{mock{n}}}",
    "url": "https://example.com/mock{n}",
    "uuid": "01a01a81-e9b6-791d-809f-1ab4176e{last:04x}",
    "ipv4": "192.0.2.{byte}",
    "ipv6": "2001:db8::{next:x}",
    "hostname": "{host}example.com",
    "idn-hostname": "{host}example.com",
    "json-pointer": "/mock{n}",
    "relative-json-pointer": "{number}/mock",
    "regex": "^mock{n}$",
}


def formatted(format: str, number: int) -> str | None:
    """The text of this number in a format, None for a format that is not known: another text for each number, though
    dates and times come again after 28 and 60."""
    if format not in _FORMATS:
        return None
    return _FORMATS[format].format(
        n=number or "",
        number=number,
        next=number + 1,
        day=1 + (22 + number) % 28,
        minute=number % 60,
        byte=1 + number % 254,
        last=(0x5762 + number) % 0x10000,
        host=f"mock{number}." if number else "",
    )


def text(schema: dict[str, Any], seed: bytes, turn: int = 0) -> str:
    """A text of the pattern, the format or the length that is asked for, else two words; another at each turn."""
    low, high = schema.get("minLength"), schema.get("maxLength")
    low = min(low, 10_000) if isinstance(low, int) else 0
    high = max(high, 0) if isinstance(high, int) else None
    if isinstance(pattern := schema.get("pattern"), str):
        from .patterns import matching

        if (found := matching(pattern, low, high, turn)) is not None:
            return found
    if isinstance(format := schema.get("format"), str) and (found := formatted(format, turn)) is not None:
        return found
    text = " ".join(WORDS[byte % len(WORDS)] for byte in seed[:2])
    while len(text) < low:
        text += f" {word(seed, len(text))}"
    return text[:high]
