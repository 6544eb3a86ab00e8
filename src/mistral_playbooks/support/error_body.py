"""The words of an error body of the API, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def parse(body: bytes) -> tuple[dict[str, Any], str]:
    """Returns the body as an object, and its message: of a 422, one line per item. Without JSON, the text is the
    message."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        return {}, body.decode(errors="replace")
    message = answer.get("message", answer.get("detail"))
    items = message.get("detail") if isinstance(message, dict) else message
    if isinstance(items, list):
        message = "\n".join(map(_item, items))
    return answer, "" if message is None else str(message)


def _item(item: Any) -> str:
    """Returns place and message of one item of a 422: `messages[1].user.name: Extra inputs are not permitted`."""
    if not isinstance(item, Mapping) or not isinstance(item.get("loc"), list):
        return str(item)
    where = ""
    for part in item["loc"][1:]:
        where += f"[{part}]" if isinstance(part, int) else f".{part}"
    return f"{where.lstrip('.') or 'the body'}: {item.get('msg')}"
