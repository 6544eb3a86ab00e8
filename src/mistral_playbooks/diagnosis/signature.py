"""The playbooks' signatures: how they are compiled, and found in a text.

A signature is a literal fragment of an error's text, or an `/expression/` (see `content.regex_subset`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..content.regex_subset import bounded, literals
from . import expressions
from .expressions import expression
from .rules import WEIGHTS
from .text import Text, fold, squeeze, words


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a signature was found."""

    at: float
    """Position of its last occurrence, from 0 (start) to 1 (end of the text)."""
    factor: float
    """1 for the exact fragment, less if only its words match."""
    words: str
    """The words that were found, without the name of their field."""


@dataclass(frozen=True)
class Signature:
    """One compiled signature."""

    text: str
    folded: str
    words: str
    needles: tuple[str, ...]
    """Letters and digits. Unless one of them is in the squeezed text, the signature is not in the text."""
    written: str | None
    """The expression as it is written, if this signature is one."""
    weight: float
    """How specific the fragment is, from 0 to 1; increases with its length."""
    letters: int
    loose: bool
    """Whether comparing the words is enough, because punctuation is not significant."""

    @property
    def is_long(self) -> bool:
        """Whether other software hardly has the same words."""
        return self.letters >= 22

    @cached_property
    def expression(self) -> str | None:
        """The expression as it is compiled, if this signature is one."""
        return None if self.written is None else bounded(expression("quotes").sub("'", self.written))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled expression, if this signature is one. Most texts need only a few of them."""
        return None if self.expression is None else expressions.compiled(self.expression, "im")

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
    return expression("field").sub(" ", found) if len(found) > 16 else found


def _whole(text: str, at: int, part: str) -> bool:
    """Whether a fragment consists of whole words: "terminated" in "Unterminated string" does not."""
    end = at + len(part)
    return (at == 0 or _apart(part[0], text[at - 1])) and (end >= len(text) or _apart(part[-1], text[end]))


def _apart(*neighbors: str) -> bool:
    """Whether these characters are not both part of a word."""
    return any(map(expression("no_word").match, neighbors))


@lru_cache(maxsize=4096)
def compiled(text: str) -> Signature:
    """Compiles a signature from the front matter. `catalog.check` has validated it."""
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        body = text[1:-1]
        runs = [list(map(squeeze, runs)) for runs in literals(body)]
        needles = tuple(max(found, key=len) for found in runs)
        letters = min(sum(map(len, found)) for found in runs)
        return Signature(text, "", "", needles, body, _weight(letters), letters, False)
    folded = fold(text)
    spaced = words(folded)
    needle = spaced.replace(" ", "")
    visible = len(folded.replace(" ", ""))
    loose = len(needle) >= 8 and len(needle) >= 0.75 * visible
    return Signature(text, folded, spaced, (needle,), None, _weight(len(needle)), len(needle), loose)


def _weight(letters: int) -> float:
    """Returns the weight of a fragment with so many letters and digits, with four decimals: `exp` of two languages may
    differ in the last bit."""
    weight = WEIGHTS["longest"] - WEIGHTS["span"] * math.exp(-letters / WEIGHTS["slope"])
    return math.floor(weight * 10_000 + 0.5) / 10_000
