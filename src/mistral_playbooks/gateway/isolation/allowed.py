"""`--allow HOST:PORT`: one address outside the isolated network that the program may reach."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address

from ...support.errors import UserError
from ..hosts import is_mistral


class AllowError(UserError):
    """A value of `--allow` that is not an address. The message says what to write."""


@dataclass(frozen=True)
class Allowed:
    """A host and port of the user's own, such as a database."""

    host: str
    port: int

    @property
    def literal(self) -> bool:
        """Whether the host is an IP address, not a name."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True


def parse(text: str) -> Allowed:
    """Returns the address in `HOST:PORT`. Raises AllowError if it is none, or is the API's."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]").lower().rstrip(".")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65_536 or "/" in host:
        raise AllowError(f"--allow {text}: this is not HOST:PORT. Write it as in --allow localhost:5432")
    if is_mistral(host):
        raise AllowError(f"--allow {text}: the program must not reach the real API. Use `run` without this option.")
    return Allowed(host, int(port))


def addresses(allowed: Iterable[Allowed]) -> dict[Allowed, list[str]]:
    """Returns the addresses that each of them has inside the isolated network."""
    names = sorted({one.host for one in allowed if not one.literal and one.host != "localhost"})
    found = {name: [f"198.18.0.{number}"] for number, name in enumerate(names, 1)}  # for tests of networks (RFC 2544)
    found["localhost"] = ["127.0.0.1", "::1"]
    return {one: found.get(one.host, [one.host]) for one in allowed}


def relay(allowed: Allowed) -> asyncio.StreamReaderProtocol:
    """Returns a protocol that connects one client inside to the address outside, until both have closed."""
    return asyncio.StreamReaderProtocol(asyncio.StreamReader(), partial(_relay, allowed))


async def _relay(allowed: Allowed, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    ends = [writer]
    try:
        outside = await asyncio.open_connection(allowed.host, allowed.port)
        ends.append(outside[1])
        await asyncio.gather(_pump(reader, outside[1]), _pump(outside[0], writer))
    except OSError:
        pass
    finally:  # also if the run ends meanwhile
        for end in ends:
            end.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    with suppress(OSError, NotImplementedError):
        writer.write_eof()
