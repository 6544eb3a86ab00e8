"""Finds objects in a text: JSON, Python and JavaScript notation, also escaped, truncated or wrapped.

Error reports rarely contain valid JSON, but a Python `repr`, a JSON string within a JSON string, the first half of an
object, or `util.inspect` output. This parser extracts what it can and never raises. It reads every character a bounded
number of times. Its values are dicts, lists, strings and None; a number is the string that stands in the text.
"""

from __future__ import annotations

import re
from typing import Any

from .expressions import expression
from .rules import LETTERS
from .text import character

_NOTHING = frozenset({"null", "None", "undefined", "true", "True", "false", "False"})
"""Words that are no text. No fact depends on which of them it is."""
_START, _SPACE, _QUOTE = expression("start"), expression("blank"), expression("quote")
_NAME, _ASSIGN, _JOIN = expression("name"), expression("assign"), expression("join")
_NUMBER, _OTHER, _ESCAPE = expression("number"), expression("other"), expression("escape")
_MAX_DEPTH = 24
_MAX_NESTED = 5  # levels of strings that contain objects
_MAX_OBJECTS = 400
_UNREAD = frozenset({"messages", "tools", "input"})


def unescape(text: str) -> str:
    """Removes one level of JSON or Python string escapes."""

    def decoded(match: re.Match[str]) -> str:
        mark = match[1]
        if len(mark) > 1:
            return character(int(mark[1:], 16))
        return LETTERS.get(mark, mark)

    return _ESCAPE.sub(decoded, text)


class _Broken(Exception):
    """The object is invalid or truncated here. What was parsed before is kept."""


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def string(self, limit: int = 20_000) -> str:
        """Parses a quoted string, whose quotes may be escaped (`\\"`). If it has no end, returns the rest."""
        parts = [self._piece(limit)]
        while len(parts) < 200 and (joined := _JOIN.match(self.text, self.at)):
            self.at = joined.end()
            parts.append(self._piece(limit))
        return "".join(parts)

    def _piece(self, limit: int) -> str:
        opening = _QUOTE.match(self.text, self.at)
        if opening is None:
            raise _Broken
        level, quote = len(opening[1]), opening[2]
        start = at = opening.end()
        while True:
            at = self.text.find(quote, at, start + limit)
            if at < 0:
                self.at = min(start + limit, len(self.text))
                raw = self.text[start : min(self.at, start + 4000)]
                break
            behind = at
            while behind > start and self.text[behind - 1] == "\\":
                behind -= 1
            slashes = at - behind
            if slashes <= level if level else slashes % 2 == 0:
                raw, self.at = self.text[start : at - min(slashes, level)], at + 1
                break
            at += 1
        for _ in range((level + 1).bit_length() if "\\" in raw else 0):
            raw = unescape(raw)
        return raw

    def value(self, depth: int) -> Any:
        self._skip()
        if depth > _MAX_DEPTH or self.at >= len(self.text):
            raise _Broken
        char = self.text[self.at]
        if char == "{":
            return self.mapping(depth + 1)
        if char == "[":
            return self.sequence(depth + 1)
        if _QUOTE.match(self.text, self.at):
            return self.string()
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return number[0][:30]
        other = _OTHER.match(self.text, self.at)
        word = other[0] if other else ""
        self.at += len(word)
        word = word.strip()
        return None if word in _NOTHING else word[:2000]

    def sequence(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        try:
            while True:
                self._skip()
                if self.text[self.at : self.at + 1] == "]":
                    self.at += 1
                    return found
                before = self.at
                found.append(self.value(depth))
                self._skip()
                if self.text[self.at : self.at + 1] == ",":
                    self.at += 1
                elif self.at == before or self.text[self.at : self.at + 1] != "]":
                    return found
        except _Broken:
            return found

    def mapping(self, depth: int, opened: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 0 if opened else 1
        try:
            while True:
                self._skip()
                if self.text[self.at : self.at + 1] == "}":
                    self.at += 1
                    return found
                name = _NAME.match(self.text, self.at)
                if name:
                    key, self.at = name[0], name.end()
                else:
                    start = self.at
                    key = self.string(limit=120)
                    if len(key) > 80:
                        self.at = start + 1
                        return found
                colon = _ASSIGN.match(self.text, self.at)
                if colon is None:
                    return found
                self.at = start = colon.end()
                found[key] = self.value(depth)
                self._skip()
                following = self.text[self.at : self.at + 1]
                if following == ",":
                    self.at += 1
                elif following != "}":
                    if following and isinstance(found[key], str) and "{" in found[key][:4]:
                        self.at = start + 1  # an unescaped object inside quotes: parse it as an object
                    return found
        except _Broken:
            return found


def read(text: str, nested: int = 0) -> list[dict[str, Any]]:
    """Returns every object in the text, outermost first. Objects inside strings follow as separate objects."""
    found: list[dict[str, Any]] = []
    parser = _Parser(text)
    while len(found) < _MAX_OBJECTS:
        start = _START.search(text, parser.at)
        if start is None:
            break
        parser.at = start.start()
        mapping = parser.mapping(0, opened=start[1] is not None)
        parser.at = max(parser.at, start.start() + 1)
        if mapping:
            found.append(mapping)
            if nested < _MAX_NESTED:
                for inner in _strings(mapping):
                    found.extend(read(inner, nested + 1))
    return found


def _strings(value: Any) -> list[str]:
    """Returns the strings in a value that may contain an object."""
    if isinstance(value, str):
        return [value] if "{" in value and ":" in value else []
    if isinstance(value, dict):
        value = [item for key, item in value.items() if key not in _UNREAD]
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []
