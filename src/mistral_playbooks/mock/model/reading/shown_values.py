"""The schemas of the values that a prompt shows or describes: texts, numbers, alternatives and names of types."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {
    **dict.fromkeys(("string", "str", "text", "texte", "texto"), "string"),
    **dict.fromkeys(("boolean", "bool", "booléen", "booleano"), "boolean"),
    **dict.fromkeys(("integer", "int", "ganzzahl", "entier", "entero"), "integer"),
    **dict.fromkeys(("number", "float", "zahl", "nombre", "número"), "number"),
    **dict.fromkeys(("array", "list", "liste", "lista"), "array"),
}
_TYPE = re.compile(
    r"<?(?:(?:an?|the|une?|eine?|una?)\s)?(?:(?:first|second|third|whole|decimal|short|json)\s)?"
    rf"({'|'.join(_TYPES)})(\[\])?>?(?:\s*(?:[(\[|<,;:.-]|(?:of|or|from|between|to|in|with|de|von)\b).*)?$",
    re.I | re.S,
)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?$")
_RANGE = re.compile(
    r"(?:(?:between|from)\s)?(\d{1,9}(?:\.\d{1,9})?)\s?(?:-|–|to|and)\s?(\d{1,9}(?:\.\d{1,9})?)\b", re.I
)
_DATE = re.compile(r"(?:YYYY|\d{4})-(?:MM|\d\d)-(?:DD|\d\d)(T[\dHhMmSs:.Z+-]{0,20})?$")
OR = ("or", "ou", "oder", "o", "или")
"""Words between alternatives."""
_OR = re.compile(rf",?\s(?:{'|'.join(OR)})\s|\s?/\s?")
_ONE_OF = re.compile(r"\b(?:one of|either)\b(?:\sthe following)?[\s:]*", re.I)
_ALTERNATIVE = re.compile(r"[\"'`]([^\"'`]{1,40})[\"'`]|([^\W\d_][\w-]{1,39})")
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
    """Returns the schema of a text in an example, or of a remark beside a key. It can be a date, a range from 0 or 1,
    the name of a type, or alternatives.

    >>> of_text("low, medium or high"), of_text("the first number to add")
    ({'enum': ['low', 'medium', 'high']}, {'type': 'number'})
    """
    compact = re.sub(r"\s*\[ \]", "[]", text.strip())
    if match := _TYPE.match(compact):
        return _of_type(match[1].lower(), compact, is_list=bool(match[2]))
    if re.match(r"(?:array|list)<", compact, re.I):
        return _of_type("list", compact)
    if date := _DATE.match(compact):
        return {"type": "string", "format": "date-time" if date[1] else "date"}
    if (bounds := _RANGE.fullmatch(compact)) and bounds[1] in ("0", "1", "0.0"):
        return _of_type("number", compact)
    parts = [part.strip() for part in text.split("|")]
    return of_alternatives(parts if len(parts) > 1 else _alternatives(compact))


def of_alternatives(parts: list[str]) -> dict[str, Any]:
    """Returns the schema of a value that is one of several: of the first type, or one of these texts."""
    if parts and (match := _TYPE.match(parts[0])):
        return _of_type(match[1].lower(), parts[0], is_list=bool(match[2]))
    return {"enum": parts} if parts and all(0 < len(part) <= 40 for part in parts) else TEXT


def _alternatives(text: str) -> list[str]:
    """Returns the words of `a, b or c`, `a/b` or `one of: a, b`; [] if it is any other text."""
    lead = _ONE_OF.search(text)
    text = text[lead.end() if lead else 0 :].strip(" <>()[],.;")
    if text.isupper() or not (lead or _OR.search(text)):
        return []
    found = [_ALTERNATIVE.fullmatch(part.strip()) for part in re.split(rf"{_OR.pattern}|[,;]\s?", text)[:50]]
    return [one[1] or one[2] for one in found if one] if len(found) > 1 and all(found) else []


def _of_type(name: str, text: str, *, is_list: bool = False) -> dict[str, Any]:
    kind = _TYPES[name]
    if is_list or kind == "array":
        inner = re.search(r"[<\[(]\s*(\w+)|of\s(\w+?)s?\b", text) if kind == "array" else None
        item = (inner[1] or inner[2]).lower() if inner else "string"
        known = _TYPE.match(item) if kind == "array" else _TYPE.match(name)
        return {"type": "array", "items": _of_type(known[1].lower(), "") if known else TEXT, "minItems": 1}
    bounds = _RANGE.search(text) if kind in ("number", "integer") else None
    if bounds and float(bounds[1]) < float(bounds[2]):
        return {"type": kind, "minimum": float(bounds[1]), "maximum": float(bounds[2])}
    return {"type": kind}
