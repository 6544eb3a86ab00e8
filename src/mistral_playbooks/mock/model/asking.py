"""A request to the mocked model, and what all choices of its answer share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .answers import sentence, text_of
from .values.json_schema import Budget

if TYPE_CHECKING:
    from ..schemas.chat import ChatCompletionRequest


@dataclass(slots=True)
class Asking:
    """A checked request and its JSON. `family` is the main id of the model; `said` are the messages of the user, `told`
    the results of tools, `rules` the system's messages and `answered` the assistant's, the newest first."""

    request: ChatCompletionRequest
    body: dict[str, Any]
    family: str
    every_tool: bool
    declines: bool
    said: list[str] = field(init=False)
    told: list[str] = field(init=False)
    rules: list[str] = field(init=False)
    answered: list[str] = field(init=False)
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        texts: dict[str, list[str]] = {"user": [], "tool": [], "system": [], "assistant": []}
        for message in reversed(self.body["messages"]):
            texts[message["role"]].append(text_of(message))
        self.said, self.told, self.rules, self.answered = texts.values()

    def sentence(self, seed: bytes) -> str:
        """Returns a sentence that quotes the results of tools that come last."""
        text = sentence(seed)
        results: list[str] = []
        for message in reversed(self.body["messages"]):
            if message["role"] != "tool":
                break
            results.insert(0, _plain(text_of(message)))
        return f"{text[:-1]}; results: {' / '.join(results)}." if results else text


def _plain(content: str) -> str:
    """Returns a tool's result, shortened and safe to appear verbatim inside JSON: ASCII, no quotes, no brackets."""
    kept = "".join(c if " " <= c <= "~" and c not in "\"'\\<>{}[]" else " " for c in content)
    return " ".join(kept.split())[:80]
