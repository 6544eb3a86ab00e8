"""The playbooks' signatures: how they are compiled and found in a text.

A signature is a literal fragment of an error's text, or an `/expression/` (see `content.regex_subset`).
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..content.regex_subset import bounded, literals

_ESCAPES = re.compile(r"""\\{1,31}(?:u([0-9a-fA-F]{4})|(["'`/])|[nrt])""")
_QUOTES = re.compile('["`´‘’‚‛“”„‟«»‹›′″＂＇]')
_FIELD = re.compile(r"^ (?:object error )?(?:message|msg|detail) (?=\w)")
_COLON = re.compile(r"(?<=['\w]) :(?= ?['\[{\w])")
_TYPOGRAPHIC = str.maketrans("“”„‟«»″‘’‚‛‹›′", '"' * 7 + "'" * 7)
_SPACES = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^\w]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ANSI = re.compile(
    r"(?:\x1b|\\u001b|\\x1b|\\033|␛)(?:\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)?)"
    r"|\[(?:\d{1,3};){0,6}\d{1,3}m"
)


def clean(text: str) -> str:
    """Removes colors and invisible characters, and resolves HTML entities and full-width forms. Keeps lines."""
    if "\x1b" in text or "m" in text:
        text = _ANSI.sub("", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_TYPOGRAPHIC)
    if "&" in text:
        text = html.unescape(text)
    return text


def fold(text: str) -> str:
    """Converts to lower case, one kind of quote, no backslash escapes, and single spaces instead of any white space."""

    def plain(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else match[2] or " "

    if "\\" in text:
        text = _ESCAPES.sub(plain, text)
    text = _SPACES.sub(" ", _QUOTES.sub("'", text)).lower().strip()
    return _COLON.sub(":", text) if "' :" in text else text


def words(folded: str) -> str:
    """Returns the words of a folded text, separated and surrounded by single spaces."""
    return f" {_NO_WORD.sub(' ', folded).strip()} "


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


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a signature was found."""

    at: float
    """Position of its last occurrence, from 0 (start) to 1 (end of the text)."""
    factor: float
    """1 for the exact fragment, less if only its words match."""
    words: str
    """The words that were found, without the name of their field."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One compiled signature."""

    text: str
    folded: str
    words: str
    needles: tuple[str, ...]
    """Letters and digits. Unless one of them is in the squeezed text, the signature is not in the text."""
    expression: str | None
    weight: float
    """How specific the fragment is, from 0 to 1; increases with its length."""
    letters: int
    loose: bool
    """Whether comparing the words is enough, because punctuation is not significant."""

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled expression, if this signature is one. It is compiled on first use."""
        return None if self.expression is None else _compile(self.expression)

    def find(self, text: Text) -> Hit | None:
        """Returns where the text contains this signature, or None."""
        if not any(needle in text.squeezed for needle in self.needles):
            return None
        if pattern := self.pattern:
            return _match(pattern, text)
        at, needle = text.folded.rfind(self.folded), self.needles[0]
        if at >= 0 and (len(needle) >= 12 or _whole(text.folded, at, self.folded)):
            return Hit(at / len(text.folded), 1.0, _bare(self.words))
        if not self.loose:
            return None
        at = text.words.rfind(self.words)
        if at >= 0:
            return Hit(at / len(text.words), 0.97, _bare(self.words))
        if len(needle) >= 18 or (len(needle) >= 12 and self.words in words(text.unwrapped)):
            return Hit(text.squeezed.rfind(needle) / len(text.squeezed), 0.9, _bare(self.words))
        return None


def _match(pattern: re.Pattern[str], text: Text) -> Hit | None:
    for form in ("folded", "lines", "unwrapped"):
        searched, last = getattr(text, form), None
        for last in pattern.finditer(searched):  # noqa: B007 (the last one is wanted)
            pass
        if last:
            return Hit(last.start() / len(searched), 1.0, _bare(words(fold(last[0]))))
    return None


def _bare(found: str) -> str:
    """Removes the field name from a signature: `"detail":"Unauthorized"` becomes `Unauthorized`."""
    return _FIELD.sub(" ", found) if _FIELD.match(found) and len(found) > 16 else found


def _whole(text: str, at: int, part: str) -> bool:
    """Whether a fragment consists of whole words: "terminated" in "Unterminated string" does not."""
    end = at + len(part)
    before = at == 0 or not (_wordlike(part[0]) and _wordlike(text[at - 1]))
    return before and (end >= len(text) or not (_wordlike(part[-1]) and _wordlike(text[end])))


def _wordlike(char: str) -> bool:
    return char == "_" or char.isalnum()


@lru_cache(maxsize=4096)
def compiled(text: str) -> Signature:
    """Compiles a signature from the front matter. `catalog.check` has validated it."""
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        expression = text[1:-1]
        runs = [[_squeeze(run) for run in runs] for runs in literals(expression)]
        needles = tuple(max(found, key=len) for found in runs)
        letters = min(sum(map(len, found)) for found in runs)
        return Signature(text, "", "", needles, expression, _weight(letters), letters, False)
    folded = fold(text)
    spaced = words(folded)
    needle = spaced.replace(" ", "")
    visible = len(folded.replace(" ", ""))
    loose = len(needle) >= 8 and len(needle) >= 0.75 * visible
    return Signature(text, folded, spaced, (needle,), None, _weight(len(needle)), len(needle), loose)


@lru_cache(maxsize=4096)
def _compile(expression: str) -> re.Pattern[str]:
    return re.compile(bounded(_QUOTES.sub("'", expression)), re.IGNORECASE | re.MULTILINE)


def _squeeze(text: str) -> str:
    return words(fold(text)).replace(" ", "")


def _weight(letters: int) -> float:
    return 0.94 - 0.65 * math.exp(-letters / 14)
