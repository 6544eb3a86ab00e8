"""Bytes of a connection in, requests out: HTTP/1.1 by a kept parser, with bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import httptools

from ..types import Request
from .encoder import target

BODY_LIMIT = 64 * 1024 * 1024
HEAD_LIMIT = 256 * 1024
AHEAD = 100
"""How many requests may wait for the answer to one before them."""


class Refused(Exception):
    """A request that is refused before it is complete: status and body."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


# What stands in front of the API says these; none was seen in a report, so they carry no claim to its wording.
_BAD = Refused(400, b"<html><head><title>400 Bad Request</title></head><body>400 Bad Request</body></html>\n")
_LARGE = Refused(413, b'{"message":"Request size limit exceeded"}\n')

_FRAMING = ("content-length", "transfer-encoding", "expect")

_names: dict[bytes, str] = {}  # header names in lower case, by their form as received


class Reader:
    """What one connection has sent so far.

    `ready` holds the complete requests in order, each with whether the connection is kept and the HTTP version;
    `refused` is why nothing more is read, None while all is well; `awaited` says that the client waits for
    `100 Continue`. `expects` is called in that moment.
    """

    def __init__(self, expects: Callable[[], None]) -> None:
        self.ready: deque[tuple[Request, bool, str]] = deque()
        self.refused: Refused | None = None
        self.awaited = False
        self._expects = expects
        self._reset()

    def feed(self, data: bytes) -> None:
        """Takes what has arrived. Never raises for what a client sends."""
        try:
            while data:
                data = self._feed(data)
        except Refused as error:
            self.refused = error
        except httptools.HttpParserCallbackError as error:
            self.refused = error.__context__ if isinstance(error.__context__, Refused) else _BAD
        except httptools.HttpParserError:
            self.refused = _BAD

    def close(self) -> None:
        """Forgets everything."""
        self.ready.clear()
        self.refused = None
        self._body = b""

    def crowded(self) -> bool:
        """Whether as much waits to be answered as may."""
        return len(self.ready) > AHEAD or sum(len(request.body) for request, _, _ in self.ready) > BODY_LIMIT

    def _feed(self, data: bytes) -> bytes:
        """Feeds the parser; returns what it left over."""
        self._barren += len(data)
        end = None
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            end = upgrade.args[0]
        if end is not None:
            self._go_on_plainly()
            return data[end:]
        if self._barren > HEAD_LIMIT:
            raise _BAD
        return b""

    def _go_on_plainly(self) -> None:
        """No upgrade (`h2c`, as Java's client offers) is granted. The parser takes such a message for complete after
        its head and leaves the body alone: it is read as that of a request without an upgrade. A CONNECT has none."""
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
        self._barren = 0  # bytes since the last request or byte of a body: a head, or trailers and chunk sizes
        self._in_body = False
        self._body: bytes | bytearray = b""
        self._head: Request | None = None  # whose body is read as that of a plain request

    # Callbacks of httptools, for one request after the other.

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
            raise _LARGE
        # Before an upgrade it is asked again, when the body is read.
        if self._headers.get("expect", "").lower() == "100-continue" and not self._parser.should_upgrade():
            self.awaited = True
            self._expects()

    def on_body(self, body: bytes) -> None:
        if len(self._body) + len(body) > BODY_LIMIT:
            raise _LARGE
        self._barren = 0
        self._add(body)

    def _add(self, data: bytes) -> None:
        """One more piece of the body. Most bodies are one piece, which is not copied; a million tiny ones are not kept
        as a million objects."""
        if not self._body:
            self._body = data
        else:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += data

    def on_message_complete(self) -> None:
        parser, self._in_body, self._barren, self.awaited = self._parser, False, 0, False
        path, query = target(self._url)
        method = parser.get_method().decode("latin-1")
        request = Request(method, path, query, self._headers, bytes(self._body))
        if self._head is not None:
            request, self._head = replace(self._head, body=request.body), None
        self._body = b""
        self.ready.append((request, parser.should_keep_alive(), parser.get_http_version()))
