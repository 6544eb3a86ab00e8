"""A CONNECT proxy on 127.0.0.1 that sends `*.mistral.ai:443` to the mock and refuses (and records) every other host.

A host that a fault names is sent to the mock, too (`Gateway.plays`).

Programs use it through their environment alone (`environment.child_environment`), so they run unmodified. A second port
serves the mock over TLS without a proxy, for clients that ignore proxies: Python and Node are redirected there.
"""

from __future__ import annotations

import asyncio
import socket
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from ..mock import Api
from ..mock.paths import plain_name
from ..mock.server import stop
from ..support.loop_thread import LoopThread
from .certificates import Authority
from .connections import Connect, Direct, Kind
from .environment import child_environment
from .hosts import is_mistral


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
        self.unasked: Counter[Kind] = Counter()
        """How many TLS connections clients of each kind closed before a request."""
        self.asked: set[Kind] = set()
        """The kinds of clients that sent a request."""
        self.connections: weakref.WeakSet[asyncio.WriteTransport] = weakref.WeakSet()
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
        for server in self._servers:
            await stop(server, self.connections)

    def plays(self, host: str) -> bool:
        """Whether the mock answers as this host: it is the API's, or a fault names it."""
        return is_mistral(host) or self.api.queues.played(plain_name(host)) is not None

    @property
    def silent(self) -> int:
        """TLS connections closed before a request, by clients that sent none on any connection."""
        return sum(count for kind, count in self.unasked.items() if kind not in self.asked)

    def environment(
        self,
        base: Mapping[str, str],
        keep: Collection[str] = (),
        *,
        isolated: bool = False,
        allow: Collection[str] = (),
    ) -> dict[str, str]:
        """Returns the environment in which a child process reaches the mock at https://api.mistral.ai.

        In an isolated network, every client reaches the mock, so none is redirected. `allow` names the hosts that it
        reaches without the proxy.
        """
        return child_environment(base, self.address, self.authority, "" if isolated else self.direct, keep, allow)
