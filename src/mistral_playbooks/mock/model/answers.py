"""The words of the mocked model: made up, but reproducible, valid, and impossible to guess.

Token counts are estimates: one token per four characters (the rule of thumb for English text), plus four per message.
The API's counts come from its tokenizers.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..state.ids import digest
from .media_tokens import chunk_tokens

_VOCABULARY = (
    "amber anchor apple arrow autumn beacon birch bridge canyon cedar clover cobalt copper coral crystal delta "
    "ember falcon feather fern forest garden glacier granite harbor hazel horizon island ivory jasmine juniper "
    "lantern lavender lemon linen magnet maple marble meadow mirror morning mountain north oak ocean olive "
    "orchard otter paper pebble pine planet prairie quartz raven ribbon river saffron sail sapphire shadow "
    "silver spruce summer sunset thunder timber tulip valley velvet violet walnut willow winter"
)
WORDS = tuple(_VOCABULARY.split())
_BY_BYTE = tuple(WORDS[byte % len(WORDS)] for byte in range(256))


def tokens(text: str) -> int:
    """Returns the estimated number of tokens in a string."""
    return (len(text) + 3) // 4


def sentence(seed: bytes) -> str:
    """Returns a line of plain ASCII words that depends on the seed, such as `Mocked answer 7f3a91: river amber …`."""
    words = [_BY_BYTE[byte] for byte in seed[3 : 11 + seed[11] % 5]]
    return f"Mocked answer {seed[:3].hex()}: {' '.join(words)}."


MAX_TOKENS = 32_768
"""Maximum tokens of an answer: the mock's limit, whatever `min_tokens` requests. The API's limit is not known."""


def extended(text: str, least: int, most: int | None, seed: bytes) -> str:
    """Returns the text, extended by sentences to `least` tokens, but not beyond `most` or `MAX_TOKENS`."""
    least = min(least, most or MAX_TOKENS, MAX_TOKENS)
    parts, length = [text], len(text)
    while (length + 3) // 4 < least:
        parts.append(sentence(digest(seed, str(len(parts)))))
        length += 1 + len(parts[-1])
    return " ".join(parts)


def reasoning(seed: bytes) -> str:
    """Returns a short line of reasoning, similar to `sentence`."""
    words = [WORDS[byte % len(WORDS)] for byte in seed[20:24]]
    return f"Mocked reasoning {seed[17:20].hex()}: first {words[0]} then {words[1]} so {words[2]} {words[3]}."


# Four characters and the rest of the word: in recorded streams, a chunk is one token (4.3 and 4.9 characters on average
# in two of 2024-05-25 from traceloop/openllmetry, 1 to 5 in those of 2026-08).
_PIECE = re.compile(r".{4}[^ ]*|.+", re.DOTALL)


def pieces(text: str) -> list[str]:
    """Splits a text before spaces into pieces of about one token, which joined are the text."""
    return _PIECE.findall(text) or [""]


def prompt_tokens(body: dict[str, Any]) -> int:
    """Returns the estimated tokens of a request's messages and tools."""
    total = 3
    for message in body["messages"]:
        total += 4 + _content_tokens(message.get("content"))
        for call in message.get("tool_calls") or ():
            total += tokens(json.dumps(call.get("function")))
    if tools := body.get("tools"):
        total += tokens(json.dumps(tools))
    return total


def _content_tokens(content: Any) -> int:
    if isinstance(content, str):
        return tokens(content)
    total = 0
    for chunk in content or ():
        cost = chunk_tokens(chunk)
        if cost is None:
            text = chunk.get("text")
            cost = tokens(text if isinstance(text, str) else json.dumps(chunk))
        total += cost
    return total
