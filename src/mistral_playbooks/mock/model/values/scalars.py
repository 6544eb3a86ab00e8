"""Generates numbers within bounds, and strings of a pattern, a format or a length."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ...state.ids import digest
from ..answers import WORDS
from ..regex import is_quick, parsed
from .keywords import is_number

MAX_LENGTH = 10_000
"""The maximum length of a string."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABC0123456789-_ .,/:@#"
"""The letters used for character classes such as `\\w` and `[^a-z]`."""
_CATEGORIES = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda letter: letter.isalnum() or letter == "_",
}
FORMATS = {
    "date": "2026-11-{day:02}",
    "time": "12:{minute:02}:00Z",
    "date-time": "2026-11-{day:02}T12:{minute:02}:00Z",
    "duration": "PT{minute}M",
    "email": "{word}{number}@example.com",
    "uri": "https://example.com/{word}{number}",
    "url": "https://example.com/{word}{number}",
    "hostname": "{word}{number}.example.com",
    "ipv4": "192.0.2.{number}",
    "ipv6": "2001:db8::{number:x}",
    "uuid": "{uuid}",
    "json-pointer": "/{word}{number}",
    "regex": "^{word}{number}$",
    "byte": "bW9ja2Vk",
    "base64": "bW9ja2Vk",
}

_YEARS = (1900, 200)
_MOMENTS = (
    (re.compile(r"(?<![\d./-])\d{4}([-/.])\d\d(?:\1\d\d)?(?![\d/-])"), (_YEARS, (1, 12), (1, 28))),
    (re.compile(r"(?<![\d./-])\d\d([-/.])\d\d\1\d{4}(?![\d/-])"), ((1, 12), (1, 12), _YEARS)),
    (re.compile(r"(?<![\d:])\d\d?:\d\d(?::\d\d)?(?![\d:])"), ((0, 24), (0, 60), (0, 60))),
)
"""What looks like a date or a time, and for each of its numbers the least one and how many there are."""


def number(schema: dict[str, Any], byte: int, kind: str) -> int | float:
    """Returns a multiple of `multipleOf`, or a whole number, within the bounds. If the bounds are close together and
    fractions are allowed, returns their middle."""
    bound = {name: value for name, value in schema.items() if is_number(value)}
    low, above = bound.get("minimum", -math.inf), bound.get("exclusiveMinimum", -math.inf)
    high, below = bound.get("maximum", math.inf), bound.get("exclusiveMaximum", math.inf)
    # Draft 4 and OpenAPI 3.0: a flag beside the bound
    above = low if schema.get("exclusiveMinimum") is True else above
    below = high if schema.get("exclusiveMaximum") is True else below
    low, high, step = max(low, above), min(high, below), bound.get("multipleOf", 1)
    if kind == "number" and "multipleOf" not in bound and high - low < 2:
        return (low + high) / 2
    low = (1 if high > 1 else high - step) if low == -math.inf else low
    if step <= 0 or abs(low / step if step > 1e-9 else math.inf) > 1e15:
        return int(low) if kind == "integer" else low
    first = math.ceil(Decimal(str(low)) / Decimal(str(step)))
    first += first * step <= above
    for number in (*range(first + byte % 50, first - 1, -1), *range(first, first + 50)):
        value = number * step if isinstance(step, int) else float(number * Decimal(str(step)))
        if low <= value <= high and value not in (above, below) and float(value / step).is_integer():
            break
    else:
        value = low
    return int(value) if kind == "integer" else value


def string(seed: bytes, pattern: str, format: str, least: int, most: int) -> str:
    """Returns a string of the pattern, if possible, otherwise of the format, otherwise of two or more words."""
    if pattern and (text := matching(pattern, seed, least)) is not None:
        return _possible(text, pattern)
    words = [WORDS[byte % len(WORDS)] for byte in seed[:2]]
    if format in FORMATS:
        day, minute, number = 1 + seed[2] % 28, seed[3] % 60, 1 + seed[4] % 254
        id = uuid.UUID(bytes=seed[:16], version=4)
        return FORMATS[format].format(day=day, minute=minute, number=number, word=words[0], uuid=id)
    text = " ".join(words)
    while len(text) < least:
        text += f" {WORDS[digest(seed, str(len(text)))[0] % len(WORDS)]}"
    return text[:most]


def matching(pattern: str, seed: bytes, least: int = 0) -> str | None:
    """Returns a string that matches the pattern, if possible with at least `least` characters. Returns None if the
    pattern is invalid in Python, refers to a group that did not match, or matches only strings that are too long.

    The result is not checked against the pattern, because a search may take indefinitely.

    >>> matching(r"^[A-Z]{3}-\\d{2}$", bytes(32))
    'AAA-00'
    """
    if len(pattern) > MAX_LENGTH or (tree := parsed(pattern)) is None:
        return None
    try:
        text = _Writer(seed, 0).write(tree)
        if len(text) < max(least, 1):
            text = _Writer(seed, max(least, 1) - len(text)).write(tree)
    except (ValueError, KeyError, RecursionError):
        return None
    return text if pattern.endswith("$") else text + "m" * (least - len(text))


def _possible(text: str, pattern: str) -> str:
    """Returns a text of digits such as `6666-33-00` as a date or a time that exists, if the pattern allows it."""
    made = text
    for moment, ranges in _MOMENTS:
        made = moment.sub(lambda match, ranges=ranges: _within(match[0], ranges), made)
    return made if made != text and len(made) <= 64 and is_quick(pattern) and re.search(pattern, made) else text


def _within(moment: str, ranges: Sequence[tuple[int, int]]) -> str:
    rest = iter(ranges)

    def fitted(match: re.Match[str]) -> str:
        first, count = next(rest)
        return f"{first + (int(match[0]) - first) % count:0{len(match[0])}}"

    return re.sub(r"\d+", fitted, moment)


class _Writer:
    """Writes a string for a pattern, with the first branch of each alternative and the fewest repetitions, plus more
    repetitions to add `wanted` characters."""

    def __init__(self, seed: bytes, wanted: int) -> None:
        self._seed = seed
        self._wanted = wanted
        self._groups: dict[int, str] = {}
        self._left = MAX_LENGTH
        self._count = 0

    def write(self, tree: Any) -> str:
        return "".join(self._part(kind.name, value) for kind, value in tree)

    def _part(self, kind: str, value: Any) -> str:
        if kind.endswith("REPEAT"):  # greedy, lazy and possessive
            least, most, inner = value
            wanted, self._wanted = self._wanted, 0
            text = self.write(inner)
            further = min(-(-wanted // len(text)), int(most) - least) if text and wanted > 0 and most > 1 else 0
            self._wanted = wanted - further * len(text)
            return self._counted(text, least + further)
        if kind == "BRANCH":
            return self.write(value[1][0])
        if kind == "SUBPATTERN":
            text = self.write(value[3])
            self._groups[value[0]] = text
            return text
        if kind == "ATOMIC_GROUP":
            return self.write(value)
        if kind == "GROUPREF":
            return self._counted(self._groups[value], 1)
        return self._counted(self._letter(kind, value), 1)

    def _counted(self, text: str, times: int) -> str:
        self._left -= len(text) * times
        if self._left < 0:
            raise ValueError("too long")
        return text * times

    def _letter(self, kind: str, value: Any) -> str:
        if kind == "LITERAL":
            return chr(value)
        if kind == "ANY":
            return "m"
        if kind not in ("NOT_LITERAL", "IN"):
            return ""  # anchors and look-around match no characters
        members = [(kind.name, one) for kind, one in value] if kind == "IN" else [("NEGATE", None), ("LITERAL", value)]
        if members[0][0] == "NEGATE":
            letters = [
                letter for letter in _LETTERS if not any(_includes(kind, one, letter) for kind, one in members[1:])
            ]
        else:
            letters = [letter for member in members for letter in _letters(*member)]
        self._count += 1
        return letters[self._seed[self._count % len(self._seed)] % len(letters)] if letters else "é"


def _includes(kind: str, value: Any, letter: str) -> bool:
    """Whether a member of a character class includes the letter."""
    if kind == "CATEGORY":
        known = _CATEGORIES[value.name.rpartition("_")[2]](letter)
        return known != ("_NOT_" in value.name)
    low, high = value if kind == "RANGE" else (value, value)
    return low <= ord(letter) <= high


def _letters(kind: str, value: Any) -> list[str]:
    """Returns the letters of a member of a character class, or the first of them."""
    if kind == "CATEGORY":
        return [letter for letter in _LETTERS if _includes(kind, value, letter)]
    low, high = value if kind == "RANGE" else (value, value)
    return [chr(code) for code in range(low, min(high, low + 25) + 1)]
