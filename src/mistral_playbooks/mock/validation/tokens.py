"""The length of a prompt in tokens: an estimate, or the count of mistral-common's tokenizer if it is installed.

The extra `tokens` installs mistral-common. Its wheel contains `tekken_240911.json`, so nothing is downloaded; newer
models have the same vocabulary with other control tokens. It takes most of a second to load, so it counts only prompts
with more characters than the model's context has tokens: a shorter prompt fits, except in a few scripts with several
tokens per character. All other counts, including those in `usage`, are estimates, whether it is installed or not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from ..model import answers

if TYPE_CHECKING:
    from .models import Model

_PIECE = 1_000_000
"""Characters tokenized at a time. Each split adds at most one token to the count."""


def prompt(body: dict[str, Any], model: Model) -> int:
    """Returns the tokens of a chat body's messages and tools. Those of a model with another vocabulary (`zai-glm-*`)
    are always estimated."""
    estimate = answers.prompt_tokens(body, model.id)
    if 5 * estimate <= model.max_context_length or model.foreign or estimate > TOO_LONG:
        return estimate
    count = _counter()
    return estimate if count is None else exact(body, count) + answers.settings_tokens(body, model.id)


TOO_LONG = 2_000_000
"""Estimated tokens above which the API answers 500, not 400. Ten messages of a million characters got
`500 Service unavailable.` (recorded four times, 2025-08 to 2026-01, crmne/ruby_llm); 150,004 tokens got a proper 400
(2026-01-26). Not known: where the threshold between the two is."""


def exact(body: dict[str, Any], count: Callable[[str], int]) -> int:
    """Returns the tokens by `count` plus the control tokens of the chat template: one at the start, two around each
    message (one after an assistant's), and those around calls, results and tools.

    A user message of 150,000 times `word ` has 150,004 tokens, as in the recorded refusal of 2026-01-26.
    """
    total = 1
    for message in body["messages"]:
        texts, media = answers.parts(message.get("content"))
        total += (1 if message["role"] == "assistant" else 2) + sum(map(count, texts)) + media
        for call in message.get("tool_calls") or ():
            total += 3 + count(json.dumps(call.get("function")))
    if tools := answers.counted_tools(body):
        total += 2 + count(json.dumps(tools))
    return total


def cached(body: dict[str, Any], earlier: dict[str, Any], model: Model) -> int:
    """Returns how many tokens of a prompt were cached by an earlier one. Tools precede messages, so other tools are
    another start."""
    if body.get("tools") != earlier.get("tools"):
        return 0
    messages, before = body["messages"], earlier["messages"]
    start = _common(messages, before)
    if len(start) < min(len(messages), len(before)):
        message, other = messages[len(start)], before[len(start)]
        contents = message.get("content"), other.get("content")
        if message["role"] == other["role"] and all(isinstance(content, str | list) for content in contents):
            shared = _common(*contents)
            text = isinstance(contents[0], str)
            start.append({"role": message["role"], "content": "".join(shared) if text else shared})
    return in_blocks(prompt({**body, "messages": start}, model)) if start else 0


def _common(items: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """Returns what two sequences have in common at their start."""
    return [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(items, others, strict=False))]


def in_blocks(start: int) -> int:
    """Returns how many tokens of a common start are cached: whole blocks of 16, except the last.

    This fits both recordings with a `prompt_cache_key`: 224 of 253 tokens (2026-07-24, pydantic/pydantic-ai@82541025)
    and 1,536 of 1,559 (2026-10-04, RandyNorthrup/muse-spark-code@1ca53611). The docs speak of 64 (2026-08-21). Without
    a key, most repeated prompts were not cached, and those that were mostly have this count, too.
    """
    return max(0, start // 16 * 16 - 16)


@cache
def _counter() -> Callable[[str], int] | None:
    """Returns a function that counts a string's tokens, or None if mistral-common or its file is missing."""
    try:
        from pathlib import Path

        import mistral_common
        from mistral_common.tokens.tokenizers.tekken import Tekkenizer

        tokenizer = Tekkenizer.from_file(Path(str(mistral_common.__file__)).parent / "data" / "tekken_240911.json")
    except (ImportError, OSError):
        return None

    def count(text: str) -> int:
        text = text.encode("utf-8", "replace").decode()  # lone surrogates
        pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
        return sum(len(tokenizer.encode(piece, bos=False, eos=False)) for piece in pieces)

    return count
