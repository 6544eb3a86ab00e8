"""Entries of a conversation: inputs, outputs, and both as the messages that a model reads.

Keys and their order: recorded for messages and tool executions (2026-06 to 2026-10). The others have the keys of the
public OpenAPI file of 2026-08-13, in the recorded order. `agent_id` is absent if no agent answered (recorded), and
comes before `model` otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...model import builtin_tools
from ...state.ids import Ids, stamp
from ...wire.envelope import dumps

Json = dict[str, Any]

# Recorded: msg, tool_exec. Documented: fc. Not observed: fr and handoff.
_PREFIXES = {
    "message.input": "msg",
    "message.output": "msg",
    "function.call": "fc",
    "function.result": "fr",
    "tool.execution": "tool_exec",
    "agent.handoff": "handoff",
}
_FIRST = ("object", "type", "created_at", "completed_at", "agent_id", "model", "id")


def complete(entry: Json, ids: Ids, now: float) -> Json:
    """Returns a sent entry in its stored format, with missing ids and times added and the keys in order."""
    kind = entry["type"]
    kept = {
        **entry,
        "created_at": entry.get("created_at") or stamp(now),
        "completed_at": entry.get("completed_at"),
        "id": entry.get("id") or ids.next(_PREFIXES[kind]),
    }
    if kind == "message.input":
        kept.setdefault("prefix", False)
    return {name: kept[name] for name in (*_FIRST, *kept) if name in kept}


def user_message(text: str, ids: Ids, now: float) -> Json:
    """Returns the entry for a user's message that was sent as a string."""
    return complete({"object": "entry", "type": "message.input", "role": "user", "content": text}, ids, now)


class Writer:
    """Creates the entries of one answer, in order. `speaker` is `{"model": …}`, preceded by `agent_id` for an agent."""

    def __init__(self, ids: Ids, now: float, speaker: Json) -> None:
        self._ids = ids
        self._now = now
        self.speaker = speaker

    def _entry(self, kind: str, completed: bool, speaks: bool = True) -> Json:
        # Each entry takes 10 ms and begins 10 ms after the end of the previous one.
        created = self._now
        self._now += 0.02
        return {
            "object": "entry",
            "type": kind,
            "created_at": stamp(created),
            "completed_at": stamp(created + 0.01) if completed else None,
            **(self.speaker if speaks else {}),
            "id": self._ids.next(_PREFIXES[kind]),
        }

    def message(self, content: Any) -> Json:
        return {**self._entry("message.output", True), "role": "assistant", "content": content}

    def execution(self, run: builtin_tools.Execution) -> Json:
        made = self._entry("tool.execution", True)
        # `function` is recorded, both in JSON and in streams, but in no schema.
        return {**made, "name": run.name, "arguments": run.arguments, "function": run.name, "info": run.info}

    def call(self, id: str, name: str, arguments: str, status: str | None = None) -> Json:
        """Returns a call that the caller must answer (`completed_at` null: documented), or allow (`pending`)."""
        made = {**self._entry("function.call", False), "tool_call_id": id, "name": name, "arguments": arguments}
        return {**made, "confirmation_status": status}

    def handoff(self, previous: Json, following: Json) -> Json:
        return {
            **self._entry("agent.handoff", True, speaks=False),
            "previous_agent_id": previous["id"],
            "previous_agent_name": previous["name"],
            "next_agent_id": following["id"],
            "next_agent_name": following["name"],
        }


def open_calls(entries: Iterable[Json]) -> list[str]:
    """Returns the ids of the function calls that still need a result or a confirmation. A handoff closes earlier calls
    (the official workflows plugin's tests, 2026)."""
    waiting: dict[str, None] = {}
    for entry in entries:
        if entry["type"] == "agent.handoff":
            waiting.clear()
        elif entry["type"] == "function.call" and entry.get("confirmation_status") in (None, "pending"):
            waiting[entry["tool_call_id"]] = None
        elif entry["type"] == "function.result":
            waiting.pop(entry["tool_call_id"], None)
    return [*waiting]


def messages(entries: Sequence[Json], instructions: str | None) -> list[Json]:
    """Returns these entries as the messages of a chat completion."""
    made: list[Json] = [{"role": "system", "content": instructions}] if instructions else []
    closed = _closed(entries)
    for position, entry in enumerate(entries):
        kind = entry["type"]
        if kind == "message.input":
            prefix = {"prefix": True} if entry.get("prefix") and entry["role"] == "assistant" else {}
            made.append({"role": entry["role"], "content": _content(entry["content"]), **prefix})
        elif kind == "message.output" and entry["content"]:
            made.append({"role": "assistant", "content": _content(entry["content"])})
        elif kind == "tool.execution":
            # As assistant text, because only an answer may follow a call and its result.
            text = f"{entry['name']}({entry['arguments']}): {_result(entry.get('info') or {})}"
            made.append({"role": "assistant", "content": text})
        elif kind == "function.call" and entry.get("confirmation_status") == "denied":
            made += builtin_tools.pair(entry["name"], entry["arguments"], "The user did not allow this call.")
        elif kind == "function.call" and entry.get("confirmation_status") is None and position not in closed:
            _call(made, entry)
        elif kind == "function.result":
            made.append({"role": "tool", "tool_call_id": entry["tool_call_id"], "content": entry["result"]})
    return made


def _closed(entries: Sequence[Json]) -> set[int]:
    """Returns the positions of the calls that a handoff closed before their result."""
    waiting: dict[str, int] = {}
    closed: set[int] = set()
    for position, entry in enumerate(entries):
        if entry["type"] == "function.call":
            waiting[entry["tool_call_id"]] = position
        elif entry["type"] == "function.result":
            waiting.pop(entry["tool_call_id"], None)
        elif entry["type"] == "agent.handoff":
            closed.update(waiting.values())
            waiting.clear()
    return closed


def _call(made: list[Json], entry: Json) -> None:
    function = {"name": entry["name"], "arguments": entry["arguments"]}
    call = {"id": entry["tool_call_id"], "type": "function", "function": function}
    if made and made[-1]["role"] == "assistant":
        made[-1].setdefault("tool_calls", []).append(call)
    else:
        made.append({"role": "assistant", "content": "", "tool_calls": [call]})


_CHAT = ("text", "image_url", "document_url", "thinking")


def _content(content: Any) -> Any:
    """Returns content for a chat message: chunks that exist only in conversations become text."""
    if isinstance(content, str):
        return content
    return [chunk if chunk["type"] in _CHAT else {"type": "text", "text": dumps(chunk).decode()} for chunk in content]


def _result(info: Json) -> str:
    """Returns the result of a run as text, otherwise all of its info, because a client may have written the entry."""
    parts = info.get("result")
    texts = [part.get("text") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return " ".join(text for text in texts if isinstance(text, str)) or dumps(info).decode()
