"""What the mocked moderation model finds in a text. A category is flagged if the text contains its name, such as
`selfharm`; the text is not interpreted otherwise."""

from __future__ import annotations

import re
from typing import Any

from . import answers

CATEGORIES = (
    "sexual",
    "hate_and_discrimination",
    "violence_and_threats",
    "dangerous",
    "criminal",
    "selfharm",
    "health",
    "financial",
    "law",
    "pii",
    "jailbreaking",
)
"""The categories of moderation v2 (public OpenAPI file of 2026-08-13), which split v1's
`dangerous_and_criminal_content` into two."""

FLAGGED = 0.5
"""The lowest score of a flagged category. The API's own thresholds are not published."""

_WORD = re.compile(r"[a-z_]+")


def scores(seed: bytes, text: str) -> dict[str, float]:
    """Returns a score for each category: at least 0.9 if the text contains its name, otherwise small as recorded."""
    said = set(_WORD.findall(text.lower()))
    return {
        name: 0.9 + seed[at] / 2_560 if name in said else (1 + seed[at]) / 262_144 for at, name in enumerate(CATEGORIES)
    }


def chat_text(messages: list[dict[str, Any]]) -> str:
    """Returns the text of a conversation, one message per line."""
    return "\n".join(f"{message.get('role')}: {answers.text_of(message)}" for message in messages)
