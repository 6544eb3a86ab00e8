"""Broken networks: servers that answer wrongly or not at all, names and certificates that lead elsewhere."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import chain, repeat
from typing import Any

import trustme

from mistral_playbooks.support.loop_thread import LoopThread

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
REFUSAL = b'{"detail":"Invalid API Key"}\n'


def answer(
    status: str, body: bytes = b"", *headers: str, content: str = "application/json", length: int | None = None
) -> bytes:
    """An answer in bytes. `length` overrides the true length of the body."""
    lines = [f"HTTP/1.1 {status}", f"content-type: {content}", f"content-length: {length or len(body)}", *headers]
    return "\r\n".join((*lines, "", "")).encode() + body


def dated(moment: datetime) -> str:
    return f"date: {format_datetime(moment.astimezone(UTC), usegmt=True)}"


async def head(reader: asyncio.StreamReader) -> str:
    """What a client sends before its body."""
    return (await reader.readuntil(b"\r\n\r\n")).decode()


def always(data: bytes, seen: list[str] | None = None) -> Handler:
    """Gives every request the same bytes, then closes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await head(reader)
        if seen is not None:
            seen.append(request)
        writer.write(data)
        await writer.drain()

    return handle


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes everything, says nothing."""
    while await reader.read(65_536):
        pass
    await asyncio.sleep(3600)


def dripping(data: bytes) -> Handler:
    """Sends a byte at a time, and the last one for ever: every byte is in time, the whole never comes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        for byte in chain(data, repeat(data[-1])):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.01)

    return handle


@contextmanager
def serving(handler: Handler, host: str = "127.0.0.1", port: int = 0, certificate: Any = None) -> Iterator[int]:
    """Serves it, and gives the port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, asyncio.CancelledError):
            await handler(reader, writer)
        with suppress(OSError):
            writer.close()

    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
    with LoopThread() as background:

        async def start() -> asyncio.Server:
            asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
            return await asyncio.start_server(handle, host, port, ssl=context)

        server = background.call(start())
        try:
            yield server.sockets[0].getsockname()[1]
        finally:

            async def stop() -> None:
                server.close()

            background.call(stop())


@contextmanager
def black_hole(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """A port whose queue is full: the system drops every further connection without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(listening.getsockname()[:2])
        yield listening.getsockname()[1]


def closed_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def leading_to(*addresses: str) -> Callable[[str, int], Sequence[Any]]:
    """A name server that gives these addresses for every name, in this order."""
    return lambda host, port: [
        row for one in addresses for row in socket.getaddrinfo(one, port, type=socket.SOCK_STREAM)
    ]


def certificate(*names: str, authority: trustme.CA | None = None, **options: Any) -> trustme.LeafCert:
    return (authority or trustme.CA(organization_name="Example Corporate Proxy")).issue_cert(*names, **options)
