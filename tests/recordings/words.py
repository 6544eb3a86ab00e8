"""What the model said in an answer, whatever the form of it, and the tokens that it counted."""

from __future__ import annotations

import re
from typing import Any

from mistral_playbooks.live.shapes import frames, parsed


def spoken(path: str, answer: str) -> dict[str, Any] | None:
    """What the model said in this answer, so that the mocked one can say the same; None: no words."""
    if path.startswith("/v1/conversations"):
        return None
    value = parsed(answer)
    if isinstance(value, str):
        # Not every stream is of choices: those of transcriptions name what happens.
        chunks = [data for _, data in frames(answer) if isinstance(data, dict) and data.get("choices")]
        choices = [_joined([chunk["choices"][0] for chunk in chunks])] if chunks else None
    else:
        choices = value.get("choices") if isinstance(value, dict) else None
    if not choices:
        return None
    message = choices[0]["message"]
    content = message.get("content") or ""
    chunks = content if isinstance(content, list) else [{"type": "text", "text": content}]
    thoughts = [part["text"] for one in chunks if one["type"] == "thinking" for part in one["thinking"]]
    calls = [
        {"name": call["function"]["name"], "arguments": call["function"]["arguments"]}
        for call in message.get("tool_calls") or ()
    ]
    return {
        "text": "".join(one.get("text", "") for one in chunks),
        "thinking": "".join(thoughts) or None,
        "tool_calls": calls or None,
        "finish_reason": choices[0]["finish_reason"],
    }


def prompt_tokens(answer: str) -> int | None:
    """The tokens of the prompt that an answer counts."""
    found = re.search(r'"prompt_tokens": ?(\d+)', answer)
    return int(found[1]) if found else None


def _joined(choices: list[Any]) -> dict[str, Any]:
    """The chunks of a stream's first choice as one message."""
    parts: list[Any] = []
    calls: list[Any] = []
    for choice in choices:
        if choice.get("index") != 0:
            continue
        content = choice["delta"].get("content") or []
        parts += content if isinstance(content, list) else [{"type": "text", "text": content}]
        calls += choice["delta"].get("tool_calls") or []
    reason = next((choice["finish_reason"] for choice in reversed(choices) if choice["finish_reason"]), "stop")
    return {"message": {"content": parts, "tool_calls": calls}, "finish_reason": reason}
