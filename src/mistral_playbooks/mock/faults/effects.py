"""The effects of faults on answers, as pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..types import Answer, Response
from ..wire.envelope import dumps
from .script import Scripted, from_completion

if TYPE_CHECKING:
    from mistral_playbooks.content.response import ErrorResponse

DEFAULT_DELAY = 5.0
"""The default delay of a late answer in seconds."""

_MISSING_BYTES = 100  # bytes that an answer of the wrong length announces but never sends


def needs_the_answer(reply: ErrorResponse) -> bool:
    """Whether the fault changes the real answer; a 200 without a body only adds headers."""
    return bool(
        reply.stream
        or reply.says
        or reply.transport in ("late", "wrong-length", "malformed", "split")
        or (reply.status == 200 and reply.body is None)
    )


def breaks(reply: ErrorResponse) -> bool:
    """Whether the client cannot use the answer that the fault changes."""
    return reply.stream is not None or reply.transport in ("wrong-length", "malformed")


def streams_only(reply: ErrorResponse) -> bool:
    """Whether the fault applies only to a streamed answer."""
    frame, fragments = reply.stream and reply.stream.frame, reply.says and reply.says.fragments
    return bool(frame or fragments or reply.transport == "split")


def script(reply: ErrorResponse) -> Scripted | None:
    """Returns what the model says under the fault, or None for its own words."""
    says = reply.says
    return says and Scripted(
        reason=says.finish_reason,
        keep=says.keep,
        think=says.thinking,
        cite=says.references,
        fragmented=says.fragments,
        declines=says.declines,
    )


def answer(reply: ErrorResponse) -> Answer:
    """Returns an answer that does not depend on the request, such as a refusal, before the standard headers."""
    kind = next((value for name, value in reply.headers.items() if name.lower() == "content-type"), None)
    code = None
    texts: tuple[str, ...] = ()
    if isinstance(reply.body, str):
        payload = reply.body.encode()
        start = reply.body.lstrip()[:1]
        guess = {"<": "text/html; charset=UTF-8", "{": "application/json", "[": "application/json"}
        kind = kind or guess.get(start, "text/plain; charset=UTF-8")
    else:
        payload = b"" if reply.body is None else dumps(reply.body)
        if isinstance(reply.body, dict) and reply.body.get("code") is not None:
            code = str(reply.body["code"])
        if isinstance(reply.body, dict) and reply.status == 200:
            texts = (from_completion(reply.body).text or "",)
    # The gateway itself answers 401s and errors with its `request_id` (recorded until 2025-05, reported since). Today's
    # 401 ends with a newline (recorded 2026-08-19); the older `{"detail":"Unauthorized"}` did not (25 bytes, recorded
    # 2025-08-10).
    gateway = reply.status == 401 or b'"request_id"' in payload or "x-kong-response-latency" in reply.headers
    source = "edge" if (kind or "").startswith("text/html") else "gateway" if gateway else "model"
    if gateway and payload == b'{"detail":"Invalid API Key"}':
        payload += b"\n"
    if reply.host is not None:
        source, kind = "elsewhere", kind or ("application/json" if payload else "")
    else:
        kind = kind or "application/json"
    return Answer(reply.status or 200, payload, texts=texts, code=code, content_type=kind, source=source)


_FRAMING = {"content-length", "transfer-encoding", "connection"}


def with_headers(response: Response, reply: ErrorResponse) -> Response:
    """Returns the response with the reply's headers, which replace standard headers of the same name. The headers that
    frame the message stay unchanged."""
    own = {name.lower(): value for name, value in reply.headers.items() if name.lower() not in _FRAMING}
    if not own:
        return response
    kept = [(name, own.pop(name, value)) for name, value in response.headers]
    return replace(response, headers=(*kept, *own.items()))


def change(response: Response, reply: ErrorResponse) -> Response:
    """Returns a successful response with the reply's headers, delayed or broken as the reply says: a stream after some
    data frames (always before the last one), JSON in the middle."""
    response = with_headers(response, reply)
    if reply.transport == "late":
        return replace(response, delay=reply.seconds or DEFAULT_DELAY)
    if reply.transport == "wrong-length":
        return _wrong_length(response)
    if reply.transport == "malformed":
        return _malformed(response)
    if reply.transport == "split" and response.chunks is not None:
        return _split(response, response.chunks)
    if reply.stream is None:
        return response
    after, then, frame = reply.stream.after, reply.stream.then, reply.stream.frame
    if response.chunks is None:
        half = response.body[: len(response.body) // 2]
        return replace(response, body=half, ending="stall" if then == "stall" else "cut", silence=reply.seconds)
    kept = _intact(response.chunks, after)
    chunks = response.chunks[:kept]
    if frame is not None:
        chunks += (frame.encode(),)
    if then == "half":
        chunks += response.chunks[kept : kept + 1]
    return replace(response, chunks=chunks, ending="complete" if then == "end" else then, silence=reply.seconds)


def _wrong_length(response: Response) -> Response:
    """Returns an answer that announces more than it sends: complete JSON and then missing bytes, or half of a stream,
    because clients stop reading a stream at its last event."""
    frames = response.chunks
    length = len(response.content) + (_MISSING_BYTES if frames is None else 0)
    body = response.body if frames is None else b"".join(frames[: len(frames) // 2])
    announced = ("content-length", str(length))
    headers = tuple(
        announced if name in ("content-length", "transfer-encoding") else (name, value)
        for name, value in response.headers
    )
    return replace(response, headers=headers, body=body, chunks=None, ending="cut")


def intact_frames(before: Response, reply: ErrorResponse) -> int:
    """Returns how many frames at the start of a stream the fault leaves intact; 0 for JSON."""
    if before.chunks is None:
        return 0
    if reply.stream is None:
        return len(before.chunks) // 2
    return _intact(before.chunks, reply.stream.after)


def _intact(chunks: tuple[bytes, ...], after: int) -> int:
    return max(0, min(after, len(chunks) - 2))


def _split(response: Response, frames: tuple[bytes, ...]) -> Response:
    """Returns the same bytes with a pause in the JSON of the middle frame: the network decides where a read ends."""
    middle = len(frames) // 2
    cut = 3 * len(frames[middle]) // 4
    parts = (frames[middle][:cut], frames[middle][cut:])
    return replace(response, chunks=(*frames[:middle], *parts, *frames[middle + 1 :]), pause=middle + 1)


def _malformed(response: Response) -> Response:
    """Returns a correctly framed message whose JSON ends in the middle; in a stream, that of the middle frame."""
    if response.chunks is None:
        half = response.body[: len(response.body) // 2]
        headers = ((name, str(len(half)) if name == "content-length" else value) for name, value in response.headers)
        return replace(response, headers=tuple(headers), body=half)
    middle = len(response.chunks) // 2
    cut = response.chunks[middle]
    broken = cut.rstrip(b"\n")[: len(cut) // 2] + b"\n\n"
    return replace(response, chunks=(*response.chunks[:middle], broken, *response.chunks[middle + 1 :]))
