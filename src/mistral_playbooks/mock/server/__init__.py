"""The mocked API on a socket of 127.0.0.1."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ..types import Handler
from .connection import Connections, HttpProtocol

__all__ = ["Connections", "Handler", "HttpProtocol", "serve", "stop"]


async def serve(api: Handler, port: int = 0, connections: Connections | None = None) -> asyncio.Server:
    """Serves an Api (or a wrapper of one) on 127.0.0.1.

    Port 0 picks a free port (`server.sockets[0].getsockname()[1]`). Pass `connections` to be able to drop them all:
    before Python 3.12, closing the server leaves open connections alone.
    """
    loop: Any = asyncio.get_running_loop()
    return await loop.create_server(lambda: HttpProtocol(api, connections), "127.0.0.1", port, backlog=2048)


async def stop(server: asyncio.Server, connections: Iterable[HttpProtocol | asyncio.WriteTransport]) -> None:
    """Stops a server and drops these connections before it returns."""
    # asyncio (3.11) leaks a socket that is accepted while the server closes. So stop accepting, let pending connections
    # finish, then close.
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # the event loop of Windows has no readers
        for listening in server.sockets:
            loop.remove_reader(listening.fileno())
    for _ in range(3):
        await asyncio.sleep(0)
    server.close()
    for connection in tuple(connections):
        connection.abort()
    await server.wait_closed()
    await asyncio.sleep(0)  # lets aborted connections call `connection_lost`
