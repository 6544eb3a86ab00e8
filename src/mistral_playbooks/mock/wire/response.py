"""Turns an endpoint's answer into the response to send, with the API's standard headers."""

from __future__ import annotations

from ..types import Answer, Call, Exchange, Request, Response
from .envelope import usual_headers

_TRUNCATED = b'"finish_reason":"length"'
_LAST = 8  # frames
_OTHER_HEADER = frozenset({("POST", "/v1/audio/transcriptions"), ("GET", "/v1/batch/jobs")})
_CONVERSATIONS = "/v1/conversations/"


def key_of(request: Request) -> str:
    """Returns the API key of a request, empty if it has none.

    The documentation has `x-api-key` for two operations (mistralai/platform-docs-public: audio_transcription.md at
    26af6e45, batch.md at 0d550fac). Four public programs, read 2026-12-01, send only this header to start a
    conversation, and one of them was adapted to the answers. That going on with one accepts it is inferred. Whether
    others do is not known.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if not scheme and _takes_other_header(request.method, request.path):
        return request.headers.get("x-api-key", "").strip()
    return key.strip() if scheme.lower() == "bearer" else ""


def _takes_other_header(method: str, path: str) -> bool:
    return (method, path) in _OTHER_HEADER or (method == "POST" and f"{path}/".startswith(_CONVERSATIONS))


def to_response(answer: Answer, now: float, random: bytes) -> Response:
    """Returns the response for an answer, with the API's standard headers."""
    if isinstance(answer.payload, tuple):
        return Response(answer.status, usual_headers(answer, now, random, None), b"", answer.payload)
    headers = usual_headers(answer, now, random, len(answer.payload))
    return Response(answer.status, headers, answer.payload)


def record_response(answer: Answer, call: Call, exchange: Exchange) -> Response:
    """Returns the response to a call, and records the answer in the call's exchange."""
    exchange.body, exchange.model, exchange.code = call.body, call.model or answer.model, answer.code
    exchange.calls = answer.calls
    exchange.answer = "\n".join(answer.texts) or None
    # In a string of the body, these quotes would be escaped. In a stream, the reason is in the last frames.
    payload = answer.payload
    exchange.truncated = _TRUNCATED in (b"".join(payload[-_LAST:]) if isinstance(payload, tuple) else payload)
    return to_response(answer, call.now, call.random)
