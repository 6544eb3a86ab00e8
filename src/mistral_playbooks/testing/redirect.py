"""Requests to `*.mistral.ai` meet the mock, whichever client sends them and whenever it was made.

A client made at import time has read its proxies and trusts its certificates already: neither the environment nor
a certificate of our own reaches it (tried with SDK 3.7.0, 2026-11-23). So the request is redirected where a client
hands it over to its transport: the path, the headers and the client's own view of the URL stay as they are, and
proxies do not matter. The mock is spoken to over plain HTTP, through real sockets, so that a stall, a cut or a reset
is one for the client as well.

Kept sockets: httpx's and httpx2's go to the mock through a pool of their own that keeps none; those of aiohttp,
urllib3 and http.client are told apart by where they lead.
"""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from ..gateway.hosts import is_mistral
from .patches import OnImport, Patches

LOCAL = "127.0.0.1"


class Redirect:
    """Leads requests to the mock at `LOCAL:port` from `begin` to `end`.

    Requests to that address itself are led as well, past any proxy of the environment.
    """

    def __init__(self, port: int, patches: Patches) -> None:
        self._port: int | None = port
        self._patches = patches
        self._imports = OnImport(
            {
                "httpx": self._httpx,
                "httpx2": self._httpx,
                "aiohttp": self._aiohttp,
                "http.client": self._http_client,
                "urllib3.connection": self._urllib3,
            }
        )

    def begin(self) -> None:
        """Patches what is imported, and what will be."""
        self._imports.install()

    def end(self) -> None:
        """Every wrapper passes on to its original from now on, also where somebody has kept it."""
        self._imports.remove()
        self._port = None

    def _leads(self, host: str | None, port: int | None) -> int | None:
        """The mock's port where a request to this address is for the mock, else None."""
        if self._port is None or not host:
            return None
        return self._port if is_mistral(host) or (host == LOCAL and port == self._port) else None

    # -- httpx, httpx2 -------------------------------------------------------------------------------------------

    def _httpx(self, module: ModuleType) -> None:
        @functools.cache
        def options() -> dict[str, Any]:
            # The context is never used: given, so that none is made, which reads every certificate (10 ms and more).
            limits = module.Limits(max_connections=None, max_keepalive_connections=0)
            return {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False, "limits": limits}

        def moved(request: Any) -> Any:
            """The request to the mock, or None where it is not for it. The client's own request is left alone."""
            port = self._leads(request.url.host, request.url.port)
            if port is None:
                return None
            copy = object.__new__(type(request))
            copy.__dict__.update(request.__dict__)
            copy.url = request.url.copy_with(scheme="http", host=LOCAL, port=port)
            return copy

        # A transport for each request: an asynchronous one belongs to one event loop, and without kept connections
        # there is nothing to gain from a common one, and nothing to close.
        def sync(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def handle_request(transport: Any, request: Any) -> Any:
                copy = moved(request)
                if copy is None:
                    return original(transport, request)
                return original(module.HTTPTransport(**options()), copy)

            return handle_request

        def asynchronous(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            async def handle_async_request(transport: Any, request: Any) -> Any:
                copy = moved(request)
                if copy is None:
                    return await original(transport, request)
                return await original(module.AsyncHTTPTransport(**options()), copy)

            return handle_async_request

        self._patches.replace(module.HTTPTransport, "handle_request", sync)
        self._patches.replace(module.AsyncHTTPTransport, "handle_async_request", asynchronous)

    # -- aiohttp -------------------------------------------------------------------------------------------------

    def _aiohttp(self, module: ModuleType) -> None:
        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            async def connect(connector: Any, req: Any, *args: Any, **more: Any) -> Any:
                port = self._leads(req.url.host, req.url.port)
                return await original(connector, req if port is None else _Moved(req, port), *args, **more)

            return connect

        self._patches.replace(module.TCPConnector, "connect", wrap)

    # -- http.client, and urllib3 (requests) on top of it --------------------------------------------------------

    def _http_client(self, module: ModuleType) -> None:
        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def putrequest(connection: Any, method: str, url: str, *args: Any, **more: Any) -> Any:
                port = self._meant(connection, url)
                kept = None if connection.sock is None else _leads_to(connection.sock)
                # A socket from before leads to the API or to a proxy. One that a proxy's pool kept may lead to the
                # mock although this request is for another host. urllib3's `close` would forget what it is about.
                if connection.sock is not None and kept != port and self._port in (kept, port):
                    connection.sock.close()
                    connection.sock = None
                if port is not None and connection.sock is None:
                    _join(connection, port)
                return original(connection, method, url, *args, **more)

            return putrequest

        self._patches.replace(module.HTTPConnection, "putrequest", wrap)
        self._patches.replace(module.HTTPSConnection, "connect", self._connect)
        self._patches.replace(module.HTTPConnection, "connect", self._connect)

    def _urllib3(self, module: ModuleType) -> None:
        for name in ("HTTPConnection", "HTTPSConnection"):
            owner = getattr(module, name)
            if "connect" in vars(owner):
                self._patches.replace(owner, "connect", self._connect)

    def _connect(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def connect(connection: Any) -> Any:
            port = self._meant(connection, "")
            if port is None:
                return original(connection)
            return _join(connection, port)

        return connect

    def _meant(self, connection: Any, url: str) -> int | None:
        """The mock's port where the request is for it. With a proxy the host is in the tunnel or in the URL."""
        if "://" in url:
            parts = urlsplit(url)
            return self._leads(parts.hostname, parts.port)
        if getattr(connection, "_tunnel_host", None):
            return self._leads(connection._tunnel_host, connection._tunnel_port)
        return self._leads(connection.host, connection.port)


def _join(connection: Any, port: int) -> None:
    """Connects to the mock. To urllib3 it counts as verified: the certificate it checks is that of `*.mistral.ai`."""
    given = connection.timeout  # None, seconds, or a library's own word for its default
    timeout = given if given is None or isinstance(given, int | float) else socket.getdefaulttimeout()
    connection.sock = socket.create_connection((LOCAL, port), timeout)
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(connection, "is_verified"):
        connection.is_verified = True


def _leads_to(sock: socket.socket) -> int | None:
    """The port of this machine that a socket is connected to, or None for every other address."""
    try:
        peer = sock.getpeername()
    except (OSError, AttributeError):  # closed; or TLS within TLS, which only looks like a socket
        return None
    return peer[1] if isinstance(peer, tuple) and peer[0] == LOCAL else None


class _Moved:
    """aiohttp's request as its connector shall see it: to the mock, without TLS and without a proxy."""

    def __init__(self, request: Any, port: int) -> None:
        self._request = request
        self.url = request.url.with_scheme("http").with_host(LOCAL).with_port(port)
        self.host = LOCAL
        self.port = port
        self.proxy = None
        key = request.connection_key
        evolve = getattr(key, "_replace", None) or functools.partial(_evolve, key)
        plain = {"host": LOCAL, "port": port, "is_ssl": False, "proxy": None, "proxy_auth": None}
        self.connection_key = evolve(**plain, proxy_headers_hash=None)

    def is_ssl(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


def _evolve(key: Any, **changes: Any) -> Any:
    """The key of aiohttp before 3.10, a class of attrs."""
    import attr

    return attr.evolve(key, **changes)
