"""Stored conversations, the rules for who answers, and the inputs that are accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...state.ids import Ids, stamp
from ...types import Call
from ..agents import agents, responses
from . import entries, turns

if TYPE_CHECKING:
    from ...context import Context

Json = dict[str, Any]


@dataclass
class Conversation:
    """A stored conversation. `active` is the agent that answers now, which handoffs may change."""

    id: str
    created: float
    updated: float
    about: Json
    agent_id: str | None = None
    agent_version: str | int | None = None
    active: str | None = None
    model: str | None = None
    setup: Json = field(default_factory=dict)
    entries: list[Json] = field(default_factory=list)

    def to_resource(self) -> Json:
        """Returns the body of a GET, in the order of the public file of 2026-08-13 (not recorded)."""
        kept = {
            **self.about,
            "object": "conversation",
            "id": self.id,
            "created_at": stamp(self.created),
            "updated_at": stamp(self.updated),
        }
        if self.agent_id is not None:
            return {**kept, "agent_id": self.agent_id, "agent_version": self.agent_version}
        return {**self.setup, **kept, "model": self.model}


def speaker(context: Context, call: Call, conversation: Conversation, request: Any) -> turns.Speaker:
    """Returns who answers. The `completion_args` of this request override earlier ones (documented)."""
    sent = request.completion_args
    given = responses.plain(sent, exclude_unset=True) if sent else {}
    setup = conversation.setup
    if conversation.model is not None:
        args = {**agents.settings(setup), **given}
        return turns.Speaker(conversation.model, setup["instructions"], setup["tools"], args)
    assert conversation.active is not None
    agent = agents.find(context, call, conversation.active)
    wanted = conversation.agent_version if conversation.active == conversation.agent_id else None
    body = agents.find_version(agent, wanted)
    args = {**agents.settings(body), **given}
    instructions = setup["instructions"] or body["instructions"]
    return turns.Speaker(body["model"], instructions, setup["tools"] or body["tools"], args, body)


def to_entries(call: Call, inputs: Any) -> list[Json]:
    """Returns the inputs of a checked request, a string or entries, as entries to store."""
    ids = Ids(call.now, call.random + b"in")
    if isinstance(inputs, str):
        return [entries.user_message(inputs, ids, call.now)] if inputs else []
    return [entries.complete(responses.plain(one, exclude_none=True), ids, call.now) for one in inputs]


def as_history(outputs: list[Json]) -> list[Json]:
    """Returns outputs as the history shows them, where messages have no `completed_at` (documented, 2025-06-16)."""
    return [{**one, "completed_at": None} if one["type"] == "message.output" else one for one in outputs]


MAX_ENTRIES = 1_000
"""How many entries a conversation keeps, at least the last turn. The API's limit is not published."""


def latest(entries: list[Json]) -> list[Json]:
    """Returns the entries to store. If there are too many, the oldest turns are dropped."""
    over = len(entries) - MAX_ENTRIES
    if over <= 0:
        return entries
    turns = (index for index, entry in enumerate(entries) if entry["type"] == "message.input" and index >= over)
    return entries[next(turns, 0) :]


def apply_confirmations(before: list[Json], confirmations: Any) -> tuple[list[Json], list[Json]]:
    """Returns the entries with the user's decisions on built-in tools applied, and the calls that are now allowed.

    Raises 400 for a decision on a call that is not pending (reported 2026-08-17). Of the message only
    `unknown tool_call_ids` is known, from a client that looks for it.
    """
    decisions = {one.tool_call_id: one.confirmation.value for one in confirmations}
    waiting = {one["tool_call_id"] for one in before if one.get("confirmation_status") == "pending"}
    if unknown := [id for id in decisions if id not in waiting]:
        raise responses.invalid_state(f"Unknown tool_call_ids: {unknown}")
    made: list[Json] = []
    allowed: list[Json] = []
    for entry in before:
        if entry.get("confirmation_status") == "pending" and entry["tool_call_id"] in decisions:
            yes = decisions[entry["tool_call_id"]] == "allow"
            entry = {**entry, "confirmation_status": "allowed" if yes else "denied"}
            if yes:
                allowed.append(entry)
        made.append(entry)
    return made, allowed


def check_results(before: list[Json], inputs: list[Json]) -> None:
    """Raises 400 if function results are missing (reported 2026-04-19), fewer than the calls (2025-06-10), or for a
    call that is not pending (the official workflows plugin's tests, 2026)."""
    waiting = entries.open_calls(before)
    given = [entry["tool_call_id"] for entry in inputs if entry["type"] == "function.result"]
    if not before:
        return  # a complete history in the inputs is checked like the messages of a chat
    called = {entry["tool_call_id"] for entry in inputs if entry["type"] == "function.call"}
    if unknown := next((id for id in given if id not in waiting and id not in called), None):
        raise responses.invalid_state(f"Unexpected tool call id {unknown} in tool results", "3230")
    missing = [id for id in waiting if id not in given]
    if missing and len(given) == len(inputs) and given:
        raise responses.invalid_state("Not the same number of function calls and responses", "3230")
    if missing:
        text = "Cannot append other inputs while function results are still missing. Provide function results first"
        raise responses.invalid_state(f"{text} for: {missing}")
