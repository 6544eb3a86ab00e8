"""A site with more pages than there are, to weigh what it will load: copies of written classes with other words."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

CLASSES = 76
"""All classes that the API, its clients and its platforms are known to have."""
KEPT = 0.8
"""The part of a page's own words that stay in its copy. With these, copies of half of the pages weigh 6 to 8 % more
than that half does beside the other (test_parity.py); with a quarter, 14 to 18 %: pages share phrases, too."""
_WORD = re.compile(r"\\[a-z]|[^\W\d_]{4,}")
"""A word, or what stands for characters in an expression and stays."""

Row = Any
"""Values that begin with the slug, or a mapping that has it under that key."""


def full(rows: Sequence[Row], written: Callable[[Row], bool], count: int = CLASSES) -> list[Row]:
    """Returns `count` rows of written classes: those of `rows`, and copies of them with other words.

    A word that several classes have stays in a copy, as the pages to come will use it, too. So does a part (`KEPT`) of
    those that a single class has. The letters of the others are shuffled. A copy has to stand 32 kB or more behind what
    it is made of: gzip finds nothing again that is so far away.
    """
    found = [row for row in rows if written(row)]
    common = _common(found)
    for number in range(count - len(found)):
        found.append(_changed(found[number % len(found)], common, random.Random(number)))
    return found


def _common(rows: Sequence[Row]) -> set[str]:
    counted = Counter(word for row in rows for word in {*_WORD.findall(repr(row))})
    return {word for word, count in counted.items() if count > 1}


def _changed(row: Row, common: set[str], chance: random.Random) -> Row:
    other: dict[str, str] = {}
    own = sorted({*_WORD.findall(repr(row))} - common)
    kept = common | set(chance.sample(own, int(KEPT * len(own))))

    def text(value: str, known: set[str]) -> str:
        def put(word: re.Match[str]) -> str:
            if word[0] in known or word[0].startswith("\\"):
                return word[0]
            return other.setdefault(word[0], "".join(chance.sample(word[0], len(word[0]))))

        return _WORD.sub(put, value)

    slug = row["slug"] if isinstance(row, dict) else row[0]

    def change(value: Any) -> Any:
        if value == slug:
            return text(slug, set())
        if isinstance(value, str):
            # A code of the API is four digits.
            return re.sub(r"\b\d{4}\b", lambda _: str(chance.randint(1000, 9999)), text(value, kept))
        if isinstance(value, dict):
            return {key: change(one) for key, one in value.items()}
        return [change(one) for one in value] if isinstance(value, list | tuple) else value

    return change(row)
