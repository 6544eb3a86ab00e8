"""A conversation's answer as server-sent events: each has a name, and no `[DONE]` follows (recorded 2026-06-29).

Recorded: started, tool.execution.started, .delta and .done, message.output.delta, done. Reported (2026-08-17): each
function.call.delta carries the name and the id of its call; thinking is an object, text is a string. Only in the public
OpenAPI file: agent.handoff.started and .done.
"""

from __future__ import annotations

from typing import Any

from ...model import answers
from ...state.ids import stamp
from ...wire import sse

Json = dict[str, Any]


def frames(
    conversation: str, outputs: list[Json], usage: Json, now: float
) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """Returns the frames of an answer, a millisecond apart from `now` (seconds), and the text that each of them
    adds."""
    steps: list[tuple[str, Json, str]] = [("conversation.response.started", {"conversation_id": conversation}, "")]
    for index, output in enumerate(outputs):
        steps += [(kind, {"output_index": index, **rest}, text) for kind, rest, text in _STEPS[output["type"]](output)]
    steps.append(("conversation.response.done", {"usage": usage}, ""))
    made = tuple(
        sse.event({"type": kind, "created_at": stamp(now + number / 1000), **rest})
        for number, (kind, rest, _) in enumerate(steps)
    )
    return made, tuple(text for *_, text in steps)


Steps = list[tuple[str, Json, str]]


def _speaker(output: Json) -> Json:
    """Returns `model`, followed by `agent_id` for an agent (the public file's order)."""
    return {name: output[name] for name in ("model", "agent_id") if name in output}


def _message(output: Json) -> Steps:
    made: Steps = []
    content = output["content"]
    chunks: list[Json] = [{"type": "text", "text": content}] if isinstance(content, str) else content
    for index, chunk in enumerate(chunks):
        rest = {"id": output["id"], "content_index": index, **_speaker(output), "role": "assistant"}
        for part, said in _parts(chunk):
            made.append(("message.output.delta", {**rest, "content": part}, said))
    return made


def _parts(chunk: Json) -> list[tuple[Any, str]]:
    """Splits a chunk into the pieces to send, each with the text that it adds."""
    if chunk["type"] == "text":
        return [(piece, piece) for piece in answers.pieces(chunk["text"])]
    if chunk["type"] == "thinking":
        thought = "".join(part["text"] for part in chunk["thinking"])
        return [({**chunk, "thinking": [{"type": "text", "text": one}]}, "") for one in answers.pieces(thought)]
    return [(chunk, "")]


def _execution(output: Json) -> Steps:
    head = {"id": output["id"]}
    what = {"name": output["name"], "function": output["function"]}
    started = {**head, **_speaker(output), "name": output["name"], "arguments": "", "function": output["function"]}
    made: Steps = [("tool.execution.started", started, "")]
    for piece in answers.pieces(output["arguments"]):
        delta = {**head, "name": output["name"], "arguments": piece, "function": output["function"]}
        made.append(("tool.execution.delta", delta, ""))
    made.append(("tool.execution.done", {**head, **what, "info": output["info"]}, ""))
    return made


def _call(output: Json) -> Steps:
    what = {"name": output["name"], "tool_call_id": output["tool_call_id"]}
    status = {"confirmation_status": output["confirmation_status"]}
    return [
        ("function.call.delta", {"id": output["id"], **_speaker(output), **what, "arguments": piece, **status}, "")
        for piece in answers.pieces(output["arguments"])
    ]


def _handoff(output: Json) -> Steps:
    return [
        (f"agent.handoff.{step}", {"id": output["id"], f"{who}_agent_id": id, f"{who}_agent_name": name}, "")
        for step, who, id, name in (
            ("started", "previous", output["previous_agent_id"], output["previous_agent_name"]),
            ("done", "next", output["next_agent_id"], output["next_agent_name"]),
        )
    ]


_STEPS = {
    "message.output": _message,
    "tool.execution": _execution,
    "function.call": _call,
    "agent.handoff": _handoff,
}
