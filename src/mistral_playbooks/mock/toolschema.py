"""Is this a JSON Schema (draft 7)? The first error, in the words of Python's `jsonschema`.

The API's texts (`… is not valid under any of the given schemas`, `None is not of type 'object'`) are those of
`Draft7Validator.check_schema`, which mistral-common calls: the metaschema's keywords in the metaschema's own order,
the first error wins. That package is large and not needed for one fixed schema; the tests compare the two.
Formats other than `regex` are left out: `check_schema` checks them only where optional packages are installed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], str | None]

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
    return lambda value: None if _is(value, kind) else f"{value!r} is not of type '{kind}'"


def _positive(value: Any) -> str | None:
    if not _is(value, "number"):
        return f"{value!r} is not of type 'number'"
    return f"{value!r} is less than or equal to the minimum of 0" if value <= 0 else None


def _count(value: Any) -> str | None:
    if not _is(value, "integer"):
        return f"{value!r} is not of type 'integer'"
    return f"{value!r} is less than the minimum of 0" if value < 0 else None


def _regex(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"{value!r} is not of type 'string'"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as `[[`: Possible nested set
            re.compile(value)
    except (re.error, RecursionError, OverflowError):
        return f"{value!r} is not a 'regex'"
    return None


def _either(*checks: Check) -> Check:
    def check(value: Any) -> str | None:
        if any(one(value) is None for one in checks):
            return None
        return f"{value!r} is not valid under any of the given schemas"

    return check


def _schemas(value: Any) -> str | None:
    if not isinstance(value, list):
        return f"{value!r} is not of type 'array'"
    if not value:
        return "[] should be non-empty"
    return next((text for item in value if (text := error(item))), None)


def _strings(value: Any) -> str | None:
    if not isinstance(value, list):
        return f"{value!r} is not of type 'array'"
    for item in value:
        if not isinstance(item, str):
            return f"{item!r} is not of type 'string'"
    return f"{value!r} has non-unique elements" if len(set(value)) < len(value) else None


def _map(one: Check) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return f"{value!r} is not of type 'object'"
        return next((text for item in value.values() if (text := one(item))), None)

    return check


def _patterns(value: Any) -> str | None:
    if text := _map(error)(value):
        return text
    return next((f"{name!r} is not a 'regex'" for name in value if _regex(name)), None)


def _simple(value: Any) -> str | None:
    return None if isinstance(value, str) and value in _SIMPLE else "not a simple type"


def _simples(value: Any) -> str | None:
    if isinstance(value, list) and value and all(_simple(item) is None for item in value):
        return None if len(set(value)) == len(value) else "not unique"
    return "not an array of simple types"


def error(schema: Any) -> str | None:
    """What `Draft7Validator.check_schema` would say of this value, or None for a schema.

    >>> error({"type": "object", "properties": None})
    "None is not of type 'object'"
    """
    if isinstance(schema, bool):
        return None
    if not isinstance(schema, dict):
        return f"{schema!r} is not of type 'object', 'boolean'"
    for name, check in KEYWORDS.items():
        if name in schema and (text := check(schema[name])):
            return text
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
    "additionalItems": error,
    "items": _either(error, _schemas),
    "maxItems": _count,
    "minItems": _count,
    "uniqueItems": _flag,
    "contains": error,
    "maxProperties": _count,
    "minProperties": _count,
    "required": _strings,
    "additionalProperties": error,
    "definitions": _map(error),
    "properties": _map(error),
    "patternProperties": _patterns,
    "dependencies": _map(_either(error, _strings)),
    "propertyNames": error,
    "enum": _list,
    "type": _either(_simple, _simples),
    "format": _text,
    "contentMediaType": _text,
    "contentEncoding": _text,
    "if": error,
    "then": error,
    "else": error,
    "allOf": _schemas,
    "anyOf": _schemas,
    "oneOf": _schemas,
    "not": error,
}
