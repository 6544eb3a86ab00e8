"""What a program sets out to do, read from its requests, so that a fix can be compared with its broken program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..content.response import ErrorResponse
from ..mock import Exchange
from ..support import error_body

_SAID = re.compile(r'"(?:message|msg|detail)": ?"((?:[^"\\]|\\.)*)"')
_OWN_WORDS = 12
"""Characters from which on a program does not have an error's message by chance."""
_OWN_RESULT = 16
"""Characters from which on two functions do not have the same result by chance, as `ok` and `done`."""


@dataclass(frozen=True)
class Aim:
    """What one request asks for, without what a fix may correct: model, parameters, ids."""

    operation: str
    tools: bool
    stream: bool
    structured: bool
    """Whether it asks for JSON."""
    attached: bool
    """Whether it sends an image, a document or audio."""
    roles: frozenset[str]
    words: frozenset[str]
    """What the user says, or the input of a model that does not chat."""
    calls: frozenset[str]
    """The tool calls of the history, without their ids."""


def aim_of(exchange: Exchange) -> Aim:
    body = exchange.body if isinstance(exchange.body, dict) else {}
    messages = [one for one in _items(body) if isinstance(one, dict)]
    return Aim(
        operation=f"{exchange.method} {exchange.path}",
        tools=bool(body.get("tools")) and body.get("tool_choice") != "none",
        stream=body.get("stream") is True,
        structured=_format(body) not in (None, "text"),
        attached=any(_is_attached(part) for one in messages for part in _parts(one)),
        roles=frozenset(role for one in messages if isinstance(role := one.get("role"), str)),
        words=frozenset(" ".join(text.split()) for text in _words(body, messages) if text.strip()),
        calls=frozenset(call for one in messages for call in _calls(one)),
    )


def another_aim(broken: Sequence[Exchange], fixed: Sequence[Exchange]) -> str | None:
    """Returns how the requests of a fix differ from those of its broken program; None if one of them asks for the same
    as the first one of that, and they have all its words, or if either program sends nothing."""
    wanted, found = [aim_of(one) for one in broken], [aim_of(one) for one in fixed]
    if not wanted or not found:
        return None
    different = min((_difference(wanted[0], one) for one in found), key=len)
    left = frozenset().union(*(one.words for one in wanted)) - frozenset().union(*(one.words for one in found))
    if different or not left:
        return different or None
    return f"the requests of the broken program also have the words {min(left)[:60]!r}"


def unused_answer(broken: Sequence[Exchange], fixed: Sequence[Exchange], printed: str) -> str | None:
    """Returns the answer to what the broken program asks for, if the fix gets one and neither prints nor sends it on.

    What it asks for is its first request that was refused, or its first one. `printed` is the output without white
    space and backslashes.
    """
    if not broken or not fixed:
        return None
    wanted = aim_of(next((one for one in broken if one.status >= 400), broken[0]))
    same = [n for n, one in enumerate(fixed) if 200 <= one.status < 300 and not _difference(wanted, aim_of(one))]
    for number in same:
        answer = squeeze(fixed[number].answer or "")
        sent_on = any(answer in squeeze(json.dumps(one.body, ensure_ascii=False)) for one in fixed[number + 1 :])
        if fixed[number].calls or answer in printed or sent_on:
            return None
    return fixed[same[-1]].answer if same else None


def made_up_error(journal: Sequence[Exchange], text: str) -> list[str]:
    """Checks that a broken program, whose text this is, does not itself contain the message that the API answers."""
    every = (said for one in journal for said in _SAID.findall(one.error.decode(errors="replace")))
    found = next((one for one in every if len(one) >= _OWN_WORDS and squeeze(one) in squeeze(text)), None)
    return [f"it contains the API's message {found[:60]!r}. Print what the API answers"] if found else []


def another_answer(journal: Sequence[Exchange], reply: ErrorResponse) -> list[str]:
    """Checks that the mock refuses the request of a broken program as the page's `response` says. `journal` is of a run
    without a fault, so the mock answered by its own rules."""
    if reply.host or reply.status is None or reply.is_good:
        return []
    body = reply.body if isinstance(reply.body, dict) else {}
    stated = {"status": reply.status} | {key: body[key] for key in ("code", "type") if key in body}
    differing = []
    for one in journal:
        if one.status < 400:
            continue
        given = {"type": None, **error_body.parse(one.error)[0], "code": one.code, "status": one.status}
        if not (wrong := [key for key in stated if str(stated[key]) != str(given[key])]):
            return []
        differing = [
            f"the mock answered {key} {given[key] or 'none'}, but `response` says {stated[key] or 'none'}"
            for key in wrong
        ]
    return [f"{', and '.join(differing)}. Correct one of them"] if differing else []


def made_up_results(journal: Sequence[Exchange]) -> list[str]:
    """Checks that each tool call is answered with its own result: any text would make the API accept the request."""
    for number, exchange in enumerate(journal, 1):
        seen: dict[str, str] = {}
        body = exchange.body if isinstance(exchange.body, dict) else {}
        messages = [one for one in _items(body) if isinstance(one, dict)]
        names = {call.get("id"): function.get("name") for one in messages for call, function in _functions(one)}
        for one in messages:
            if one.get("role") != "tool" and one.get("type") != "function.result":
                seen = {}  # another turn
                continue
            result = one.get("content") if one.get("role") == "tool" else one.get("result")
            if result in (None, "", []):
                return [
                    f"request {number} answers a tool call with an empty result. Run the function, or say in the "
                    "result why it did not run"
                ]
            text, name = squeeze(str(result)), str(names.get(one.get("tool_call_id")) or one.get("name"))
            if len(text) >= _OWN_RESULT and "error" not in text.lower() and seen.setdefault(text, name) != name:
                return [
                    f"request {number} gives {seen[text]} and {name} the same result. Answer each call with its own"
                ]
    return []


def squeeze(text: str) -> str:
    """Removes white space, JSON's escapes of it, and backslashes, so that line wraps and quoting do not matter."""
    return re.sub(r"\\[nrt]|[\s\\]+", "", text)


def _difference(wanted: Aim, found: Aim) -> str:
    """Returns what is missing in a request, empty if nothing is."""
    if wanted.operation != found.operation:
        return f"the broken program calls {wanted.operation}, this one {found.operation}"
    missing = []
    if wanted.tools and not found.tools:
        missing.append("`tools`")
    if wanted.stream and not found.stream:
        missing.append("`stream`")
    if wanted.structured and not found.structured:
        missing.append("`response_format`")
    if wanted.attached and not found.attached:
        missing.append("an image, a document or audio")
    missing += [f"a message of the role `{role}`" for role in sorted(wanted.roles - found.roles)]
    missing += [f"the tool call {call[:60]}" for call in sorted(wanted.calls - found.calls)]
    missing += [f"the words {word[:60]!r}" for word in sorted(wanted.words - found.words)]
    return f"the request of the broken program has {', '.join(missing)}" if missing else ""


def _items(body: dict[str, Any]) -> list[Any]:
    return [item for key in ("messages", "inputs") if isinstance(body.get(key), list) for item in body[key]]


def _format(body: dict[str, Any]) -> Any:
    given = body.get("response_format")
    return given.get("type") if isinstance(given, dict) else None


def _parts(message: dict[str, Any]) -> list[Any]:
    content = message.get("content") if message.get("role") == "user" else None
    return content if isinstance(content, list) else []


def _is_attached(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") not in ("text", None)


def _words(body: dict[str, Any], messages: list[dict[str, Any]]) -> Iterator[str]:
    for key in ("prompt", "input", "inputs"):
        value = body.get(key)
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
    for message in messages:
        if message.get("role") == "user":
            content = message.get("content")
            parts = content if isinstance(content, list) else [content]
            yield from (text for part in parts if isinstance(text := _text(part), str))


def _calls(message: dict[str, Any]) -> Iterator[str]:
    for _, function in _functions(message):
        arguments = function.get("arguments")
        with suppress(ValueError):  # not JSON: compared as text
            arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
        yield f"{function.get('name')}({json.dumps(arguments, sort_keys=True)})"


def _functions(message: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yields each tool call of a message, and its function."""
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        if isinstance(call, dict) and isinstance(call.get("function"), dict):
            yield call, call["function"]


def _text(part: Any) -> Any:
    return part.get("text") if isinstance(part, dict) else part
