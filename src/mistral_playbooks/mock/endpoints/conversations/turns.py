"""One answer in a conversation: who answers, which tools run, and the content, checked by the chat completion rules.

After a user's message, an agent with handoffs may hand over (`handoffs`). Otherwise the mocked model runs every offered
built-in tool once and calls the functions that are meant. Then it answers in text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...model import answers, builtin_tools
from ...model.completion import Completion
from ...schemas.chat import CHAT
from ...state.ids import Ids, digest
from ...types import Call
from ...validation import models
from ...wire import bodies
from ...wire.envelope import dumps
from ...wire.refusal import Refusal
from .. import chat
from ..agents import agents, responses
from . import entries, handoffs

if TYPE_CHECKING:
    from ...context import Context

Json = dict[str, Any]


@dataclass(frozen=True)
class Speaker:
    """Who answers: a model by its requested id, or an agent's version, with the settings for this answer."""

    model: str
    instructions: str | None
    tools: list[Json]
    args: Json
    agent: Json | None = None

    @property
    def choice(self) -> str:
        return self.args.get("tool_choice", "auto")

    @property
    def signature(self) -> Json:
        """The keys that identify it in its entries. Not observed for a redirected model: as in chat."""
        model = models.load().answering_id(self.model)
        return {"agent_id": self.agent["id"], "model": model} if self.agent else {"model": model}


@dataclass
class Turn:
    """The entries of an answer and their cost. `active` is the agent that answered last, `family` the model's id."""

    outputs: list[Json]
    runs: list[builtin_tools.Execution] = field(default_factory=list)
    prompt: int = 0
    completion: int = 0
    family: str = ""
    active: str | None = None

    @property
    def total(self) -> int:
        return self.prompt + self.completion + self._connector_tokens

    @property
    def _connector_tokens(self) -> int:
        return sum(answers.tokens(run.result) for run in self.runs)

    @property
    def usage(self) -> Json:
        """Three counts, and two more keys if a built-in tool ran (recorded 2026-09-14)."""
        made: Json = {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.total,
        }
        if self.runs:
            made |= {"connector_tokens": self._connector_tokens, "connectors": builtin_tools.counts(self.runs)}
        return made


def answer(
    context: Context, call: Call, speaker: Speaker, history: list[Json], allowed: list[Json], *, client: bool
) -> Turn:
    """Answers a history of entries.

    `allowed` are calls of built-in tools that the user has just allowed, which run now. `client` leaves handoffs to the
    caller.
    """
    ids = Ids(call.now, call.random)
    writer = entries.Writer(ids, call.now, speaker.signature)
    user_spoke = bool(history) and history[-1]["type"] == "message.input" and not allowed
    outputs: list[Json] = []
    spent = 0
    seen: set[str] = set()
    asked = answers.text_of(history[-1]) if user_spoke else ""
    while user_spoke and speaker.agent and (following := _next_agent(context, call, speaker, seen, asked)):
        outputs.append(writer.handoff(speaker.agent, following))
        spent += answers.tokens(following["name"])
        if client:
            break
        args = agents.settings(following)
        speaker = Speaker(following["model"], following["instructions"], following["tools"], args, following)
        writer.speaker = speaker.signature
    handed_over = client and bool(outputs)
    runs = [builtin_tools.execute(one["name"], one["arguments"], call.now) for one in allowed]
    functions = agents.functions(speaker.tools)
    calling = user_spoke and bool(functions) and speaker.choice != "none"
    pending: list[tuple[str, str]] = []
    messages = entries.messages(history, speaker.instructions)
    said = dumps(messages)  # not the history, whose ids and times differ in each run
    if user_spoke and not handed_over:
        for name, needs_confirmation in builtin_tools.offered(speaker.tools, speaker.choice):
            given = builtin_tools.arguments(name, digest(context.settings.seed, name, said))
            if needs_confirmation:
                pending.append((name, given))
            else:
                runs.append(builtin_tools.execute(name, given, call.now))
    if not calling:
        # If functions are called, runs and calls come in the same answer (reported). Otherwise the model reads the
        # runs.
        messages += [message for run in runs for message in run.messages()]
    completion = _truncated_completion(context, call, speaker, messages, functions)
    outputs += [writer.execution(run) for run in runs]
    turn = Turn(outputs, runs, completion.prompt_tokens, spent, completion.family)
    turn.active = speaker.agent["id"] if speaker.agent else None
    if handed_over or pending:
        call.script_applied = False  # the model sends no content, so the script stays in the queue
    if handed_over:
        return turn
    turn.completion += sum(answers.tokens(run.arguments) for run in runs)
    if pending:
        turn.completion += sum(answers.tokens(given) for _, given in pending)
        for name, given in pending:
            id = builtin_tools.pair(name, given, said.decode())[1]["tool_call_id"]
            turn.outputs.append(writer.call(id, name, given, "pending"))
        return turn
    turn.completion += completion.completion_tokens
    choice = completion.choices[0]
    if choice.text or not choice.calls:
        content = _without_prefix(choice.content, history)
        chunks = [run.chunk for run in runs if run.chunk]
        if chunks:
            content = [*([{"type": "text", "text": content}] if isinstance(content, str) else content), *chunks]
        turn.outputs.append(writer.message(content))
    turn.outputs += [writer.call(*one) for one in choice.calls]
    return turn


def _next_agent(context: Context, call: Call, speaker: Speaker, seen: set[str], said: str) -> Json | None:
    """Returns the agent to hand over to, one that exists and has not answered yet."""
    if speaker.agent is None or speaker.choice == "none":
        return None
    seen.add(speaker.agent["id"])
    known = context.workspace(call).agents
    others = [known[id].body for id in speaker.agent["handoffs"] or () if id in known and id not in seen]
    return handoffs.following(others, agents.functions(speaker.tools), said)


def _truncated_completion(
    context: Context, call: Call, speaker: Speaker, messages: list[Json], functions: list[Json]
) -> Completion:
    """Returns the completion of these messages, dropping the oldest ones until the prompt fits."""
    while True:
        try:
            return _completion(context, call, speaker, messages, functions)
        except Refusal as refusal:
            if not _too_long(refusal):
                raise _as_conversation_refusal(speaker.model, refusal) from None
        messages = _shortened(messages)
        if not messages:
            raise responses.invalid_state("Input too large: couldn't fit with truncation", "3051")


def _completion(
    context: Context, call: Call, speaker: Speaker, messages: list[Json], functions: list[Json]
) -> Completion:
    args = {name: value for name, value in speaker.args.items() if value is not None}
    if not args.get("top_p", 1):
        del args["top_p"]  # 0 is allowed here, but not in a chat completion (public file)
    value = {**args, "model": speaker.model, "messages": messages, "tools": functions or None}
    request = bodies.check(CHAT, value)
    seed = digest(context.settings.seed, dumps(value))
    return chat.complete_checked(context, call, request, value, seed)


def _too_long(refusal: Refusal) -> bool:
    return refusal.status == 500 or refusal.code == "3059"


def _shortened(messages: list[Json]) -> list[Json]:
    """Returns the messages without the older half of the turns, [] if there is only one.

    The refusal's message (reported 2026-04-30, mistralai/client-ts#212, without its status) says that the API truncates
    the input before it refuses. What it drops was not observed.
    """
    head = 1 if messages and messages[0]["role"] == "system" else 0
    turns = [index for index, one in enumerate(messages) if one["role"] == "user" and index > head]
    return messages[:head] + messages[turns[(len(turns) - 1) // 2] :] if turns else []


def _as_conversation_refusal(model: str, refusal: Refusal) -> Refusal:
    """Converts a chat refusal to that of a conversation. A model that does not answer gets code 3003: status, code and
    message are reported for the unknown model `foo` (livekit/agents#7308 of 2026-09-16), the end of the message for a
    retired one (a live probe of 2026-08-17). The type was not observed, and neither was a model without chat, which
    chat does not tell from an unknown one. A 429 for tokens has another body (fredbuildsai/parlwatch@7f423c54
    tests/test_agent.py, 2026-10-09)."""
    if refusal.status == 429 and any("-tokens-" in name for name, _ in refusal.headers):
        return Refusal(429, None, "Token rate limit reached.", headers=refusal.headers)
    if refusal.code == "1500":
        return responses.invalid_state(f"Model {model} is currently not in use.", "3003")
    return refusal


def _without_prefix(content: Any, history: list[Json]) -> Any:
    """Removes a prefix, which a conversation does not repeat (reported 2026-08-17) but a chat completion does."""
    last = history[-1] if history else {}
    if last.get("prefix") and isinstance(content, str) and isinstance(last["content"], str):
        return content.removeprefix(last["content"])
    return content
