"""Redirects requests for `*.mistral.ai` to the mock, whichever client sends them and whenever it was created.

Requests for a host that a fault names are redirected, too.

A client created at import time has already read its proxies and certificates, so neither the environment nor our own
certificate affects it (tested with SDK 3.7.0, 2026-11-23). So requests are redirected where a client passes them to
its transport: the path, the headers and the client's view of the URL stay unchanged, and proxies do not matter. The
mock is reached over plain HTTP through real sockets, so a stall, a cut or a reset affects the client in the same way.

Connection reuse: httpx and httpx2 reach the mock through a separate pool without kept connections. For aiohttp,
urllib3 and http.client, kept connections are distinguished by their peer.
"""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from .patches import OnImport, Patches

LOCAL = "127.0.0.1"


class Redirect:
    """Redirects requests to the mock at `LOCAL:port` between `begin` and `end`. `plays`: whether it is a host.

    Requests to that address itself are redirected too, so they bypass any proxy of the environment.
    """

    def __init__(self, port: int, patches: Patches, plays: Callable[[str], bool]) -> None:
        self._port: int | None = port
        self._plays = plays
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
        """Patches the clients that are imported, and those imported later."""
        self._imports.install()

    def end(self) -> None:
        """Makes every wrapper call only its original from now on, even if other code still refers to it."""
        self._imports.remove()
        self._port = None

    def _mock_port(self, host: str | None, port: int | None) -> int | None:
        """Returns the mock's port if a request to this address goes to the mock, else None."""
        if self._port is None or not host:
            return None
        return self._port if self._plays(host) or (host == LOCAL and port == self._port) else None

    # -- httpx, httpx2 -------------------------------------------------------------------------------------------

    def _httpx(self, module: ModuleType) -> None:
        @functools.cache
        def options() -> dict[str, Any]:
            # An unused context, so that httpx does not create one, which reads every certificate (over 10 ms).
            limits = module.Limits(max_connections=None, max_keepalive_connections=0)
            return {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False, "limits": limits}

        def redirected(request: Any) -> Any:
            """Returns a copy of the request for the mock; None if the request is for another host."""
            port = self._mock_port(request.url.host, request.url.port)
            if port is None:
                return None
            copy = object.__new__(type(request))
            copy.__dict__.update(request.__dict__)
            copy.url = request.url.copy_with(scheme="http", host=LOCAL, port=port)
            return copy

        # One transport per request: an asynchronous one belongs to one event loop, and without kept connections
        # a shared one would gain nothing. There is nothing to close either.
        def sync(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def handle_request(transport: Any, request: Any) -> Any:
                copy = redirected(request)
                if copy is None:
                    return original(transport, request)
                return original(module.HTTPTransport(**options()), copy)

            return handle_request

        def asynchronous(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            async def handle_async_request(transport: Any, request: Any) -> Any:
                copy = redirected(request)
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
                port = self._mock_port(req.url.host, req.url.port)
                return await original(connector, req if port is None else _RedirectedRequest(req, port), *args, **more)

            return connect

        self._patches.replace(module.TCPConnector, "connect", wrap)

    # -- http.client, and urllib3 (requests) on top of it --------------------------------------------------------

    def _http_client(self, module: ModuleType) -> None:
        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def putrequest(connection: Any, method: str, url: str, *args: Any, **more: Any) -> Any:
                port = self._port_for(connection, url)
                peer = None if connection.sock is None else _local_port(connection.sock)
                # An older socket may lead to the API or to a proxy, and one that a proxy's pool kept may lead to the
                # mock although this request is for another host. urllib3's `close` would also reset its tunnel.
                if connection.sock is not None and peer != port and self._port in (peer, port):
                    connection.sock.close()
                    connection.sock = None
                if port is not None and connection.sock is None:
                    _connect_to_mock(connection, port)
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
            port = self._port_for(connection, "")
            if port is None:
                return original(connection)
            return _connect_to_mock(connection, port)

        return connect

    def _port_for(self, connection: Any, url: str) -> int | None:
        """Returns the mock's port if the request is for it. With a proxy, the host is in the tunnel or the URL."""
        if "://" in url:
            parts = urlsplit(url)
            return self._mock_port(parts.hostname, parts.port)
        if getattr(connection, "_tunnel_host", None):
            return self._mock_port(connection._tunnel_host, connection._tunnel_port)
        return self._mock_port(connection.host, connection.port)


def _connect_to_mock(connection: Any, port: int) -> None:
    """Connects to the mock. Marks the connection as verified, because urllib3 expects TLS for `*.mistral.ai`."""
    timeout = connection.timeout  # None, seconds, or a library's marker for its default
    if timeout is not None and not isinstance(timeout, int | float):
        timeout = socket.getdefaulttimeout()
    connection.sock = socket.create_connection((LOCAL, port), timeout)
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(connection, "is_verified"):
        connection.is_verified = True


def _local_port(sock: socket.socket) -> int | None:
    """The port of this machine that a socket is connected to, or None for every other address."""
    try:
        peer = sock.getpeername()
    except (OSError, AttributeError):  # closed; or TLS within TLS, which only looks like a socket
        return None
    return peer[1] if isinstance(peer, tuple) and peer[0] == LOCAL else None


class _RedirectedRequest:
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
