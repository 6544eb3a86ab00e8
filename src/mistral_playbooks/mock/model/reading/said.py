"""What the mocked model takes from the user's words: the arguments of its calls.

Nothing is understood. Arguments are the parts that stand out in the message, in its order: quoted text, numbers, ids,
addresses, dates, names, and words in another script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..regex import is_quick
from ..tool_choice import LIMIT, Function, words
from ..values.keywords import is_number
from . import identifiers
from .parts import parts

_CODE = re.compile(r"[A-Z]{2,6}")
_MESSAGES = 5
"""How many of the user's messages are read."""
_NUMERIC = ("integer", "number")
_FORMATS = {"date": "date", "date-time": "time", "email": "email", "uri": "uri", "url": "uri"}
_TEXTS = ("query", "question", "text", "prompt", "message", "content", "search", "input", "body", "topic", "expression")
"""Names of arguments that hold what was asked, as a whole, unless it quotes something."""
_USUAL = ("quoted", "script", "name", "id", "path", "start", "number", "placed")
_MOMENTS = ("date", "time", "clock")
_BY_NAME = (
    (re.compile(r"(?:^|_)e?mail|email", re.I), ("email",)),
    (re.compile(r"^(?:to|cc|bcc|sender|recipient|attendee|participant|guest|invitee)s?$", re.I), ("email", *_USUAL)),
    (re.compile(r"ur[li]$|link", re.I), ("uri",)),
    (re.compile(r"path|file|folder|director", re.I), ("path", "quoted", "placed")),
    (re.compile(r"(?:^|_)time$|[a-z]Time$|hour", re.I), ("clock", "time")),
    (re.compile(r"date|day", re.I), ("date", "time")),
    (re.compile(r"expression|formula|equation|calc", re.I), ("sum", "quoted")),
    (re.compile(r"ticker|symbol|currency|airport|iata|iso", re.I), ("code", *_USUAL)),
    (re.compile(r"(?:^|_)(?:id|key|code|number|ref|reference|sku)$|[a-z]I[dD]$"), ("id", "quoted", "number", "name")),
)


class Said:
    """The parts of the user's messages, each of which is one argument of a call. The newest message comes first.

    `function` is the one that is called: its own words are no arguments, and numbers are for its numeric ones. `others`
    are the results of tools and the system's messages, of which only identifiers are read. Unless `is_alone`,
    other functions are called too, for which a quoted text may be meant.
    """

    def __init__(
        self,
        messages: Sequence[str],
        function: Function | None = None,
        others: Sequence[str] = (),
        *,
        is_alone: bool = True,
    ) -> None:
        texts = [text[-LIMIT:].strip() for text in messages[:_MESSAGES]]
        self._text = texts[0] if texts else ""
        self._stems = {stem for text in texts for stem in words(text)}
        self._words = "".join(map(_spaced, texts))
        own = words(f"{function.name} {function.description or ''}") if function else set[str]()
        self._parts = [
            (kind, part)
            for text in texts
            for kind, part in parts(text)
            if kind not in ("start", "placed") or not words(part) <= own
        ]
        found = function.parameters.get("properties") if function else None
        schemas = found.values() if isinstance(found, dict) else ()
        self._numeric = sum(isinstance(one, dict) and one.get("type") in _NUMERIC for one in schemas)
        self._is_whole_meant = function is None or not function.parameters.get("required")
        self._named: dict[str, str] = {}
        for text in reversed(others):
            self._named |= identifiers.mentioned(text)
        for text in reversed(texts):
            self._named |= identifiers.named(text)
        self._certain = {*_MOMENTS, "quoted"} if is_alone else {*_MOMENTS}
        self.given = 0
        """How many arguments the user certainly gave: neither a name nor a word that was merely left."""

    @property
    def has_values(self) -> bool:
        """Whether any part looks like a value: not only a word at the start of a sentence or after a preposition."""
        return any(kind not in ("start", "placed") for kind, _ in self._parts)

    def take(self, kind: str, schema: dict[str, Any], name: str) -> Any:
        """Returns the next part of the message that fits a property of this name, or None. Each part is used once."""
        if kind in ("string", "integer") and identifiers.is_identifier(name):
            found = self._named.get(identifiers.noun_of(name), "")
            fit = _same(schema) if kind == "string" else lambda part: _number(part, kind, schema)
            if found and (kind == "string" or found.isdecimal()) and (value := fit(found)) is not None:
                self._parts = [one for one in self._parts if one[1] != found]
                self.given += 1
                return value
        if kind in _NUMERIC:
            self._numeric -= 1
            return self._next(("number",), lambda part: _number(part, kind, schema), name)
        if kind != "string":
            return None
        base = re.split(r"_|(?<=[a-z])(?=[A-Z])", name)[-1].lower()
        if format := schema.get("format"):
            kinds = (_FORMATS.get(str(format), ""),)
        elif base in _TEXTS:
            kinds = ("sum", "quoted") if base in ("expression", "input") else ("quoted",)
            part = self._next(kinds, _same(schema), name)
            if part is None and self._text and (part := _fits(self._text, schema)) is not None:
                self.given += self._is_whole_meant
            return part
        else:
            kinds = (*_kinds_of(name), *_MOMENTS) if schema.get("pattern") else _kinds_of(name)
            if self._numeric > 0 and kinds[0] != "id":
                kinds = tuple(kind for kind in kinds if kind != "number")
        return self._next(kinds, _same(schema), name)

    def member(self, members: Sequence[Any]) -> Any:
        """Returns the first of these values that the message names, or None."""
        for one in members if self._words.strip() else ():
            if isinstance(one, str) and one.strip() and _spaced(one[:200]) in self._words:
                self.given += 1
                return one
        return None

    def left(self, kind: str, name: str) -> int:
        """Returns how many unused parts could be items of a list of this type and name."""
        if kind == "object":
            return 0
        if kind in _NUMERIC:
            return sum(of == "number" for of, _ in self._parts)
        kinds = _kinds_of(name)
        if (first := kinds[0]) != "quoted" and (count := sum(of == first for of, _ in self._parts)):
            return count
        return sum(of in ("quoted", "script", "name", "id") for of, _ in self._parts)

    def _next(self, kinds: Sequence[str], fit: Any, name: str) -> Any:
        for kind in kinds:
            for index, (of, part) in enumerate(self._parts):
                if kind == "code":
                    of = kind if of in ("name", "start") and _CODE.fullmatch(part) else of
                if of == kind and (value := fit(part)) is not None:
                    del self._parts[index]
                    is_sure = kind in self._certain or (kind == kinds[0] != "quoted")
                    self.given += is_sure or not self._stems.isdisjoint(words(name))
                    return value
        return None


def _kinds_of(name: str) -> tuple[str, ...]:
    """Returns the kinds of parts that a text of this name may be, the best ones first."""
    return next((kinds for pattern, kinds in _BY_NAME if pattern.search(name)), _USUAL)


def _spaced(text: str) -> str:
    return " ".join(("", *re.findall(r"[^\W_]+", text.lower()), ""))


def _number(part: str, kind: str, schema: dict[str, Any]) -> int | float | None:
    value = float(part)
    if kind == "integer" and not value.is_integer():
        return None
    bound = {name: one for name, one in schema.items() if is_number(one)}
    inside = bound.get("minimum", value) <= value <= bound.get("maximum", value)
    inside &= bound.get("exclusiveMinimum", value - 1) < value < bound.get("exclusiveMaximum", value + 1)
    step = bound.get("multipleOf", 1 if kind == "integer" else 0)
    if not inside or (step > 0 and not float(value / step).is_integer()):
        return None
    return int(value) if "." not in part else value


def _same(schema: dict[str, Any]) -> Any:
    return lambda part: _fits(part, schema)


def _fits(part: str, schema: dict[str, Any]) -> str | None:
    """Returns the part if it has the length and the pattern of the schema."""
    least, most = schema.get("minLength"), schema.get("maxLength")
    if (is_number(least) and len(part) < least) or (is_number(most) and len(part) > most):
        return None
    pattern = schema.get("pattern")
    if pattern is not None and not (isinstance(pattern, str) and is_quick(pattern) and len(part) <= 64):
        return None
    try:
        return part if pattern is None or re.search(pattern, part) else None
    except re.error:
        return None
