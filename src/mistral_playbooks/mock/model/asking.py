"""A request to the mocked model, and what all choices of its answer share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .answers import sentence, text_of
from .tool_choice import LIMIT
from .values.json_schema import Budget

if TYPE_CHECKING:
    from ..schemas.chat import ChatCompletionRequest


@dataclass
class Asking:
    """A checked request and its JSON. `family` is the main id of the model."""

    request: ChatCompletionRequest
    body: dict[str, Any]
    family: str
    every_tool: bool
    declines: bool
    budget: Budget = field(default_factory=Budget)

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The texts of the messages by role, the newest first."""
        found: dict[str, list[str]] = {"user": [], "tool": [], "system": [], "assistant": []}
        for message in reversed(self.body["messages"]):
            found[message["role"]].append(text_of(message))
        return found

    @property
    def prompt(self) -> str:
        """The messages that may show the form of the answer: the first, also the system's, and the user's last."""
        messages = self.body["messages"]
        last = next((one for one in reversed(messages) if one["role"] == "user"), messages[0])
        return shortened(map(text_of, [messages[0]] if last is messages[0] else [messages[0], last]))

    def sentence(self, seed: bytes) -> str:
        """Returns a sentence that quotes the results of tools that come last."""
        text = sentence(seed)
        results: list[str] = []
        for message in reversed(self.body["messages"]):
            if message["role"] != "tool":
                break
            results.insert(0, _plain(text_of(message)))
        return f"{text[:-1]}; results: {' / '.join(results)}." if results else text


def shortened(texts: Iterable[str]) -> str:
    """Returns what is read of a prompt: the beginning and the end of each of its texts. A form stands before or after
    the data."""
    half = LIMIT // 2
    return "\n".join([text if len(text) <= LIMIT else f"{text[:half]}\n{text[-half:]}" for text in texts])


def _plain(content: str) -> str:
    """Returns a tool's result, shortened and safe to appear verbatim inside JSON: ASCII, no quotes, no brackets."""
    kept = "".join(c if " " <= c <= "~" and c not in "\"'\\<>{}[]" else " " for c in content)
    return " ".join(kept.split())[:80]
