"""A CONNECT proxy on 127.0.0.1 that sends `*.mistral.ai:443` to the mock and refuses (and records) every other host.

Programs use it through their environment alone (`environment.child_environment`), so they run unmodified. A second port
serves the mock over TLS without a proxy, for clients that ignore proxies: Python and Node are redirected there.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial

from ..mock import Api
from ..mock.server import HttpProtocol
from ..support.loop_thread import LoopThread
from .certificates import Authority, requested_host
from .environment import child_environment
from .hosts import API_ADDRESS, is_mistral

_HOST = re.compile(rb"(?i)(?:^|\r\n)host:[ \t]*([^\s/]{1,253})")
_HEAD_LIMIT = 65_536
_HANDSHAKE_TIMEOUT = 20.0  # seconds for the CONNECT request, and as many again for the TLS handshake


class _Early(asyncio.Protocol):
    """Buffers what arrives between the end of the handshake and the return of `start_tls`."""

    def __init__(self) -> None:
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data


class _Served(HttpProtocol):
    """One connection to the mock. Names a client that speaks HTTP/2 although it was not agreed on."""

    def __init__(self, gateway: Gateway, opened: float, transport: asyncio.Transport) -> None:
        super().__init__(gateway.api, opened=opened)
        self._gateway = gateway
        self._secure = transport
        self._begun = False
        tls = transport.get_extra_info("ssl_object")
        self._agreed = tls is not None and tls.selected_alpn_protocol() is not None

    def data_received(self, data: bytes) -> None:
        if not self._begun and data.startswith(b"PRI * HTTP/2"):
            self._gateway.refused.append("HTTP/2 to the API")
            self._secure.abort()
            return
        self._begun = True
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._begun and not self._agreed:
            self._gateway.silent += 1
        super().connection_lost(exc)


class Connect(asyncio.Protocol):
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
        line, _, headers = self._head.partition(b"\r\n")
        method, _, rest = line.partition(b" ")
        target = rest.rpartition(b" ")[0].decode("latin-1")
        if method != b"CONNECT":
            named = _HOST.search(headers)  # a client that asks no proxy names the host only there
            host = target.rpartition("://")[2].split("/", 1)[0] or (named and named[1].decode("latin-1"))
            self._refuse(host or "this address", "plain HTTP")
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
            self._failed(str(error) if isinstance(error, ssl.SSLError) and "ALERT" in str(error).upper() else None)
            self._transport.close()
            return
        if secure is None:  # the client left during the handshake
            self._failed(None)
            return
        self._gateway.connections.discard(self._transport)
        if (other := self._other_host(secure.get_extra_info("ssl_object"))) is not None:
            self._gateway.refused.append(other)
            secure.abort()
            return
        self._gateway.connections.add(secure)
        protocol = _Served(self._gateway, self._opened, secure)
        secure.set_protocol(protocol)
        protocol.connection_made(secure)
        if early.data:
            protocol.data_received(early.data)

    def _failed(self, alert: str | None) -> None:
        """Notes a failed handshake. `alert` is what the client says, if it rejects the certificate."""
        if alert is not None:
            self._gateway.tls_failures.append(alert)

    def _other_host(self, _tls: ssl.SSLObject) -> str | None:
        """Returns the host that the client expects here, if it is not the API."""
        return None


class Direct(Connect):
    """Starts TLS at once, without a CONNECT request: the client ignores proxies and expects the real host."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._timer.cancel()
        self._transport.pause_reading()
        self._upgrade = asyncio.get_running_loop().create_task(self._start_tls())

    def _failed(self, alert: str | None) -> None:
        if (address := self._literal_address()) is None:
            super()._failed(alert)
        else:
            self._gateway.refused.append(address)

    def _other_host(self, tls: ssl.SSLObject) -> str | None:
        name = requested_host(tls)
        if name is None:
            return self._literal_address()
        return None if is_mistral(name) else f"{name}:443"

    def _literal_address(self) -> str | None:
        """Returns the address that the client connected to, if no name of the API resolves to it."""
        host, port = self._transport.get_extra_info("sockname")[:2]
        known = host in (API_ADDRESS, "127.0.0.1", "::1")
        return None if known else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Gateway:
    """The mock behind a proxy, for one program. Use it as a context manager.

    `sockets` are two that already listen, in the program's network. Without them, it listens on 127.0.0.1.
    """

    def __init__(
        self, api: Api, authority: Authority, background: LoopThread, sockets: Sequence[socket.socket] = ()
    ) -> None:
        self.api = api
        self.authority = authority
        self.refused: list[str] = []
        """The `host:port` of every refused connection, in order."""
        self.tls_failures: list[str] = []
        """The errors of failed handshakes: the program did not trust the gateway's certificate."""
        self.silent = 0
        """TLS connections that a client closed before a request, without having agreed on HTTP/1.1. gRPC does that."""
        self.connections: weakref.WeakSet[asyncio.BaseTransport] = weakref.WeakSet()
        self.background = background
        self._sockets = sockets

    def __enter__(self) -> Gateway:
        self.background.call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.background.call(self._stop())

    async def _start(self) -> None:
        sockets = self._sockets or [socket.create_server(("127.0.0.1", 0), backlog=1024) for _ in range(2)]
        self._servers: list[asyncio.Server] = []
        for kind, listening in zip((Connect, Direct), sockets, strict=True):
            await self.listen(partial(kind, self), listening)
        proxy, direct = (server.sockets[0].getsockname()[1] for server in self._servers)
        self.address = f"http://127.0.0.1:{proxy}"
        self.direct = f"127.0.0.1:{direct}"

    async def listen(self, protocol: Callable[[], asyncio.BaseProtocol], listening: socket.socket) -> None:
        """Serves one more socket until the gateway stops. Call it in the loop's thread."""
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_server(protocol, sock=listening, backlog=1024))

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
