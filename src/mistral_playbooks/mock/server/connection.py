"""One connection to the mocked API: HTTP/1.1 on a bare asyncio protocol, because a fault needs the socket itself.

`HttpProtocol` works on any transport: plain TCP, or what `loop.start_tls` returns (call `connection_made` by hand).
Every answer of the core is complete when it arrives here, so requests are answered in order and in one write each.
What comes after an answer that is held back waits for it.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from itertools import count
from typing import Protocol, cast

from ..types import Exchange, Request, Response
from .encoder import encode
from .parser import Reader, Refused

STALL_SECONDS = 600.0  # after that a stalled connection is dropped, as an idle stream is (docs: 10 minutes)
_LINGER_SECONDS = 1.0
_numbers = count(1)


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


class HttpProtocol(asyncio.Protocol):
    """One connection. `connections`, where given, holds it while it is open; `opened` is when the client made it,
    where that was before `connection_made` (the clock's seconds)."""

    def __init__(self, api: Handler, connections: Connections | None = None, opened: float | None = None) -> None:
        self._api = api
        self._connections = connections
        self._opened = api.clock() if opened is None else opened
        self._number = next(_numbers)
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reader = Reader(self._expected)
        self._unwritten: list[tuple[Exchange, bool]] = []
        self._done = False  # nothing more is read from or written to this connection
        self._writing = False
        self._stalled = False
        self._held_back: Exchange | None = None  # its answer is late; what comes after it waits

    # -- the connection ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Told at every byte left over, so that an exchange counts as finished only when all of it has gone. TLS in
        # asyncio pauses at `size >= high`: with 0 it would pause an empty buffer and never read again.
        secure = self._transport.get_extra_info("sslcontext") is not None
        self._transport.set_write_buffer_limits(high=int(secure), low=0)
        if self._connections is not None:
            self._connections.add(self)
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
        self._reader.close()
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
        return self._held_back is not None and self._reader.crowded()

    def abort(self) -> None:
        """Drops the connection without a word."""
        if self._transport:
            self._transport.abort()

    # -- requests ------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Takes what has arrived on the connection; for a transport that was not yet there, to be called by hand."""
        if self._done or self._reader.refused:
            return
        self._reader.feed(data)
        self._work()

    def _work(self) -> None:
        """Answers what is complete. After `start_tls` data comes before `connection_made` is called by hand: it
        waits for that."""
        if self._transport is None:
            return
        reader = self._reader
        while reader.ready and not self._done and self._held_back is None:
            self._answer(*reader.ready.popleft())
        if self._held_back is not None:
            # Reading goes on, so that a client that leaves is noticed, but not for as much as a client can send.
            if self._crowded():
                self._transport.pause_reading()
        elif reader.refused and not self._done:
            self._refuse(reader.refused)

    def _expected(self) -> None:
        """The client waits for `100 Continue`; what came before is answered first."""
        self._work()
        self._continue()

    def _continue(self) -> None:
        """`100 Continue`, where the client waits for it and nothing else does."""
        if self._reader.awaited and self._transport and not self._done and self._held_back is None:
            self._reader.awaited = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

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
        keep = keep and whole and not (version == "1.0" and response.chunks is not None)
        data = encode(response, head_only=method == "HEAD", keep=keep, version=version)
        if response.ending != "no-answer":
            transport.write(data)
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

    def _refuse(self, refused: Refused) -> None:
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
