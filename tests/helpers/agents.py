"""Agents of the mock, and the errors of their family."""

from __future__ import annotations

from typing import Any

from helpers.api import MODEL, send
from mistral_playbooks.mock import Api

FUNCTION = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def create(api: Api, **fields: Any) -> dict[str, Any]:
    response, body, _ = send(api, {"model": MODEL, "name": "an agent", **fields}, path="/v1/agents")
    assert response.status == 200, body
    return body


def error(body: dict[str, Any]) -> tuple[str, int]:
    """Message and code of an error in the family's shape, whose keys and their order are checked."""
    assert list(body) == ["object", "message", "type", "code"]
    assert (body["object"], body["type"]) == ("Error", "invalid_request_error")
    return body["message"], body["code"]


def items(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a 422 in the family's shape (partITech/php-mistral#76)."""
    assert list(body) == ["object", "detail", "message", "type", "code"]
    assert (body["object"], body["type"], body["code"]) == ("Error", "invalid_request_error", 3001)
    assert body["detail"] == body["message"]
    return body["detail"]
