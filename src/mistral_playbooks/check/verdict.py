"""The API's verdict on a request body, from the mock in this process. Nothing is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ..support import error_body
from ..support.errors import UserError
from ..support.redact import mask

if TYPE_CHECKING:
    from ..diagnosis import Match
    from ..mock import Api, Profile

MODEL = "mistral-medium-latest"
"""The model for a list of messages without one: it takes images and reasons, and accepts no order of messages and no
tool call ids that others refuse."""
AUDIO_MODEL = "voxtral-small-latest"
"""The model for a list of messages with audio."""

_START, _APPEND, _RESTART = "/v1/conversations", "/v1/conversations/conv_check", "/v1/conversations/conv_check/restart"
_PATHS = (
    ("messages", "/v1/chat/completions", MODEL),
    ("prompt", "/v1/fim/completions", "codestral-latest"),
    ("document", "/v1/ocr", "mistral-ocr-latest"),
    ("input", "/v1/embeddings", "mistral-embed"),
    ("from_entry_id", _RESTART, None),
    ("tool_confirmations", _APPEND, None),
    ("inputs", _START, MODEL),
)
"""The field that identifies an endpoint's bodies, the endpoint, and the model for a batch line without one."""


_BY_CAPABILITY = {"embeddings": "/v1/embeddings", "audio_speech": "/v1/audio/speech"}
_NO_FILE, _NO_VOICE, _NOT_FETCHED = "1901", "1902", "3310"


class CheckError(UserError, ValueError):
    """An input that cannot be checked. The message says what is expected."""


class FileError(CheckError):
    """A file that cannot be read."""


class WorkspaceError(CheckError):
    """A request whose verdict depends on what only the workspace has."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The error for a request. `body` is the API's JSON; `message` its message, or its items, one per line, without
    what looks like a key: a key can stand in place of a field's or a model's name."""

    status: int
    type: str | None
    code: str | None
    message: str
    body: str
    checked_as: str = ""
    """The endpoint that the body was taken for, and why; empty for a chat."""

    def to_dict(self) -> dict[str, Any]:
        """Returns the error as in `check --json`."""
        return {"status": self.status, "type": self.type, "code": self.code, "message": self.message}


@cache
def _api(profile: Profile) -> Api:
    from ..mock import Api, Settings

    return Api(Settings(profile=profile))


def normalize_body(value: Any) -> dict[str, Any]:
    """Returns a body, made from a list of messages if necessary. Raises CheckError for anything else."""
    if isinstance(value, list):
        has_audio = '"input_audio"' in json.dumps(value)
        return {"model": AUDIO_MODEL if has_audio else MODEL, "messages": value}
    if not isinstance(value, dict):
        raise CheckError(f"the input is {_json_type(value)}, not a request body or a list of messages.")
    if "agent_id" in value:
        raise WorkspaceError(
            "an agent is known only to your workspace, so a request with `agent_id` cannot be checked. Give the "
            "request's messages as a list."
        )
    if not any(key in value for key, _, _ in _PATHS):
        names = [f"`{key}`" for key, _, _ in _PATHS]
        raise CheckError(f"the body is not a request to a model: it has no {', '.join(names[:-1])} or {names[-1]}.")
    return value


def _json_type(value: Any) -> str:
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), "JSON")


def add_job_model(body: dict[str, Any]) -> dict[str, Any] | None:
    """Returns the body of a batch line with an assumed model, which the job sets; None if the body needs none."""
    if "model" in body or "agent_id" in body:
        return None
    model = next((model for key, _, model in _PATHS if key in body), None)
    if isinstance(body.get("messages"), list):
        model = normalize_body(body["messages"])["model"]
    return None if model is None else {**body, "model": model}


def _identified(body: dict[str, Any]) -> tuple[str, str]:
    """Returns the first field of a body that identifies an endpoint, and the endpoint."""
    return next((key, path) for key, path, _ in _PATHS if key in body)


def _path(body: dict[str, Any]) -> str:
    """Returns the endpoint of a body. `input` is a field of several endpoints, which differ in their model, and
    `inputs` is what the Python SDK calls it."""
    from ..mock.validation import models

    _, path = _identified(body)
    if path == _START and _continues(body):
        return _APPEND
    model = models.load().served.get(body["model"]) if isinstance(body.get("model"), str) else None
    if model is None or not {"input", "inputs"} & body.keys():
        return path
    if "moderation" in model.capabilities:
        given = body.get("input")
        chat = isinstance(given, list) and any(isinstance(one, dict | list) for one in given)
        return "/v1/chat/moderations" if chat else "/v1/moderations"
    return next((path for name, path in _BY_CAPABILITY.items() if name in model.capabilities), path)


def _continues(body: dict[str, Any]) -> bool:
    """Whether a body with `inputs` continues a conversation: it has no field that only the start of one has."""
    from ..mock.schemas.conversations import AppendConversationRequest, ConversationRequest

    return not body.keys() & (ConversationRequest.model_fields.keys() - AppendConversationRequest.model_fields.keys())


def refusal(value: Any, profile: Profile = "hosted") -> Refusal | None:
    """Returns the error that this body or list of messages would get; None if it is valid. Raises CheckError if it
    names a file, a voice or a conversation that the mock cannot know."""
    from ..mock import Request
    from ..mock.validation import models

    body = normalize_body(value)
    path = _path(body)
    headers = {"authorization": "Bearer check", "content-type": "application/json"}
    api = _api(profile)
    response, _ = api.handle(Request("POST", path, "", headers, json.dumps(body).encode()))
    api.journal.clear()
    if response.status < 400:
        return None
    answer, message = error_body.parse(response.content)
    code = answer.get("code")
    if response.status == 404 and code == _NO_VOICE and not _is_uuid(body.get("voice_id") or body.get("voice")):
        raise WorkspaceError(
            f"the voice is not one of Mistral's presets ({mask(message)}). Send a `slug` from the list of voices. A "
            "voice of your own has an `id`, which cannot be checked."
        )
    if response.status == 404 and path in (_APPEND, _RESTART):
        raise WorkspaceError(
            "a conversation is known only to your workspace, so of a request that continues one only the fields can be "
            "checked. They are valid. A request that starts a conversation needs a `model`."
        )
    model = str(body.get("model"))
    if models.is_tuned(model) and response.status == 400 and model in message:
        raise WorkspaceError(
            "a fine-tuned model is known only to your workspace, so only the fields of this request can be checked. "
            "They are valid. To check the rest, put one of Mistral's own models in its place."
        )
    # The mock's own signed URL, of a file that this process does not have
    signed = code == _NOT_FETCHED and "/fine-tune/" in message
    if response.status == 404 or code == _NO_FILE or signed:
        raise WorkspaceError(
            f"a file, a voice or the like is known only to your workspace, so this request cannot be checked "
            f"({mask(message)}). To check the rest, use a public URL or a preset voice instead."
        )
    return Refusal(
        response.status,
        answer.get("type"),
        None if code is None else str(code),
        mask(message),
        response.content.decode(),
        _checked_as(body, path),
    )


def _checked_as(body: dict[str, Any], path: str) -> str:
    key, _ = _identified(body)
    endpoint = path.replace("conv_check", "{id}")
    return "" if key == "messages" else f"a request to {endpoint}, because the body has `{key}`"


def _is_uuid(voice: Any) -> bool:
    """Whether this is the form of an own voice's id: own voices have no slug (reported 2026-04-20)."""
    try:
        return bool(UUID(voice))
    except (TypeError, ValueError):
        return False


def playbook(error: Refusal) -> Match | None:
    """Returns the playbook for this error, if one fits."""
    from ..content import catalog
    from ..diagnosis import diagnose
    from ..explain.details import specific

    text = f"API error occurred: Status {error.status}. Body: {error.body}"[:20_000]
    found = diagnose(text, catalog.load(), 1)
    return specific(found[0], text, catalog.load()) if found and found[0].score >= 0.5 else None
