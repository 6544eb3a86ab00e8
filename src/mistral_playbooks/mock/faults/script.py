"""Scripted answers: the content that the mocked model sends in place of its own words.

An endpoint that answers with a completion gets the script of this answer from `context.script(call)` and applies it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...support.errors import UserError
from ..model import answers
from ..state.ids import call_id, digest
from ..wire import sse
from ..wire.envelope import dumps

if TYPE_CHECKING:
    from ..model.completion import Choice, Completion
    from ..types import Answer

COMPLETIONS = ("/v1/chat/completions", "/v1/completions", "/v1/fim/completions", "/v1/agents/completions")
"""The endpoints whose answer is a completion."""

_CONVERSATIONS = ("/v1/conversations", "/v1/conversations/{}", "/v1/conversations/{}/restart")
_MODERATIONS = ("/v1/moderations", "/v1/chat/moderations", "/v1/classifications", "/v1/chat/classifications")

# A complete body is sent by the endpoints whose answers have this key; a body with none of the keys by any endpoint.
_PATHS_BY_KEY = {
    "choices": COMPLETIONS,
    "outputs": _CONVERSATIONS,
    "data": ("/v1/embeddings",),
    "pages": ("/v1/ocr",),
    "results": _MODERATIONS,
    "audio_data": ("/v1/audio/speech",),
    "segments": ("/v1/audio/transcriptions",),
}
_KEYS = {"text", "tool_calls", "thinking", "finish_reason"}
_REASONS = ("stop", "length", "model_length", "error", "tool_calls")


class ReplyError(UserError, ValueError):
    """An invalid scripted answer. The message says what is valid."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """The content of one answer. None leaves a part to the model.

    `calls` are (id or None, name, arguments as JSON). `keep` is the fraction of the text (or of the last call's
    arguments) that is sent, 0 to 1. `think` adds reasoning before the text, `cite` a reference within it. `fragmented`
    streams in the chunks of `zai-glm-*`. With `declines`, the model calls no tool unless it has to. `body` is a
    complete JSON body, sent unchanged. `on` are the paths of the routes it is for, () for any.
    """

    text: str | None = None
    calls: tuple[tuple[str | None, str, str], ...] | None = None
    thinking: str | None = None
    reason: str | None = None
    keep: float = 1.0
    think: bool = False
    cite: bool = False
    fragmented: bool = False
    declines: bool = False
    body: bytes | None = None
    on: tuple[str, ...] = (*COMPLETIONS, *_CONVERSATIONS)

    @property
    def has_content(self) -> bool:
        """Whether it replaces the model's text, reasoning or calls."""
        return not (self.text is None and self.calls is None and self.thinking is None)

    def apply_to(self, completion: Completion) -> Completion:
        """Returns the completion with this script's content in every choice."""
        choices = tuple(
            self._rewrite(choice, digest(completion.seed, "script", str(index)))
            for index, choice in enumerate(completion.choices)
        )
        return replace(completion, choices=choices, fragments=self.fragmented)

    def replace_body(self, answer: Answer, *, applied: bool) -> Answer:
        """Returns a successful answer with the script's complete body in place of its own, if the script has one.

        `applied` is whether the endpoint already applied the script. If it did not, a stream becomes one frame with the
        body.
        """
        if self.body is None:
            return answer
        texts = (self.text,) if self.text else ()
        if isinstance(answer.payload, bytes):
            return replace(answer, payload=self.body, texts=texts, content_type="application/json")
        if applied and self.has_content:
            return answer
        frames = (sse.data(self.body), sse.DONE)
        return replace(answer, payload=frames, frame_texts=("", ""), texts=())

    def _rewrite(self, choice: Choice, seed: bytes) -> Choice:
        text, thinking, calls, reason = choice.text, choice.thinking, choice.calls, choice.reason
        if self.has_content:
            text, thinking = self.text or "", self.thinking
            calls = tuple(
                (id or call_id(seed, str(index)), name, arguments)
                for index, (id, name, arguments) in enumerate(self.calls or ())
            )
            reason = "tool_calls" if calls else "stop"
        if self.think and not calls:
            thinking = thinking or answers.reasoning(seed)
        if self.fragmented:
            # The ids of `zai-glm-*` (recorded 2026-08-20, vercel/ai@702aba71).
            calls = tuple((f"chatcmpl-tool-{digest(seed, id)[:8].hex()}", name, rest) for id, name, rest in calls)
        if self.keep < 1:
            text = text[: int(len(text) * self.keep)]
            if calls:
                id, name, arguments = calls[-1]
                calls = (*calls[:-1], (id, name, arguments[: int(len(arguments) * self.keep)]))
        cited = self.cite and bool(text) and not calls
        return replace(choice, text=text, thinking=thinking, calls=calls, reason=self.reason or reason, cited=cited)


def parse(value: Any) -> Scripted:
    """Returns the script for a string, `{"text", "tool_calls", "thinking", "finish_reason"}` (all optional), or a
    complete JSON body (a dict with any other key). Raises ReplyError for anything else."""
    if isinstance(value, str):
        return Scripted(text=value)
    if not isinstance(value, dict) or not value:
        raise ReplyError(
            'A scripted answer must be a string, {"text", "tool_calls", "thinking", "finish_reason"}, or a complete '
            f"JSON body (an object with other keys), not {_shortened(value)}."
        )
    if set(value) <= _KEYS:
        return _from_parts(value)
    paths = next((paths for key, paths in _PATHS_BY_KEY.items() if key in value), ())
    # A stream cannot send the body unchanged, so it sends the body's content.
    try:
        body = dumps(value)
    except (TypeError, ValueError) as error:
        raise ReplyError(f"A scripted body must be JSON: {error}.") from None
    derived = from_completion(value) if paths is COMPLETIONS else Scripted()
    return replace(derived, body=body, on=paths)


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _from_parts(value: dict[str, Any]) -> Scripted:
    for key in ("text", "thinking"):
        if value.get(key) is not None and not isinstance(value[key], str):
            raise ReplyError(f"`{key}` of a scripted answer must be a string, not {_shortened(value[key])}.")
    reason = value.get("finish_reason")
    if reason is not None and reason not in _REASONS:
        raise ReplyError(f"`finish_reason` must be one of {', '.join(_REASONS)}, not {_shortened(reason)}.")
    calls = value.get("tool_calls")
    if calls is not None and not isinstance(calls, list | tuple):
        raise ReplyError(f"`tool_calls` must be a list, not {_shortened(calls)}.")
    made = tuple(_call(call) for call in calls) if calls else None
    script = Scripted(text=value.get("text"), calls=made, thinking=value.get("thinking"), reason=reason)
    # With a reason alone, the model's own answer is kept. Without anything, the text is empty.
    return script if script.has_content or reason is not None else replace(script, text="")


def _call(call: Any) -> tuple[str | None, str, str]:
    """Returns the call in `{"name", "arguments", "id"?}`. Arguments are an object, or a string (JSON or not) that is
    sent unchanged."""
    form = '{"name": "…", "arguments": {…}}'
    if not isinstance(call, dict) or not isinstance(call.get("name"), str) or set(call) - {"id", "name", "arguments"}:
        raise ReplyError(f"A scripted tool call is {form}, not {_shortened(call)}.")
    arguments, id = call.get("arguments", {}), call.get("id")
    if id is not None and not isinstance(id, str):
        raise ReplyError(f"The `id` of a scripted tool call must be a string, not {_shortened(id)}.")
    if isinstance(arguments, str):
        return id, call["name"], arguments
    if not isinstance(arguments, dict):
        raise ReplyError(f"A scripted tool call is {form}, not {_shortened(call)}.")
    try:
        return id, call["name"], json.dumps(arguments)
    except (TypeError, ValueError) as error:
        raise ReplyError(f"The arguments of the scripted tool call `{call['name']}` are not JSON: {error}.") from None


def from_completion(body: dict[str, Any]) -> Scripted:
    """Returns the content of the first choice in a completion's body, if it has the usual format."""
    try:
        choice = body["choices"][0] if "choices" in body else body["output"]  # the latter is Amazon Bedrock's form
        message = choice["message"]
        content = message.get("content")
        texts, thoughts = [content] if isinstance(content, str) else [], []
        for chunk in content if isinstance(content, list) else ():
            if chunk.get("type") == "thinking":
                thoughts += [part.get("text", "") for part in chunk["thinking"]]
            else:
                texts.append(chunk.get("text", ""))
        calls = tuple(
            (call.get("id"), call["function"]["name"], _arguments(call["function"].get("arguments", "")))
            for call in message.get("tool_calls") or ()
        )
        reason = choice.get("finish_reason")
        return Scripted(
            text="".join(texts),
            calls=calls or None,
            thinking="".join(thoughts) or None,
            reason=reason if reason in _REASONS else None,
        )
    except (KeyError, IndexError, TypeError, AttributeError):
        return Scripted()


def _arguments(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
