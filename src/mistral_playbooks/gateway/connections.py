"""What a client meets on a socket of the gateway: a CONNECT proxy, TLS at once, or a refusal."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..mock.server import HttpProtocol
from .certificates import heard, requested_host
from .hosts import API_ADDRESS

if TYPE_CHECKING:
    from .proxy import Gateway

_HOST = re.compile(rb"(?i)(?:^|\r\n)host:[ \t]*([^\s/]{1,253})")
_HEAD_LIMIT = 65_536
_HANDSHAKE_TIMEOUT = 20.0  # seconds for the CONNECT request, and as many again for the TLS handshake

REFUSED = (
    "mistral-playbooks run: refused {} ({}). Under `run`, a program can reach only the mocked Mistral API at "
    "https://api.mistral.ai."
)
"""What a client is told of a host that it may not reach, and why."""

Kind = tuple[object, ...]
"""What the TLS connections of one client have in common: protocol, version, and the ciphers that it offers."""


class _Early(asyncio.Protocol):
    """Buffers what arrives between the end of the handshake and the return of `start_tls`."""

    def __init__(self) -> None:
        self.data = b""
        self.lost = False

    def data_received(self, data: bytes) -> None:
        self.data += data

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True


class _Served(HttpProtocol):
    """One connection to the mock. Counts a client that closes it before a request, and names one that speaks HTTP/2."""

    def __init__(self, gateway: Gateway, opened: float, transport: asyncio.Transport) -> None:
        super().__init__(gateway.api, opened=opened)
        self._gateway = gateway
        self._secure = transport
        self._begun = False
        self._kind = _kind(transport.get_extra_info("ssl_object"))

    def data_received(self, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            if data.startswith(b"PRI * HTTP/2"):
                self._gateway.refused.append("HTTP/2 to the API")
                self._secure.abort()
                return
            self._gateway.asked.add(self._kind)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._begun:
            self._gateway.unasked[self._kind] += 1
        super().connection_lost(exc)


def _kind(tls: ssl.SSLObject) -> Kind:
    ciphers = tls.shared_ciphers() or []
    return tls.selected_alpn_protocol(), tls.version(), *(name for name, _, _ in ciphers)


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
            self._refuse(host or self._own_name(), "plain HTTP")
            return
        host, _, port = target.rpartition(":")
        if (proxy := self._other_proxy()) is not None:
            self._refuse(proxy, "a proxy")
            return
        if not self._gateway.plays(host) or port != "443":
            self._refuse(target, "another host")
            return
        self._transport.pause_reading()
        self._transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._upgrade = asyncio.get_running_loop().create_task(self._start_tls())

    def _own_name(self) -> str:
        """Returns what the report calls this address if the client names no host."""
        return "this address"

    def _other_proxy(self) -> str | None:
        """Returns the address of the proxy that the client expects here, if it is not the gateway."""
        return None

    def _refuse(self, target: str, why: str) -> None:
        self._gateway.refused.append(target)
        body = json.dumps({"message": REFUSED.format(target, why)}).encode() + b"\n"
        self._transport.write(
            b"HTTP/1.1 403 Refused by mistral-playbooks\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(body), body)
        )
        self._transport.close()

    async def _start_tls(self) -> None:
        loop = asyncio.get_running_loop()
        early = _Early()
        hello: list[ssl.SSLObject] = []
        heard.set(hello)
        if self._transport.is_closing():  # the gateway was stopped meanwhile
            return
        try:
            context = self._gateway.authority.context
            secure = await loop.start_tls(
                self._transport, early, context, server_side=True, ssl_handshake_timeout=_HANDSHAKE_TIMEOUT
            )
        except OSError as error:
            self._failed(error, hello)
            self._transport.close()
            return
        if secure is None:  # the client left during the handshake
            self._failed(None, hello)
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
        try:
            if early.data:
                protocol.data_received(early.data)
        except Exception:  # as asyncio does with what arrives later, so that the client does not wait for an answer
            secure.abort()
            raise
        if early.lost:
            protocol.connection_lost(None)

    def _failed(self, error: OSError | None, hello: Sequence[ssl.SSLObject]) -> None:
        """Notes a failed handshake. A client that rejects the certificate sends an alert, or just closes, as Node does.

        `hello` is empty if the client sent no complete first message of TLS.
        """
        if isinstance(error, ssl.SSLError):
            if "ALERT" in str(error).upper():
                self._gateway.tls_failures.append(str(error))
            elif not hello:  # what came is not TLS
                self._gateway.refused.append("plain text to the API's port 443")
        elif hello:
            self._gateway.unasked[_kind(hello[0])] += 1

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

    def _failed(self, error: OSError | None, hello: Sequence[ssl.SSLObject]) -> None:
        if (address := self._literal_address()) is None:
            super()._failed(error, hello)
        else:
            self._gateway.refused.append(address)

    def _other_host(self, tls: ssl.SSLObject) -> str | None:
        name = requested_host(tls)
        if name is None:
            return self._literal_address()
        return None if self._gateway.plays(name) else f"{name}:443"

    def _literal_address(self) -> str | None:
        """Returns the address that the client connected to, if no name of the API resolves to it."""
        host, _ = address = self._transport.get_extra_info("sockname")[:2]
        return None if host in (API_ADDRESS, "127.0.0.1", "::1") else _text(*address)


class Plain(Connect):
    """Refuses every client of a port that the mock does not serve. Names the address if the client names no host."""

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._answered:
            self._gateway.refused.append(self._own_name())
        super().connection_lost(exc)

    def _other_proxy(self) -> str:
        return self._own_name()

    def _own_name(self) -> str:
        return _text(*self._transport.get_extra_info("sockname")[:2])


def _text(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
