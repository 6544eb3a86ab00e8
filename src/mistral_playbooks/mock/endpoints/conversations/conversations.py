"""/v1/conversations: start, append, restart, get, list, delete, history, messages; as JSON and as named events.

Recorded: the answers to start, append (the same id) and restart (a new id) and their headers (2026-06-29 to
2026-10-05). Documented: history and messages, the list with the newest first. Reported from live probes: with `store`
false nothing is stored, so a later GET is a 404; `handoff_execution` is refused if a model answers (2026-08-17).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model import builtin_tools
from ...schemas.conversations import (
    AppendConversationRequest,
    CompletionArgs,
    ConversationRequest,
    ConversationsQuery,
    RestartConversationRequest,
)
from ...state.ids import Ids
from ...types import Answer, Call
from ...validation import unit_limits
from ...wire import bodies, sse
from ...wire.envelope import Header, dumps
from ...wire.refusal import InvalidRequest, Refusal
from ..agents import agents, responses
from ..files import files
from . import events, rules, turns
from .rules import Conversation

if TYPE_CHECKING:
    from ...context import Context

Json = dict[str, Any]


def start(context: Context, call: Call, request: ConversationRequest) -> Answer:
    """POST /v1/conversations."""
    if not request.inputs:
        # Of the message only `inputs is required` is known (reported 2026-08-17).
        raise responses.invalid_value("inputs is required", call.body)
    if (request.agent_id is None) == (request.model is None):
        # Documented and reported: exactly one is required (422). The message was not observed.
        raise responses.invalid_value("Exactly one of agent_id or model must be provided", call.body)
    if request.agent_id is not None and request.completion_args is not None:
        # Reported 2026-10-09 with code 3001 (fredbuildsai/parlwatch@03590a16 docs/mistral-agent/README.md) and by one
        # more client. Status and message were not observed.
        raise responses.invalid_value("completion_args cannot be set with agent_id", call.body)
    if request.model is not None and request.handoff_execution is not None:
        item = {"type": "extra_forbidden", "loc": ["body", "handoff_execution"]}
        value = call.body["handoff_execution"]
        raise InvalidRequest([{**item, "msg": "Extra inputs are not permitted", "input": value}])
    sent = responses.plain(request)
    conversation = Conversation(
        id=Ids(call.now, call.random).next("conv"),
        created=call.now,
        updated=call.now,
        about={name: sent[name] for name in ("name", "description", "metadata")},
        agent_id=request.agent_id,
        agent_version=request.agent_version,
        active=request.agent_id,
        model=request.model,
        setup={
            "instructions": sent["instructions"],
            "tools": sent["tools"] or [],
            "completion_args": sent["completion_args"] or CompletionArgs().model_dump(mode="json"),
            "guardrails": sent["guardrails"] or [],
        },
    )
    return _answer(context, call, conversation, request, store=request.store is not False)


def append(context: Context, call: Call, request: AppendConversationRequest) -> Answer:
    """POST /v1/conversations/{id}: the answer carries the same id (recorded 2026-07-21)."""
    if not request.inputs and not request.tool_confirmations:
        # The message is from the test data of two programs of early 2026, which attribute it to Mistral.
        raise responses.invalid_value("Either inputs or tool_confirmations must be provided.", call.body)
    return _answer(context, call, _find(context, call), request)


def restart(context: Context, call: Call, request: RestartConversationRequest) -> Answer:
    """POST /v1/conversations/{id}/restart: a new conversation with the entries up to and including the given one
    (recorded 2026-10-05: its usage counts the answer from which it restarts)."""
    old = _find(context, call)
    end = next((i for i, entry in enumerate(old.entries) if entry["id"] == request.from_entry_id), None)
    if end is None:
        raise responses.not_found("Entry", request.from_entry_id)
    sent = responses.plain(request)
    about, setup = dict(old.about), dict(old.setup)
    if sent["metadata"] is not None:
        about["metadata"] = sent["metadata"]
    if sent["guardrails"] is not None:
        setup["guardrails"] = sent["guardrails"]
    conversation = replace(
        old,
        id=Ids(call.now, call.random).next("conv"),
        created=call.now,
        updated=call.now,
        about=about,
        setup=setup,
        entries=old.entries[: end + 1],
        agent_version=request.agent_version if request.agent_version is not None else old.agent_version,
    )
    return _answer(context, call, conversation, request)


def index(context: Context, call: Call) -> Answer:
    """GET /v1/conversations: a bare list, newest first (documented)."""
    query = bodies.query(call, ConversationsQuery)
    kept = reversed(context.workspace(call).conversations.values())
    found = [one.to_resource() for one in kept if agents.has_metadata(one.about, query.metadata)]
    page, size = max(0, query.page), max(0, query.page_size)
    return Answer(200, dumps(found[page * size : (page + 1) * size]))


def show(context: Context, call: Call) -> Answer:
    """GET /v1/conversations/{id}."""
    return Answer(200, dumps(_find(context, call).to_resource()))


def history(context: Context, call: Call) -> Answer:
    """GET /v1/conversations/{id}/history: all entries in order."""
    found = _find(context, call)
    return Answer(200, dumps({"object": "conversation.history", "conversation_id": found.id, "entries": found.entries}))


def messages(context: Context, call: Call) -> Answer:
    """GET /v1/conversations/{id}/messages: the entries that are messages."""
    found = _find(context, call)
    only = [entry for entry in found.entries if entry["type"].startswith("message.")]
    return Answer(200, dumps({"object": "conversation.messages", "conversation_id": found.id, "messages": only}))


def delete(context: Context, call: Call) -> Answer:
    """DELETE /v1/conversations/{id}: 204 (reported 2026-08-17)."""
    found = _find(context, call)
    del context.workspace(call).conversations[found.id]
    return Answer(204, b"")


def _find(context: Context, call: Call) -> Conversation:
    found = context.workspace(call).conversations.get(call.args[0])
    if found is None:
        raise responses.not_found("Conversation", call.args[0])
    return found


def _answer(
    context: Context, call: Call, conversation: Conversation, request: Any, store: bool | None = None
) -> Answer:
    """Adds the inputs, lets the model answer, and stores both unless `store` is false."""
    speaker = rules.speaker(context, call, conversation, request)
    call.model = speaker.model
    builtin_tools.check(speaker.tools, speaker.choice, speaker.model)
    inputs = rules.to_entries(call, request.inputs)
    before = conversation.entries
    confirmations = getattr(request, "tool_confirmations", None)
    before, allowed = rules.apply_confirmations(before, confirmations or ())
    rules.check_results(before, inputs)
    client = request.handoff_execution == "client"
    turn = turns.answer(context, call, speaker, before + inputs, allowed, client=client)
    metered = _metered(context, call, turn)
    if request.store if store is None else store:
        after = rules.latest(before + inputs + rules.as_history(turn.outputs))
        # A new object, so that the stored conversation never changes while another answer uses it.
        stored = replace(conversation, entries=after, updated=call.now, active=turn.active)
        context.workspace(call).conversations[conversation.id] = stored
    for run in turn.runs:
        if run.image:
            _store_image(context, call, run)
    return _to_answer(context, call, conversation.id, turn, metered, stream=bool(request.stream))


def _metered(context: Context, call: Call, turn: turns.Turn) -> tuple[Header, ...]:
    """Counts the runs of tools with limits of their own and returns the headers. Raises 429 beyond such a limit."""
    workspace, minute, trips = context.workspace(call), context.settings.minute, context.limiter.trips
    headers: tuple[Header, ...] = ()
    try:
        for name, runs in builtin_tools.counts(turn.runs).items():
            if most := builtin_tools.METERED.get(name):
                headers += unit_limits.count_uses(workspace, name, most, runs, call.now, minute, trips=trips)
    except Refusal:
        call.script_applied = False  # the answer is not sent, so the script stays in the queue
        raise
    return headers


def _store_image(context: Context, call: Call, run: builtin_tools.Execution) -> None:
    """Stores a generated image for GET /v1/files/{id}/content (documented; its metadata was not observed)."""
    assert run.chunk
    image = files.File(
        id=run.chunk["file_id"],
        content=run.image,
        created_at=int(call.now),
        filename=f"{run.chunk['file_name']}.png",
        purpose="ocr",
        sample_type="ocr_input",
        num_lines=0,
        mimetype="image/png",
        source="mistral",
    )
    files.store(context.workspace(call), image)


def _to_answer(
    context: Context, call: Call, id: str, turn: turns.Turn, metered: tuple[Header, ...], *, stream: bool
) -> Answer:
    charged = context.limiter.count(call.key, turn.family, turn.total, call.now)
    texts = tuple(_text(one["content"]) for one in turn.outputs if one["type"] == "message.output")
    # Calls that the program must answer, without those that its user must first allow.
    calls = tuple(
        one["tool_call_id"]
        for one in turn.outputs
        if one["type"] == "function.call" and one["confirmation_status"] is None
    )
    if stream:  # has no rate limit headers (recorded)
        frames, frame_texts = events.frames(id, turn.outputs, turn.usage, call.now)
        return Answer(200, frames, texts=texts, frame_texts=frame_texts, calls=calls, content_type=sse.CONTENT_TYPE)
    headers = *(pair for pair in charged if pair[0].endswith("-tokens-minute")), *metered
    body = {"object": "conversation.response", "conversation_id": id, "outputs": turn.outputs, "usage": turn.usage}
    return Answer(200, dumps({**body, "guardrails": None}), headers, texts=texts, calls=calls)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(chunk["text"] for chunk in content if chunk["type"] == "text")
