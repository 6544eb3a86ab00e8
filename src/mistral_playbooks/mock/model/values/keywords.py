"""Reads the keywords of a JSON Schema, which may have any value, and combines them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

MAX_MEMBERS = 1_000
"""The maximum number of members of a list, or properties of an object."""


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a bound is a number that arithmetic works with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def combined(name: str, one: Any, other: Any) -> Any:
    """Returns the value of a keyword that satisfies both schemas, if possible."""
    if name.startswith(("min", "exclusiveMin")) and is_number(one) and is_number(other):
        return max(one, other)
    if name.startswith(("max", "exclusiveMax")) and is_number(one) and is_number(other):
        return min(one, other)
    if name == "type":
        return [kind for kind in kinds_of({name: one}) if kind in kinds_of({name: other})] or one
    if name == "properties" and isinstance(one, dict) and isinstance(other, dict):
        return one | other | {key: {"allOf": [one[key], other[key]]} for key in one if key in other}
    if name in ("items", "additionalProperties") and isinstance(one, dict) and isinstance(other, dict):
        return {"allOf": [one, other]}
    if name == "required" and isinstance(one, list) and isinstance(other, list):
        return [*one, *other]
    return one if one is False else other


_IMPLIED = {
    "object": ("properties", "required", "patternProperties", "propertyNames", "minProperties"),
    "array": ("items", "prefixItems", "minItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
_COMBINED = frozenset(("$ref", "anyOf", "oneOf", "allOf"))


def implied_kind(schema: dict[str, Any]) -> str:
    """Returns the type that a schema without `type` implies."""
    return next((kind for kind, names in _IMPLIED.items() if not schema.keys().isdisjoint(names)), "string")


def kinds_of(schema: Any) -> list[Any]:
    """Returns the types that a schema names; none if it names none."""
    kinds = schema.get("type") if isinstance(schema, dict) else None
    return kinds if isinstance(kinds, list) else [] if kinds is None else [kinds]


def are_properties(found: Any) -> bool:
    """Whether an object has a JSON Schema for each of its keys, as agno 3.1.10 shows a class."""
    return isinstance(found, dict) and bool(found) and all(map(_is_schema, found.values()))


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict) and (
        any(kind in _TYPES for kind in kinds_of(value)) or not _COMBINED.isdisjoint(value)
    )


def is_possible(schema: Any) -> bool:
    """Whether any value can satisfy the schema. Zod writes `{"not": {}}` for a property that must be absent."""
    return schema is not False and schema != {"not": {}}


def may_be_absent(schema: dict[str, Any], one: Any) -> bool:
    """Whether a property that is not required may be left out: one without a default only if the schema says which
    are required, as handwritten ones often do not. A constant tells the branches of a union apart."""
    if not isinstance(one, dict) or "const" in one or len(list_of(one, "enum")) == 1:
        return False
    return "default" in one or isinstance(schema.get("required"), list)


def is_a(value: Any, kinds: list[Any]) -> bool:
    """Whether a value is of one of the types."""
    if isinstance(value, bool) or value is None:
        return ("null" if value is None else "boolean") in kinds
    python = {"string": str, "object": dict, "array": list, "integer": int, "number": int | float}
    return any(isinstance(value, type) for kind, type in python.items() if kind in kinds)


def count_of(schema: dict[str, Any], name: str, default: int, most: int = MAX_MEMBERS) -> int:
    """Returns a keyword that is a length or a number of members, at most `most`."""
    return max(0, min(int(schema[name]), most)) if is_number(schema.get(name)) else default


def without(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """Returns a schema without a keyword, and without its definitions."""
    return {name: one for name, one in schema.items() if name not in (key, "$defs", "definitions")}


def all_nodes(value: Any) -> Iterator[Any]:
    """Yields a value and all values in it."""
    waiting = [value]
    for one in waiting:
        yield one
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def map_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Returns a keyword that is an object; an empty one if it is anything else."""
    return schema[name] if isinstance(schema.get(name), dict) else {}


def list_of(schema: dict[str, Any], name: str) -> list[Any]:
    """Returns a keyword that is a list; an empty one if it is anything else."""
    return schema[name] if isinstance(schema.get(name), list) else []
