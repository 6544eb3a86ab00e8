"""Sends one request at a time to the API: the standard library's urllib, TLS verified, redirects not followed.

It honours HTTPS_PROXY and SSL_CERT_FILE as the machine has them; an address of this machine is reached directly.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from http.client import HTTPException
from importlib.metadata import version
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPErrorProcessor,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from . import CalibrationError
from .probes import MOST, Probe

API = "https://api.mistral.ai"
TIMEOUT = 30.0
"""Seconds that each step of a request has: connecting, the first byte, each further piece."""
LIMIT = 8_000_000
"""Bytes of an answer that are read."""

_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Seen:
    """One answer: header names in lower case, the body as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first header of this (lower-case) name, empty without one."""
        return next((value for key, value in self.headers if key == name), "")


class Unanswered(Exception):
    """A request got no whole answer. The text says what happened, unmasked."""


class _AsItIs(HTTPErrorProcessor):
    """Every status is an answer. No redirect is followed: it would take the key along."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


class Client:
    """`send` one probe, at most `MOST` in all. CalibrationError for an address that a key must not be sent to."""

    def __init__(self, key: str, url: str = API, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        self.local = parts.hostname in _LOCAL
        if parts.scheme != "https" and not (parts.scheme == "http" and self.local):
            raise CalibrationError(f"A key is sent to https addresses alone, and to this machine: not to {url}.")
        self.url = url.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._left = MOST
        self._opener = self._open()

    def _open(self) -> OpenerDirector:
        proxies = ProxyHandler({}) if self.local else ProxyHandler()
        return build_opener(proxies, HTTPSHandler(context=ssl.create_default_context()), _AsItIs())

    def send(self, probe: Probe) -> Seen:
        """The answer. Unanswered without a whole one; CalibrationError after the last request that may leave."""
        if not self._left:
            raise CalibrationError(f"No more than {MOST} requests are sent.")
        self._left -= 1
        # Cloudflare refuses urllib's own name.
        headers = {**probe.headers(self._key), "accept": "*/*", "user-agent": _agent()}
        request = Request(self.url + probe.path, probe.body or None, headers, method=probe.method)
        until = time.monotonic() + 2 * self._timeout
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                names = tuple((name.lower(), value) for name, value in response.headers.items())
                return Seen(response.status, names, self._read(response, until))
        except (URLError, OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise Unanswered(f"{type(reason).__name__}: {reason}" if str(reason) else type(reason).__name__) from None

    def _read(self, response: Any, until: float) -> bytes:
        body = b""
        while piece := response.read1(65_536):
            body += piece
            if len(body) > LIMIT:
                raise Unanswered(f"the answer is longer than {LIMIT} bytes")
            if time.monotonic() > until:
                raise Unanswered(f"the answer was not whole after {2 * self._timeout:.0f} seconds")
        if response.length:  # `read1` does not complain about what was announced and never came
            raise Unanswered(f"the answer broke off {response.length} bytes before its end")
        return body


def _agent() -> str:
    return f"mistral-playbooks/{version('mistral-playbooks')} (verify --live)"
