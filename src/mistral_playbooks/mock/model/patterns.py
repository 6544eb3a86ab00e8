"""A text that matches a regular expression, for the `pattern` of a JSON Schema.

Kept libraries (exrex, rstr) are not among the five dependencies; Python's own parser of expressions does the reading.
Look-behind, back references to optional groups and the like are left out: the text is checked.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 40
"""Repetitions of an open end."""
_LONGEST = 100_000
"""Characters of a text; an expression that asks for more gets none."""
LARGEST = 1_000
"""Characters of an expression that is looked at: one with hundreds of classes of letters takes a second to compile."""
_STEPS = 2_000_000
"""Steps of one search: what it may take at most is reckoned beforehand, because Python's search cannot be stopped."""
_ALL_STEPS = 20_000_000
"""Steps of all searches for one text together."""
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_CATEGORIES = {
    op.CATEGORY_DIGIT: "7",
    op.CATEGORY_WORD: "m",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_DIGIT: "m",
    op.CATEGORY_NOT_WORD: "-",
    op.CATEGORY_NOT_SPACE: "m",
}
_CANDIDATES = "mockedansw3r-_ .ABC0129/:@#é\n"


@lru_cache(maxsize=256)
def _read(pattern: str) -> tuple[Any, re.Pattern[str]] | None:
    """An expression's tree and the expression; None for what is no expression, or is too large."""
    if len(pattern) > LARGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as `[[`: Possible nested set
            return parser.parse(pattern), re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


@lru_cache(maxsize=1_024)
def _steps(pattern: str, length: int) -> int:
    """How many steps a search in a text of so many characters may take at most, cut to `_STEPS` + 1: from each
    character on, in every way to take each repetition and alternative."""
    read = _read(pattern)
    return min(_STEPS + 1, (length + 1) * _ways(read[0], length)) if read else 0


def _ways(tree: Any, length: int) -> int:
    ways = 1
    for kind, value in tree:
        inside = _inside(kind, value)
        if kind is op.BRANCH:
            ways *= sum(_ways(one, length) for one in inside)
        elif kind in _REPEATS:
            low, high, inner = value
            least, each = max(1, inner.getwidth()[0]), _ways(inner, length)
            high = min(int(high), low + length // least)
            ways *= high - low + 1 if each == 1 else sum(each**times for times in range(low, min(high, low + 64) + 1))
        else:
            for one in inside:
                ways *= _ways(one, length)
        if ways > _STEPS:
            return _STEPS + 1
    return ways


def found_in(pattern: str, text: str) -> bool:
    """Whether the expression is found in a text; also where that cannot be known: it is none, or may take for ever."""
    read = _read(pattern)
    return read is None or _steps(pattern, len(text)) > _STEPS or read[1].search(text) is not None


def matching(pattern: str, least: int = 0, most: int | None = None, turn: int = 0) -> str | None:
    """A text that the expression is found in, `least` to `most` characters long, or None where none was found. At each
    turn other letters and branches are taken, where there are others.

    >>> matching("^[A-Z]{3}-[0-9]{2}$")
    'AAA-00'
    """
    read = _read(pattern)
    if read is None:
        return None
    tree, compiled = read
    ahead = _ahead(tree)
    left = _ALL_STEPS
    for extra in _extras(tree, least):
        try:
            text = _Writer(*extra, turn).texts(tree)
        except ValueError:
            continue  # too long
        except (RecursionError, KeyError):
            return None
        for candidate in (text, text + "m" * (least - len(text)), "m" * (least - len(text)) + text, *_led(ahead, text)):
            fits = len(candidate) >= least and (most is None or len(candidate) <= most)
            if not fits:
                continue
            # A search can take for ever on repetitions inside of repetitions: their texts are taken as they were made.
            steps = _steps(pattern, len(candidate))
            left -= steps
            if compiled.search(candidate) if steps <= _STEPS and left > 0 else candidate is text:
                return candidate
    return None


def _extras(tree: Any, least: int) -> Iterator[tuple[int, int | None]]:
    """How often to repeat beyond the least: every open repetition alike, then each of the first few alone."""
    for extra in (0, 1, least, *range(2, _MOST)):
        yield extra, None
    for alone in range(min(_repetitions(tree), 6)):
        for extra in (least, *range(2, _MOST)):
            yield extra, alone


def _repetitions(tree: Any) -> int:
    return sum((kind in _REPEATS) + sum(map(_repetitions, _inside(kind, value))) for kind, value in tree)


def _ahead(tree: Any) -> list[str]:
    """Texts that the look-aheads at the head of an expression want to find, such as `A` and `7` for
    `(?=.*[A-Z])(?=.*[0-9])`: how passwords are described."""
    found: list[str] = []
    for kind, value in tree:
        if kind is op.ASSERT and value[0] > 0:
            with suppress(RecursionError, KeyError, ValueError):
                found.append(_Writer(0, None, 0).texts(value[1]))
    return found


def _led(ahead: list[str], text: str) -> list[str]:
    """The wanted texts before a text, and over its beginning."""
    wanted = "".join(ahead)
    return [wanted + text[len(wanted) :], wanted + text, text + wanted] if wanted else []


class _Writer:
    """Writes a text of an expression. `extra` repetitions beyond the least, of all or of the one numbered `alone`;
    `turn` chooses among letters and branches."""

    def __init__(self, extra: int, alone: int | None, turn: int) -> None:
        self._extra = extra
        self._turn = turn
        self._alone = alone
        self._seen = 0
        self._groups: dict[int, str] = {}

    def texts(self, tree: Any) -> str:
        parts: list[str] = []
        length = 0
        for kind, value in tree:
            parts.append(self._text(kind, value))
            length += len(parts[-1])
            if length > _LONGEST:
                raise ValueError("too long")
        return "".join(parts)

    def _text(self, kind: Any, value: Any) -> str:
        if kind is op.LITERAL:
            return chr(value)
        if kind is op.NOT_LITERAL:
            others = [letter for letter in _CANDIDATES if ord(letter) != value]
            return others[self._turn % len(others)]
        if kind is op.ANY:
            return "m"
        if kind is op.IN:
            return _one_of(value, self._turn)
        if kind is op.BRANCH:
            return self.texts(value[1][self._turn % len(value[1])])
        if kind is op.SUBPATTERN:
            text = self.texts(value[-1])
            if value[0] is not None:
                self._groups[value[0]] = text
            return text
        if kind in _REPEATS:
            return self._repeated(value)
        if kind is op.ATOMIC_GROUP:
            return self.texts(value)
        if kind is op.GROUPREF:
            return self._groups[value]
        return ""  # anchors and look-around take no room

    def _repeated(self, value: Any) -> str:
        low, high, inner = value
        number, self._seen = self._seen, self._seen + 1
        extra = self._extra if self._alone in (None, number) else 0
        times = min(low + extra, int(high), low + max(_MOST, extra)) if low + extra <= 100_000 else low
        text = self.texts(inner) if times else ""
        if len(text) * times > _LONGEST:
            raise ValueError("too long")
        return text * times


def is_expression(pattern: str) -> bool:
    """Whether Python takes it for one. Read, but not compiled, which takes ten times as long and more; of what only
    the compiler finds out there is one thing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return not _looks_behind_unfixed(parser.parse(pattern))
    except (re.error, RecursionError, OverflowError):
        return False


def _looks_behind_unfixed(tree: Any) -> bool:
    for kind, value in tree:
        if kind in (op.ASSERT, op.ASSERT_NOT) and value[0] < 0 and len(set(value[1].getwidth())) > 1:
            return True
        if any(_looks_behind_unfixed(one) for one in _inside(kind, value)):
            return True
    return False


def _inside(kind: Any, value: Any) -> list[Any]:
    """The expressions inside of one of a tree's members."""
    inner = value[1] if kind is op.BRANCH else [value[-1]] if isinstance(value, tuple) else [value]
    return [one for one in inner if isinstance(one, parser.SubPattern)]


def _one_of(members: Any, turn: int) -> str:
    if members[0][0] is op.NEGATE:
        free = [one for one in _CANDIDATES if not any(_holds(kind, value, one) for kind, value in members[1:])]
        return free[turn % len(free)] if free else "m"
    at, again = turn, 0
    for kind, value in members:  # each letter of each range in its turn, one letter of each other member
        size = value[1] - value[0] + 1 if kind is op.RANGE else 1
        if at < size:
            break
        at -= size
    else:
        kind, value = members[turn % len(members)]
        at, again = (turn % (value[1] - value[0] + 1), 0) if kind is op.RANGE else (0, turn)
    if kind is op.RANGE:
        return chr(value[0] + at)
    if kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
        return str((7 + again) % 10)
    if kind is op.CATEGORY and value in (op.CATEGORY_WORD, op.CATEGORY_NOT_SPACE, op.CATEGORY_NOT_DIGIT):
        return chr(ord("a") + (12 + again) % 26)
    return _CATEGORIES.get(value, "m") if kind is op.CATEGORY else chr(value) if kind is op.LITERAL else "m"


def _holds(kind: Any, value: Any, letter: str) -> bool:
    if kind is op.RANGE:
        return value[0] <= ord(letter) <= value[1]
    if kind is op.CATEGORY:
        known = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_WORD: r"\w", op.CATEGORY_SPACE: r"\s",
                 op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_NOT_WORD: r"\W", op.CATEGORY_NOT_SPACE: r"\S"}  # fmt: skip
        return re.match(known[value], letter) is not None
    return kind is op.LITERAL and ord(letter) == value
