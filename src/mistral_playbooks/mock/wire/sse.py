"""Server-sent events in the API's two formats: data frames that end with `[DONE]` (completions), or named events
without it (conversations, recorded 2026-06-29; audio)."""

from __future__ import annotations

from typing import Any

from .envelope import dumps

CONTENT_TYPE = "text/event-stream; charset=utf-8"
DATA, END = "data: ", "\n\n"
"""The text before and after the JSON of a data frame."""
DONE = b"data: [DONE]\n\n"
"""The last frame of a completion."""


def data(body: bytes) -> bytes:
    """Returns a data frame with this JSON."""
    return b"data: %b\n\n" % body


def event(value: dict[str, Any]) -> bytes:
    """Returns a named event, whose name is the `type` of its JSON."""
    return b"event: %b\ndata: %b\n\n" % (value["type"].encode(), dumps(value))
