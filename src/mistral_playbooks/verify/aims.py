"""What a program sets out to do, read from its requests, so that a fix can be compared with its broken program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..mock import Exchange


@dataclass(frozen=True)
class Aim:
    """What one request asks for, without what a fix may correct: model, parameters, ids."""

    operation: str
    tools: bool
    stream: bool
    roles: frozenset[str]
    words: frozenset[str]
    """What the user says, or the input of a model that does not chat."""
    calls: frozenset[str]
    """The tool calls of the history, without their ids."""


def aim_of(exchange: Exchange) -> Aim:
    """Returns the aim of a request."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    messages = [one for one in _items(body) if isinstance(one, dict)]
    return Aim(
        operation=f"{exchange.method} {exchange.path}",
        tools=bool(body.get("tools")),
        stream=body.get("stream") is True,
        roles=frozenset(role for one in messages if isinstance(role := one.get("role"), str)),
        words=frozenset(" ".join(text.split()) for text in _words(body, messages) if text.strip()),
        calls=frozenset(call for one in messages for call in _calls(one)),
    )


def another_aim(broken: Sequence[Exchange], fixed: Sequence[Exchange]) -> str | None:
    """Returns how the requests of a fix differ from the first one of its broken program; None if one of them asks for
    the same, or if either program sends nothing."""
    wanted = next((aim_of(one) for one in broken), None)
    found = [aim_of(one) for one in fixed]
    if wanted is None or not found:
        return None
    return min((_difference(wanted, one) for one in found), key=len) or None


def _difference(wanted: Aim, found: Aim) -> str:
    """Returns what is missing in a request, empty if nothing is."""
    if wanted.operation != found.operation:
        return f"the broken program calls {wanted.operation}, this one {found.operation}"
    missing = []
    if wanted.tools and not found.tools:
        missing.append("`tools`")
    if wanted.stream and not found.stream:
        missing.append("`stream`")
    missing += [f"a message of the role `{role}`" for role in sorted(wanted.roles - found.roles)]
    missing += [f"the tool call {call[:60]}" for call in sorted(wanted.calls - found.calls)]
    missing += [f"the words {word[:60]!r}" for word in sorted(wanted.words - found.words)]
    return f"the request of the broken program has {', '.join(missing)}" if missing else ""


def _items(body: dict[str, Any]) -> list[Any]:
    return [item for key in ("messages", "inputs") if isinstance(body.get(key), list) for item in body[key]]


def _words(body: dict[str, Any], messages: list[dict[str, Any]]) -> Iterator[str]:
    for key in ("prompt", "input", "inputs"):
        value = body.get(key)
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
    for message in messages:
        if message.get("role") == "user":
            content = message.get("content")
            parts = content if isinstance(content, list) else [content]
            yield from (text for part in parts if isinstance(text := _text(part), str))


def _calls(message: dict[str, Any]) -> Iterator[str]:
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            arguments = function.get("arguments")
            with suppress(ValueError):  # not JSON: compared as text
                arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
            yield f"{function.get('name')}({json.dumps(arguments, sort_keys=True)})"


def _text(part: Any) -> Any:
    return part.get("text") if isinstance(part, dict) else part
