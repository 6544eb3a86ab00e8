"""Reads a file over HTTP from a server that may be broken: bounded in size, time and redirects."""

from __future__ import annotations

import datetime
import email.utils
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

from .transport import Guard, opener

LIMIT = 3_000_000
"""Bytes of an answer. Google's list of incidents had 112 kB (2026-08); ten times the largest feed, and some more."""
DEADLINE = 10.0
"""Seconds for a whole answer, redirects included."""
REDIRECTS = 3

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True)
class Answer:
    """A whole answer of any status. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    latency_ms: int

    @property
    def date(self) -> datetime.datetime | None:
        """The server's clock, from its `Date` header."""
        try:
            found = email.utils.parsedate_to_datetime(self.headers.get("date", ""))
            return found.astimezone(datetime.UTC) if found.tzinfo else None
        except (ValueError, OverflowError):
            return None

    @property
    def challenge(self) -> str | None:
        """The header by which Cloudflare says that a browser check was answered instead of the file."""
        return self.headers.get("cf-mitigated")


Get = Callable[[str], Answer]


class NoAnswerError(Exception):
    """No whole answer came. The message says why, in one sentence without the address."""

    def __init__(self, message: str, *, reached: bool) -> None:
        super().__init__(message)
        self.reached = reached
        """Whether the server answered at all."""


def get(url: str, *, limit: int = LIMIT, deadline: float = DEADLINE) -> Answer:
    """Returns what a GET without any key is answered. Raises NoAnswerError.

    The proxy and the certificates are those of the machine's own settings. Redirects never lead from https to http.
    """
    guard = Guard(deadline)
    try:
        return _get(url, limit, guard)
    finally:
        guard.end()


def together(call: Callable[[S], T], values: Sequence[S], otherwise: Callable[[S], T], seconds: float) -> list[T]:
    """Returns `call` of each value, made at the same time in threads; of those not back in time, `otherwise`.

    A name server that does not answer cannot be interrupted: its thread ends later, without an effect.
    """
    results: dict[int, T] = {}
    until = time.monotonic() + seconds

    def run(number: int, value: S) -> None:
        found = call(value)
        if time.monotonic() < until:
            results[number] = found

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(values)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    done = dict(results)
    return [done[number] if number in done else otherwise(value) for number, value in enumerate(values)]


def _get(url: str, limit: int, guard: Guard) -> Answer:
    began = time.monotonic()
    headers = {"User-Agent": f"mistral-playbooks/{version('mistral-playbooks')} (status recorder)", "Accept": "*/*"}
    for _ in range(REDIRECTS + 1):
        reached = False
        try:
            with opener(url, guard).open(Request(url, headers=headers), timeout=guard.left) as response:
                reached = True
                if response.status in (301, 302, 303, 307, 308) and (place := response.headers.get("Location")):
                    url = _next(url, place)
                    continue
                body = _body(response, limit, guard)
                found = {key.lower(): value for key, value in response.headers.items()}
                latency = round(1000 * (time.monotonic() - began))
                return Answer(response.status, found, body, latency)
        except NoAnswerError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswerError(_why(error, guard), reached=reached) from None
    raise NoAnswerError(f"It redirected more than {REDIRECTS} times.", reached=True)


def _next(url: str, place: str) -> str:
    target = urljoin(url, place)
    if urlsplit(target).scheme not in ("https", urlsplit(url).scheme) or not urlsplit(target).hostname:
        raise NoAnswerError("It redirected to an address that is not https.", reached=True)
    return target


def _body(response: Any, limit: int, guard: Guard) -> bytes:
    parts: list[bytes] = []
    size = 0
    while piece := response.read1(65_536):
        size += len(piece)
        if size > limit:
            raise NoAnswerError(f"Its answer has more than {limit:,} bytes.", reached=True)
        if guard.expired or time.monotonic() > guard.until:
            raise TimeoutError
        parts.append(piece)
    announced = response.headers.get("Content-Length", "")
    if guard.expired:
        raise TimeoutError
    if announced.isdigit() and int(announced) != size:
        raise NoAnswerError(f"Its answer broke off after {size:,} of {int(announced):,} bytes.", reached=True)
    return b"".join(parts)


def _why(error: Exception, guard: Guard) -> str:
    reason: object = error.reason if isinstance(error, URLError) and not isinstance(error, HTTPError) else error
    if guard.expired or isinstance(reason, TimeoutError):
        return f"No whole answer came within {guard.seconds:g} s."
    if isinstance(reason, socket.gaierror):
        return "Its name was not found (DNS)."
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"Its certificate is not trusted: {reason.verify_message}."
    if isinstance(reason, ConnectionRefusedError):
        return "The connection was refused."
    if isinstance(reason, ConnectionError | http.client.IncompleteRead | http.client.RemoteDisconnected):
        return "The connection broke off."
    text = " ".join(str(reason).split())[:120]
    return f"The request failed: {type(reason).__name__}{': ' + text if text else ''}."
