"""Parses the bytes of one HTTP/1.1 connection into requests, within size limits."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import httptools

from ..types import Request
from .encoder import target

BODY_LIMIT = 64 * 1024 * 1024
HEAD_LIMIT = 256 * 1024
MAX_PENDING = 100
"""How many requests may wait behind an unanswered one."""


class Refused(Exception):
    """A request that is refused before it is complete, with the status and body of the answer."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


# The answers of whatever precedes the API. No report shows them, so their wording is made up.
_BAD_REQUEST = Refused(400, b"<html><head><title>400 Bad Request</title></head><body>400 Bad Request</body></html>\n")
_TOO_LARGE = Refused(413, b'{"message":"Request size limit exceeded"}\n')

_FRAMING = ("content-length", "transfer-encoding", "expect")

_names: dict[bytes, str] = {}  # lowercase header names, by the name as received


class Reader:
    """The parser of one connection.

    `ready` are the complete requests in order, each with whether to keep the connection alive and the HTTP version.
    `refused` is the refusal after which nothing more is read, None so far. `awaits_continue` is whether the client
    waits for `100 Continue`; `expects` is called when it starts to.
    """

    def __init__(self, expects: Callable[[], None]) -> None:
        self.ready: deque[tuple[Request, bool, str]] = deque()
        self.refused: Refused | None = None
        self.awaits_continue = False
        self._expects = expects
        self._reset()

    def feed(self, data: bytes) -> None:
        """Parses received data. Never raises, whatever the client sends."""
        try:
            while data:
                data = self._feed(data)
        except Refused as error:
            self.refused = error
        except httptools.HttpParserCallbackError as error:
            self.refused = error.__context__ if isinstance(error.__context__, Refused) else _BAD_REQUEST
        except httptools.HttpParserError:
            self.refused = _BAD_REQUEST

    def close(self) -> None:
        """Discards everything."""
        self.ready.clear()
        self.refused = None
        self._body = b""

    def is_full(self) -> bool:
        """Whether the unanswered requests have reached the limit."""
        return len(self.ready) > MAX_PENDING or sum(len(request.body) for request, _, _ in self.ready) > BODY_LIMIT

    def _feed(self, data: bytes) -> bytes:
        """Feeds the parser and returns the data that it did not consume."""
        self._overhead += len(data)
        end = None
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            end = upgrade.args[0]
        if end is not None:
            self._ignore_upgrade()
            return data[end:]
        if self._overhead > HEAD_LIMIT:
            raise _BAD_REQUEST
        return b""

    def _ignore_upgrade(self) -> None:
        """Ignores an upgrade request (`h2c`, which Java's client offers). The parser considers such a request complete
        after its head, so its body is parsed as that of a request without an upgrade. A CONNECT has no body."""
        head, keep, version = self.ready[-1]
        framing = [f"{name}: {head.headers[name]}\r\n" for name in _FRAMING if name in head.headers]
        self._reset()
        if head.method == "CONNECT" or not framing:
            return
        self.ready.pop()
        self._head = head
        kept = "keep-alive" if keep else "close"
        lines = f"POST / HTTP/{version}\r\nconnection: {kept}\r\n{''.join(framing)}\r\n"
        self._parser.feed_data(lines.encode("latin-1"))

    def _reset(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._overhead = 0  # bytes since the last request or body byte: a head, or trailers and chunk sizes
        self._in_body = False
        self._body: bytes | bytearray = b""
        self._head: Request | None = None  # the head of an upgrade request, whose body is parsed separately

    # Callbacks of httptools.

    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = b""
        self._in_body = False

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_body:
            return  # a trailer
        key, text = _names.get(name), value.decode("latin-1")
        if key is None:
            key = name.decode("latin-1").lower()
            if len(_names) < 1000:
                _names[name] = key
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        self._in_body = True
        length = self._headers.get("content-length", "0")
        if length.isdigit() and int(length[:20]) > BODY_LIMIT:
            raise _TOO_LARGE
        # With an upgrade, this is called again for the body.
        if self._headers.get("expect", "").lower() == "100-continue" and not self._parser.should_upgrade():
            self.awaits_continue = True
            self._expects()

    def on_body(self, body: bytes) -> None:
        if len(self._body) + len(body) > BODY_LIMIT:
            raise _TOO_LARGE
        self._overhead = 0
        if not self._body:  # a body of one piece, the usual case, is not copied
            self._body = body
            return
        if isinstance(self._body, bytes):  # a million tiny pieces do not become a million objects
            self._body = bytearray(self._body)
        self._body += body

    def on_message_complete(self) -> None:
        parser, self._in_body, self._overhead, self.awaits_continue = self._parser, False, 0, False
        path, query = target(self._url)
        method = parser.get_method().decode("latin-1")
        request = Request(method, path, query, self._headers, bytes(self._body))
        if self._head is not None:
            request, self._head = replace(self._head, body=request.body), None
        self._body = b""
        self.ready.append((request, parser.should_keep_alive(), parser.get_http_version()))
