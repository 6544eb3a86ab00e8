"""Masks an answer before it is printed or saved: every part of the key, and whatever identifies its owner.

`support.redact` recognizes secrets by their form; this module also knows the secrets themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from ..support.redact import mask as mask_secrets

PART = 8
"""Number of consecutive characters of a key that must never appear."""

_FOLD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

# Control characters can manipulate a terminal, and lone surrogates cannot be encoded.
_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_IDS = re.compile(
    r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32})(?![0-9a-fA-F])"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IP4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![.\d]*\d)")
_IP6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,41}(?![\w:])")
_TUNED = re.compile(r"\bft:[^\s\"',]+")

_OWNERS = re.compile(
    r"(?i)(?:^|_)(?:org|organi[sz]ation|workspace|tenant|account|user|owner|customer|owned|email|ip)(?:_|$)"
)
"""Names of fields whose value identifies somebody."""
_ROLES = frozenset({"user", "mistralai", "workspace"})
"""Values of such fields that identify nobody."""

_PUBLIC_HEADERS = re.compile(r"content-type|allow|server|access-control-.*|x-ratelimit-.*|x-max-retry-.*|retry-after")
"""Headers whose value may be kept. Of all others, only the name is kept."""


class Mask:
    """Masks `secrets`: the key, and any other secret. Secrets shorter than `PART` are not masked."""

    def __init__(self, *secrets: str) -> None:
        self._inner = _pieces(secrets, PART - 1)
        self._outer = _pieces(secrets, PART)

    def text(self, text: str) -> str:
        """Masks a string from the network."""
        text = _cover(_UNSAFE.sub("\ufffd", text), self._inner, PART - 1)
        text = _EMAIL.sub("[email]", _TUNED.sub("[model]", _IDS.sub("[id]", text)))
        return mask_secrets(_IP4.sub("[ip]", _IP6.sub(_address, text)))

    def value(self, value: Any, name: str = "") -> Any:
        """Masks JSON from the network. Fields that name an owner are masked completely."""
        if isinstance(value, dict):
            return {self.text(key): self.value(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, name) for item in value]
        if value is None or isinstance(value, bool):
            return value
        if _OWNERS.search(name) and value not in _ROLES:
            return "[masked]"
        if isinstance(value, str):
            return self.text(value)
        return value if _cover(str(value), self._inner, PART - 1) == str(value) else "[key]"

    def headers(self, headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """Masks headers: keeps the names, and only the values that are the same for every user."""
        return {
            self.text(name): self.text(value) if _PUBLIC_HEADERS.fullmatch(name) else "[masked]"
            for name, value in headers
        }

    def output(self, text: str) -> str:
        """Masks the final output, so that it contains no part of a secret, whatever its origin."""
        return _cover(text, self._outer, PART)


def _pieces(secrets: Iterable[str], length: int) -> frozenset[str]:
    found = (secret.translate(_FOLD) for secret in secrets)
    return frozenset(one[at : at + length] for one in found for at in range(len(one) - length + 1))


def _cover(text: str, pieces: frozenset[str], length: int) -> str:
    """Replaces every run of characters covered by `pieces` with one mark, ignoring case."""
    if not pieces:
        return text
    folded, parts, end = text.translate(_FOLD), [], 0
    at = 0
    while at <= len(text) - length:
        if folded[at : at + length] not in pieces:
            at += 1
            continue
        parts.append(text[end:at])
        end = at + length
        at += 1
        while at < end and at <= len(text) - length:
            if folded[at : at + length] in pieces:
                end = at + length
            at += 1
        parts.append("[key]")
    return "".join((*parts, text[end:]))


def _address(found: re.Match[str]) -> str:
    text = found.group()
    try:
        ip_address(text.rstrip("."))
    except ValueError:
        return text
    return "[ip]"
