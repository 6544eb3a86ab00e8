"""A request to the mocked model, and what all choices of its answer share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .answers import text_of
from .values.json_schema import Budget

if TYPE_CHECKING:
    from ..schemas.chat import ChatCompletionRequest


@dataclass(slots=True)
class Asking:
    """A checked request and its JSON. `family` is the main id of the model; `said` are the messages of the user, `told`
    the results of tools and `rules` the system's messages, the newest first."""

    request: ChatCompletionRequest
    body: dict[str, Any]
    family: str
    every_tool: bool
    declines: bool
    said: list[str] = field(init=False)
    told: list[str] = field(init=False)
    rules: list[str] = field(init=False)
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        texts: dict[str, list[str]] = {"user": [], "tool": [], "system": [], "assistant": []}
        for message in reversed(self.body["messages"]):
            texts[message["role"]].append(text_of(message))
        self.said, self.told, self.rules = texts["user"], texts["tool"], texts["system"]
