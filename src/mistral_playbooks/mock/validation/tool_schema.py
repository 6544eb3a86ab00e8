"""Validates a JSON Schema (draft 7) and returns the first error, in the words of Python's `jsonschema`.

The API's messages (`… is not valid under any of the given schemas`, `None is not of type 'object'`) are those of
`Draft7Validator.check_schema`, which mistral-common calls. It checks keywords in the order of the metaschema and
reports the first error. That package is large and not needed for one fixed schema; the tests compare the two. Formats
other than `regex` are omitted, because `check_schema` checks them only if optional packages are installed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..model.regex import parsed

Problem = Callable[[], str]
"""Builds an error's message. Only the reported one is built, because each repeats the value, however large."""
Check = Callable[[Any], "Problem | None"]

_SIMPLE = ("array", "boolean", "integer", "null", "number", "object", "string")


def _is(value: Any, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return not isinstance(value, bool) and (
            isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        )
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, {"array": list, "object": dict, "string": str}[kind])


def _type(kind: str) -> Check:
    return lambda value: None if _is(value, kind) else lambda: f"{value!r} is not of type '{kind}'"


def _positive(value: Any) -> Problem | None:
    if not _is(value, "number"):
        return lambda: f"{value!r} is not of type 'number'"
    return (lambda: f"{value!r} is less than or equal to the minimum of 0") if value <= 0 else None


def _count(value: Any) -> Problem | None:
    if not _is(value, "integer"):
        return lambda: f"{value!r} is not of type 'integer'"
    return (lambda: f"{value!r} is less than the minimum of 0") if value < 0 else None


def _regex(value: Any) -> Problem | None:
    if not isinstance(value, str):
        return lambda: f"{value!r} is not of type 'string'"
    return None if parsed(value) is not None else lambda: f"{value!r} is not a 'regex'"


def _either(*checks: Check) -> Check:
    def check(value: Any) -> Problem | None:
        if any(one(value) is None for one in checks):
            return None
        return lambda: f"{value!r} is not valid under any of the given schemas"

    return check


def _schemas(value: Any) -> Problem | None:
    if not isinstance(value, list):
        return lambda: f"{value!r} is not of type 'array'"
    if not value:
        return lambda: "[] should be non-empty"
    return next((problem for item in value if (problem := _schema_error(item))), None)


def _strings(value: Any) -> Problem | None:
    if not isinstance(value, list):
        return lambda: f"{value!r} is not of type 'array'"
    for item in value:
        if not isinstance(item, str):
            return lambda: f"{item!r} is not of type 'string'"
    return (lambda: f"{value!r} has non-unique elements") if len(set(value)) < len(value) else None


def _map(one: Check) -> Check:
    def check(value: Any) -> Problem | None:
        if not isinstance(value, dict):
            return lambda: f"{value!r} is not of type 'object'"
        return next((problem for item in value.values() if (problem := one(item))), None)

    return check


def _patterns(value: Any) -> Problem | None:
    if problem := _map(_schema_error)(value):
        return problem
    return next((problem for name in value if (problem := _regex(name))), None)


def _simple(value: Any) -> Problem | None:
    return None if isinstance(value, str) and value in _SIMPLE else lambda: "not a simple type"


def _simples(value: Any) -> Problem | None:
    if isinstance(value, list) and value and all(_simple(item) is None for item in value):
        return None if len(set(value)) == len(value) else lambda: "not unique"
    return lambda: "not an array of simple types"


def error(schema: Any) -> str | None:
    """Returns the message of `Draft7Validator.check_schema` for this value, or None if it is a valid schema.

    >>> error({"type": "object", "properties": None})
    "None is not of type 'object'"
    """
    problem = _schema_error(schema)
    return problem() if problem else None


def _schema_error(schema: Any) -> Problem | None:
    if isinstance(schema, bool):
        return None
    if not isinstance(schema, dict):
        return lambda: f"{schema!r} is not of type 'object', 'boolean'"
    for name, check in KEYWORDS.items():
        if name in schema and (problem := check(schema[name])):
            return problem
    return None


_text, _flag, _number, _list = _type("string"), _type("boolean"), _type("number"), _type("array")

# In the order of the draft-07 metaschema.
KEYWORDS: dict[str, Check] = {
    "$id": _text,
    "$schema": _text,
    "$ref": _text,
    "$comment": _text,
    "title": _text,
    "description": _text,
    "readOnly": _flag,
    "examples": _list,
    "multipleOf": _positive,
    "maximum": _number,
    "exclusiveMaximum": _number,
    "minimum": _number,
    "exclusiveMinimum": _number,
    "maxLength": _count,
    "minLength": _count,
    "pattern": _regex,
    "additionalItems": _schema_error,
    "items": _either(_schema_error, _schemas),
    "maxItems": _count,
    "minItems": _count,
    "uniqueItems": _flag,
    "contains": _schema_error,
    "maxProperties": _count,
    "minProperties": _count,
    "required": _strings,
    "additionalProperties": _schema_error,
    "definitions": _map(_schema_error),
    "properties": _map(_schema_error),
    "patternProperties": _patterns,
    "dependencies": _map(_either(_schema_error, _strings)),
    "propertyNames": _schema_error,
    "enum": _list,
    "type": _either(_simple, _simples),
    "format": _text,
    "contentMediaType": _text,
    "contentEncoding": _text,
    "if": _schema_error,
    "then": _schema_error,
    "else": _schema_error,
    "allOf": _schemas,
    "anyOf": _schemas,
    "oneOf": _schemas,
    "not": _schema_error,
}
