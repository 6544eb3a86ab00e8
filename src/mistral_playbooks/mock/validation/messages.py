"""The rules on the list of messages and tools that the body schema cannot express: 400, codes 3230, 3240, 3280.

The texts are those users pasted from the hosted API. They are, word for word, the exceptions of mistral-common
before 1.12 (validator of the tokenizers v13, mode `serving`), whose order of checks is kept here. What 1.12
(2026-09-22) relaxed was never seen from the hosted API and is off: `user` after `tool`, tool call ids of any form,
and the last-role text without `True`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..wire.refusal import Refusal
from . import tool_schema

if TYPE_CHECKING:
    from ..schemas.chat import AnyTool
    from ..schemas.messages import AssistantMessage, Message, ToolMessage

_AFTER = {
    "system": {"user", "assistant", "system"},
    "user": {"assistant", "system", "user"},
    "assistant": {"assistant", "user", "tool"},
    "tool": {"assistant", "tool"},
}
_CALL_ID = re.compile(r"^[a-zA-Z0-9]{9}$")
_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_UNEQUAL = "Not the same number of function calls and responses"


def check(messages: Sequence[Message], tools: Sequence[AnyTool] | None, *, any_id: bool = False) -> None:
    """Raises the 400 that these messages and tools get, if any. `any_id` accepts tool call ids of any form: models of
    others (`zai-glm-*`) give out ids of their own form, which must be taken back."""
    _check_order(messages)
    _check_results(messages)
    _check_content(messages, any_id)
    _check_tools(tools or ())


def _order(message: str) -> Refusal:
    return Refusal(400, "invalid_request_message_order", message, "3230")


def _check_order(messages: Sequence[Message]) -> None:
    if not messages:
        # Text of mistral-common; not seen from the hosted API.
        raise _order("Conversation must have at least one message")
    if len(messages) == 1 and messages[0].role not in ("user", "system"):
        # Text of mistral-common; not seen from the hosted API.
        raise _order("Conversation must start with a user message or system message")
    last = messages[-1]
    if last.role == "assistant" and not last.prefix:
        raise _order("Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant")
    previous = None
    for message in messages:
        if previous is not None and message.role not in _AFTER[previous]:
            raise _order(f"Unexpected role '{message.role}' after role '{previous}'")
        previous = message.role


def _check_results(messages: Sequence[Message]) -> None:
    """Every call needs its result, every result its call. The first message is skipped, as in the library."""
    expected: set[str] = set()
    observed: set[str] = set()
    for message in messages[1:]:
        if message.role == "tool":
            id = message.tool_call_id
            if id is None:
                # Seen from the hosted API in 2024-12 with `invalid_request_error` and no code; no newer form is
                # known. The v13 rule would say `Unexpected tool call id None`, which nobody reported.
                raise Refusal(400, "invalid_request_error", "Tool call id has to be defined.", None)
            if id in observed:
                # Text of mistral-common; not seen from the hosted API.
                raise _order(f"Duplicate tool call id {id} in tool results")
            if id not in expected:
                raise _order(f"Unexpected tool call id {id} in tool results")
            observed.add(id)
        elif message.role == "assistant":
            if len(expected) != len(observed):
                raise _order(_UNEQUAL)
            expected, observed = set(), set()
            for call in message.tool_calls or ():
                if call.id in expected:
                    # Text of mistral-common; not seen from the hosted API. Two calls without an id share "null".
                    raise _order(f"Duplicate tool call id {call.id} in assistant message")
                expected.add(call.id)
    if len(expected) != len(observed):
        raise _order(_UNEQUAL)


def _check_content(messages: Sequence[Message], any_id: bool) -> None:
    final = len(messages) - 1
    for index, message in enumerate(messages):
        if message.role == "assistant":
            _check_assistant(message, index == final, any_id)
        elif message.role == "tool":
            _check_tool(message, any_id)


def _check_assistant(message: AssistantMessage, final: bool, any_id: bool) -> None:
    if not message.content and not message.tool_calls:
        # `but not both` was seen in 2024 only: later tokenizers allow both.
        text = "Assistant message must have either content or tool_calls, but not none."
        raise Refusal(400, "invalid_request_assistant_message", text, "3240")
    for call in message.tool_calls or ():
        if call.id == "null":
            # Reported (2024-12) without type and code of its own; the library raises the class behind 3280.
            text = "Tool call id has to be defined in serving mode."
            raise Refusal(400, "invalid_function_call", text, "3280")
        if not any_id and not _CALL_ID.match(call.id):
            raise _bad_id(call.id)
        if not _NAME.match(call.function.name):
            # Text of mistral-common; the library raises the class behind 3280. Not seen from the hosted API.
            raise Refusal(400, "invalid_function_call", _name_text(call.function.name), "3280")
    if message.prefix and not final:
        # Text of mistral-common; the library raises the class behind 3240. Not seen from the hosted API.
        text = "Assistant message with prefix True must be last message"
        raise Refusal(400, "invalid_request_assistant_message", text, "3240")


def _check_tool(message: ToolMessage, any_id: bool) -> None:
    if message.name is not None and not _NAME.match(message.name):
        # Type and code of the hosted API are not known: the form of every 400 before it had specific ones.
        raise Refusal(400, "invalid_request_error", _name_text(message.name), None)
    id = message.tool_call_id
    if id is not None and not any_id and not _CALL_ID.match(id):
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
            # One client's test data, in part: `WebSearchTool connector is not supported`, type invalid_tools.
            text = f"{type(tool).__name__} connector is not supported"
            raise Refusal(400, "invalid_tools", text, None)
        if problem := tool_schema.error(tool.function.parameters):
            # The type is reported; its code is shown in no source.
            raise Refusal(400, "invalid_request_tool_schema", f"Invalid tool schema: {problem}", None)
        if not _NAME.match(tool.function.name):
            # Type and code of the hosted API are not known (langchain#29860 paraphrases the text).
            raise Refusal(400, "invalid_request_error", _name_text(tool.function.name), None)
