"""What a published program must not send to another host, show, or hide."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from ..gateway.environment import KEY

_COVERS = re.compile(r"[\x08\x0b\x0c\x7f\x9b]|\r(?!\n)|\x1b(?!\[[\d;]*m)|\x1b\[(?:[\d;]*;)?(?<!38;5;)8m")
"""A control character or sequence that moves the cursor, deletes or conceals. Colors cover nothing."""
_PIECE = 8  # characters of the key; fewer may be chance


def leaks(refused: Sequence[str], output: str) -> list[str]:
    """Checks that the program called no other host (`refused` by the gateway) and did not print the API key."""
    reasons = [f"it called a host other than the API: {host}" for host in dict.fromkeys(refused)]
    if KEY in output:
        return [*reasons, "it printed the API key"]
    return [*reasons, "it printed a part of the API key, or an encoding of it"] if _shows_key(output) else reasons


def covers(stdout: str) -> list[str]:
    """Checks that a terminal shows everything that the program printed."""
    found = _COVERS.search(stdout)
    return [f"it printed {found[0]!r}, which can hide what it printed. Print plain lines"] if found else []


def _shows_key(output: str) -> bool:
    """Whether an output contains a part of the key, also backwards, spaced out, as numbers, or in an encoding."""
    raw = KEY.encode()
    plain = [KEY, KEY[::-1], raw.hex(), *(base64.b64encode(b" " * n + raw).decode()[4:-4] for n in range(3))]
    pieces = {form[n : n + _PIECE] for form in plain[:2] for n in range(len(form) - _PIECE + 1)}
    pieces |= {form[n : n + 2 * _PIECE] for form in plain[2:] for n in range(len(form) - 2 * _PIECE + 1)}
    pieces |= {"".join(str(one) for one in raw[n : n + _PIECE]) for n in range(len(raw) - _PIECE + 1)}
    text = re.sub(r"[\W_]+", "", output)
    return any(piece in text for piece in pieces)
