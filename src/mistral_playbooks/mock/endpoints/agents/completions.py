"""/v1/agents/completions: a chat completion by an agent's settings.

Both forms of the answer were recorded (2026-06-29, 2026-07-13).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...types import Answer, Call
from ...wire import bodies
from .. import chat
from . import agents

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from ...api import Context
    from ...schemas.agents import AgentsCompletionRequest
    from ...schemas.chat import ChatCompletionRequest


@cache
def _agents() -> TypeAdapter[AgentsCompletionRequest]:
    from ...schemas.agents import COMPLETION

    return COMPLETION


@cache
def _chat() -> TypeAdapter[ChatCompletionRequest]:
    from ...schemas.chat import CHAT

    return CHAT


def complete(context: Context, call: Call) -> Answer:
    """POST /v1/agents/completions: judged and answered as a chat completion, in its shapes (200 recorded).

    What the request says wins over the agent's settings, and its tools replace the agent's (not seen). The agent's
    built-in tools are left out: chat completions do not run them.
    """
    call.body = value = bodies.read(call.request)
    if isinstance(value, Answer):
        call.body = None
        return value
    checked = bodies.check(_agents(), value)
    if isinstance(checked, Answer):
        return chat.bare(checked)
    agent = agents.find(context, call, checked.agent_id)
    if isinstance(agent, Answer):
        return agent
    body = agent.body
    call.model = body["model"]
    own = {name: given for name, given in value.items() if name != "agent_id" and given is not None}
    merged = {**agents.settings(body), **own, "model": body["model"]}
    if body["instructions"]:
        merged["messages"] = [{"role": "system", "content": body["instructions"]}, *value["messages"]]
    if "tools" not in own:
        merged["tools"] = agents.functions(body["tools"]) or None
    request = bodies.check(_chat(), merged)
    return request if isinstance(request, Answer) else chat.answer(context, call, request, merged)
