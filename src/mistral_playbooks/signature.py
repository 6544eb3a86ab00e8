"""Signatures of the playbooks: how they are written, checked, and found in a text.

A signature is a literal fragment of an error's text, or `/expression/`. Expressions stay within what Python's
`re` and JavaScript's `RegExp` read alike, and what a linear-time engine can run.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ESCAPES = re.compile(r"""\\{1,31}(?:u([0-9a-fA-F]{4})|(["'`/])|[nrt])""")
_QUOTES = re.compile('["`´‘’‚‛“”„‟«»‹›′″＂＇]')
_SPACES = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^\w]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ANSI = re.compile(
    r"(?:\x1b|\\u001b|\\x1b|\\033|␛)(?:\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)?)"
    r"|\[(?:\d{1,3};){0,6}\d{1,3}m"
)


def clean(text: str) -> str:
    """Without colours and invisible characters; HTML entities and full-width forms resolved. Lines are kept."""
    if "\x1b" in text or "m" in text:
        text = _ANSI.sub("", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if "&" in text:
        text = html.unescape(text)
    return text


def fold(text: str) -> str:
    """Lower case, one kind of quote, escapes before quotes gone, white space and line breaks as one space."""

    def plain(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else match[2] or " "

    if "\\" in text:
        text = _ESCAPES.sub(plain, text)
    return _SPACES.sub(" ", _QUOTES.sub("'", text)).lower().strip()


def words(folded: str) -> str:
    """Letters, digits and underscores of a folded text; anything else is one space, also at both ends."""
    return f" {_NO_WORD.sub(' ', folded).strip()} "


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a signature was found."""

    at: float
    """Place of its last occurrence, 0 (start) to 1 (end of the text)."""
    factor: float
    """1 for the exact fragment, less where only its words agree."""
    words: str
    """The words that were found."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, ready to be searched for."""

    text: str
    folded: str
    words: str
    needles: tuple[str, ...]
    """Letters and digits: one of them must be in the squeezed text, or nothing can be found."""
    pattern: re.Pattern[str] | None
    weight: float
    """How much this fragment says alone, 0-1: grows with its length."""
    letters: int
    loose: bool
    """Words alone are enough; false where punctuation carries the meaning."""

    def find(self, folded: str, spaced: str, squeezed: str, lines: str) -> Hit | None:
        """Search. In: the folded text, its words, its squeezed words, the cleaned text with its lines."""
        if not any(needle in squeezed for needle in self.needles):
            return None
        if self.pattern is not None:
            last = None
            for text in (folded, lines):
                for last in self.pattern.finditer(text):  # noqa: B007 (the last one is wanted)
                    pass
                if last:
                    return Hit(last.start() / len(text), 1.0, words(fold(last[0])))
            return None
        at, needle = folded.rfind(self.folded), self.needles[0]
        if at >= 0 and (len(needle) >= 12 or _whole(folded, at, self.folded)):
            return Hit(at / len(folded), 1.0, self.words)
        if not self.loose:
            return None
        at = spaced.rfind(self.words)
        if at >= 0:
            return Hit(at / len(spaced), 0.97, self.words)
        if len(needle) >= 18:
            return Hit(squeezed.rfind(needle) / len(squeezed), 0.9, self.words)
        return None


def _whole(text: str, at: int, part: str) -> bool:
    """Does a fragment stand as whole words? "terminated" is not in "Unterminated string"."""
    end = at + len(part)
    before = at == 0 or not (_wordlike(part[0]) and _wordlike(text[at - 1]))
    return before and (end >= len(text) or not (_wordlike(part[-1]) and _wordlike(text[end])))


def _wordlike(char: str) -> bool:
    return char == "_" or char.isalnum()


@lru_cache(maxsize=4096)
def compiled(text: str) -> Signature:
    """A signature as written in the front matter → ready to search. ValueError outside of the subset."""
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        expression = text[1:-1]
        if problem := fault(expression):
            raise ValueError(problem)
        runs = [[_squeeze(run) for run in runs] for runs in _literals(expression)]
        needles = tuple(max(found, key=len) for found in runs)
        letters = min(sum(map(len, found)) for found in runs)
        pattern = re.compile(_bounded(_QUOTES.sub("'", expression)), re.IGNORECASE | re.MULTILINE)
        return Signature(text, "", "", needles, pattern, _weight(letters), letters, False)
    folded = fold(text)
    spaced = words(folded)
    needle = spaced.replace(" ", "")
    visible = len(folded.replace(" ", ""))
    loose = len(needle) >= 8 and len(needle) >= 0.75 * visible
    return Signature(text, folded, spaced, (needle,), None, _weight(len(needle)), len(needle), loose)


def _squeeze(text: str) -> str:
    return words(fold(text)).replace(" ", "")


def _weight(letters: int) -> float:
    return 0.94 - 0.65 * math.exp(-letters / 14)


_ATOM = re.compile(
    r"""\\[dDwWsSbBnrt.\\/()\[\]{}^$|?*+'"`-]        # escapes with the same meaning in both languages
      | \[\^?(?:\\[dDwWsSnrt.\\/()\[\]{}^$|?*+'"-]|[^\]\[\\])+\]   # character class
      | \((?:\?:)? | \) | \| | \^ | \$ | \.
      | [^\\()\[\]{}^$|?*+.]""",
    re.VERBOSE | re.DOTALL,
)
_COUNT = re.compile(r"[*+?]\??|\{(\d{1,4})(?:,(\d{0,4}))?\}\??")
_KEEP = re.compile(r"\\[./\\()\[\]{}^$|?*+'\"`-]")


def fault(expression: str) -> str | None:
    """Why an expression is outside of the subset; None where it may be used.

    Allowed: literals, `.`, classes, `\\d \\w \\s \\b` and escaped punctuation, groups, alternatives, `^ $`,
    the quantifiers `? * + {m,n}` and their lazy forms. Not allowed: look-around, back-references, named groups,
    flags, possessive quantifiers, atomic groups, an unbounded quantifier inside of another one, more than two
    unbounded ones, and expressions without four letters or digits that must occur.
    """
    at = unbounded = 0
    groups: list[int] = []
    inside = 0  # unbounded quantifiers within the atom just read
    quantifiable = False
    while at < len(expression):
        count = _COUNT.match(expression, at)
        if count:
            if not quantifiable:
                return f"position {at}: `{count[0]}` has nothing to repeat (possessive forms are not allowed)"
            endless = count[0][0] in "*+" or (count[0][0] == "{" and count[2] == "")
            if inside and (endless or (count[0][0] == "{" and max(int(count[1]), int(count[2] or 0)) > 1)):
                return f"position {at}: a repetition inside of a repetition takes more than linear time"
            unbounded += endless
            quantifiable, at = False, count.end()
            continue
        atom = _ATOM.match(expression, at)
        if atom is None:
            return f"position {at}: `{expression[at : at + 3]}` is not in the subset (escape it, or write it otherwise)"
        mark, inside, quantifiable = atom[0], 0, atom[0] not in "^$|" and atom[0] not in (r"\b", r"\B")
        if mark.startswith("("):
            if expression.startswith("(?", at) and mark != "(?:":
                return f"position {at}: `{expression[at : at + 4]}`: only `(` and `(?:` groups are allowed"
            groups.append(unbounded)
            quantifiable = False
        elif mark == ")":
            if not groups:
                return f"position {at}: `)` closes nothing"
            inside = unbounded - groups.pop()
        at = atom.end()
    if groups:
        return "a group is not closed"
    if unbounded > 2:
        return "more than two unbounded repetitions; write `[^'\"]{1,80}` or the like"
    if any(max((len(_squeeze(run)) for run in runs), default=0) < 4 for runs in _literals(expression)):
        return "no four letters or digits in a row that must occur; make it more specific"
    try:
        re.compile(expression)
    except re.error as error:
        return f"does not compile: {error}"
    return None


def _literals(expression: str) -> list[list[str]]:
    """For each top-level alternative the runs of plain characters that must occur in whatever it matches."""
    found: list[list[str]] = [[]]
    run, depth, at = "", 0, 0
    while at < len(expression):
        count = _COUNT.match(expression, at)
        atom = None if count else _ATOM.match(expression, at)
        if count or atom is None:
            found[-1].append(run[:-1])  # the repeated character is not certain to occur
            run, at = "", count.end() if count else at + 1
            continue
        mark, at = atom[0], atom.end()
        depth += mark.startswith("(") - (mark == ")")
        plain = mark[1:] if _KEEP.fullmatch(mark) else mark if len(mark) == 1 and mark not in ".^$|()" else ""
        if plain and depth == 0:
            run += plain
            continue
        found[-1].append(run)
        run = ""
        if mark == "|" and depth == 0:
            found.append([])
    found[-1].append(run)
    return [[run for run in runs if run] for runs in found]


def _bounded(expression: str) -> str:
    """The same expression with at most 300 repetitions where it sets no bound: a folded text is one long line."""
    parts, at = [], 0
    while at < len(expression):
        count, atom = _COUNT.match(expression, at), _ATOM.match(expression, at)
        mark = (count or atom)[0]  # type: ignore[index]  (`fault` has accepted it)
        at += len(mark)
        if count and mark[0] in "*+":
            mark = ("{0,300}" if mark[0] == "*" else "{1,300}") + mark[1:]
        parts.append(mark)
    return "".join(parts)
