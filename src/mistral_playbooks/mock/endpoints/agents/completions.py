"""/v1/agents/completions: a chat completion with an agent's settings.

The answer was recorded as JSON and as a stream (2026-06-29, 2026-07-13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...schemas.chat import CHAT
from ...types import Answer, Call
from ...wire import bodies
from ...wire.refusal import Refusal
from .. import chat
from . import agents, responses

if TYPE_CHECKING:
    from ...context import Context
    from ...schemas.agents import AgentsCompletionRequest


class AgentsCompletionErrors(chat.ChatErrors):
    """Chat's format, except for an agent that is not found."""

    def error(self, refusal: Refusal) -> Answer:
        if refusal.code == responses.NOT_FOUND:
            return responses.ERRORS.error(refusal)
        return super().error(refusal)


ERRORS = AgentsCompletionErrors()


def complete(context: Context, call: Call, request: AgentsCompletionRequest) -> Answer:
    """POST /v1/agents/completions: checked and answered as a chat completion, in its format (200 recorded).

    The request overrides the agent's settings, and its tools replace the agent's (not observed). The agent's built-in
    tools are omitted, because chat completions do not run them.
    """
    body = agents.find(context, call, request.agent_id).body
    call.model = body["model"]
    value = call.body
    own = {name: given for name, given in value.items() if name != "agent_id" and given is not None}
    merged = {**agents.settings(body), **own, "model": body["model"]}
    if body["instructions"]:
        merged["messages"] = [{"role": "system", "content": body["instructions"]}, *value["messages"]]
    if "tools" not in own:
        merged["tools"] = agents.functions(body["tools"]) or None
    return chat.answer(context, call, bodies.check(CHAT, merged), merged)
