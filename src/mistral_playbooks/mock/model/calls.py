"""Which tools the mocked model calls, how often, and with which arguments."""

from __future__ import annotations

import json
import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from ..state.ids import call_id, digest
from . import tool_choice
from .answers import text_of
from .asking import Asking
from .reading.identifiers import lacks_identifier
from .reading.said import Said
from .reading.several import one_each
from .values import json_schema

if TYPE_CHECKING:
    from ..schemas.chat import ChatCompletionRequest, Function

_MAX_READ = 20
"""The number of messages in which an identifier is looked for."""
_WRITTEN_CALL = re.compile(r"[\"']name[\"']\s?:\s?[\"']([\w-]{1,64})[\"']")
"""A function's name in a call that is written as text."""


def made(asking: Asking, seed: bytes) -> list[tuple[str, str, str]]:
    """Returns (id, name, arguments) of the calls that the model makes.

    They are those that the user asks for (`tool_choice`), or with `every_tool` all that are offered. `auto` calls only
    after a user's message, and not if an identifier is missing (`lacks_identifier`); after results only if that
    message names a tool or a value: not after "thanks". `any`, `required` and a named tool also call after a tool's
    result (recorded with `required`, 2026-01-05), first a tool that was not yet called: otherwise a framework that gets
    its answer as a tool's arguments would never end. A model that `declines` never calls with `auto`.
    """
    request = asking.request
    if not request.tools:
        return []
    choice, asked = request.tool_choice, asking.texts["user"]
    functions = [tool.function for tool in request.tools if tool.type == "function"]
    if choice == "none" or not functions:
        return []
    if choice == "auto" and (asking.declines or request.messages[-1].role != "user"):
        return []
    if choice == "auto" and not asking.every_tool and _has_enough(request, functions, asked):
        return []
    if not isinstance(choice, str):
        functions = [one for one in functions if one.name == choice.function.name][:1]
    elif not asking.every_tool:
        offered, functions = functions, tool_choice.meant(functions, asked)
        called = _called(asking.body["messages"], offered)
        if choice != "auto" and all(one.name in called for one in functions):  # a model that must call goes on
            functions = tool_choice.meant([one for one in offered if one.name not in called] or functions, asked)
        recent = asking.body["messages"][-_MAX_READ:]
        # A picture or a document may show the identifier.
        if choice == "auto" and all(isinstance(one.get("content") or "", str) for one in recent):
            texts = [*asked[:_MAX_READ], *asking.texts["tool"][:_MAX_READ]]
            rules = asking.texts["system"][:_MAX_READ]
            functions = [one for one in functions if not lacks_identifier(one.parameters, texts, rules)]
    if not request.parallel_tool_calls:
        functions = functions[:1]
    found: list[tuple[str, str, str]] = []
    for function in functions:
        own = digest(seed, function.name, str(len(found)))
        for index, arguments in enumerate(_arguments(asking, function, own, is_alone=len(functions) == 1)):
            of = digest(own, str(index)) if index else own
            id = f"chatcmpl-tool-{of[:8].hex()}" if asking.family.startswith("zai-glm") else call_id(of)
            found.append((id, function.name, json.dumps(arguments)))
    return found


def _arguments(asking: Asking, function: Function, seed: bytes, *, is_alone: bool) -> list[dict[str, Any]]:
    """Returns the arguments of each call of a function: of several if the user's last message lists several values for
    its only required argument (recorded of mistral-large-2512 with numbers, 2026-10-05)."""
    schema = {"type": "object", **function.parameters}
    others = [*asking.texts["tool"][:_MAX_READ], *asking.texts["system"][:_MAX_READ]]

    def taken(said: list[str]) -> dict[str, Any]:
        found = json_schema.instance(schema, seed, asking.budget, Said(said, function, others, is_alone=is_alone))
        return found if isinstance(found, dict) else {}

    first = taken(asking.texts["user"])
    needed = schema.get("required")
    # Several choices make one call each, because the calls of all choices are limited.
    may_repeat = asking.request.parallel_tool_calls and asking.request.n in (None, 1) and asking.texts["user"]
    if not may_repeat or not isinstance(needed, list) or len(needed) != 1:
        return [first]
    newest, *older = asking.texts["user"]
    return [taken([text, *older]) for text in one_each(newest, first.get(needed[0]))] or [first]


def _called(messages: list[dict[str, Any]], functions: list[Function]) -> set[str]:
    """Returns the names of the functions that were called since the user's last message.

    A framework may write a call as the assistant's text, and its result as the user's (smolagents 1.26.0).
    """
    names = {function.name for function in functions}
    found: set[str] = set()
    written: set[str] = set()
    newest_first: list[dict[str, Any]] = [*reversed(messages), {"role": "system"}]
    for message, before in pairwise(newest_first):
        found |= written
        found |= {call["function"]["name"] for call in message.get("tool_calls") or ()}
        written = names.intersection(_WRITTEN_CALL.findall(text_of(before))) if before["role"] == "assistant" else set()
        if message["role"] == "user" and not written:
            break
    return found


def _has_enough(request: ChatCompletionRequest, functions: list[Function], asked: list[str]) -> bool:
    """Whether tools have answered and the user's messages since then ask for nothing that a tool could do."""
    newer = takewhile(lambda message: message.role != "tool", reversed(request.messages))
    count = [message.role for message in newer].count("user")
    if all(message.role != "tool" for message in request.messages):
        return False
    return not tool_choice.is_named(functions, asked[:count]) and not Said(asked[:count]).has_values
