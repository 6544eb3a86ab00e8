"""The rules for messages and tools that the body schema cannot express: 400, codes 3230, 3240, 3280.

The messages are those that users pasted from the hosted API. They are verbatim the exceptions of mistral-common before
1.12 (validator of the v13 tokenizers, mode `serving`), whose order of checks this module follows. Of the changes of
1.12 (2026-09-22), the hosted API has tool call ids of any format for some models, and still says `True` in the
last-role message (2026-10-04). Where it accepts what the library refused, `PROFILES` has both; `of_model` has what
only some models accept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ..wire.refusal import Refusal
from . import tool_schema

if TYPE_CHECKING:
    from ..schemas.chat import AnyTool
    from ..schemas.messages import AssistantMessage, Message, ToolMessage
    from ..types import Profile
    from .models import Model


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for messages that differ between models, and between the hosted API and servers of one's own.

    `after_tool`: the roles that may follow `tool`. `skipped`: how many messages at the start are left out when calls
    and results are compared. `called_name`: what the name in a call of the history must match. `equal_ids`: the message
    for calls with the same id, `{}`. `any_id`: whether tool call ids may have any format. `asks_for_id`: whether a
    result without an id gets a message of its own.
    """

    after_tool: frozenset[str]
    skipped: int
    called_name: re.Pattern[str]
    equal_ids: str
    any_id: bool = False
    asks_for_id: bool = False

    def may_follow(self, role: str, previous: str) -> bool:
        """Whether a message with this role may come directly after one with the role `previous`."""
        return role in (self.after_tool if previous == "tool" else _AFTER[previous])


_AFTER = {
    "system": {"user", "assistant", "system"},
    "user": {"assistant", "system", "user"},
    "assistant": {"assistant", "user", "tool"},
}
_CALL_ID = re.compile(r"^[a-zA-Z0-9]{9}$")
_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_MISMATCH = "Not the same number of function calls and responses"

PROFILES: Mapping[Profile, Rules] = {
    # `user` after `tool`: recorded as 200 in 16 exchanges (0xPlaygrounds/rig, crmne/ruby_llm, pydantic-ai; 2026-07-03
    # to 2026-08-19). Eight of them begin with an assistant's calls, so the first message counts too. A name that is
    # not valid in `tools`, such as `get_weather Paris{"city": "Paris"}`: recorded as 200 twice (pydantic-ai,
    # 2026-01-05). An empty name was not observed. The message for equal ids was reported with a body through OpenRouter
    # (2026-06-09, without a public address), and in anomalyco/opencode#50145 (2026-09-20).
    "hosted": Rules(
        frozenset({"assistant", "tool", "user"}),
        skipped=0,
        called_name=re.compile(".", re.DOTALL),
        equal_ids="Duplicate tool call id in assistant message",
    ),
    # mistral-common before 1.11.1 (2026-04), as in vLLM. Newer versions differ only in allowing `user` after `tool`,
    # and from 1.12 in the checks of ids.
    "self-hosted": Rules(
        frozenset({"assistant", "tool"}),
        skipped=1,
        called_name=_NAME,
        equal_ids="Duplicate tool call id {} in assistant message",
    ),
}

# Histories with other ids got 200: `call_abc123` on Small 4 (thomastaylor99/lex-o-demo@6ea0df3a
# spikes/2026-10-04-chat-engine/README.md, 2026-10-04), and those of a client's tests on both, in cassettes that hide
# them (0xPlaygrounds/rig, 2026-08-16). Other models refused them: mistral-medium-2505 on 2026-08-23 (without a public
# address), devstral-medium-2512 on 2026-09-10 (mistralai/mistral-vibe#1075, with a body that lacks `raw_status_code`),
# mistral-large-2512 on 2026-03-16 (nearai/ironclaw#1241). Of the rest nothing newer is known.
_ANY_ID = frozenset({"mistral-small-2603", "ministral-3b-2512"})
# `system` after `tool`: accepted three times on 2026-10-04 (lex-o-demo, as above). On 2026-05-31 Small, Medium and
# Large refused it (a public note without an address), on 2026-07-20 Medium.
_LATE_SYSTEM = frozenset({"mistral-small-2603"})


def of_model(profile: Profile, model: Model) -> Rules:
    """Returns the rules that a model has in a profile."""
    return _rules(profile, model.id, model.foreign)


@cache
def _rules(profile: Profile, id: str, foreign: bool) -> Rules:
    rules = PROFILES[profile]
    if foreign:  # `zai-glm-*` generate ids in another format, and must accept them in return
        return replace(rules, any_id=True)
    if profile == "self-hosted":
        return rules
    return replace(
        rules,
        after_tool=rules.after_tool | ({"system"} if id in _LATE_SYSTEM else set()),
        any_id=id in _ANY_ID,
        # Of codestral-latest, 2026-09-24 (without a public address). It is the rule for tokenizers before v11.
        asks_for_id=id.startswith("codestral"),
    )


def check(messages: Sequence[Message], tools: Sequence[AnyTool] | None, rules: Rules) -> None:
    """Raises 400 if the messages or tools break a rule."""
    _check_order(messages, rules)
    _check_results(messages[rules.skipped :], rules)
    _check_content(messages, rules)
    _check_tools(tools or ())


def _order(message: str) -> Refusal:
    return Refusal(400, "invalid_request_message_order", message, "3230")


def _check_order(messages: Sequence[Message], rules: Rules) -> None:
    if not messages:
        # mistral-common's message; not observed from the hosted API.
        raise _order("Conversation must have at least one message")
    if len(messages) == 1 and messages[0].role not in ("user", "system"):
        # mistral-common's message; not observed from the hosted API.
        raise _order("Conversation must start with a user message or system message")
    last = messages[-1]
    if last.role == "assistant" and not last.prefix:
        raise _order("Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant")
    previous = None
    for message in messages:
        if previous is not None and not rules.may_follow(message.role, previous):
            raise _order(f"Unexpected role '{message.role}' after role '{previous}'")
        previous = message.role


def _check_results(messages: Sequence[Message], rules: Rules) -> None:
    """Checks that every call has a result and vice versa."""
    expected: set[str] = set()
    observed: set[str] = set()
    for message in messages:
        if message.role == "tool":
            id = message.tool_call_id
            if id is None:
                if not rules.asks_for_id:
                    # Observed of Small 4 (lex-o-demo, as above). The code is that of other ids without a call.
                    raise _order("Unexpected tool call id None in tool results")
                # The report does not show the type: this is the usual one of the code. From 2024-11 to 2025-02 it was
                # `invalid_request_error` without a code.
                raise Refusal(400, "invalid_request_invalid_args", "Tool call id has to be defined.", "3051")
            if id in observed:
                # mistral-common's message; not observed from the hosted API.
                raise _order(f"Duplicate tool call id {id} in tool results")
            if id not in expected:
                raise _order(f"Unexpected tool call id {id} in tool results")
            observed.add(id)
        elif message.role == "assistant":
            if len(expected) != len(observed):
                raise _order(_MISMATCH)
            expected, observed = set(), set()
            for call in message.tool_calls or ():
                if call.id in expected:
                    # Two calls without an id share "null".
                    raise _order(rules.equal_ids.format(call.id))
                expected.add(call.id)
    if len(expected) != len(observed):
        raise _order(_MISMATCH)


def _check_content(messages: Sequence[Message], rules: Rules) -> None:
    final = len(messages) - 1
    for index, message in enumerate(messages):
        if message.role == "assistant":
            _check_assistant(message, index == final, rules)
        elif message.role == "tool":
            _check_tool(message, rules)


def _check_assistant(message: AssistantMessage, final: bool, rules: Rules) -> None:
    if not message.content and not message.tool_calls:
        # `but not both` was observed only until 2025: later tokenizers allow both. The following messages are not those
        # of mistral-common (1.0 to 1.13).
        text = "Assistant message must have either content or tool_calls, but not none."
        if message.tool_calls is not None:
            # Reported once, with an empty string and an empty list (OpenHands#10869, 2025-09). The other message is the
            # newest for messages without `tool_calls` (seen 2026-07-15). Not known: whether the list decides.
            text = (
                "At least one content or tool_calls should be non-empty. "
                f"Got content={message.content!r} and tool_calls=[]"
            )
        raise Refusal(400, "invalid_request_assistant_message", text, "3240")
    for call in message.tool_calls or ():
        if call.id == "null":
            # Reported (2024-12) without a specific type and code; mistral-common raises the exception behind 3280. The
            # words of a bad id, with `null` as the id, are older (mistralai/client-js#69, 2024-05-02).
            text = "Tool call id has to be defined in serving mode."
            raise Refusal(400, "invalid_function_call", text, "3280")
        if not rules.any_id and not _CALL_ID.match(call.id):
            raise _bad_id(call.id)
        if not rules.called_name.match(call.function.name):
            # mistral-common's message, with the exception behind 3280. Not observed from the hosted API.
            raise Refusal(400, "invalid_function_call", _name_text(call.function.name), "3280")
    if message.prefix and not final:
        # mistral-common's message, with the exception behind 3240. Not observed from the hosted API.
        text = "Assistant message with prefix True must be last message"
        raise Refusal(400, "invalid_request_assistant_message", text, "3240")


def _check_tool(message: ToolMessage, rules: Rules) -> None:
    if message.name is not None and not _NAME.match(message.name):
        # Not known: the hosted API's type and code. These are those of all 400s before it had specific ones.
        raise Refusal(400, "invalid_request_error", _name_text(message.name), None)
    id = message.tool_call_id
    if id is not None and not rules.any_id and not _CALL_ID.match(id):
        raise _bad_id(id)


def _bad_id(id: str) -> Refusal:
    text = f"Tool call id was {id} but must be a-z, A-Z, 0-9, with a length of 9."
    return Refusal(400, "invalid_function_call", text, "3280")


def _name_text(name: str) -> str:
    return (
        f"Function name was {name} but must be a-z, A-Z, 0-9, or contain underscores and dashes, "
        "with a maximum length of 64."
    )


def _check_tools(tools: Sequence[AnyTool]) -> None:
    for tool in tools:
        if tool.type != "function":
            # Message and code: SnarfNL/HA_MistralAI, const.py, 2026-09. The type is from one client's test data.
            text = f"{type(tool).__name__} connector is not supported"
            raise Refusal(400, "invalid_tools", text, "1800")
        if problem := tool_schema.error(tool.function.parameters):
            # The type is reported; its code is not known.
            raise Refusal(400, "invalid_request_tool_schema", f"Invalid tool schema: {problem}", None)
        if not _NAME.match(tool.function.name):
            # The message: Kochava-Studios/witsy#164, 2025-04-04, as LiteLLM shows it. Not known: type and code.
            raise Refusal(400, "invalid_request_error", _name_text(tool.function.name), None)
