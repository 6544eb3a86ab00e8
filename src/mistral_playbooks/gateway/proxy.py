"""A CONNECT proxy on 127.0.0.1 that sends `*.mistral.ai:443` to the mock and refuses (and records) every other host.

Programs use it through their environment alone (`environment.child_environment`), so they run unmodified. A second port
serves the mock over TLS without a proxy, for clients that ignore proxies: Python and Node are redirected there.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import weakref
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import partial

from ..mock import Api
from ..mock.server import HttpProtocol
from ..support.loop_thread import LoopThread
from .certificates import Authority
from .environment import child_environment
from .hosts import is_mistral

_HEAD_LIMIT = 65_536
_HANDSHAKE_TIMEOUT = 20.0  # seconds for the CONNECT request, and as many again for the TLS handshake


class _Early(asyncio.Protocol):
    """Buffers what arrives between the end of the handshake and the return of `start_tls`."""

    def __init__(self) -> None:
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data


class _Connect(asyncio.Protocol):
    """Reads one CONNECT request, then upgrades the connection to TLS and hands it to the mock's protocol."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._head = b""
        self._upgrade: asyncio.Task[None] | None = None
        self._answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened = self._gateway.api.clock()
        self._gateway.connections.add(transport)
        self._timer = asyncio.get_running_loop().call_later(_HANDSHAKE_TIMEOUT, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        self._gateway.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        if self._answered:
            return  # a refused client may still send
        self._head += data
        if b"\r\n\r\n" not in self._head:
            if len(self._head) > _HEAD_LIMIT:
                self._transport.abort()
            return
        self._answered = True
        self._timer.cancel()
        method, _, rest = self._head.split(b"\r\n", 1)[0].partition(b" ")
        target = rest.rpartition(b" ")[0].decode("latin-1")
        if method != b"CONNECT":
            self._refuse(target.split("://", 1)[-1].split("/", 1)[0] or "this address", "plain HTTP")
            return
        host, _, port = target.rpartition(":")
        if not is_mistral(host) or port != "443":
            self._refuse(target, "another host")
            return
        self._transport.pause_reading()
        self._transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._upgrade = asyncio.get_running_loop().create_task(self._start_tls())

    def _refuse(self, target: str, why: str) -> None:
        self._gateway.refused.append(target)
        reason = (
            f"mistral-playbooks run: refused {target} ({why}). Under `run`, a program can reach only the mocked "
            "Mistral API at https://api.mistral.ai."
        )
        body = json.dumps({"message": reason}).encode() + b"\n"
        self._transport.write(
            b"HTTP/1.1 403 Refused by mistral-playbooks\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(body), body)
        )
        self._transport.close()

    async def _start_tls(self) -> None:
        loop = asyncio.get_running_loop()
        early = _Early()
        if self._transport.is_closing():  # the gateway was stopped meanwhile
            return
        try:
            context = self._gateway.authority.context
            secure = await loop.start_tls(
                self._transport, early, context, server_side=True, ssl_handshake_timeout=_HANDSHAKE_TIMEOUT
            )
        except OSError as error:
            # A client that gives up just closes the connection; only a rejected certificate causes an alert.
            if isinstance(error, ssl.SSLError) and "ALERT" in str(error).upper():
                self._gateway.tls_failures.append(str(error))
            self._transport.close()
            return
        if secure is None:  # the client left during the handshake
            return
        self._gateway.connections.discard(self._transport)
        self._gateway.connections.add(secure)
        protocol = HttpProtocol(self._gateway.api, opened=self._opened)
        secure.set_protocol(protocol)
        protocol.connection_made(secure)
        if early.data:
            protocol.data_received(early.data)


class _Direct(_Connect):
    """Starts TLS at once, without a CONNECT request: the client ignores proxies and expects the real host."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._timer.cancel()
        self._transport.pause_reading()
        self._upgrade = asyncio.get_running_loop().create_task(self._start_tls())


class Gateway:
    """The mock behind a proxy, for one program. Use it as a context manager."""

    def __init__(self, api: Api, authority: Authority, background: LoopThread) -> None:
        self.api = api
        self.authority = authority
        self.refused: list[str] = []
        """The `host:port` of every refused connection, in order."""
        self.tls_failures: list[str] = []
        """The errors of failed handshakes: the program did not trust the gateway's certificate."""
        self.connections: weakref.WeakSet[asyncio.BaseTransport] = weakref.WeakSet()
        self._background = background

    def __enter__(self) -> Gateway:
        self._background.call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._background.call(self._stop())

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        self._servers = [
            await loop.create_server(partial(kind, self), "127.0.0.1", 0, backlog=1024) for kind in (_Connect, _Direct)
        ]
        proxy, direct = (server.sockets[0].getsockname()[1] for server in self._servers)
        self.address = f"http://127.0.0.1:{proxy}"
        self.direct = f"127.0.0.1:{direct}"

    async def _stop(self) -> None:
        # asyncio (3.11) leaks a socket that is accepted while the server closes. So stop accepting, let pending
        # connections finish, then close.
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # the event loop of Windows has no readers
            for server in self._servers:
                for listening in server.sockets:
                    loop.remove_reader(listening.fileno())
        for _ in range(3):
            await asyncio.sleep(0)
        for server in self._servers:
            server.close()
        for transport in list(self.connections):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        for server in self._servers:
            await server.wait_closed()
        await asyncio.sleep(0)  # lets aborted transports call `connection_lost`

    def environment(self, base: Mapping[str, str], keep: Collection[str] = ()) -> dict[str, str]:
        """Returns the environment in which a child process reaches the mock at https://api.mistral.ai."""
        return child_environment(base, self.address, self.authority, self.direct, keep)
