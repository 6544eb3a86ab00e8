"""The parts of a message that stand out: quoted text, numbers, ids, addresses, dates, names, and words in another
script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..tool_choice import COMMON

_PART = re.compile(
    r"\"(?P<q1>[^\"\n]{1,200})\"|“(?P<q2>[^”\n]{1,200})”|«(?P<q3>[^»\n]{1,200})»|`(?P<q4>[^`\n]{1,200})`"
    r"|(?<!\w)'(?P<q5>[^'\n]{1,200})'(?!\w)"
    r"|(?P<uri>https?://[^\s\"'<>]{1,300}[^\s\"'<>.,;:!?)])"
    r"|(?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)"
    r"|(?P<date>\d{4}-\d\d-\d\d)(?!\d)"
    r"|(?P<clock>(?<![\w:.])\d{1,2}(?::\d\d){1,2}(?:\s?[AaPp][Mm])?(?![\w:])|(?<![\w.])\d{1,2}\s?[AaPp][Mm]\b)"
    r"|(?P<path>(?<![\w./~-])(?:~?/[\w-]{1,60}|(?:\.{1,2}/)?[\w-]{1,60}(?=[\w./-]{0,200}\.[A-Za-z]\w{0,4}\b))"
    r"(?:[./][\w-]{1,60}){0,10})"
    r"|(?P<sum>(?<![\w.])[(\d][\d.()]{0,30}(?:\s?(?:\*\*|[-+*/^])\s?[\d.()]{1,30}){1,20})"
    r"|(?<![\w.-])(?P<measure>\d{1,4})(?=(?:-[a-z]{3,20}){1,2}(?![\w-]))"  # `30-year-old`
    r"|(?P<id>(?<![\w-])(?=[\w-]{0,63}\d)(?=[\w-]{0,63}[A-Za-z])[A-Za-z0-9][\w-]{1,63})"
    r"|(?P<number>(?<![\w.])-?\d{1,15}(?:\.\d{1,15})?(?!\w))"
    r"|(?P<name>[A-ZÀ-Þ][^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?(?:\s(?:(?:de|la|of|the|von|van)\s)?[A-ZÀ-Þ][^\W\d_]{1,40}(?!\w|-)){0,5}"
    r"(?:(?<=[a-zß-ÿ]),\s[A-Z]{2}\b)?)"  # `San Francisco, CA`
    r"|(?P<script>[^\W\d_A-Za-z\u00aa-\u024f]{1,60})"
)
_PLACED = re.compile(
    r"\b(?:in|at|from|to|for|of|into|about|named|called)\s(?:(?:the|a|an|my|our)\s)?([a-zß-ÿ][a-zß-ÿ-]{2,30})\b"
)
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,15})?")
_IS_NAME = re.compile(r"\s(?:is|was|has|lives|works)\b")
_IS_VERB = re.compile(r"\s(?:an?|the|my|our|me|all|\d)\b|\s\d")
"""What follows a name at the start of a sentence, and what follows an imperative."""
_STARTS = re.compile(r"(?:^|[.!?:]\s|\n)\s*$")


@lru_cache(maxsize=32)  # all calls of an answer read the same messages
def parts(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterable[tuple[str, str]]:
    """Yields (kind, part). A name at the start of a sentence is of the kind `start`: it may be any word."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = 2 * sum(letter < "ɐ" for letter in letters) > len(letters)
    for match in _PART.finditer(text):
        kind, part = match.lastgroup or "", match[match.lastgroup or 0]
        if kind.startswith("q"):
            yield "quoted", part.strip()
        elif kind == "name":
            first, _, rest = part.partition(" ")
            if not _STARTS.search(text[max(0, match.start() - 4) : match.start()]):
                if part.lower() not in COMMON:
                    yield "name", part
            elif first.lower() in COMMON:
                yield from [("name", rest)] if rest else ()
            elif not _IS_VERB.match(text, match.end()):
                yield "name" if _IS_NAME.match(text, match.end()) else "start", part
        elif kind == "sum":
            yield kind, part.rstrip(".")
            yield from (("number", one) for one in _NUMBER.findall(part))
        elif kind != "script" or latin:
            yield "number" if kind == "measure" else kind, part
    yield from (("placed", match[1]) for match in _PLACED.finditer(text) if match[1] not in COMMON)
