"""Strict schemas: every object in them must be closed."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.api import HELLO, chat, send
from mistral_playbooks.mock import Api
from mistral_playbooks.mock.validation import response_format

OPEN: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
CLOSED: dict[str, Any] = {**OPEN, "additionalProperties": False}


def strict(schema: Any, strict: bool = True) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "x", "strict": strict, "schema": schema}}


def around(schema: Any) -> dict[str, Any]:
    return {**CLOSED, "properties": {"inner": schema}}


@pytest.mark.parametrize(
    "schema",
    [
        OPEN,
        {**OPEN, "additionalProperties": True},
        {"type": "object", "additionalProperties": {"type": "string"}},
        around(OPEN),
        around({"type": "array", "items": OPEN}),
        around({"type": "array", "prefixItems": [CLOSED, OPEN]}),
        around({"anyOf": [{"type": "null"}, OPEN]}),
        around({"$ref": "#/$defs/Inner"}) | {"$defs": {"Inner": OPEN}},
        around({"$ref": "#/definitions/Inner"}) | {"definitions": {"Inner": around(OPEN)}},
    ],
)
def test_an_object_that_allows_more_is_refused(schema):
    response, body, _ = chat(response_format=strict(schema))
    assert (response.status, body["type"], body["code"]) == (400, "invalid_request_error", None)
    assert body["message"] == "Missing `additionalProperties: False` in object schema"
    assert chat(response_format=strict(schema, False))[0].status == 200


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "string"},
        CLOSED,
        around({"type": "array", "items": CLOSED}),
        around({"$ref": "#/$defs/Inner"}) | {"$defs": {"Inner": CLOSED}},
        around({"enum": [{"type": "object"}], "default": {"type": "object"}, "const": {"type": "object"}}),
        {**CLOSED, "properties": {"type": {"const": "object"}, "items": {"type": "string"}, "properties": CLOSED}},
        {"properties": {"a": {"type": "string"}}},
        around({"type": "array", "items": True}),
    ],
)
def test_a_closed_schema_is_accepted(schema):
    assert chat(response_format=strict(schema))[0].status == 200


def test_a_strict_tool_may_be_open():
    tool = {"type": "function", "function": {"name": "f", "strict": True, "parameters": OPEN}}
    assert chat(tools=[tool])[0].status == 200


def test_conversations_refuse_it_too():
    body = {"model": "mistral-small-latest", "inputs": HELLO, "completion_args": {"response_format": strict(OPEN)}}
    response, answer, _ = send(Api(), body, path="/v1/conversations")
    assert response.status == 400
    assert "additionalProperties" in answer["message"]


def test_a_deep_schema_needs_no_deep_stack():
    schema: dict[str, Any] = CLOSED
    for _ in range(100_000):
        schema = {"items": schema}
    assert not any(response_format.open_objects(schema))
