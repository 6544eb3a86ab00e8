"""A text that matches a regular expression, for the `pattern` of a JSON Schema.

Kept libraries (exrex, rstr) are not among the five dependencies; Python's own parser of expressions does the reading.
Look-around, back references to optional groups and the like are left out: the caller checks the text.
"""

from __future__ import annotations

import re
import warnings
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 40
"""Repetitions of an open end."""
_LONGEST = 100_000
"""Characters of a text; an expression that asks for more gets none."""
_CATEGORIES = {
    op.CATEGORY_DIGIT: "7",
    op.CATEGORY_WORD: "m",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_DIGIT: "m",
    op.CATEGORY_NOT_WORD: "-",
    op.CATEGORY_NOT_SPACE: "m",
}
_CANDIDATES = "mockedansw3r-_ .ABC0129/:@#é\n"


def matching(pattern: str, least: int = 0, most: int | None = None) -> str | None:
    """A text that the expression is found in, `least` to `most` characters long, or None where none was found.

    >>> matching("^[A-Z]{3}-[0-9]{2}$")
    'AAA-00'
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as `[[`: Possible nested set
            tree = parser.parse(pattern)
            compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    # Python's search can take for ever on repetitions inside of repetitions: their texts are taken as they were made.
    safe = not _nested(tree, False)
    for extra in (0, 1, least, *range(2, _MOST)):
        try:
            text = _texts(tree, extra, {})
        except (RecursionError, KeyError, ValueError):
            return None
        for candidate in (text, text + "m" * (least - len(text)), "m" * (least - len(text)) + text):
            fits = len(candidate) >= least and (most is None or len(candidate) <= most)
            if fits and (compiled.search(candidate) if safe else candidate is text):
                return candidate
    return None


def _texts(tree: Any, extra: int, groups: dict[int, str]) -> str:
    return "".join(_text(kind, value, extra, groups) for kind, value in tree)


def _text(kind: Any, value: Any, extra: int, groups: dict[int, str]) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return next(letter for letter in _CANDIDATES if ord(letter) != value)
    if kind is op.ANY:
        return "m"
    if kind is op.IN:
        return _one_of(value)
    if kind is op.BRANCH:
        return _texts(value[1][0], extra, groups)
    if kind is op.SUBPATTERN:
        text = _texts(value[-1], extra, groups)
        if value[0] is not None:
            groups[value[0]] = text
        return text
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, inner = value
        times = min(low + extra, int(high), low + _MOST) if low + extra <= 100_000 else low
        text = _texts(inner, extra, groups) if times else ""
        if len(text) * times > _LONGEST:
            raise ValueError("too long")
        return text * times
    if kind is op.ATOMIC_GROUP:
        return _texts(value, extra, groups)
    if kind is op.GROUPREF:
        return groups[value]
    return ""  # anchors and look-around take no room


def _nested(tree: Any, repeated: bool) -> bool:
    """Whether a repetition or an alternative lies inside of a repetition."""
    for kind, value in tree:
        repeats = kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[1] > 1
        if repeated and (repeats or kind is op.BRANCH):
            return True
        inner = value[1] if kind is op.BRANCH else [value[-1]] if isinstance(value, tuple) else [value]
        if any(_nested(one, repeated or repeats) for one in inner if isinstance(one, parser.SubPattern)):
            return True
    return False


def _one_of(members: Any) -> str:
    negated = members[0][0] is op.NEGATE
    for letter in _CANDIDATES if negated else ():
        if not any(_holds(kind, value, letter) for kind, value in members[1:]):
            return letter
    kind, value = members[0]
    if kind is op.RANGE:
        return chr(value[0])
    return _CATEGORIES.get(value, "m") if kind is op.CATEGORY else chr(value) if kind is op.LITERAL else "m"


def _holds(kind: Any, value: Any, letter: str) -> bool:
    if kind is op.RANGE:
        return value[0] <= ord(letter) <= value[1]
    if kind is op.CATEGORY:
        known = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_WORD: r"\w", op.CATEGORY_SPACE: r"\s",
                 op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_NOT_WORD: r"\W", op.CATEGORY_NOT_SPACE: r"\S"}  # fmt: skip
        return re.match(known[value], letter) is not None
    return kind is op.LITERAL and ord(letter) == value
