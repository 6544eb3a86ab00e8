"""Checks the schema of a `response_format` that asks for strict output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..wire.refusal import Refusal

if TYPE_CHECKING:
    from ..schemas.chat import ResponseFormat

_MAPS = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
_NESTED = {
    "items",
    "prefixItems",
    "additionalItems",
    "contains",
    "anyOf",
    "allOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
}


def check(format: ResponseFormat) -> None:
    """Raises 400 for `strict: true` with an object schema, at any depth, that allows further properties.

    Reported 2025-06-05 (mistralai/client-ts#107) of a schema as `additionalProperties`, without a specific type and
    code; nothing newer is known. All strict schemas that were recorded as accepted (2026-07-03 to 2026-08-19) have
    `additionalProperties: false` in every object, as the official SDK writes it. Not known, and so accepted: an object
    schema without `type`, and `strict: true` in a tool.
    """
    wanted = format.json_schema if format.type == "json_schema" else None
    if wanted and wanted.strict and any(open_objects(wanted.schema_)):
        raise Refusal(400, "invalid_request_error", "Missing `additionalProperties: False` in object schema", None)


def open_objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Yields the object schemas in a schema, at any depth, that allow further properties."""
    left = [schema]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            if one.get("type") == "object" and one.get("additionalProperties") is not False:
                yield one
            for keyword, value in one.items():
                if keyword in _NESTED:
                    left.append(value)
                elif keyword in _MAPS and isinstance(value, dict):
                    left += value.values()
