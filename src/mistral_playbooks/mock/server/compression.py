"""Compresses answers as the API does for clients that accept it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..types import Response

_STATUSES = (200, 403, 404)
_TYPES = ("application/json", "text/html", "text/plain")
_GZIP = 31  # the `wbits` of a gzip header without a name or a time, so that equal answers have equal bytes


def compress(response: Response, accepted: str) -> Response:
    """Returns the response with its body as gzip if `accepted`, a request's `accept-encoding`, names that.

    JSON was sent so, in chunks and without a length, on every host and also to clients that prefer `br` (recorded
    2026-07-21, braintrustdata/braintrust-sdk-javascript, from 382 bytes on). Streams never were, and errors of other
    statuses had a length. This is what Cloudflare documents: 200, 403 and 404 of certain types
    (https://developers.cloudflare.com/speed/optimization/content/compression/, 2026-11-28). Bodies that a fault breaks
    stay as they are.
    """
    if response.status not in _STATUSES or not response.body or response.ending != "complete":
        return response
    kind = response.header("content-type") or ""
    if not kind.startswith(_TYPES) or not _accepts(accepted):
        return response
    import zlib  # needed by no start of the server

    framing = (("transfer-encoding", "chunked"), ("content-encoding", "gzip"))
    headers: list[tuple[str, str]] = []
    for name, value in response.headers:
        headers += framing if name == "content-length" else [(name, value)]
    return replace(
        response, headers=tuple(headers), body=b"", chunks=(zlib.compress(response.body, level=1, wbits=_GZIP),)
    )


@lru_cache(maxsize=64)
def _accepts(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or weight == ""
    return False
