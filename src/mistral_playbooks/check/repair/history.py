"""Repairs histories: calls without results, results without calls, ids from other APIs, empty answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ...mock.validation.messages import Rules
from ...mock.validation.models import THIRD_PARTIES

_ID = re.compile(r"[a-zA-Z0-9]{9}")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
UNKNOWN = "interrupted: outcome unknown"
"""The result of a call that has none, as in the published programs. A call is never removed: it may have done its work,
and a model that cannot see it may repeat it."""


Name = Callable[[int], str]
"""Index of a message → its name in `changes`, which is its place in the input."""


def repair_history(body: dict[str, Any], changes: list[str], places: dict[int, int], rules: Rules) -> None:
    """Repairs `body["messages"]` in place and adds a line to `changes` for each change.

    `places` maps the `id()` of each message to its index in the input; an added result gets that of its call. `rules`
    say which roles may follow each other.
    """
    messages = body["messages"]

    def name(index: int) -> str:
        return f"messages[{places[id(messages[index])]}]"

    if not all(isinstance(one, dict) and isinstance(one.get("role"), str) for one in messages):
        return
    model = body.get("model")
    accepts_any_id = isinstance(model, str) and model.startswith(THIRD_PARTIES)
    _pair_single_call(messages, changes, name)
    answered = {_text(message.get("tool_call_id")) for message in messages if message["role"] == "tool"}
    waiting = _waiting(messages)
    removed = {
        id(one)
        for first, results in _rounds(messages)
        for one in _pair(messages, first, results, answered, waiting, changes, name, rules, places)
    }
    made = {_text(call.get("id")) for message in messages for call in _calls(message)}
    answering = {index for _, results in _rounds(messages) for index in results}
    for index, message in enumerate(messages):
        if id(message) in removed:
            continue
        if message["role"] == "assistant":
            if message.get("prefix") and message is not messages[-1]:
                del message["prefix"]
                changes.append(f"{name(index)}: removed `prefix`, which only the last message may have")
            if _empty(message) and _can_remove(messages, index, removed, rules):
                removed.add(id(message))
                changes.append(f"{name(index)}: removed an assistant message without content and calls")
        elif message["role"] == "tool":
            if isinstance(called := message.get("name"), str) and not _NAME.fullmatch(called):
                del message["name"]
                changes.append(f"{name(index)}: removed `name`, which is not a valid function name and not needed")
            if (
                _text(message.get("tool_call_id")) not in made
                and index not in answering
                and not _is_answer(messages, index)
                and _can_remove(messages, index, removed, rules)
            ):
                removed.add(id(message))
                changes.append(f"{name(index)}: removed the result of a call that is not in the conversation")
    body["messages"] = [one for one in messages if id(one) not in removed]
    if not accepts_any_id:
        _ids(body["messages"], changes)


def _calls(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the tool calls of an assistant message that are objects."""
    calls = message.get("tool_calls") if message["role"] == "assistant" else None
    return [one for one in calls if isinstance(one, dict)] if isinstance(calls, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _rounds(messages: list[dict[str, Any]]) -> Iterator[tuple[int, list[int]]]:
    """Yields the index of each assistant message and the indices of the results directly after it."""
    for index, message in enumerate(messages):
        if message["role"] == "assistant":
            end = index + 1
            while end < len(messages) and messages[end]["role"] == "tool":
                end += 1
            yield index, list(range(index + 1, end))


def _waiting(messages: list[dict[str, Any]]) -> set[str | None]:
    """Returns the ids of calls that have no result in their own round."""
    found: set[str | None] = set()
    for first, results in _rounds(messages):
        answered = {_text(messages[index].get("tool_call_id")) for index in results}
        found |= {_text(call.get("id")) for call in _calls(messages[first])} - answered
    return found


def _pair_single_call(messages: list[dict[str, Any]], changes: list[str], name: Name) -> None:
    """Gives a round's only call and only result the same id if either has none, because they belong together."""
    for first, results in _rounds(messages):
        calls = _calls(messages[first])
        if len(calls) != 1 or len(results) != 1:
            continue
        call, result = calls[0], messages[results[0]]
        if not all(isinstance(one, str | None) for one in (call.get("id"), result.get("tool_call_id"))):
            continue
        made, answered = (None if one in ("", "null") else one for one in (call.get("id"), result.get("tool_call_id")))
        if made is not None and answered is not None:
            continue
        new = made or answered or _new(f"messages[{first}]")
        if call.get("id") != new:
            call["id"] = new
            changes.append(f"{name(first)}: set the id of its only call to `{new}`")
        if result.get("tool_call_id") != new:
            result["tool_call_id"] = new
            changes.append(f"{name(results[0])}: set `tool_call_id` to `{new}`, the only call before it")


def _ids(messages: list[dict[str, Any]], changes: list[str]) -> None:
    """Replaces ids that are not nine letters and digits, in calls and results alike."""
    known: dict[str, str] = {}
    for message in messages:
        holders = [(call, "id") for call in _calls(message)]
        if message["role"] == "tool":
            holders.append((message, "tool_call_id"))
        for holder, key in holders:
            old = holder.get(key)
            if not isinstance(old, str) or old in ("", "null") or _ID.fullmatch(old):
                continue
            if old not in known:
                known[old] = _new(old)
                changes.append(f"replaced the id `{old}` with `{known[old]}` everywhere")
            holder[key] = known[old]


def _new(old: str) -> str:
    """Returns nine letters and digits derived from the old id."""
    from ...mock.state.ids import call_id

    return call_id("mistral-playbooks check", old)


def _pair(
    messages: list[dict[str, Any]],
    first: int,
    results: list[int],
    answered: set[str | None],
    waiting: set[str | None],
    changes: list[str],
    name: Name,
    rules: Rules,
    places: dict[int, int],
) -> Iterator[dict[str, Any]]:
    """Repairs one round and yields the messages to remove. `answered`: the ids of all results in the conversation.
    `waiting`: those of all calls without a result in their own round."""
    calls = _calls(messages[first])
    ids = [_text(call.get("id")) for call in calls]
    if len(set(map(str, ids))) < len(ids) or (calls and len(calls) != len(messages[first]["tool_calls"])):
        return  # two calls have the same id, so the result is ambiguous
    seen: dict[str | None, Any] = {}
    unknown: list[int] = []
    for index in results:
        id = _text(messages[index].get("tool_call_id"))
        if id is None or id not in ids:
            unknown.append(index)
        elif id in seen and seen[id] == messages[index].get("content"):
            changes.append(f"{name(index)}: removed a duplicate of the result for `{id}`")
            yield messages[index]
        else:
            seen.setdefault(id, messages[index].get("content"))
    unanswered = [id for id in ids if id not in seen]
    if unknown and unanswered:
        return  # an unknown result and a call without a result may belong together
    if unknown and (ids or _may_follow(messages, first, results)):
        for index in unknown:
            id = messages[index].get("tool_call_id")
            if _text(id) in waiting:
                continue  # it may belong to a call of another round
            changes.append(f"{name(index)}: removed, because no call before it has the id `{id}`")
            yield messages[index]
    if answered.intersection(unanswered):
        return  # the result exists, but in the wrong place
    after = first + len(results) + 1
    if unanswered and after < len(messages) and rules.may_follow(messages[after]["role"], "tool"):
        # The conversation continued without these results. At its end, the program may be about to add them.
        for number, (call, old) in enumerate(zip(calls, ids, strict=True)):
            if old in unanswered:
                new = old if old and old != "null" else _new(f"{name(first)}.{number}")
                call["id"] = new
                _add_result(messages, first, after, new, places)
                changes.append(
                    f"{name(first)}: added the result `{UNKNOWN}` for the call `{new}`, which has none (if you "
                    "know its result, write that instead)"
                )
                after += 1


def _add_result(messages: list[dict[str, Any]], first: int, at: int, call: str, places: dict[int, int]) -> None:
    """Inserts a result at index `at` for a call of the message at index `first`, whose name it gets in `changes`."""
    result = {"role": "tool", "tool_call_id": call, "content": UNKNOWN}
    messages.insert(at, result)
    places[id(result)] = places[id(messages[first])]


def _may_follow(messages: list[dict[str, Any]], first: int, results: list[int]) -> bool:
    """Whether a message after these results may directly follow the assistant's message."""
    after = results[-1] + 1
    return after < len(messages) and messages[after]["role"] in ("assistant", "user")


def _empty(message: dict[str, Any]) -> bool:
    return not any(message.get(name) for name in ("content", "tool_calls", "function_call"))


def _is_answer(messages: list[dict[str, Any]], index: int) -> bool:
    """Whether a result is among the last messages, so that the model is asked about it: the message with its call was
    not stored, and without the result the model calls the tool again."""
    return all(one["role"] == "tool" for one in messages[index:])


def _can_remove(messages: list[dict[str, Any]], index: int, removed: set[int], rules: Rules) -> bool:
    """Whether the roles before and after the message may follow each other."""
    before = next((one["role"] for one in reversed(messages[:index]) if id(one) not in removed), None)
    after = next((one["role"] for one in messages[index + 1 :] if id(one) not in removed), None)
    if before is None:
        return after not in (None, "tool")
    if before == "tool":
        return after in rules.after_tool or after is None
    if before == "assistant":
        return after in ("user", "assistant")
    return after != "tool"
