"""The requests to send: one for each error class that one small request can trigger, and some valid ones.

None creates anything permanent: conversations are sent with `store: false`, uploads without a file. `max_tokens` is 1
wherever a model might answer. The models are those of the mock's data (models.json).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from . import LiveError

MAX_REQUESTS = 60
"""Maximum number of requests in one calibration."""

WRONG_KEY = "wrong0key0on0purpose0wrong0key00"
"""Sent instead of the user's key by the probe for a refused key."""

Key = Literal["own", "wrong", "none"]


@dataclass(frozen=True)
class Probe:
    """One request. `slug` is the error class that it triggers; empty for a valid request, or an error without a class.
    `large`: sent only with `--large`."""

    name: str
    slug: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = ""
    key: Key = "own"
    more: tuple[tuple[str, str], ...] = ()
    large: bool = False

    def headers(self, key: str) -> dict[str, str]:
        """Returns the headers beyond the client's own, with names in lower case. `key` is the user's key."""
        found = dict(self.more)
        if self.content_type:
            found["content-type"] = self.content_type
        if self.key != "none":
            found["authorization"] = f"Bearer {key if self.key == 'own' else WRONG_KEY}"
        return found

    @property
    def max_cost(self) -> int:
        """Estimated tokens if the API answered the request: one for each four bytes, and one in the output."""
        return -(-len(self.body) // 4) + 1 if self.body else 0


_CHAT = "/v1/chat/completions"
_MODEL = "mistral-small-latest"
_ID = "00000000-0000-4000-8000-000000000000"
_HEX = _ID.replace("-", "")
_HI = {"role": "user", "content": "Hi"}
_SAID = {"role": "assistant", "content": "a"}
_EMPTY = {"type": "object", "properties": {}}
_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
_BOUNDARY = "boundary0of0mistral0playbooks"
_SOUND = b"RIFF4\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0@\x1f\0\0@\x1f\0\0\1\0\x08\0data\x10\0\0\0" + b"\x7f" * 16
"""Two milliseconds of silence."""


def _transcription(what: str, slug: str, content: bytes, **fields: str) -> Probe:
    parts = [
        f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n'
        "content-type: audio/wav\r\n\r\n".encode()
    )
    body = b"".join(parts) + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={_BOUNDARY}"
    return Probe(f"transcriptions/{what}", slug, "POST", "/v1/audio/transcriptions", body, kind)


def _json(name: str, slug: str, path: str, value: Any, **more: Any) -> Probe:
    return Probe(name, slug, "POST", path, json.dumps(value).encode(), "application/json", **more)


def _get(name: str, slug: str, path: str, **more: Any) -> Probe:
    return Probe(name, slug, "GET", path, **more)


def _chat(what: str, slug: str, *messages: Any, large: bool = False, **fields: Any) -> Probe:
    value = {"model": _MODEL, "messages": list(messages) or [_HI], "max_tokens": 1, **fields}
    return _json(f"chat/{what}", slug, _CHAT, value, large=large)


def _called(id: str = "abcDEF123", name: str = "f") -> Any:
    call = {"id": id, "type": "function", "function": {"name": name, "arguments": "{}"}}
    return {"role": "assistant", "content": "", "tool_calls": [call]}


def _result(**id: str) -> Any:
    return {"role": "tool", "content": "r", **(id or {"tool_call_id": "abcDEF123"})}


def _tools(parameters: Any = None, name: str = "f") -> list[Any]:
    function = {"name": name} if parameters is None else {"name": name, "parameters": parameters}
    return [{"type": "function", "function": function}]


def _schema(strict: bool) -> Any:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    return {"type": "json_schema", "json_schema": {"name": "x", "strict": strict, "schema": schema}}


_ASKED = (
    ("origin", "https://example.com"),
    ("access-control-request-method", "POST"),
    ("access-control-request-headers", "authorization,content-type"),
)

# The first probe checks the key at no cost: a 401 ends the calibration.
PROBES: tuple[Probe, ...] = (
    _get("models/list", "", "/v1/models"),
    _get("models/one", "", f"/v1/models/{_MODEL}"),
    _chat("answer", ""),
    _chat("stream", "", stream=True),
    _json("embeddings/answer", "", "/v1/embeddings", {"model": "mistral-embed", "input": ["a"]}),
    Probe("chat/preflight", "browser-cors", "OPTIONS", _CHAT, key="none", more=_ASKED),
    # Key
    _get("models/wrong-key", "unauthorized", "/v1/models", key="wrong"),
    _get("models/no-key", "unauthorized", "/v1/models", key="none"),
    # Models
    _chat("invalid-model", "invalid-model", model="no-such-model"),
    _chat("model-of-another-endpoint", "invalid-model", model="mistral-embed"),
    _get("models/model-not-found", "model-not-found", "/v1/models/no-such-model"),
    _get("models/retired", "model-not-found", "/v1/models/codestral-2405"),
    # Which answer a name gets after its retirement: a refusal, or that of a successor.
    _chat("redirected", "", model="pixtral-12b"),
    _chat("reasoning-effort", "reasoning-not-supported", reasoning_effort="low"),
    _chat("reasoning-not-enabled", "reasoning-not-supported", model="ministral-3b-latest", reasoning_effort="high"),
    _chat("image-input", "image-input", {"role": "user", "content": [{"type": "image_url", "image_url": _PIXEL}]},
          model="codestral-latest"),
    _json("fim/fim-not-enabled", "fim-not-enabled", "/v1/fim/completions",
          {"model": _MODEL, "prompt": "a", "max_tokens": 1}),
    # voxtral-small has the shortest context of the chat models.
    _chat("context-length", "context-length", {"role": "user", "content": "word " * 40_000}, large=True,
          model="voxtral-small-latest"),
    # Requests
    _chat("extra-forbidden", "extra-forbidden", logit_bias={}),
    _chat("extra-in-a-message", "extra-forbidden", {**_HI, "extra": 1}),
    _json("chat/missing", "invalid-parameter", _CHAT, {"model": _MODEL}),
    _chat("enum", "invalid-parameter", tool_choice="maybe"),
    _chat("out-of-range", "invalid-parameter", temperature=3),
    _chat("wrong-type", "invalid-parameter", temperature="warm"),
    Probe("chat/not-json", "invalid-parameter", "POST", _CHAT, b'{"model":', "application/json"),
    _chat("greedy", "sampling-parameters", temperature=0, top_p=0.5),
    _chat("top-k", "sampling-parameters", top_k=5),
    _chat("logprobs", "sampling-parameters", logprobs=True),
    _json("transcriptions/multipart-required", "multipart-required", "/v1/audio/transcriptions",
          {"model": "voxtral-mini-latest"}),
    _json("files/multipart-required", "multipart-required", "/v1/files", {"purpose": "ocr"}),
    _chat("message-order", "message-order", _HI, _SAID, {"role": "system", "content": "s"}, _HI),
    _chat("user-after-tool", "", _HI, _called(), _result(), _HI),
    _chat("system-after-tool", "", _HI, _called(), _result(), {"role": "system", "content": "s"}),
    _chat("last-message-role", "last-message-role", _HI, _SAID),
    _chat("assistant-message-content", "assistant-message-content", _HI, {"role": "assistant", "content": ""}, _HI),
    # Tools and structured output
    _chat("tool-results-mismatch", "tool-results-mismatch", _HI, _called(), _SAID, _HI),
    _chat("unexpected-result", "tool-results-mismatch", _HI, _called(), _result(tool_call_id="zzzzzzzzz")),
    _chat("tool-call-id-format", "tool-call-id-format", _HI, _called("call_1"), _result(tool_call_id="call_1"),
          model="mistral-large-latest"),
    _chat("any-tool-call-id", "", _HI, _called("call_1"), _result(tool_call_id="call_1")),
    _chat("tool-call-id-missing", "tool-call-id-missing", _HI, _called(), _result(name="f")),
    _chat("invalid-tool-schema", "invalid-tool-schema", tools=_tools({"type": "nothing"})),
    _chat("tool-without-parameters", "invalid-tool-schema", tools=_tools()),
    _chat("invalid-function-name", "invalid-function-name", tools=_tools(_EMPTY, "f g")),
    _chat("function-name-in-history", "", _HI, _called(name="f g"), _result()),
    _chat("schema-open-to-more", "response-format", response_format=_schema(strict=True)),
    _chat("schema-with-tools", "response-format", tools=_tools(_EMPTY), response_format=_schema(strict=False)),
    # Embeddings, documents, audio, conversations
    _json("embeddings/batch-too-large", "embeddings-batch-too-large", "/v1/embeddings",
          {"model": "mistral-embed", "input": ["a"] * 513}),
    _json("ocr/not-a-pdf", "ocr-document", "/v1/ocr",
          {"model": "mistral-ocr-latest",
           "document": {"type": "document_url", "document_url": "data:application/pdf;base64,SGVsbG8="}}),
    _get("files/file-not-found", "file-not-found", f"/v1/files/{_ID}"),
    _json("ocr/file-not-accessible", "file-not-accessible", "/v1/ocr",
          {"model": "mistral-ocr-latest", "document": {"type": "file", "file_id": _ID}}),
    _transcription("audio-undecodable", "audio-undecodable", b"not audio", model="voxtral-mini-latest"),
    # Only the status is documented. Should the API take it, the sound has no words.
    _transcription("word-timestamps", "invalid-parameter", _SOUND, model="voxtral-mini-transcribe-3-0",
                   timestamp_granularities="word"),
    _json("speech/voice-not-found", "voice-not-found", "/v1/audio/speech",
          {"model": "voxtral-mini-tts-latest", "input": "a", "voice_id": "no-such-voice"}),
    _json("conversations/two-searches", "conversation-tools", "/v1/conversations",
          {"model": _MODEL, "inputs": "Hi", "store": False, "completion_args": {"max_tokens": 1},
           "tools": [{"type": "web_search"}, {"type": "web_search_premium"}]}),
    _json("conversations/unknown-model", "", "/v1/conversations",
          {"model": "no-such-model", "inputs": "Hi", "store": False, "completion_args": {"max_tokens": 1}}),
    _json("conversations/no-model", "", "/v1/conversations", {"inputs": "Hi", "store": False}),
    _get("conversations/not-found", "", f"/v1/conversations/conv_{_HEX}"),
    _get("agents/not-found", "", f"/v1/agents/ag_{_HEX}"),
    # Routes
    _get("routes/route-not-found", "route-not-found", "/v1/v1/models"),
    _get("chat/wrong-method", "", _CHAT),
)  # fmt: skip


def choose(slugs: Sequence[str] = (), *, large: bool = False) -> tuple[Probe, ...]:
    """Returns the probes of these classes in order, or all probes. Raises LiveError for a class without a probe."""
    known = dict.fromkeys(probe.slug for probe in PROBES if probe.slug)
    for slug in slugs:
        if slug not in known:
            raise LiveError(f"No single request triggers `{slug}`. Choose one of: {', '.join(known)}.")
    chosen = tuple(one for one in PROBES if (large or not one.large) and (not slugs or one.slug in slugs))
    if not chosen:
        raise LiveError(f"`{slugs[0]}` needs a large request. Add --large.")
    return chosen
