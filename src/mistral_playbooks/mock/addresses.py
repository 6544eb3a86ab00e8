"""Addresses that a request names for a document or a sound. The mock fetches nothing: it only tells which of them
nobody could fetch."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

# RFC 2606 and 6761: names that never resolve in public. `example.com` does, and serves a page at its root alone:
# `File could not be fetched from url 'https://example.com/document.pdf'` was recorded on 2025-07-19.
_NEVER = ("invalid", "test", "example", "localhost", "local", "internal", "home.arpa")
_EXAMPLES = ("example.com", "example.org", "example.net")


def is_example(url: str) -> bool:
    """Whether it is one of the documentation hosts."""
    host = _host(url)
    return any(host == one or host.endswith(f".{one}") for one in _EXAMPLES)


def is_page(url: str) -> bool:
    """Whether a web page is known to be there: the root of a documentation host (`https://www.example.com/` as an
    audio gave `could not be decoded`, reported 2026-09-17)."""
    return is_example(url) and urlsplit(url).path in ("", "/")


def is_reachable(url: str) -> bool:
    """Whether the API could fetch it, as far as the address alone tells."""
    host = _host(url)
    try:
        return ip_address(host).is_global
    except ValueError:
        pass
    if "." not in host or any(host == name or host.endswith(f".{name}") for name in _NEVER):
        return False
    return not is_example(url) or is_page(url)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
