"""Takes out of an answer what must not be written down: the key and its parts, and what tells whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from ..support.redact import mask as mask_secrets

PART = 8
"""Characters of a key that must not be seen in a row."""

_FOLD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

# A control character may drive a terminal; half a surrogate pair cannot be written.
_UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
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
"""Names of fields whose value is somebody's."""
_ROLES = frozenset({"user", "mistralai", "workspace"})
"""Values of such fields that are nobody's."""

_SHOWN = re.compile(r"content-type|allow|server|access-control-.*|x-ratelimit-.*|x-max-retry-.*|retry-after")
"""Headers whose value may be kept; of all others the name alone is."""


class Mask:
    """`secrets` are the key, and whatever else must not be seen; one shorter than `PART` is not looked for."""

    def __init__(self, *secrets: str) -> None:
        self._inner = _pieces(secrets, PART - 1)
        self._outer = _pieces(secrets, PART)

    def text(self, text: str) -> str:
        """A text from the network, fit to be written down."""
        text = _cover(_UNFIT.sub("\ufffd", text), self._inner, PART - 1)
        text = _EMAIL.sub("[email]", _TUNED.sub("[model]", _IDS.sub("[id]", text)))
        return mask_secrets(_IP4.sub("[ip]", _IP6.sub(_address, text)))

    def value(self, value: Any, name: str = "") -> Any:
        """JSON from the network, alike; what stands in a field that names an owner goes whole."""
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
        """Names, and the values of the few that are the same for everybody."""
        return {self.text(name): self.text(value) if _SHOWN.fullmatch(name) else "[masked]" for name, value in headers}

    def output(self, text: str) -> str:
        """All that is printed or written, at the very end: no part of a secret is in it, whoever put it there."""
        return _cover(text, self._outer, PART)


def _pieces(secrets: Iterable[str], length: int) -> frozenset[str]:
    found = (secret.translate(_FOLD) for secret in secrets)
    return frozenset(one[at : at + length] for one in found for at in range(len(one) - length + 1))


def _cover(text: str, pieces: frozenset[str], length: int) -> str:
    """Every run of characters that such pieces cover → one mark. Small and large letters count as the same."""
    if not pieces:
        return text
    folded, kept, end = text.translate(_FOLD), [], 0
    at = 0
    while at <= len(text) - length:
        if folded[at : at + length] not in pieces:
            at += 1
            continue
        kept.append(text[end:at])
        end = at + length
        at += 1
        while at < end and at <= len(text) - length:
            if folded[at : at + length] in pieces:
                end = at + length
            at += 1
        kept.append("[key]")
    return "".join((*kept, text[end:]))


def _address(found: re.Match[str]) -> str:
    text = found.group()
    try:
        ip_address(text.rstrip("."))
    except ValueError:
        return text
    return "[ip]"
