"""What the API would say to a request body, asked of the mock in this process. Nothing is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..support.errors import UserError

if TYPE_CHECKING:
    from ..diagnosis import Match
    from ..mock import Api

MODEL = "mistral-small-latest"
"""The model that a bare list of messages is judged for: it sees and reasons."""
HEARING = "voxtral-small-latest"
"""The same for messages with sound."""

_PATHS = (
    ("messages", "/v1/chat/completions", MODEL),
    ("prompt", "/v1/fim/completions", "codestral-latest"),
    ("input", "/v1/embeddings", "mistral-embed"),
)
"""What tells an endpoint's bodies, the endpoint, and the model that a body without one is judged for in a batch."""


class CheckError(UserError, ValueError):
    """An input that cannot be judged. The text says what it should be."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The error of one request. `body` is the API's own JSON; `message` its text, or its items, one a line."""

    status: int
    type: str | None
    code: str | None
    message: str
    body: str

    def to_dict(self) -> dict[str, Any]:
        """As in `check --json`."""
        return {"status": self.status, "type": self.type, "code": self.code, "message": self.message}


@cache
def _api() -> Api:
    from ..mock import Api

    return Api()


def whole(value: Any) -> dict[str, Any]:
    """A body, or a list of messages made one. CheckError for anything else."""
    if isinstance(value, list):
        hears = '"input_audio"' in json.dumps(value)
        return {"model": HEARING if hears else MODEL, "messages": value}
    if not isinstance(value, dict):
        raise CheckError(f"this is {_named(value)}, neither a request body nor a list of messages.")
    if "agent_id" in value:
        raise CheckError("this is a request to an agent, which only your workspace knows: give its messages as a list.")
    if not any(key in value for key, _, _ in _PATHS):
        what = "a request to /v1/conversations" if "inputs" in value else "no request body of chat, FIM or embeddings"
        raise CheckError(f"this is {what}: it holds neither `messages` nor `prompt` nor `input`.")
    return value


def _named(value: Any) -> str:
    names = {str: "a text", bool: "a truth value", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), "JSON")


def of_a_job(body: dict[str, Any]) -> dict[str, Any] | None:
    """The body of a row of a batch with a model, where it has none: the job has it. None where nothing is to add."""
    if "model" in body or "agent_id" in body:
        return None
    model = next((model for key, _, model in _PATHS if key in body), None)
    if model == MODEL and isinstance(body["messages"], list):
        model = whole(body["messages"])["model"]
    return None if model is None else {**body, "model": model}


def _path(body: dict[str, Any]) -> str:
    """The endpoint of a body. What is sent to be moderated looks like a text to embed, but for its model."""
    from ..mock.validation import models

    path = next(path for key, path, _ in _PATHS if key in body)
    model = models.load().served.get(body["model"]) if isinstance(body.get("model"), str) else None
    if path != "/v1/embeddings" or model is None or "moderation" not in model.capabilities:
        return path
    said = body["input"]
    chat = isinstance(said, list) and any(isinstance(one, dict | list) for one in said)
    return "/v1/chat/moderations" if chat else "/v1/moderations"


def refusal(value: Any) -> Refusal | None:
    """The error that this body, or list of messages, would get, or None where it would be answered."""
    from ..mock import Request

    body = whole(value)
    headers = {"authorization": "Bearer check", "content-type": "application/json"}
    response, _ = _api().handle(Request("POST", _path(body), "", headers, json.dumps(body).encode()))
    _api().journal.clear()
    if response.status < 400:
        return None
    said = json.loads(response.content)
    message = said.get("message", said.get("detail"))
    items = message.get("detail") if isinstance(message, dict) else message
    if isinstance(items, list):
        message = "\n".join(_item(item) for item in items)
    code = said.get("code")
    return Refusal(
        response.status,
        said.get("type"),
        None if code is None else str(code),
        str(message),
        response.content.decode(),
    )


def _item(item: dict[str, Any]) -> str:
    """`messages[1].user.name: Extra inputs are not permitted`: place and words of one item of a 422."""
    where = ""
    for part in item["loc"][1:]:
        where += f"[{part}]" if isinstance(part, int) else f".{part}"
    return f"{where.lstrip('.') or 'the body'}: {item['msg']}"


def playbook(refused: Refusal) -> Match | None:
    """The playbook for this error, where there is one that fits."""
    from ..content import catalog
    from ..diagnosis import diagnose

    text = f"API error occurred: Status {refused.status}. Body: {refused.body}"
    found = diagnose(text[:20_000], catalog.load(), top=1)
    return found[0] if found and found[0].score >= 0.5 else None
