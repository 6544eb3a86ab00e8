"""The check of tool schemas against `jsonschema`, whose texts the API shows."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.api import chat
from mistral_playbooks.mock.validation import tool_schema


def oracle(schema: Any) -> str | None:
    """What mistral-common makes of it: the first error of `check_schema`."""
    checker = jsonschema.FormatChecker(formats=["regex"])
    try:
        jsonschema.Draft7Validator.check_schema(schema, format_checker=checker)
    except jsonschema.SchemaError as error:
        return error.message
    return None


BAD = [
    None, "x", 5, [], {"type": "objekt"}, {"type": "object", "properties": None}, {"properties": []},
    {"type": "object", "properties": {"a": {"type": "str"}}}, {"required": "a"}, {"required": True},
    {"required": ["a", "a"]}, {"required": [1]}, {"type": ["string", "string"]}, {"type": []}, {"type": None},
    {"minLength": -1}, {"minLength": 1.5}, {"maxItems": True}, {"items": 5}, {"items": []},
    {"items": {"type": "str"}}, {"properties": {"a": {"required": True, "type": "string"}}}, {"anyOf": []},
    {"anyOf": {}}, {"oneOf": [5]}, {"pattern": "["}, {"pattern": 5}, {"multipleOf": 0}, {"multipleOf": "a"},
    {"properties": {"a": None}}, {"additionalProperties": "no"}, {"enum": "a"}, {"title": 5}, {"format": []},
    {"dependencies": {"a": 5}}, {"dependencies": {"a": ["b", "b"]}}, {"patternProperties": {"[": {}}},
    {"patternProperties": {"a": 5}}, {"definitions": {"a": {"type": 5}}}, {"not": 5}, {"if": []},
    {"uniqueItems": "yes"}, {"$ref": 5}, {"description": None}, {"const": None, "minimum": "1"},
    {"additionalItems": 3}, {"exclusiveMinimum": True}, {"propertyNames": []}, {"contains": "x"},
    {"required": None}, {"enum": None},
    {"examples": {}}, {"readOnly": 1}, {"minimum": True}, {"allOf": [{}, {"type": {}}]},
]  # fmt: skip


@pytest.mark.parametrize("schema", BAD, ids=repr)
def test_a_schema_that_is_none(schema):
    expected = oracle(schema)
    assert expected is not None
    assert tool_schema.error(schema) == expected


@pytest.mark.parametrize(
    "schema",
    [{}, True, False, {"type": "object", "properties": {}}, {"type": ["string", "null"]}, {"enum": []},
     {"minLength": 2.0}, {"items": [{}]}, {"unknown": 5, "nullable": "x"}, {"default": None, "const": []},
     {"dependencies": {"a": ["b"], "c": {}}}, {"$id": "urn:a", "$schema": "x"}, {"multipleOf": 0.5}],
    ids=repr,
)  # fmt: skip
def test_a_schema_that_is_one(schema):
    assert oracle(schema) is None
    assert tool_schema.error(schema) is None


KEYS = st.sampled_from([*tool_schema.KEYWORDS, "default", "const", "x"])
LEAVES = (
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats(-1, 2)
    | st.sampled_from(["string", "object", "a", "[", "^a$"])
)  # fmt: skip
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=14,
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS)
def test_any_value_gets_the_words_of_jsonschema(schema):
    assert tool_schema.error(schema) == oracle(schema)


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"type": "object", "properties": None}, "None is not of type 'object'"),
        (
            {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "str"}}}},
            "{'type': 'str'} is not valid under any of the given schemas",
        ),
    ],
)
def test_the_api_refuses_the_tool(parameters, text):
    tools = [{"type": "function", "function": {"name": "f", "parameters": parameters}}]
    response, body, _ = chat(tools=tools)
    assert response.status == 400
    assert body["message"] == f"Invalid tool schema: {text}"
    assert body["type"] == "invalid_request_tool_schema"
