"""One chat completion, as JSON and as SSE frames, in the key orders that were recorded in August 2026."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import answers
from .wire import digest, dumps

_PADDING = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one choice says: a text (after a thinking, perhaps), or tool calls as (id, name, arguments)."""

    text: str = ""
    thinking: str | None = None
    calls: tuple[tuple[str, str, str], ...] = ()
    reason: str = "stop"

    @property
    def tokens(self) -> int:
        """The estimated completion tokens."""
        spent = answers.tokens(self.text) + answers.tokens(self.thinking or "")
        return spent + sum(answers.tokens(name) + answers.tokens(args) for _, name, args in self.calls)

    @property
    def content(self) -> Any:
        """`content` of the message: a text, or a list of chunks after reasoning (`closed`: recorded 2026-08-19)."""
        if self.thinking is None:
            return self.text
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": self.thinking}], "closed": True}
        return [thinking, {"type": "text", "text": self.text}] if self.text else [thinking]


def _calls(calls: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    return [
        {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}, "index": index}
        for index, (id, name, arguments) in enumerate(calls)
    ]


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer. `model` is the id as requested; `family` the id of the model behind it."""

    id: str
    created: int
    model: str
    prompt_tokens: int
    choices: tuple[Choice, ...]
    family: str
    seed: bytes

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + sum(choice.tokens for choice in self.choices)

    def usage(self) -> dict[str, Any]:
        """Token counts of all choices; nothing is ever cached. GLM's carries no `service_tier` (recorded)."""
        counts: dict[str, Any] = {
            "prompt_tokens": self.prompt_tokens,
            "total_tokens": self.total_tokens,
            "completion_tokens": self.total_tokens - self.prompt_tokens,
            "prompt_tokens_details": {"cached_tokens": 0},
        }
        return counts if self._fragmented else {**counts, "service_tier": "standard"}

    @property
    def _fragmented(self) -> bool:
        return self.family.startswith("zai-glm")

    def body(self) -> bytes:
        """The JSON of a request that does not stream."""
        # Recorded 2026-10-07 of mistral-large-4 alone (vercel/ai@712b08f9); the others were last seen without.
        extra = {"logprobs": None, "prompt_logprobs": None} if "large-4" in self.family else {}
        choices = [
            {
                "index": index,
                "finish_reason": choice.reason,
                "message": {
                    "role": "assistant",
                    "tool_calls": _calls(choice.calls) if choice.calls else None,
                    "content": choice.content,
                },
                **extra,
            }
            for index, choice in enumerate(self.choices)
        ]
        return dumps(
            {
                "id": self.id,
                "created": self.created,
                "model": self.model,
                "usage": self.usage(),
                "object": "chat.completion",
                "choices": choices,
            }
        )

    def frames(self) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
        """The SSE frames and the text that each of them adds: role chunks, then the choices interleaved, usage in
        the very last data frame, then `[DONE]`."""
        steps = [self._steps(index, choice) for index, choice in enumerate(self.choices)]
        head = (
            f'data: {{"id":"{self.id}","object":"chat.completion.chunk","created":{self.created},'
            f'"model":{json.dumps(self.model, ensure_ascii=False)},"choices":['
        )
        ordered: list[tuple[str, str]] = []
        for row in range(max(len(one) for one in steps)):
            ordered += [one[row] for one in steps if row < len(one)]
        last = len(ordered) - 1
        noise = b"".join(digest(self.seed, "p", str(i)) for i in range(len(ordered) // 32 + 1))
        frames: list[bytes] = []
        for number, (choice, _) in enumerate(ordered):
            tail = "]"
            if number == last:
                tail += ',"usage":' + dumps(self.usage()).decode()
            if number >= len(steps):  # the role chunks come first and are not padded
                tail += f',"p":"{_PADDING[: 1 + noise[number] % 36]}"'
            frames.append(f"{head}{choice}{tail}}}\n\n".encode("utf-8", "replace"))
        frames.append(b"data: [DONE]\n\n")
        return tuple(frames), (*(text for _, text in ordered), "")

    def _steps(self, index: int, choice: Choice) -> list[tuple[str, str]]:
        """The chunks of one choice: (the JSON of `choices[0]`, the text that it adds)."""
        deltas: list[tuple[dict[str, Any], str]] = [({"role": "assistant", "content": ""}, "")]
        if self._fragmented:
            deltas += _fragments(choice)
        elif choice.calls:
            deltas.append(({"tool_calls": _calls(choice.calls)}, ""))
        else:
            if choice.thinking is not None:
                deltas.append(({"content": ""}, ""))
                deltas += _thoughts(choice.thinking)
            deltas += [({"content": piece}, piece) for piece in answers.pieces(choice.text)]
        steps = []
        for number, (delta, text) in enumerate(deltas):
            final = number == len(deltas) - 1
            row: dict[str, Any] = {"index": index, "delta": delta, "finish_reason": choice.reason if final else None}
            if self._fragmented:
                row["logprobs"] = None
            steps.append((dumps(row).decode("utf-8"), text))
        return steps


def _thoughts(thinking: str) -> list[tuple[dict[str, Any], str]]:
    """Thinking in pieces; recorded 2026-08-19: `closed` is absent on the first piece and true on the others."""
    deltas: list[tuple[dict[str, Any], str]] = []
    for number, piece in enumerate(answers.pieces(thinking)):
        chunk: dict[str, Any] = {"type": "thinking", "thinking": [{"type": "text", "text": piece}]}
        if number:
            chunk["closed"] = True
        deltas.append(({"content": [chunk]}, ""))
    return deltas


def _fragments(choice: Choice) -> list[tuple[dict[str, Any], str]]:
    """How `zai-glm-*` streams (recorded 2026-08-20, vercel/ai@702aba71): a call's name first, its arguments after it
    without an id and with an empty name, and a last, empty chunk that carries the reason and usage."""
    rest = {"index": 0, "content": ""}
    deltas: list[tuple[dict[str, Any], str]] = []
    for index, (id, name, arguments) in enumerate(choice.calls):
        first = {"id": id, "type": "function", "function": {"name": name, "arguments": ""}, "index": index}
        deltas.append(({"tool_calls": [first], **rest}, ""))
        for piece in answers.pieces(arguments):
            part = {"type": "function", "function": {"name": "", "arguments": piece}, "index": index}
            deltas.append(({"tool_calls": [part], **rest}, ""))
    if choice.thinking is not None:
        deltas += [({**delta, "index": 0}, "") for delta, _ in _thoughts(choice.thinking)]
    if choice.text:
        deltas += [({"index": 0, "content": piece}, piece) for piece in answers.pieces(choice.text)]
    return [*deltas, (rest, "")]
