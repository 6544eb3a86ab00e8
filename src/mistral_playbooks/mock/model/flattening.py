"""A JSON Schema with one of its branches taken: what a value can be written for, and what to hold the value against."""

from __future__ import annotations

from typing import Any

from .merging import NOTES, merged
from .references import Whole, size

_STRICT = frozenset(
    (
        "not", "if", "oneOf", "allOf", "contains", "patternProperties", "propertyNames", "maxProperties",
        "dependencies", "dependentRequired", "dependentSchemas",
    )
)  # fmt: skip
"""What is not plain: a value is held against it."""
_CONDITION = ("if", "then", "else")


def flat(
    schema: dict[str, Any], whole: Whole, deep: bool, turn: int
) -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
    """The schema without `$ref`, `allOf`, `anyOf`, `oneOf` and conditions, of which one branch is taken by `turn`;
    the conditions; and whether a value must be held against what it came from.

    `whole` is what `$ref` looks into; where its steps are used up, less is demanded. `deep` takes `null` where it may
    be, or else a branch that holds nothing else: what contains itself ends.
    """
    conditions: list[dict[str, Any]] = []
    strict = False
    for _ in range(40):
        if not whole.step(len(schema)):
            break
        strict = strict or not _STRICT.isdisjoint(schema)
        if "$ref" in schema:
            rest = {key: value for key, value in schema.items() if key not in ("$ref", "$defs", "definitions")}
            found = whole.lookup(schema["$ref"])
            schema = merged(rest, found) if rest and whole.step(size(found) + size(rest)) else found
            if not isinstance(schema, dict):
                return ({} if schema is not False else {"type": "null"}), conditions, strict
        elif isinstance(parts := schema.get("allOf"), list):
            schema = {key: value for key, value in schema.items() if key != "allOf"}
            for part in parts:
                if not whole.step(size(part) + _width(schema)):
                    break
                schema = merged(schema, part)
        elif "if" in schema:
            conditions.append({name: schema[name] for name in _CONDITION if name in schema})
            schema = {name: value for name, value in schema.items() if name not in _CONDITION}
        elif key := next(
            (key for key in ("anyOf", "oneOf") if isinstance(schema.get(key), list) and schema[key]), None
        ):
            rest = {name: value for name, value in schema.items() if name != key}
            options = schema[key] if whole.step(4 * len(schema[key])) else schema[key][:1]
            kept = [one for one in options if one not in ({"type": "null"}, False)] or options
            if deep and {"type": "null"} in options and not turn:
                return {"type": "null"}, [], strict
            kept = sorted(kept, key=_holds_others) if deep else kept
            strict = strict or bool(rest.keys() - NOTES)
            taken = kept[turn % len(kept)]
            schema = merged(rest, taken) if whole.step(_width(rest) + size(taken)) else rest
            turn = turn // len(kept) if turn >= len(kept) else turn
        else:
            break
    return schema, conditions, strict


def _holds_others(option: Any) -> bool:
    """Whether the values of a branch may be lists or objects, as far as it says by itself."""
    if not isinstance(option, dict) or "const" in option or "enum" in option:
        return False
    return option.get("type") not in ("string", "number", "integer", "boolean", "null")


def _width(schema: dict[str, Any]) -> int:
    """How much of a schema is copied where another is merged with it."""
    return len(schema) + sum(len(one) for one in schema.values() if isinstance(one, list | dict))
