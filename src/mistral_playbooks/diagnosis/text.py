"""A text in the forms in which it is searched, made of the same characters in Python and in JavaScript."""

from __future__ import annotations

import re
from functools import cached_property

from .expressions import expression
from .rules import CHARACTERS, ENTITIES

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_TABLE: dict[int, str] = {
    code: with_ if isinstance(with_, str) else chr(code + with_)
    for first, last, with_ in CHARACTERS
    for code in range(first, last + 1)
}
_LOWER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}


def plain(text: str) -> str:
    """Returns a text with line feeds as the only line ends, and a square for each character that JavaScript counts as
    two. Other characters stay: this is quick for megabytes, `clean` is not."""
    if not text.isascii():
        text = _ASTRAL.sub("\u25a1", text)
    return expression("line_end").sub("\n", text) if "\r" in text or not text.isascii() else text


def clean(text: str) -> str:
    """Removes colors and invisible characters, resolves HTML entities and full-width forms, and turns all white space
    but line feeds into spaces."""
    text = expression("ansi").sub("", text)
    if expression("odd").search(text):
        text = text.translate(_TABLE)
    return expression("entity").sub(_entity, text) if "&" in text else text


def character(code: int) -> str:
    """Returns the character with this code as `clean` would leave it; a square for those beyond the basic plane."""
    return _TABLE.get(code, chr(code)) if code <= 0xFFFF else "\u25a1"


def _entity(match: re.Match[str]) -> str:
    if match[3]:
        return ENTITIES[match[3]]
    return character(int(match[1]) if match[1] else int(match[2], 16))


def lower(text: str) -> str:
    """Converts ASCII letters to lower case. For others, versions of Unicode differ."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def fold(text: str) -> str:
    """Converts to lower case, one kind of quote, no backslash escapes, colons instead of the arrows of PHP and Ruby,
    and single spaces instead of any white space."""
    if "=>" in text:
        text = expression("arrow").sub(": ", text)
    return lower(expression("space").sub(" ", expression("quotes").sub("'", _unescape(text)))).strip()


def _unescape(text: str) -> str:
    return expression("escapes").sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    return character(int(match[1], 16)) if match[1] else match[2] or " "


def words(folded: str) -> str:
    """Returns the words of a folded text, separated and surrounded by single spaces."""
    return f" {expression('no_word').sub(' ', folded).strip()} "


def squeeze(text: str) -> str:
    """Returns the letters and digits of a text, in lower case: its folded words without the spaces."""
    return expression("no_word").sub("", lower(_unescape(text)))


class Text:
    """A cleaned text in each form that signatures are searched in."""

    def __init__(self, lines: str) -> None:
        self.lines = lines
        self.folded = fold(lines)
        self.words = words(self.folded)
        self.squeezed = self.words.replace(" ", "")

    @cached_property
    def unwrapped(self) -> str:
        """Folded after joining lines, because terminals may wrap lines within words."""
        return fold(self.lines.replace("\n", ""))
