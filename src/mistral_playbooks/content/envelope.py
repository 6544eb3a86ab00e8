"""The bodies of errors: the envelope of the API's inference endpoints, and the messages in any body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

DEFAULT_TYPE = "invalid_request_error"
"""The type of an error that has no specific type."""
_TITLE = re.compile(r"<title>(?:[\w.]+ \| )?(.*?)</title>", re.IGNORECASE)


def envelope(status: int, type_: str | None, message: Any, code: str | None) -> dict[str, Any]:
    """Returns the body of an error in the format used since August 2026 (14 of 14 recordings)."""
    return {
        "object": "error",
        "message": message,
        "type": type_,
        "param": None,
        "code": code,
        "raw_status_code": status,
    }


def messages(body: Any) -> Iterator[str]:
    """Yields the texts for people in a body: messages, details, or the title of an HTML page."""
    if isinstance(body, str):
        if body.lstrip()[:1] in ("{", "["):
            yield from messages(json.loads(body))
        elif title := _TITLE.search(body):
            yield title[1]
        else:
            yield body.strip()
    elif isinstance(body, list):
        for item in body:
            yield from messages(item) if isinstance(item, dict) else ()
    elif isinstance(body, dict):
        for name in ("message", "detail", "msg", "error"):
            if body.get(name) and (name != "error" or isinstance(body[name], dict)):
                yield from messages(body[name])
