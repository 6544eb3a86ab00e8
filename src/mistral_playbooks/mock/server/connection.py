"""One connection to the mocked API: HTTP/1.1 on a bare asyncio protocol, because a fault needs the socket itself.

`HttpProtocol` works on any transport: plain TCP, or what `loop.start_tls` returns (call `connection_made` yourself).
The core returns complete answers, so requests are answered in order, each with a single write at the end of the loop's
turn (write_batch.py). Requests behind a delayed answer wait for it.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from itertools import count
from typing import cast

from ..types import Exchange, Handler, Request, Response
from .compression import compress
from .encoder import before_pause, encode
from .output import Output
from .parser import Reader, Refused
from .write_batch import Outbox

STALL_SECONDS = 600.0  # after which a stalled connection is dropped, like an idle stream (docs: 10 minutes)
_LINGER_SECONDS = 1.0
_PAUSE_SECONDS = 0.2  # long enough that a client on a busy machine has read what came before
_numbers = count(1)


class Connections(set["HttpProtocol"]):
    """The open connections of a server, so that they can be closed together with it."""


class _Shared(threading.local):
    """The read buffer that all connections of an event loop share. asyncio's own 256 KiB for every read cost more than
    the parser, and a buffer per connection would be memory that is almost always empty."""

    def __init__(self) -> None:
        self.buffer = memoryview(bytearray(65_536))


_shared = _Shared()
_outbox = Outbox()


class HttpProtocol(Output, asyncio.BufferedProtocol):
    """One connection. While it is open, it is a member of `connections`, if given. `opened` is when the client
    connected, in seconds of the clock, if that was before `connection_made`."""

    def __init__(self, api: Handler, connections: Connections | None = None, opened: float | None = None) -> None:
        super().__init__(api)
        self._connections = connections
        self._opened = api.clock() if opened is None else opened
        self._number = next(_numbers)
        self._timer: asyncio.TimerHandle | None = None
        self._reader = Reader(self._expected)
        self._delayed: Exchange | None = None  # its answer is delayed, and later requests wait for it

    # -- the connection ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Pause at the first unsent byte, so that an exchange counts as finished only after all of it was sent. TLS in
        # asyncio pauses at `size >= high`: with 0 it would pause with an empty buffer and never read again.
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
        if self._delayed is not None:
            self._delayed.ended_at = self._api.clock()
            self._delayed = None
        self._drop()
        self._reader.close()
        self._transport = None
        if self._connections is not None:
            self._connections.discard(self)

    def eof_received(self) -> bool:
        self.flush()
        return False  # sends the answers that are already written, then closes

    def pause_writing(self) -> None:
        self._writing = True
        if self._transport and not self._done:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._writing = False
        self._mark_sent()
        self._resume_reading()

    def _resume_reading(self) -> None:
        transport = self._transport
        if transport and not transport.is_closing() and not self._writing and not self._backlog_full():
            transport.resume_reading()

    def _backlog_full(self) -> bool:
        """Whether too much waits behind a delayed answer."""
        return self._delayed is not None and self._reader.is_full()

    def abort(self) -> None:
        """Drops the connection silently."""
        if self._transport:
            self._transport.abort()

    # -- requests ------------------------------------------------------------------------------------------------

    def get_buffer(self, sizehint: int) -> memoryview:
        return _shared.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(_shared.buffer[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """Takes received data. Call it yourself with data that arrived before `connection_made`."""
        if self._done or self._reader.refused:
            return
        self._reader.feed(data)
        self._work()

    def _work(self) -> None:
        """Answers the complete requests. Data that arrives before `connection_made` (after `start_tls`) waits for
        it."""
        if self._transport is None:
            return
        reader = self._reader
        while reader.ready and not self._done and self._delayed is None:
            self._answer(*reader.ready.popleft())
        if self._delayed is not None:
            # Keep reading, to notice when the client disconnects, but only a bounded amount.
            if self._backlog_full():
                self._transport.pause_reading()
        elif reader.refused and not self._done:
            self._refuse(reader.refused)

    def _expected(self) -> None:
        """Handles `Expect: 100-continue`, after answering the requests before it."""
        self._work()
        self._continue()

    def _continue(self) -> None:
        """Sends `100 Continue` if the client waits for it and no answer is pending."""
        if self._reader.awaits_continue and self._transport and not self._done and self._delayed is None:
            self._reader.awaits_continue = False
            self.flush()
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    # -- answers -------------------------------------------------------------------------------------------------

    def _answer(self, request: Request, keep: bool, version: str) -> None:
        response, exchange = self._api.handle(request)
        if accepted := request.headers.get("accept-encoding"):
            response = compress(response, accepted)
            exchange.received = response.headers
        exchange.connection, exchange.connected_at = self._number, self._opened
        if response.delay:
            self._delayed = exchange
            later = asyncio.get_running_loop().call_later
            self._timer = later(response.delay, self._release, request.method, response, exchange, keep, version)
            return
        self._send(request.method, response, exchange, keep, version)

    def _release(self, method: str, response: Response, exchange: Exchange, keep: bool, version: str, sent=0) -> None:
        """Sends what is left of the delayed answer, then those that waited for it."""
        self._delayed = self._timer = None
        self._send(method, response, exchange, keep, version, sent)
        self._work()
        self._continue()
        self._resume_reading()

    def _send(self, method: str, response: Response, exchange: Exchange, keep: bool, version: str, sent=0) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            exchange.ended_at = self._api.clock()
            return
        if response.ending == "reset":
            exchange.ended_at = self._api.clock()
            self.flush()
            self._reset(transport)
            return
        complete = response.ending == "complete"
        keep = keep and complete and not (version == "1.0" and response.chunks is not None)
        data = encode(response, head_only=method == "HEAD", keep=keep, version=version)[sent:]
        if response.pause and response.chunks is not None:
            self.flush()
            transport.write(first := before_pause(response, keep=keep, version=version))
            self._delayed = exchange
            rest = (method, replace(response, pause=0), exchange, keep, version, len(first))
            self._timer = asyncio.get_running_loop().call_later(_PAUSE_SECONDS, self._release, *rest)
            return
        if keep:
            if not self._held:
                _outbox.add(self)
            self._held.append((data, exchange))
            return
        self.flush()
        if response.ending != "no-answer":
            transport.write(data)
        if complete and not self._writing:  # all of it was sent at once, unless the client has just disconnected
            exchange.finished = not transport.is_closing()
            exchange.ended_at = self._api.clock()
        else:
            self._unwritten.append((exchange, complete))
        if response.ending in ("stall", "no-answer"):
            self._done = self._stalled = True
            seconds = STALL_SECONDS if response.silence is None else response.silence
            self._timer = asyncio.get_running_loop().call_later(seconds, self.abort)
            return
        if not complete and not self._writing:
            self._mark_sent()
        if not keep:
            self._done = True
            transport.close()

    def _refuse(self, refused: Refused) -> None:
        """Answers a malformed request, then closes, after a moment in which a client that is still sending can read."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        kind = "application/json" if refused.body.startswith(b"{") else "text/html"
        headers = (("content-type", kind), ("content-length", str(len(refused.body))), ("connection", "close"))
        response = Response(refused.status, headers, refused.body)
        self._done = True
        self.flush()
        transport.write(encode(response, head_only=False, keep=False, version="1.1"))
        if transport.can_write_eof():
            transport.write_eof()
        self._timer = asyncio.get_running_loop().call_later(_LINGER_SECONDS, transport.close)
