"""The way to the API: name, connection, proxy and TLS, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from . import network, secure
from .exchange import Answer, send
from .line import Broken, Line, failed, ok, unknown
from .target import Proxy, Target

Record = Callable[[str, Line], None]
"""Receives the line of each step, by the id of its question."""


@dataclass(frozen=True)
class Way:
    """How to reach the target. `seconds` is the limit of each step."""

    target: Target
    proxy: Proxy | None
    seconds: float
    lookup: network.Lookup = network.lookup

    async def ask(
        self,
        route: str,
        headers: Mapping[str, str],
        record: Record = lambda step, line: None,
        body: bytes | None = None,
        patience: float | None = None,
    ) -> Answer:
        """Sends one request on a new connection, and returns the answer. Raises Broken if no request could be sent.

        `patience` is how many seconds the answer may take, if that is not the limit of each step.
        """
        async with self._open(record) as (reader, writer):
            place = self.target.path(route)
            if self.proxy and not self.target.is_tls:
                place = self.target.url + place
                if self.proxy.authorization:
                    headers = {**headers, "Proxy-Authorization": self.proxy.authorization}
            return await send(reader, writer, self.target, place, headers, patience or self.seconds, body)

    async def shown_issuer(self) -> tuple[str | None, Answer | None]:
        """Returns who signed the certificate that could not be verified, and an answer, for its date alone.

        Sends no key.
        """
        try:
            async with self._open(lambda step, line: None, verify=False) as (reader, writer):
                name = secure.issuer(writer)
                answer = await send(reader, writer, self.target, self.target.path("/v1/models"), {}, self.seconds)
                return name, answer
        except Broken:
            return None, None

    @asynccontextmanager
    async def _open(
        self, record: Record, *, verify: bool = True
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        first = self.proxy or self.target
        attempts, line = await network.resolve(
            first.host, first.port, self.lookup, self.seconds, first is self.target and self.target.is_official
        )
        record("dns", line)
        sock, line = await network.connect(attempts, first.port, self.seconds)
        record("tcp", line)
        reader, writer = await asyncio.open_connection(sock=sock)
        try:
            if self.proxy:
                if self.proxy.scheme == "https":
                    await self._to_proxy(reader, writer)
                if self.target.is_tls:
                    await self._tunnel(self.proxy, reader, writer)
                record("proxy", ok(f"{self.proxy.variable} points to {self.proxy.name}{self._opened()}."))
            if self.target.is_tls:
                record("tls", await secure.start(reader, writer, self.target.host, self.seconds, verify=verify))
            else:
                record("tls", unknown("The address begins with http, so there is no certificate."))
            yield reader, writer
        finally:
            # `close` alone waits for the other side's goodbye, which a broken network never sends.
            writer.transport.abort()

    def _opened(self) -> str:
        return f", which opens a connection to {self.target.host}" if self.target.is_tls else ""

    async def _to_proxy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self.proxy is not None
        try:
            await secure.start(reader, writer, self.proxy.host, self.seconds)
        except Broken as broken:
            raise Broken("proxy", broken.line) from None

    async def _tunnel(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = f"[{self.target.host}]" if ":" in self.target.host else self.target.host
        place = f"{host}:{self.target.port}"
        login = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
        try:
            async with asyncio.timeout(self.seconds):
                writer.write(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{login}\r\n".encode())
                await writer.drain()
                head = await reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            raise _refused(proxy, f"does not answer within {self.seconds:.0f} s") from None
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            raise _refused(proxy, "does not answer like an HTTP proxy") from None
        status = _status(head)
        if status is None:
            raise _refused(proxy, "does not answer like an HTTP proxy")
        if status == 407:
            raise _refused(proxy, "asks for a login (407)")
        if not 200 <= status < 300:
            raise _refused(proxy, f"refuses to connect to {self.target.host} (status {status})")
        if b"text/html" in head.lower():
            raise _refused(proxy, "answers with a web page")


def _status(head: bytes) -> int | None:
    """Returns the status of a proxy's answer, or None if it is no HTTP."""
    words = head.split(b"\r\n", 1)[0].split(b" ", 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit():
        return None
    return int(words[1])


def _refused(proxy: Proxy, what: str) -> Broken:
    return Broken(
        "proxy",
        failed(
            f"{proxy.variable} points to {proxy.name}, which {what}. If this network needs no proxy, add the API's "
            f"host to NO_PROXY. Otherwise set {proxy.variable} to a working proxy, with user name and password if it "
            "asks for a login.",
            "connection-error",
        ),
    )
