"""The mocked API on a socket of 127.0.0.1."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from .connection import Connections, Handler, HttpProtocol

__all__ = ["Connections", "Handler", "HttpProtocol", "serve", "stop"]


async def serve(api: Handler, port: int = 0, connections: Connections | None = None) -> asyncio.Server:
    """Serves an Api (or what stands before it) on 127.0.0.1.

    Port 0 takes a free one (`server.sockets[0].getsockname()[1]`).
    Give `connections` to be able to drop them all: closing the server leaves open ones alone before Python 3.12.
    """
    loop: Any = asyncio.get_running_loop()
    return await loop.create_server(lambda: HttpProtocol(api, connections), "127.0.0.1", port, backlog=2048)


async def stop(server: asyncio.Server, connections: Connections) -> None:
    """Ends what `serve` began, with all of its connections; they are closed when this returns."""
    # A connection that was accepted while the server closes makes asyncio (3.11) leave its socket open: accept no
    # more, let those in the making finish, then close.
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows has another way of waiting
        for listening in server.sockets:
            loop.remove_reader(listening.fileno())
    for _ in range(3):
        await asyncio.sleep(0)
    server.close()
    connections.close()
    await server.wait_closed()
    await asyncio.sleep(0)  # lets aborted connections report their end
