"""Stops requests to the real host, from a client that `redirect` does not support or from a plain socket.

It patches name resolution. So it does not notice requests through a proxy by other clients, or libraries that resolve
names in native code (pycurl, grpc).
"""

from __future__ import annotations

import functools
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from ..gateway.hosts import is_mistral
from .patches import OnImport, Patches

_NAMES = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
_THIS_FILE = str(Path(__file__))


class RealHostError(socket.gaierror):
    """A request to the real API was stopped while `mistral_mock` is active: the name was not resolved."""


class Guard:
    """Refuses to resolve `*.mistral.ai` between `begin` and `end`. `stopped` has a message for each request."""

    def __init__(self, test: str, patches: Patches) -> None:
        self._test = test
        self._patches = patches
        self._imports = OnImport({"uvloop": self._uvloop})
        self._on = False
        self.stopped: list[str] = []

    def begin(self) -> None:
        """Patches the functions of `socket` that resolve a name, and those that connect to one."""
        self._on = True
        for name in _NAMES:
            self._patches.replace(socket, name, self._wrap_resolve)
        for name in ("connect", "connect_ex"):
            self._patches.replace(socket.socket, name, self._wrap_connect)
        self._imports.install()

    def end(self) -> None:
        """Makes every wrapper call only its original from now on."""
        self._imports.remove()
        self._on = False

    def _uvloop(self, module: ModuleType) -> None:
        """Patches uvloop's own `getaddrinfo(host, …)` and `create_connection(factory, host, …)`."""
        for name, position in (("getaddrinfo", 0), ("create_connection", 1)):
            self._patches.replace(module.Loop, name, functools.partial(self._wrap_loop, position=position))

    def _wrap_loop(self, original: Callable[..., Any], position: int) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(loop: Any, *args: Any, **kwargs: Any) -> Any:
            self._check(args[position] if len(args) > position else kwargs.get("host"))
            return original(loop, *args, **kwargs)

        return call

    def _wrap_resolve(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def resolve(*args: Any, **kwargs: Any) -> Any:
            self._check(args[0] if args else kwargs.get("host"))
            return original(*args, **kwargs)

        return resolve

    def _wrap_connect(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def connect(sock: socket.socket, address: Any) -> Any:
            self._check(address[0] if isinstance(address, tuple) and address else None)
            return original(sock, address)

        return connect

    def _check(self, host: Any) -> None:
        if not self._on:
            return
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if not isinstance(name, str) or not is_mistral(name):
            return
        text = (
            f"{self._test}: stopped a request to the real {name} ({_caller()}). mistral_mock redirects only httpx, "
            "httpx2, aiohttp, requests, urllib3 and http.client. Give this client mistral_mock.url as its base URL."
        )
        self.stopped.append(text)
        raise RealHostError(socket.EAI_NONAME, text)


def _caller() -> str:
    """Returns the calling line of the program, and the library that it called. The standard library is skipped."""
    standard = str(Path(socket.__file__).parent)
    library = ""
    frame = sys._getframe(1)
    while frame:
        path = Path(frame.f_code.co_filename)
        line = f"{path.name}:{frame.f_lineno}"
        if str(path) == _THIS_FILE:
            pass
        elif "site-packages" in path.parts:
            package = path.parts[path.parts.index("site-packages") + 1]
            if package in ("pluggy", "_pytest"):
                break
            library = library or f"{package}, {line}"
        elif not str(path).startswith(standard):
            return f"{line}, by {library}" if library else line
        frame = frame.f_back
    return library or "another thread"
