"""Looks up a name, and connects to all its addresses at once."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, TypeVar

from .line import Broken, Line, failed, ok

T = TypeVar("T")
Lookup = Callable[[str, int], Sequence[Any]]
"""As `socket.getaddrinfo(host, port, type=SOCK_STREAM)`: blocks, and raises OSError."""

_MOST = 8  # addresses that are tried; the API has two to four
_GRACE = 1.0  # seconds that the other addresses get once one has connected


def lookup(host: str, port: int) -> Sequence[Any]:
    """Looks a name up as clients do."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


async def in_thread(function: Callable[[], T]) -> T:
    """Runs a blocking function in a daemon thread, which ends with the process even if the function never returns.

    asyncio's own threads would keep the process alive.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if future.done():  # given up
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]
        else:
            future.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = function()
        except Exception as problem:
            error = problem
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    return await future


@dataclass
class Attempt:
    """A connection to one address. `error` is None if it succeeded; `silent` if nothing came back."""

    address: str
    family: int
    place: Any
    error: str | None = "no answer"
    silent: bool = True
    seconds: float = 0.0
    socket: socket.socket | None = None


async def resolve(host: str, port: int, look: Lookup, seconds: float, official: bool) -> tuple[list[Attempt], Line]:
    """Returns what to connect to, in the system's order, and the line. Raises Broken if there is nothing."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            rows = await in_thread(lambda: look(host, port))
    except TimeoutError:
        raise _unresolved(f"no answer from the name server within {seconds:.0f} s", host) from None
    except (OSError, UnicodeError) as error:
        raise _unresolved(getattr(error, "strerror", None) or str(error), host) from None
    found = {place[0]: Attempt(place[0], family, place) for family, _, _, _, place in rows}
    attempts = list(found.values())[:_MOST]
    if not attempts:
        raise _unresolved("the name has no address", host)
    names = ", ".join(attempt.address for attempt in attempts)
    if official and any(_is_here(attempt.address) for attempt in attempts):
        raise Broken(
            "dns",
            failed(
                f"{host} resolves to {names}, which is this machine. Remove the name from the hosts file, or allow it "
                "in the ad or DNS blocker.",
                "connection-error",
            ),
        )
    took = (time.monotonic() - began) * 1000
    shown = f"{host} is an address." if host in found else f"{host} resolves to {names} ({took:.0f} ms)."
    return attempts, ok(shown, [attempt.address for attempt in attempts])


def _unresolved(why: str, host: str) -> Broken:
    line = failed(
        f"{host} does not resolve: {why}. Check the spelling, the network and the name server.", "connection-error"
    )
    return Broken("dns", line)


def _is_here(address: str) -> bool:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


async def connect(attempts: list[Attempt], port: int, seconds: float) -> tuple[socket.socket, Line]:
    """Connects to all addresses at once. Returns the socket of the first in order that answered, and the line.

    Raises Broken if none answered. The line fails if an address before it stayed silent: clients wait for that one.
    The caller closes the socket.
    """
    tasks = [asyncio.ensure_future(_try(attempt)) for attempt in attempts]
    try:
        end = time.monotonic() + seconds
        pending: set[asyncio.Future[None]] = set(tasks)
        while pending and (left := end - time.monotonic()) > 0:
            _, pending = await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if quick := [attempt.seconds for attempt in attempts if attempt.error is None]:
                end = min(end, time.monotonic() + max(_GRACE, 3 * min(quick)))
        chosen = next((attempt for attempt in attempts if attempt.error is None), None)
        if chosen is None:
            raise _unconnected(attempts, port, seconds)
        sock, chosen.socket = chosen.socket, None
        assert sock is not None
        return sock, _connected(attempts, chosen, port)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for attempt in attempts:
            if attempt.socket is not None:
                attempt.socket.close()


async def _try(attempt: Attempt) -> None:
    began = time.monotonic()
    try:
        attempt.socket = socket.socket(attempt.family, socket.SOCK_STREAM)
        attempt.socket.setblocking(False)
        await asyncio.get_running_loop().sock_connect(attempt.socket, attempt.place)
    except TimeoutError:  # the system's own limit
        pass
    except OSError as error:
        # asyncio words `strerror` itself, with the address in it.
        attempt.error = os.strerror(error.errno) if error.errno else type(error).__name__
        attempt.silent = False
    else:
        attempt.error, attempt.silent = None, False
    finally:
        attempt.seconds = time.monotonic() - began


def _unconnected(attempts: list[Attempt], port: int, seconds: float) -> Broken:
    parts = [
        f"{one.address}: {f'no answer within {seconds:.0f} s' if one.silent else one.error.lower()}"
        for one in attempts
        if one.error
    ]
    hint = (
        "A firewall may drop the packets, or this network needs a proxy."
        if any(one.silent for one in attempts)
        else "Nothing listens there, or a firewall refuses the connection."
    )
    return Broken("tcp", failed(f"Port {port} cannot be reached ({'; '.join(parts)}). {hint}", "connection-error"))


def _connected(attempts: list[Attempt], chosen: Attempt, port: int) -> Line:
    said = f"{chosen.address} accepts connections on port {port} ({chosen.seconds * 1000:.0f} ms)."
    before = attempts[: attempts.index(chosen)]
    if silent := [one.address for one in before if one.silent]:
        return failed(
            f"{silent[0]} does not answer on port {port}, but {chosen.address} does. Clients that try {silent[0]} "
            "first hang. Repair the route to it, or turn IPv6 off if it is an IPv6 address.",
            "timeout",
        )
    refused = "".join(f" {one.address} before it does not: {one.error.lower()}." for one in before if one.error)
    return ok(said + refused)
