"""Stops a request that would leave for the real host: a client that `redirect` does not know, or a bare socket.

It works where a host's name becomes an address. Not seen: a host that a proxy is asked for by a client that is not
redirected, and libraries that resolve names in native code (pycurl, grpc).
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
_OURS = str(Path(__file__))


class RealHostError(socket.gaierror):
    """A request was about to leave for the real API while `mistral_mock` is active; the name was not resolved."""


class Guard:
    """Refuses to resolve `*.mistral.ai` from `begin` to `end`; `stopped` says what was stopped, in order."""

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
            self._patches.replace(socket, name, self._resolving)
        for name in ("connect", "connect_ex"):
            self._patches.replace(socket.socket, name, self._connecting)
        self._imports.install()

    def end(self) -> None:
        """Every wrapper passes on to its original from now on."""
        self._imports.remove()
        self._on = False

    def _uvloop(self, module: ModuleType) -> None:
        """It resolves names by itself: for `getaddrinfo(host, …)` and for `create_connection(factory, host, …)`."""
        for name, place in (("getaddrinfo", 0), ("create_connection", 1)):
            self._patches.replace(module.Loop, name, functools.partial(self._looping, place=place))

    def _looping(self, original: Callable[..., Any], place: int) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(loop: Any, *args: Any, **more: Any) -> Any:
            self._check(args[place] if len(args) > place else more.get("host"))
            return original(loop, *args, **more)

        return call

    def _resolving(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def resolve(*args: Any, **more: Any) -> Any:
            self._check(args[0] if args else more.get("host"))
            return original(*args, **more)

        return resolve

    def _connecting(self, original: Callable[..., Any]) -> Callable[..., Any]:
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
            f"{self._test}: a request would have left for the real {name} ({_caller()}). It was stopped. This client "
            "is not one that mistral_mock redirects (httpx, httpx2, aiohttp, requests, urllib3, http.client): give it "
            "mistral_mock.url as its base URL."
        )
        self.stopped.append(text)
        raise RealHostError(socket.EAI_NONAME, text)


def _caller() -> str:
    """Who asked: the nearest line of the program, and the library that it called. The standard library, with its
    sockets and event loops, is neither."""
    standard = str(Path(socket.__file__).parent)
    library = ""
    frame = sys._getframe(1)
    while frame:
        path = Path(frame.f_code.co_filename)
        line = f"{path.name}:{frame.f_lineno}"
        if str(path) == _OURS:
            pass
        elif "site-packages" in path.parts:
            package = path.parts[path.parts.index("site-packages") + 1]
            if package in ("pluggy", "_pytest"):
                break
            library = library or f"{package}, {line}"
        elif not str(path).startswith(standard):
            return f"{line}, by {library}" if library else line
        frame = frame.f_back
    return library or "from another thread"
