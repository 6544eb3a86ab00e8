"""Checks the URLs of documents and audio. The mock fetches nothing; it only detects URLs that cannot be fetched."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

# RFC 2606 and 6761: names that never resolve publicly. `example.com` does, but serves a page only at its root:
# `File could not be fetched from url 'https://example.com/document.pdf'` was recorded on 2025-07-19.
_NON_PUBLIC = (".invalid", ".test", ".example", ".localhost", ".local", ".internal", ".home.arpa")
_EXAMPLES = (".example.com", ".example.org", ".example.net")


def is_example(url: str) -> bool:
    """Whether it is on one of the documentation hosts."""
    return f".{_host(url)}".endswith(_EXAMPLES)


def is_page(url: str) -> bool:
    """Whether it is known to be a web page: the root of a documentation host (`https://www.example.com/` as audio got
    `could not be decoded`, reported 2026-09-17)."""
    return is_example(url) and urlsplit(url).path in ("", "/")


def is_public(url: str) -> bool:
    """Whether its host can be reached publicly: no private or reserved address, no name that never resolves."""
    host = _host(url)
    try:
        return ip_address(host).is_global
    except ValueError:
        pass
    return "." in host and not f".{host}".endswith(_NON_PUBLIC)


def is_reachable(url: str) -> bool:
    """Whether the API could fetch it, judging by the URL alone."""
    return is_public(url) and (not is_example(url) or is_page(url))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
