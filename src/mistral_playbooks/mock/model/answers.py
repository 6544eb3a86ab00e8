"""The words of the mocked model: made up, but reproducible, valid, and impossible to guess.

Token counts are estimates, because the API's come from its tokenizers: for an answer one token per four characters (the
rule of thumb for English text), for a prompt what was fitted to recorded counts (`prompt_tokens`).
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


def usage(prompt_tokens: int, completion_tokens: int = 0) -> dict[str, Any]:
    """Returns the usage of an answer that is not text, as embeddings have it (recorded 2026-08-19) and the end of a
    stream of speech (thomastaylor99/lex-o-demo@6ea0df3a spikes/2026-10-04-tts/README.md)."""
    return {
        "prompt_audio_seconds": None,
        "prompt_tokens": prompt_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "completion_tokens": completion_tokens,
        "request_count": None,
        "prompt_tokens_details": None,
        "completion_tokens_details": None,
        "service_tier": None,
        "prompt_token_details": None,
    }


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


# Characters per token, fitted to 255 text chats of June to October 2026 in public cassettes: the estimate is within
# 15 % of the recorded count in five of six (four characters a token, and four tokens a message: in half). Large
# models are the farthest away.
_PER_TEXT_TOKEN, _PER_CALL_TOKEN, _PER_TOOL_TOKEN = 4.25, 3.0, 2.8

_SETTINGS_TOKENS = {"mistral-small-2603": 12}
"""What a model's prompts have more than those of ministral-3b with the same body, by its main id: in all pairs recorded
2026-08-14 to 2026-08-19 (0xPlaygrounds/rig), except those that ask for JSON, which count the same."""


def prompt_tokens(body: dict[str, Any], model: str = "") -> int:
    """Returns the estimated tokens of a chat body's messages and tools, for the model with this main id. A schema in
    `response_format` adds none (recorded 2026-08-19)."""
    total = 2.0 + settings_tokens(body, model) + len(body["messages"])
    characters = 0
    for message in body["messages"]:
        content = message.get("content")
        if isinstance(content, str):
            characters += len(content)
        else:
            texts, cost = parts(content)
            characters += sum(map(len, texts))
            total += cost
        for call in message.get("tool_calls") or ():
            total += 4 + len(_compact(call.get("function"))) / _PER_CALL_TOKEN
    for tool in counted_tools(body) if body.get("tools") else ():
        total += len(_compact(tool)) / _PER_TOOL_TOKEN - 5
    return round(total + characters / _PER_TEXT_TOKEN)


def text_of(message: dict[str, Any]) -> str:
    """Returns the text of a message, whose chunks are joined with spaces."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return " ".join(str(chunk.get("text") or "") for chunk in content or () if isinstance(chunk, dict))


def parts(content: Any) -> tuple[list[str], int]:
    """Returns the texts of a message's content, and the tokens of its images and documents."""
    if isinstance(content, str):
        return [content], 0
    texts, total = [], 0
    for chunk in content or ():
        cost = chunk_tokens(chunk)
        if cost is None:
            text = chunk.get("text")
            texts.append(text if isinstance(text, str) else json.dumps(chunk))
        else:
            total += cost
    return texts, total


_compact = json.JSONEncoder(separators=(",", ":")).encode


def settings_tokens(body: dict[str, Any], model: str) -> int:
    """Returns the tokens that the settings of a model add to each prompt."""
    wanted = body.get("response_format")
    if wanted and wanted.get("type", "text") != "text":
        return 0
    return _SETTINGS_TOKENS.get(model, 0)


def counted_tools(body: dict[str, Any]) -> list[Any]:
    """Returns the tools that are part of the prompt: none with `tool_choice: "none"` (recorded 2026-08-16), and only
    the one that `tool_choice` names (2026-07-03: 91 tokens, although two tools were offered)."""
    tools, choice = body.get("tools") or [], body.get("tool_choice")
    if choice == "none":
        return []
    if isinstance(choice, dict):
        name = (choice.get("function") or {}).get("name")
        return [tool for tool in tools if (tool.get("function") or {}).get("name") == name]
    return tools
