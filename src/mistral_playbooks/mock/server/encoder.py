"""HTTP/1.1 on the wire: parses request targets and encodes responses."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..types import Response

_REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 400: "Bad Request", 401: "Unauthorized",
    402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 413: "Payload Too Large", 422: "Unprocessable Entity",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip


_SIZES = tuple(b"%x\r\n" % size for size in range(1000))  # precomputed, because formatting one per event is slow


@lru_cache(maxsize=256)
def target(url: bytes) -> tuple[str, str]:
    """Returns the path and the query of a request target, even in the absolute form used with proxies."""
    text = url.decode("latin-1").partition("#")[0]
    if not text.startswith("/"):
        scheme, separator, rest = text.partition("://")
        text = f"/{rest.partition('/')[2]}" if separator and "/" not in scheme else text
    path, _, query = text.partition("?")
    return path, query


def encode(response: Response, *, head_only: bool, keep: bool, version: str) -> bytes:
    """Returns the bytes of a response. Every SSE frame is a separate chunk. If the response ends `half`, its last frame
    has the size of the complete frame, but only the first half of its content."""
    chunked = response.chunks is not None and version != "1.0"
    headers = response.headers
    if not keep or (response.chunks is not None and not chunked):
        headers = [
            (name, "close") if name == "connection" and not keep else (name, value)
            for name, value in headers
            if chunked or name != "transfer-encoding"
        ]
    # `map` joins in C: a Python loop over two dozen headers would cost as much as the answer itself.
    lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, '')}", *map(": ".join, headers), "\r\n"]
    head = "\r\n".join(lines).encode("utf-8", "replace")
    if head_only:
        return head
    if response.chunks is None:
        return head + response.body
    frames, half = response.chunks, b""
    if response.ending == "half" and frames:
        frames, last = frames[:-1], frames[-1]
        half = last[: len(last) // 2]
        if chunked:
            half = b"%x\r\n%s" % (len(last), half)
    if not chunked:
        return head + b"".join(frames) + half
    parts = [head]
    last = b"0\r\n\r\n" if response.ending == "complete" else half
    for frame in frames:
        parts += (_SIZES[len(frame)] if len(frame) < 1000 else b"%x\r\n" % len(frame), frame, b"\r\n")
    parts.append(last)
    return b"".join(parts)


def before_pause(response: Response, *, keep: bool, version: str) -> bytes:
    """Returns how `encode` begins: the headers and the chunks before the pause."""
    before = replace(response, chunks=(response.chunks or ())[: response.pause], ending="cut")
    return encode(before, head_only=False, keep=keep, version=version)
