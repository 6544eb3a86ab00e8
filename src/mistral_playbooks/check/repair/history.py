"""Histories that fell apart: calls without results, results without calls, ids of other makers, empty answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_ID = re.compile(r"[a-zA-Z0-9]{9}")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_AFTER_TOOL = ("assistant", "tool")


Name = Callable[[int], str]
"""Index of a message → what it is called in the changes: its place in the input."""


def mend(body: dict[str, Any], changes: list[str], places: Mapping[int, int]) -> None:
    """Mends `body["messages"]` in place and adds a line to `changes` for each change. `places` holds the index in the
    input by the `id()` of each message."""
    messages = body["messages"]

    def name(index: int) -> str:
        return f"messages[{places[id(messages[index])]}]"

    if not all(isinstance(one, dict) and isinstance(one.get("role"), str) for one in messages):
        return
    model = body.get("model")
    any_id = isinstance(model, str) and model.startswith("zai-")
    _lone_ids(messages, changes, name)
    answered = {_text(message.get("tool_call_id")) for message in messages if message["role"] == "tool"}
    gone = {
        id(one)
        for first, results in _rounds(messages)
        for one in _pair(messages, first, results, answered, changes, name)
    }
    made = {_text(call.get("id")) for message in messages for call in _calls(message)}
    answering = {index for _, results in _rounds(messages) for index in results}
    for index, message in enumerate(messages):
        if id(message) in gone:
            continue
        if message["role"] == "assistant":
            if message.get("prefix") and message is not messages[-1]:
                del message["prefix"]
                changes.append(f"{name(index)}: dropped `prefix`, which only the last message may bear")
            if _empty(message) and _may_go(messages, index, gone):
                gone.add(id(message))
                changes.append(f"{name(index)}: removed, an assistant message without words and calls")
        elif message["role"] == "tool":
            if isinstance(called := message.get("name"), str) and not _NAME.fullmatch(called):
                del message["name"]
                changes.append(f"{name(index)}: dropped `name`, which is no name of a function, and not needed")
            if (
                _text(message.get("tool_call_id")) not in made
                and index not in answering
                and _may_go(messages, index, gone)
            ):
                gone.add(id(message))
                changes.append(f"{name(index)}: removed, the result of a call that is not in the conversation")
    body["messages"] = [one for one in messages if id(one) not in gone]
    if not any_id:
        _ids(body["messages"], changes)


def _calls(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The tool calls of a message that is the assistant's, as far as they are objects."""
    calls = message.get("tool_calls") if message["role"] == "assistant" else None
    return [one for one in calls if isinstance(one, dict)] if isinstance(calls, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _rounds(messages: list[dict[str, Any]]) -> Iterator[tuple[int, list[int]]]:
    """Each assistant message by its index, with the indices of the results that follow it at once."""
    for index, message in enumerate(messages):
        if message["role"] == "assistant":
            end = index + 1
            while end < len(messages) and messages[end]["role"] == "tool":
                end += 1
            yield index, list(range(index + 1, end))


def _lone_ids(messages: list[dict[str, Any]], changes: list[str], name: Name) -> None:
    """One call and one result in a round, one or both without an id: they belong together."""
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
            changes.append(f"{name(first)}: its only call has the id `{new}`")
        if result.get("tool_call_id") != new:
            result["tool_call_id"] = new
            changes.append(f"{name(results[0])}: the result of the only call before it, `{new}`")


def _ids(messages: list[dict[str, Any]], changes: list[str]) -> None:
    """Ids that are not nine letters and digits, mapped: the same id to the same, in calls and results."""
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
                changes.append(f"the id `{old}` is `{known[old]}` wherever it stands")
            holder[key] = known[old]


def _new(old: str) -> str:
    """Nine letters and digits that depend on the old id alone."""
    from ...mock.state.ids import call_id

    return call_id("mistral-playbooks check", old)


def _pair(
    messages: list[dict[str, Any]],
    first: int,
    results: list[int],
    answered: set[str | None],
    changes: list[str],
    name: Name,
) -> Iterator[dict[str, Any]]:
    """Mends one round and yields the messages that go. `answered` are the ids of all results of the conversation."""
    calls = _calls(messages[first])
    ids = [_text(call.get("id")) for call in calls]
    if len(set(map(str, ids))) < len(ids) or (calls and len(calls) != len(messages[first]["tool_calls"])):
        return  # two calls of one id: whose is the result?
    seen: dict[str | None, Any] = {}
    strangers: list[int] = []
    for index in results:
        id = _text(messages[index].get("tool_call_id"))
        if id is None or id not in ids:
            strangers.append(index)
        elif id in seen and seen[id] == messages[index].get("content"):
            changes.append(f"{name(index)}: removed, the same result of `{id}` a second time")
            yield messages[index]
        else:
            seen.setdefault(id, messages[index].get("content"))
    waiting = [id for id in ids if id not in seen]
    if strangers and waiting:
        return  # a result of an unknown call beside a call without result: perhaps they belong together
    if strangers and (ids or _may_follow(messages, first, results)):
        for index in strangers:
            id = messages[index].get("tool_call_id")
            changes.append(f"{name(index)}: removed, no call before it has the id `{id}`")
            yield messages[index]
    if answered.intersection(waiting):
        return  # the result is there, in the wrong place
    if waiting and results[-1:] != [len(messages) - 1] and first != len(messages) - 1:
        yield from _forget(messages, first, waiting, bool(seen), changes, name)


def _may_follow(messages: list[dict[str, Any]], first: int, results: list[int]) -> bool:
    """May what stands after these results stand right after the assistant's message?"""
    after = results[-1] + 1
    return after == len(messages) or messages[after]["role"] in ("assistant", "user")


def _forget(
    messages: list[dict[str, Any]], first: int, waiting: list[Any], some: bool, changes: list[str], name: Name
) -> Iterator[dict[str, Any]]:
    """Drops calls whose results never came: the turn was cancelled, and the conversation went on without them.

    A made-up result would need a made-up answer too (`user` may not follow `tool`), so nothing is put in."""
    message = messages[first]
    kept = [call for call in message["tool_calls"] if _text(call.get("id")) not in waiting]
    leaves = not kept and not message.get("content")
    if leaves and (some or not _may_go(messages, first, set())):
        return
    for id in waiting:
        call = "a call without an id" if id is None else f"the call `{id}`"
        changes.append(
            f"{name(first)}: dropped {call}, whose result is missing (if the tool did run, add its result instead)"
        )
    message["tool_calls"] = kept
    if not kept:
        del message["tool_calls"]
    if leaves:
        yield message


def _empty(message: dict[str, Any]) -> bool:
    return not any(message.get(name) for name in ("content", "tool_calls", "function_call"))


def _may_go(messages: list[dict[str, Any]], index: int, gone: set[int]) -> bool:
    """May the message be taken out without two meeting that must not?"""
    before = next((one["role"] for one in reversed(messages[:index]) if id(one) not in gone), None)
    after = next((one["role"] for one in messages[index + 1 :] if id(one) not in gone), None)
    if before is None:
        return after not in (None, "tool")
    if before == "tool":
        return after in _AFTER_TOOL or after is None
    if before == "assistant":
        return after in ("user", "assistant")
    return after != "tool"
