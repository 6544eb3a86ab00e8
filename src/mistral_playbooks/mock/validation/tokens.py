"""How long a prompt is: an estimate, or the count of mistral-common's tokenizer where that is installed.

The extra `tokens` brings mistral-common. Its wheel holds `tekken_240911.json`, so nothing is downloaded; newer
models have the same vocabulary with other control tokens. It takes most of a second to load, so it is asked only
about a prompt of more characters than the model takes tokens: a shorter one cannot be too long, but for a few
scripts of several tokens a character. Every other prompt, in `usage` too, counts as estimated, whatever is installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from ..model import answers

_PIECE = 1_000_000
"""Characters counted at a time; a cut costs at most a token."""


def prompt(body: dict[str, Any], limit: int, *, tekken: bool = True) -> int:
    """The tokens of a chat body's messages and tools, against a context of `limit` tokens.

    `tekken` False for a model with its own vocabulary (`zai-glm-*`), whose prompts are always estimated.
    """
    estimate = answers.prompt_tokens(body)
    if 4 * estimate <= limit or not tekken or estimate > FAR:
        return estimate
    count = _counter()
    return estimate if count is None else exact(body, count)


FAR = 2_000_000
"""Estimated tokens of a prompt that is too long for the API even to say so. Ten messages of a million characters got
`500 Service unavailable.` (recorded four times, 2025-08 to 2026-01, crmne/ruby_llm); 150,004 tokens got a proper 400
(2026-04-08). Where between the two it begins is not known."""


def exact(body: dict[str, Any], count: Callable[[str], int]) -> int:
    """The tokens by `count`, and the control tokens of the chat template: one that begins everything, two around each
    message (one after an assistant's), and those around calls, results and tools.

    A user's 150,000 times `word ` is 150,004, as in the recorded refusal of 2026-04-08.
    """
    total = 1
    for message in body["messages"]:
        total += 1 if message["role"] == "assistant" else 2
        for text in _texts(message.get("content")):
            total += count(text)
        total += _fixed(message.get("content"))
        for call in message.get("tool_calls") or ():
            total += 3 + count(json.dumps(call.get("function")))
    if tools := body.get("tools"):
        total += 2 + count(json.dumps(tools))
    return total


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    else:
        for chunk in content or ():
            if answers.fixed_tokens(chunk) is None:
                text = chunk.get("text")
                yield text if isinstance(text, str) else json.dumps(chunk)


def _fixed(content: Any) -> int:
    return 0 if isinstance(content, str) else sum(answers.fixed_tokens(chunk) or 0 for chunk in content or ())


@cache
def _counter() -> Callable[[str], int] | None:
    """A function that counts a string's tokens, or None if mistral-common or its file is missing."""
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
