"""Sends one request at a time to the API: with urllib, verified TLS, and without following redirects.

It uses the machine's HTTPS_PROXY and SSL_CERT_FILE. A local address is reached without a proxy.
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
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from ..status.transport import LOCAL, KeepEveryStatus
from . import LiveError
from .probes import MAX_REQUESTS, Probe

API = "https://api.mistral.ai"
TIMEOUT = 30.0
"""Seconds allowed for each step of a request: to connect, to get the first byte, to get each further piece."""
LIMIT = 8_000_000
"""Maximum size of an answer in bytes."""


@dataclass(frozen=True)
class LiveResponse:
    """One answer of the API, or of the mock in its place. Header names are in lower case, the body is unchanged."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Returns the first header of this (lower-case) name, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")


class NoResponseError(Exception):
    """A request got no complete answer. The message says what happened; it is not masked."""


class Client:
    """Sends probes, at most `MAX_REQUESTS` in total. Raises LiveError if a key must not be sent to this address."""

    def __init__(self, key: str, url: str = API, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        self.local = parts.hostname in LOCAL
        if parts.scheme != "https" and not (parts.scheme == "http" and self.local):
            raise LiveError(f"A key is sent only to https addresses and to this machine, not to {url}.")
        self.url = url.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._remaining = MAX_REQUESTS
        proxies = ProxyHandler({}) if self.local else ProxyHandler()
        # Redirects are not followed, because they would pass the key on.
        self._opener = build_opener(proxies, HTTPSHandler(context=ssl.create_default_context()), KeepEveryStatus())

    def send(self, probe: Probe) -> LiveResponse:
        """Returns the answer. Raises NoResponseError if it is incomplete, LiveError after `MAX_REQUESTS` requests."""
        if not self._remaining:
            raise LiveError(f"At most {MAX_REQUESTS} requests are sent.")
        self._remaining -= 1
        # Cloudflare refuses urllib's default user agent.
        headers = {**probe.headers(self._key), "accept": "*/*", "user-agent": _agent()}
        request = Request(self.url + probe.path, probe.body or None, headers, method=probe.method)
        deadline = time.monotonic() + 2 * self._timeout
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                names = tuple((name.lower(), value) for name, value in response.headers.items())
                return LiveResponse(response.status, names, self._read(response, deadline))
        except (URLError, OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise NoResponseError(
                f"{type(reason).__name__}: {reason}" if str(reason) else type(reason).__name__
            ) from None

    def _read(self, response: Any, deadline: float) -> bytes:
        body = b""
        while piece := response.read1(65_536):
            body += piece
            if len(body) > LIMIT:
                raise NoResponseError(f"the answer is longer than {LIMIT} bytes")
            if time.monotonic() > deadline:
                raise NoResponseError(f"the answer was not complete after {2 * self._timeout:.0f} seconds")
        if response.length:  # `read1` does not report a body shorter than its content-length
            raise NoResponseError(f"the answer broke off {response.length} bytes before its end")
        return body


def _agent() -> str:
    return f"mistral-playbooks/{version('mistral-playbooks')} (verify --live)"
