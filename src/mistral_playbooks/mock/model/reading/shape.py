"""The form of the JSON that a prompt shows: an example, a template such as `{"tags": string[]}`, or a JSON Schema, of
an object or a list.

It becomes a JSON Schema, of which the mocked model makes an instance in `json_object`, as models follow the form that
they are shown. Nothing is understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..values.keywords import are_properties
from .asked_json import ANSWER
from .shown_values import OR, TEXT, of_alternatives, of_text, of_words

_TOKEN = re.compile(
    r"\"(?P<double>(?:[^\"\\\n]|\\.){0,1000})\"|(?<!\w)'(?P<single>[^'\n]{0,1000})'|`(?P<tick>[^`\n]{0,1000})`"
    r"|(?P<comment>(?<!:)//[^\n]*)|(?P<sign>[{}\[\]:,;|\n])|(?P<more>\.{3}|…)|(?P<word>[^\s{}\[\]:,;|\"`…]+)"
)
_NEAR = 200
"""How many characters before an example are searched for a word that says what it is for."""
_KEY = re.compile(r"[A-Za-z_][\w-]{0,60}\??$")
_BEFORE_LIST = re.compile(
    r"(?:\bjson|array|\blist|\bliste|\blista|tableau|format|strings)\b[^.;\[\]]{0,25}(?<!\bof)(?<!\bin)(?<!\bfrom)\s+$",
    re.I,
)
_MAX_DEPTH = 8
_MAX_EXAMPLES = 20
_MAX_ITEMS = 5

_Token = tuple[str, str, int]
"""The kind, the text and the place in the prompt. `end` is the kind of the last one."""


class _NoForm(Exception):
    """The text is not the form of a JSON object."""


def form(text: str, *, asked: bool = False) -> dict[str, Any] | None:
    """Returns the schema of the JSON that a prompt shows, or None if it shows none. With `asked`, only if it asks for
    this JSON in words.

    >>> form('Answer as {"tags": ["a"], "valid": true}.')["properties"]["valid"]
    {'type': 'boolean'}
    """
    if asked and "json" not in text.lower():
        return None
    schemas, examples, others = [], [], []
    for begin, end, found in _examples(text):
        is_asked = bool(ANSWER.search(text, max(0, begin - _NEAR), begin))
        if schema := _json_schema(text[begin:end]):
            schemas.append(schema)
        else:
            (examples if is_asked else others).append(found)
    if schemas:
        return schemas[-1]
    return next(iter([*examples, *([] if asked else others)]), None)


def _json_schema(text: str) -> dict[str, Any] | None:
    """Returns the JSON Schema of a list or an object. That of an object can lack all but the properties."""
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(schema, dict):
        return None
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return schema
    shared = {name: schema[name] for name in ("$defs", "definitions") if isinstance(schema.get(name), dict)}
    found = schema.get("properties")
    if not isinstance(found, dict) or not found or not all(isinstance(one, dict) for one in found.values()):
        found = {name: one for name, one in schema.items() if name not in shared}
        if not are_properties(found):
            return None
        for definitions in shared.values():
            for name, one in definitions.items():
                if are_properties(one):
                    definitions[name] = {"type": "object", "properties": one, "required": list(one)}
    return {"type": "object", "properties": found, "required": list(found), **shared}


def _examples(text: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yields the outermost objects and lists of a text: where each begins and ends, and its schema."""
    tokens = [(match.lastgroup or "", match[match.lastgroup or 0], match.start()) for match in _TOKEN.finditer(text)]
    tokens = [token for token in tokens if token[0] != "comment"]
    at = tries = 0
    while at < len(tokens) and tries < _MAX_EXAMPLES:
        if _opens(tokens, at, text):
            reader = _Reader(tokens, at)
            tries += 1
            try:
                found = reader.form()
            except _NoForm:
                at += 1
                continue
            yield tokens[at][2], tokens[reader.at - 1][2] + 1, found
            at = reader.at
        else:
            at += 1


def _opens(tokens: list[_Token], at: int, text: str) -> bool:
    """Whether an object begins here, with a key and a colon, or a list of objects, or one of texts whose form the words
    before it announce: other ones are data, such as the categories to choose from."""
    kind, sign, place = tokens[at]
    rest = [token for token in tokens[at + 1 : at + 9] if token[1] != "\n"]
    if kind != "sign" or len(rest) < 2:
        return False
    if sign == "[" and rest[0][1] == "{":
        sign, rest = "{", rest[1:]
    if sign == "{":
        return len(rest) > 1 and _is_key(rest[0]) and rest[1][1] == ":"
    is_list = sign == "[" and rest[0][0] == "double" and rest[1][1] in (",", "]")
    return is_list and bool(_BEFORE_LIST.search(text[max(0, place - 60) : place]))


def _is_key(token: _Token) -> bool:
    return token[0] in ("double", "single", "tick") or (token[0] == "word" and bool(_KEY.match(token[1])))


class _Reader:
    """Reads the form of one object or list, from its sign on."""

    def __init__(self, tokens: list[_Token], at: int) -> None:
        self._tokens = tokens
        self.at = at
        self._keys: set[str] = set()
        self._lists: list[tuple[dict[str, Any], list[str]]] = []

    def form(self) -> dict[str, Any]:
        """Returns the schema. A list of keys, such as the columns of rows, stays as it is shown."""
        found = self._object(0) if self._peek()[1] == "{" else self._array(0)
        for schema, texts in self._lists:
            if texts and self._keys.issuperset(texts):
                schema.update(prefixItems=[{"const": text} for text in texts], items=False)
        return found

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in self._entries("}", depth):
            name = self._next()
            if name[0] == "more":
                continue
            if not _is_key(name) or self._next()[1] != ":":
                raise _NoForm
            found[name[1].rstrip("?")] = self._value(depth + 1)
        self._keys |= found.keys()
        return {"type": "object", "properties": found, "required": list(found)}

    def _array(self, depth: int) -> dict[str, Any]:
        items, texts = [], []
        for _ in self._entries("]", depth):
            kind, text, _ = self._peek()
            texts.append(text)
            items.append(self._value(depth + 1))
            if kind == "double" and items[-1].get("type") == "array":  # `["list of names"]`
                items[-1] = items[-1]["items"]
        found = {"type": "array", "items": items[0] if items else TEXT, "minItems": min(len(items), _MAX_ITEMS)}
        self._lists.append((found, texts))
        return found

    def _entries(self, end: str, depth: int) -> Iterator[None]:
        """Yields before each entry up to the closing sign, which is read, too."""
        self.at += 1
        if depth > _MAX_DEPTH:
            raise _NoForm
        while True:
            while self._peek()[1] in (",", ";", "\n") or self._peek()[0] == "more":
                self.at += 1
            if self._peek()[1] == end:
                self.at += 1
                return
            yield

    def _value(self, depth: int) -> dict[str, Any]:
        while self._peek()[1] == "\n":
            self.at += 1
        kind, text, _ = self._peek()
        if text == "{" and kind == "sign":
            found = self._object(depth)
        elif text == "[" and kind == "sign":
            found = self._array(depth)
        elif kind == "word":
            return of_words(" ".join(self._rest()))
        elif kind in ("double", "single", "tick"):
            self.at += 1
            alternatives = [text]
            while self._peek()[1] == "|" or (self._peek()[0] == "word" and self._peek()[1] in OR):
                self.at += 1
                alternatives.append(self._next()[1])
            found = of_alternatives(alternatives) if len(alternatives) > 1 else of_text(text)
        else:
            raise _NoForm
        list(self._rest())  # a remark
        return found

    def _rest(self) -> Iterable[str]:
        """Yields the words up to the end of an entry. A comma in parentheses or brackets does not end it."""
        open = 0
        while True:
            kind, text, _ = self._peek()
            if kind == "end" or text == "\n" or (open <= 0 and kind == "sign" and text in ",;}]"):
                return
            if kind in ("word", "sign"):
                open += text.count("(") + text.count("[") - text.count(")") - text.count("]")
            self.at += 1
            yield text

    def _peek(self) -> _Token:
        return self._tokens[self.at] if self.at < len(self._tokens) else ("end", "", 0)

    def _next(self) -> _Token:
        token = self._peek()
        if token[0] == "end":
            raise _NoForm
        self.at += 1
        return token
