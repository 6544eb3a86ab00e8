"""What the mocked model says: the choices of an answer, each a text or tool calls."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..state.ids import digest
from . import answers, calls
from .asking import Asking
from .completion import Choice
from .values import json_schema

if TYPE_CHECKING:
    from ..schemas.chat import ChatCompletionRequest

_MAX_CHOICES = 128
"""The mock's limit. The API's is not known, and a million choices would block all other requests for minutes."""
_MAX_CALLS = 1024
"""The maximum number of tool calls in all choices together."""
_MAX_REPEATED = 1_000_000
"""The maximum number of characters of a prefix or tool results that all choices together repeat."""


def made(
    request: ChatCompletionRequest, body: dict[str, Any], seed: bytes, family: str, *, every_tool: bool, declines: bool
) -> tuple[Choice, ...]:
    """Returns the choices for a checked request, given with its JSON. The same seed makes the same choices."""
    asking = Asking(request, body, family, every_tool, declines)
    return tuple([_choice(asking, digest(seed, str(index))) for index in range(_count(request))])


def _count(request: ChatCompletionRequest) -> int:
    """Returns the number of choices: `n` within the mock's limits, at least one."""
    if request.n in (None, 1):
        return 1
    last = request.messages[-1]
    prefix = len(last.content) if last.role == "assistant" and isinstance(last.content, str) else 0
    repeated = prefix + 80 * len(request.messages) * (last.role == "tool")
    most = min(_MAX_CHOICES, _MAX_CALLS // max(1, len(request.tools or ())), _MAX_REPEATED // max(1, repeated))
    return max(1, min(request.n or 1, most))


def _choice(asking: Asking, seed: bytes) -> Choice:
    request = asking.request
    effort = request.reasoning_effort
    thinking = answers.reasoning(seed) if effort and effort != "none" else None
    limit = request.max_tokens
    spent = answers.tokens(thinking or "")
    if thinking and limit is not None and spent > limit:
        return Choice(thinking=thinking[: 4 * limit], reason="length")
    left = None if limit is None else limit - spent
    if found := calls.made(asking, seed):
        return replace(_cut_calls(found, left), thinking=thinking)
    text, begun = _text(asking, seed)
    for stop in [request.stop] if isinstance(request.stop, str) else request.stop or ():
        if stop and (found := text.find(stop, begun)) >= 0:
            text = text[:found]
    reason = "stop"
    if left is not None and answers.tokens(text) > left:
        text, reason = text[: 4 * left], "length"
    return Choice(text=text, thinking=thinking, reason=reason)


def _text(asking: Asking, seed: bytes) -> tuple[str, int]:
    """Returns the model's text, and where its own words begin, after a prefix of the caller."""
    request = asking.request
    format = request.response_format
    if format.type == "json_schema" and format.json_schema:
        return json.dumps(json_schema.instance(format.json_schema.schema_, seed, asking.budget)), 0
    is_demanded = format.type == "json_object"
    if is_demanded or "json" in asking.prompt.lower():
        from . import json_answer  # only here, because its expressions take 10 ms to compile

        if text := (json_answer.demanded if is_demanded else json_answer.asked)(asking, seed):
            return text, 0
    text = asking.sentence(seed)
    if request.min_tokens:
        # All choices together share the maximum length of an answer.
        least = min(request.min_tokens, answers.MAX_TOKENS // _count(request))
        text = answers.extended(text, least, request.max_tokens, seed)
    last = request.messages[-1]
    if last.role == "assistant" and last.prefix and isinstance(last.content, str):
        # The API repeats the prefix at the start of its answer (docs).
        begun = last.content if last.content[-1:].isspace() else f"{last.content} "
        return begun + text, len(begun)
    return text, 0


def _cut_calls(calls: list[tuple[str, str, str]], limit: int | None) -> Choice:
    """Returns the calls within `limit` tokens. The first one that does not fit has truncated arguments, or is absent if
    not even its name fits (both recorded 2026-08-16)."""
    kept: list[tuple[str, str, str]] = []
    left = limit
    for id, name, arguments in calls:
        cost = answers.tokens(name) + answers.tokens(arguments)
        if left is not None and cost > left:
            room = left - answers.tokens(name)
            if room >= 0:
                kept.append((id, name, arguments[: 4 * room]))
            return Choice(calls=tuple(kept), reason="length")
        left = None if left is None else left - cost
        kept.append((id, name, arguments))
    return Choice(calls=tuple(kept), reason="tool_calls")
