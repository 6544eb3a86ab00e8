"""To which agent another one hands over.

Not observed. Words are compared, as for tools: an agent is meant if the user's message has a word of its name or
description, unless a function of the agent that hands over is meant. If no other agent or function could answer, the
only agent to hand over to is always meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...model import tool_choice

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Option:
    """An agent, or a function of the one that hands over (`agent` is None)."""

    name: str
    description: str | None
    parameters: Json = field(default_factory=dict)
    agent: Json | None = None


def following(agents: Iterable[Json], functions: Iterable[Json], said: str) -> Json | None:
    """Returns which of these agents answers the user's message, or None if the agent itself does, which has these
    functions."""
    options = [_of_function(tool["function"]) for tool in functions]
    options += [_Option(one["name"], one["description"], agent=one) for one in agents]
    if len(options) == 1:
        return options[0].agent
    if not tool_choice.is_named(options, [said]):
        return None
    return tool_choice.meant(options, [said])[0].agent


def _of_function(function: Mapping[str, Any]) -> _Option:
    return _Option(function["name"], function.get("description"), function.get("parameters") or {})
