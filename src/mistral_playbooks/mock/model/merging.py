"""Two JSON Schemas that both hold, as one: where a keyword of both cannot be one, the second stands in `allOf`."""

from __future__ import annotations

import math
from typing import Any

from .validity import is_a, is_number, same

Schema = dict[str, Any]

_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_TOGETHER = {"if", "then", "else"}
NOTES = {"title", "description", "default", "examples", "$id", "$schema", "$comment", "$defs", "definitions",
          "readOnly", "deprecated", "$anchor", "format"}  # fmt: skip

_COMPARED = 10_000
"""Pairs of two lists' members that are compared at most."""


def merged(one: Schema, other: Any) -> Schema:
    """What both schemas demand. A schema of `true` demands nothing, one of `false` what nothing fulfils."""
    if other is False:
        return {**one, "not": {}}
    if not isinstance(other, dict):
        return one
    found = dict(one)
    apart: Schema = {}
    for name, value in other.items():
        if name not in found or name in NOTES or same(found[name], value):
            found[name] = value
        elif (both := _both(name, found[name], value)) is not None:
            found[name] = both
        else:
            apart[name] = value
    # A condition of both: the second stays whole.
    if "if" in one and "if" in other and one != other and not same(one["if"], other["if"]):
        for name in _TOGETHER:
            found.pop(name, None)
            apart.pop(name, None)
        found |= {name: one[name] for name in _TOGETHER if name in one}
        apart |= {name: other[name] for name in _TOGETHER if name in other}
    if apart:
        found["allOf"] = [*_list(found.get("allOf")), apart]
    return found


def _both(name: str, one: Any, other: Any) -> Any:
    """One value of a keyword for both, None where there is none."""
    if name in _LEAST and is_number(one) and is_number(other):
        return max(one, other)
    if name in _MOST and is_number(one) and is_number(other):
        return min(one, other)
    if isinstance(one, dict) and isinstance(other, dict):
        if name in ("properties", "patternProperties"):
            return {**one, **{key: _pair(one[key], value) if key in one else value for key, value in other.items()}}
        if name in ("items", "additionalProperties", "propertyNames", "contains"):
            return merged(one, other) if name != "contains" else None
        if name in ("dependentRequired", "dependentSchemas", "dependencies"):
            return None if one.keys() & other.keys() else {**one, **other}
        if name == "not":
            return {"anyOf": [one, other]}
    if isinstance(one, list) and isinstance(other, list):
        if name == "required":
            # Once each: a branch that leads back to its own schema would double them at every turn.
            return list(dict.fromkeys(key for key in (*one, *other) if isinstance(key, str)))
        if name == "allOf":
            few = len(one) * len(other) <= _COMPARED
            return [*one, *(part for part in other if not few or part not in one)]
        if name == "enum":
            return _shared(one, other) or None
    if name == "type":
        return _kinds(one, other)
    if name == "multipleOf" and isinstance(one, int) and isinstance(other, int) and one > 0 and other > 0:
        return math.lcm(one, other)
    if name == "additionalProperties" and isinstance(one, dict | bool) and isinstance(other, dict | bool):
        return False if False in (one, other) else one if other is True else other
    return None


def _shared(one: list[Any], other: list[Any]) -> list[Any]:
    """The members of the first list that are in the second too. Plain ones are looked up: two lists of ten thousand
    are not compared one by one; of lists and objects some."""
    plain = {(isinstance(member, bool), member) for member in other if not isinstance(member, list | dict)}
    large = [member for member in other if isinstance(member, list | dict)]
    few = large[: max(1, _COMPARED // max(1, len(one)))]
    return [
        member
        for member in one
        if (
            any(same(member, again) for again in few)
            if isinstance(member, list | dict)
            else (isinstance(member, bool), member) in plain
        )
    ]


def _pair(one: Any, other: Any) -> Any:
    """The schema of a property that both have."""
    if one is False or other is False:
        return False
    return merged(one, other) if isinstance(one, dict) else other


def _kinds(one: Any, other: Any) -> Any:
    """The types that both allow; `integer` is also a `number`."""
    first, second = (value if isinstance(value, list) else [value] for value in (one, other))
    found = [kind for kind in first if kind in second or (kind == "integer" and "number" in second)]
    found += [kind for kind in second if kind == "integer" and "number" in first and kind not in found]
    return (found[0] if len(found) == 1 else found) if found else None


def members(schema: Schema) -> list[Any]:
    """The values of `enum` or `const`, those of the type that stands beside it where there are any; [] without."""
    every = [schema["const"]] if "const" in schema else _list(schema.get("enum"))
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [one for one in every if kinds == [None] or any(is_a(one, kind) for kind in kinds)] or every


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
