"""Requests to the mock's core by value."""

from __future__ import annotations

import json
from typing import Any

from mistral_playbooks.mock import Api, Exchange, Request, Response

HELLO = [{"role": "user", "content": "Hello"}]
MODEL = "mistral-small-latest"
BEARER = {"authorization": "Bearer key", "content-type": "application/json"}


def send(
    api: Api, body: Any = None, *, path: str = "/v1/chat/completions", method: str = "POST", **more: Any
) -> tuple[Response, Any, Exchange]:
    """One request → (response, its JSON or None, exchange)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(method, path, more.get("query", ""), more.get("headers", BEARER), raw)
    response, exchange = api.handle(request)
    kind = response.header("content-type") or ""
    whole = response.body and response.ending == "complete" and kind.startswith("application/json")
    parsed = json.loads(response.body) if whole else None
    return response, parsed, exchange


def chat(api: Api | None = None, **fields: Any) -> tuple[Response, Any, Exchange]:
    """A chat request with a sound model and message unless given."""
    return send(api or Api(), {"model": MODEL, "messages": HELLO, **fields})


def frames(response: Response) -> list[dict[str, Any]]:
    """The data frames of a stream as JSON, without `[DONE]`."""
    assert response.chunks is not None
    texts = [chunk.decode() for chunk in response.chunks]
    assert all(text.startswith("data: ") and text.endswith("\n\n") for text in texts)
    return [json.loads(text[6:]) for text in texts if text != "data: [DONE]\n\n"]
