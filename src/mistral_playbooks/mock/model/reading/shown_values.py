"""The schemas of the values in the form that a prompt shows: texts, numbers and names of types."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {"str": "string", "text": "string", "bool": "boolean", "int": "integer", "float": "number", "list": "array"}
_TYPE = re.compile(
    r"<?(string|str|text|boolean|bool|number|float|integer|int|array|list)(\[\])?>?(?:\s*(?:[(\[|<-]|of\b|or\b).*)?$",
    re.I,
)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?$")
_RANGE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s?(?:-|–|to|and)\s?(\d{1,9}(?:\.\d{1,9})?)\b")
TEXT = {"type": "string"}
"""The schema of any text."""


def of_words(text: str) -> dict[str, Any]:
    """Returns the schema of a value without quotes: a number, a constant, or the name of a type with a remark."""
    first = text.partition(" ")[0]
    if _RANGE.match(text):
        return _of_type("number", text)
    if number := _NUMBER.match(first):
        return {"const": float(first) if number[1] else int(first)}
    if re.match(r"(?:true|false)\b", first, re.I):
        return {"type": "boolean"}
    if first.lower() in ("null", "none"):
        return {"const": None}
    return of_text(text)


def of_text(text: str) -> dict[str, Any]:
    """Returns the schema of a text in an example. It can be the name of a type, or alternatives."""
    compact = re.sub(r"\s*\[ \]", "[]", text.strip())
    if match := _TYPE.match(compact):
        return _of_type(match[1].lower(), compact, is_list=bool(match[2]))
    if re.match(r"(?:array|list)<", compact, re.I):
        return _of_type("list", compact)
    parts = [part.strip() for part in text.split("|")]
    return of_alternatives(parts) if len(parts) > 1 else TEXT


def of_alternatives(parts: list[str]) -> dict[str, Any]:
    """Returns the schema of a value that is one of several: of the first type, or one of these texts."""
    if match := _TYPE.match(parts[0]):
        return _of_type(match[1].lower(), parts[0], is_list=bool(match[2]))
    return {"enum": parts} if all(0 < len(part) <= 40 for part in parts) else TEXT


def _of_type(name: str, text: str, *, is_list: bool = False) -> dict[str, Any]:
    kind = _TYPES.get(name, name)
    if is_list or kind == "array":
        inner = re.search(r"[<\[(]\s*(\w+)|of\s(\w+?)s?\b", text) if kind == "array" else None
        item = (inner[1] or inner[2]).lower() if inner else "string"
        known = _TYPE.match(item) if kind == "array" else _TYPE.match(name)
        return {"type": "array", "items": _of_type(known[1].lower(), "") if known else TEXT, "minItems": 1}
    bounds = _RANGE.search(text) if kind in ("number", "integer") else None
    if bounds and float(bounds[1]) < float(bounds[2]):
        return {"type": kind, "minimum": float(bounds[1]), "maximum": float(bounds[2])}
    return {"type": kind}
