"""The mocked API on a socket: HTTP/1.1 on a bare asyncio protocol, because a fault needs the socket itself.

`HttpProtocol` works on any transport: plain TCP, or what `loop.start_tls` returns (call `connection_made` by hand).
Every answer of the core is complete when it arrives here, so requests are answered in order and in one write each.
What comes after an answer that is held back waits for it.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, Protocol, cast

import httptools

from .framing import encode, target
from .http import Exchange, Request, Response

BODY_LIMIT = 64 * 1024 * 1024
HEAD_LIMIT = 256 * 1024
STALL_SECONDS = 600.0  # after that a stalled connection is dropped, as an idle stream is (docs: 10 minutes)
_LINGER_SECONDS = 1.0
_numbers = count(1)
_AHEAD = 100  # requests that may wait behind a late answer


class _Refused(Exception):
    """A request that is refused before it is complete: status and body."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


# What stands in front of the API says these; none was seen in a report, so they carry no claim to its wording.
_BAD = _Refused(400, b"<html><head><title>400 Bad Request</title></head><body>400 Bad Request</body></html>\n")
_LARGE = _Refused(413, b'{"message":"Request size limit exceeded"}\n')


class Handler(Protocol):
    """What answers requests: an Api, or something before one."""

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since the epoch."""
        ...

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        """Answers one request. Never raises for what a client sends."""
        ...


class Connections(set["HttpProtocol"]):
    """The open connections of a server, so that they can be closed with it."""

    def close(self) -> None:
        """Drops every connection at once."""
        for protocol in tuple(self):
            protocol.abort()


class _Shared(threading.local):
    """What the connections of one event loop read into, one after the other: asyncio's own 256 KiB for every read cost
    more than the parser, and a buffer for each connection would be memory that hardly ever holds anything."""

    def __init__(self) -> None:
        self.buffer = memoryview(bytearray(65_536))


_shared = _Shared()
_names: dict[bytes, str] = {}  # header names as received → in lower case


class HttpProtocol(asyncio.BufferedProtocol):
    """One connection. `connections`, where given, holds it while it is open; `opened` is when the client made it,
    where that was before `connection_made` (the clock's seconds)."""

    def __init__(self, api: Handler, connections: Connections | None = None, opened: float | None = None) -> None:
        self._api = api
        self._connections = connections
        self._opened = api.clock() if opened is None else opened
        self._number = next(_numbers)
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ready: deque[tuple[Request, bool, str]] = deque()
        self._unwritten: list[tuple[Exchange, bool]] = []
        self._done = False  # nothing more is read from or written to this connection
        self._writing = False
        self._stalled = False
        self._held_back: Exchange | None = None  # its answer is late; what comes after it waits
        self._awaited = False  # the client waits for `100 Continue`
        self._refused: _Refused | None = None
        self._owed = 0  # bytes still to come of a body that the parser left alone
        self._reset()

    # -- the connection ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Told at every byte left over, so that an exchange counts as finished only when all of it has gone. TLS in
        # asyncio pauses at `size >= high`: with 0 it would pause an empty buffer and never read again.
        secure = self._transport.get_extra_info("sslcontext") is not None
        self._transport.set_write_buffer_limits(high=int(secure), low=0)
        if self._connections is not None:
            self._connections.add(self)
        if self._awaited:
            self._continue()
        self._work()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done = True
        if self._timer:
            self._timer.cancel()
        if self._held_back is not None:
            self._held_back.ended_at = self._api.clock()
            self._held_back = None
        for exchange, _ in self._unwritten:
            exchange.ended_at = self._api.clock()
        self._unwritten.clear()
        self._ready.clear()
        self._body = b""
        self._refused = None
        self._transport = None
        if self._connections is not None:
            self._connections.discard(self)

    def eof_received(self) -> bool:
        return False  # what was already answered is still sent, then the connection closes

    def pause_writing(self) -> None:
        self._writing = True
        if self._transport and not self._done:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._writing = False
        self._settle()
        self._resume_reading()

    def _resume_reading(self) -> None:
        transport = self._transport
        if transport and not transport.is_closing() and not self._writing and not self._crowded():
            transport.resume_reading()

    def _crowded(self) -> bool:
        """Whether enough waits behind a late answer."""
        if self._held_back is None:
            return False
        return len(self._ready) > _AHEAD or sum(len(request.body) for request, _, _ in self._ready) > BODY_LIMIT

    def abort(self) -> None:
        """Drops the connection without a word."""
        if self._transport:
            self._transport.abort()

    # -- requests ------------------------------------------------------------------------------------------------

    def get_buffer(self, sizehint: int) -> memoryview:
        return _shared.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(_shared.buffer[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """Takes what has arrived on the connection; for a transport that was not yet there, to be called by hand."""
        if self._done or self._refused:
            return
        try:
            while data:
                data = self._feed(data)
        except _Refused as error:
            self._refused = error
        except httptools.HttpParserCallbackError as error:
            self._refused = error.__context__ if isinstance(error.__context__, _Refused) else _BAD
        except httptools.HttpParserError:
            self._refused = _BAD
        self._work()

    def _work(self) -> None:
        """Answers what is complete. After `start_tls` data comes before `connection_made` is called by hand: it
        waits for that."""
        if self._transport is None:
            return
        while self._ready and not self._done and self._held_back is None:
            self._answer(*self._ready.popleft())
        if self._held_back is not None:
            # Reading goes on, so that a client that leaves is noticed, but not for as much as a client can send.
            if self._crowded():
                self._transport.pause_reading()
        elif self._refused and not self._done:
            self._refuse(self._refused)

    def _feed(self, data: bytes) -> bytes:
        """Feeds the parser; returns what it left over."""
        if self._owed:
            return self._rest(data)
        self._barren += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            # No upgrade (`h2c`, as Java's client offers) is granted. The parser takes the message for complete
            # after its head and leaves the body alone.
            self._reset()
            length = self._headers.get("content-length", "0")
            if "transfer-encoding" in self._headers or not length.isdigit():
                raise _BAD from None
            self._owed = int(length)
            if self._owed:
                self._held = self._ready.pop()
            return data[upgrade.args[0] :]
        if self._barren > HEAD_LIMIT:
            raise _BAD
        return b""

    def _rest(self, data: bytes) -> bytes:
        """The body of a request whose upgrade was not granted."""
        self._add(data[: self._owed])
        left = data[self._owed :]
        self._owed = max(0, self._owed - len(data))
        if not self._owed:
            request, keep, version = self._held
            self._ready.append((replace(request, body=bytes(self._body)), keep, version))
            self._body = b""
        return left

    def _reset(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._barren = 0  # bytes since the last request or byte of a body: a head, or trailers and chunk sizes
        self._in_body = False
        self._body: bytes | bytearray = b""

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
        if self._headers.get("expect", "").lower() == "100-continue":
            self._work()  # in order: what came before it is answered first
            self._continue()

    def _continue(self) -> None:
        self._awaited = self._transport is None or self._held_back is not None
        if self._transport and not self._done and not self._awaited:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

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
        parser, self._in_body, self._barren, self._awaited = self._parser, False, 0, False
        path, query = target(self._url)
        method = parser.get_method().decode("latin-1")
        request = Request(method, path, query, self._headers, bytes(self._body))
        self._body = b""
        self._ready.append((request, parser.should_keep_alive(), parser.get_http_version()))

    # -- answers -------------------------------------------------------------------------------------------------

    def _answer(self, request: Request, keep: bool, version: str) -> None:
        response, exchange = self._api.handle(request)
        exchange.connection, exchange.connected_at = self._number, self._opened
        if response.delay:
            self._held_back = exchange
            later = asyncio.get_running_loop().call_later
            self._timer = later(response.delay, self._release, request.method, response, exchange, keep, version)
            return
        self._send(request.method, response, exchange, keep, version)

    def _release(self, method: str, response: Response, exchange: Exchange, keep: bool, version: str) -> None:
        """The answer that was late, then those that waited for it."""
        self._held_back = self._timer = None
        self._send(method, response, exchange, keep, version)
        self._work()
        if self._awaited and self._held_back is None:
            self._continue()
        self._resume_reading()

    def _send(self, method: str, response: Response, exchange: Exchange, keep: bool, version: str) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            exchange.ended_at = self._api.clock()
            return
        if response.ending == "reset":
            exchange.ended_at = self._api.clock()
            self._rst(transport)
            return
        whole = response.ending == "complete"
        if response.ending != "no-answer":
            keep = keep and whole and not (version == "1.0" and response.chunks is not None)
            transport.write(encode(response, head_only=method == "HEAD", keep=keep, version=version))
        if whole and not self._writing:  # all of it went out at once, unless the client has just left
            exchange.finished = not transport.is_closing()
            exchange.ended_at = self._api.clock()
        else:
            self._unwritten.append((exchange, whole))
        if response.ending in ("stall", "no-answer"):
            self._done = self._stalled = True
            seconds = STALL_SECONDS if response.silence is None else response.silence
            self._timer = asyncio.get_running_loop().call_later(seconds, self.abort)
            return
        if not whole and not self._writing:
            self._settle()
        if not keep:
            self._done = True
            transport.close()

    def _settle(self) -> None:
        """Everything written so far has gone out."""
        if self._stalled:  # it ends when the client leaves
            return
        now = self._api.clock()
        for exchange, whole in self._unwritten:
            exchange.finished = whole
            exchange.ended_at = now
        self._unwritten.clear()

    def _rst(self, transport: asyncio.Transport) -> None:
        """Closes with a TCP reset: pending data is discarded and the peer sees `connection reset`."""
        self._done = True
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def _refuse(self, refused: _Refused) -> None:
        """Answers what is no request, and closes; waits a moment, so that a client still sending can read it."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        kind = "application/json" if refused.body.startswith(b"{") else "text/html"
        headers = (("content-type", kind), ("content-length", str(len(refused.body))), ("connection", "close"))
        response = Response(refused.status, headers, refused.body)
        self._done = True
        transport.write(encode(response, head_only=False, keep=False, version="1.1"))
        if transport.can_write_eof():
            transport.write_eof()
        self._timer = asyncio.get_running_loop().call_later(_LINGER_SECONDS, transport.close)


async def serve(api: Handler, port: int = 0, connections: Connections | None = None) -> asyncio.Server:
    """Serves an Api (or what stands before it) on 127.0.0.1.

    Port 0 takes a free one (`server.sockets[0].getsockname()[1]`).
    Give `connections` to be able to drop them all: closing the server leaves open ones alone before Python 3.12.
    """
    loop: Any = asyncio.get_running_loop()
    return await loop.create_server(lambda: HttpProtocol(api, connections), "127.0.0.1", port, backlog=2048)
