"""Connections that end at a deadline, whatever the server does: the transport under `fetch`."""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from urllib.request import (
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass
class Guard:
    """Closes all connections at the deadline: a timeout of a socket counts from each byte anew."""

    seconds: float
    expired: bool = False
    sockets: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds
        self._timer = threading.Timer(self.seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    @property
    def left(self) -> float:
        """Seconds until the deadline, a little more than none."""
        return max(0.001, self.until - time.monotonic())

    def _expire(self) -> None:
        self.expired = True
        for one in list(self.sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def watch(self, one: socket.socket) -> None:
        """Closes this socket at the deadline."""
        self.sockets.append(one)
        if self.expired:
            self._expire()

    def end(self) -> None:
        """Forgets the deadline."""
        self._timer.cancel()


@functools.cache
def _trust() -> ssl.SSLContext:
    """Returns what certificates are checked against. Reading the machine's takes longer than a request."""
    return ssl.create_default_context()


class _Plain(http.client.HTTPConnection):
    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def connect(self) -> None:
        super().connect()
        self._guard.watch(self.sock)


class _Secure(http.client.HTTPSConnection):
    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard
        self._create_connection: Any = self._connect  # before the TLS handshake, which may hang too

    def _connect(self, *args: Any, **kwargs: Any) -> socket.socket:
        made = socket.create_connection(*args, **kwargs)
        self._guard.watch(made)
        return made

    def connect(self) -> None:
        super().connect()
        self._guard.watch(self.sock)


class _PlainHandler(HTTPHandler):
    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(_Plain, guard=self._guard), req)  # type: ignore[arg-type]


class _SecureHandler(HTTPSHandler):
    def __init__(self, guard: Guard) -> None:
        self._made = _trust()
        super().__init__(context=self._made)
        self._guard = guard

    def https_open(self, req: Request) -> Any:
        return self.do_open(partial(_Secure, guard=self._guard), req, context=self._made)  # type: ignore[arg-type]


class KeepEveryStatus(HTTPErrorProcessor):
    """Returns every status as an answer, also a redirect."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def opener(url: str, guard: Guard) -> OpenerDirector:
    """Returns what opens an address: with the machine's proxy and certificates, and without following redirects."""
    proxies = ProxyHandler({}) if urlsplit(url).hostname in LOCAL else ProxyHandler()
    return build_opener(proxies, _PlainHandler(guard), _SecureHandler(guard), KeepEveryStatus())
