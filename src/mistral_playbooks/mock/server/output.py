"""What a connection has answered and not sent yet.

It is a base class of the connection. As a separate object, it would cost a call per request.
"""

from __future__ import annotations

import asyncio
import socket
import struct

from ..types import Exchange, Handler


class Output:
    """The answers that a connection still has to send. An exchange is finished once all of its answer was sent."""

    def __init__(self, api: Handler) -> None:
        self._api = api
        self._transport: asyncio.Transport | None = None
        self._held: list[tuple[bytes, Exchange]] = []  # answers that wait for the end of this turn of the loop
        self._unwritten: list[tuple[Exchange, bool]] = []
        self._done = False  # nothing more is read from this connection or written to it
        self._writing = False
        self._stalled = False

    def flush(self) -> None:
        """Sends the answers that wait for the end of this turn of the loop."""
        if not self._held:
            return
        held, self._held = self._held, []
        transport = self._transport
        finished = False
        if transport is not None and not transport.is_closing():
            transport.write(held[0][0] if len(held) == 1 else b"".join([data for data, _ in held]))
            if self._writing:
                self._unwritten += [(exchange, True) for _, exchange in held]
                return
            finished = not transport.is_closing()  # unless the client has just disconnected
        now = self._api.clock()
        for _, exchange in held:
            exchange.finished = finished
            exchange.ended_at = now

    def _mark_sent(self) -> None:
        """Records that everything written so far was sent."""
        if self._stalled:  # ends only when the client disconnects
            return
        now = self._api.clock()
        for exchange, complete in self._unwritten:
            exchange.finished = complete
            exchange.ended_at = now
        self._unwritten.clear()

    def _reset(self, transport: asyncio.Transport) -> None:
        """Closes the connection with a TCP reset: pending data is discarded and the peer sees `connection reset`."""
        self._done = True
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def _drop(self) -> None:
        """Records that the client disconnected before the answers were sent."""
        for exchange in [*(one for _, one in self._held), *(one for one, _ in self._unwritten)]:
            exchange.ended_at = self._api.clock()
        self._held.clear()
        self._unwritten.clear()
