"""The key in the environment: whether it can be a key at all. Nothing of it is ever printed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..gateway.secrets import KEY
from ..live.credentials import FORM
from ..live.redact import PART
from .line import Line, failed, unknown
from .target import Proxy, Target

VARIABLE = "MISTRAL_API_KEY"


def read(env: Mapping[str, str], target: Target, proxy: Proxy | None) -> tuple[str | None, Line | None]:
    """Returns the key, or None and the line that says why there is none to send."""
    found = env.get(VARIABLE)
    if found is None:
        return None, unknown(f"{VARIABLE} is not set, so no key was tested.", "missing-api-key")
    if wrong := _fault(found):
        return None, failed(f"{VARIABLE} {wrong}. No request was sent with it.", "missing-api-key")
    if found == KEY and not target.is_local:
        return None, unknown(f"{VARIABLE} is the made-up key of `mistral-playbooks run`, which the API does not know.")
    if not target.is_tls and (proxy or not target.is_local):
        return None, unknown("The key was not sent: the address begins with http, so others could read it. Use https.")
    return found, None


def _fault(key: str) -> str | None:
    """Returns what is wrong with the form of a key, or None."""
    if not key.strip():
        return "is empty"
    if key != key.strip():
        return "begins or ends with a space or a line break. Strip it"
    if key[0] in "\"'" or key[-1] in "\"'":
        return "contains quotation marks. Remove them"
    if re.match(r"bearer\b", key, re.IGNORECASE):
        return "begins with `Bearer`, which the client adds itself. Remove it"
    if key.startswith(("$", "%", "<", "{")):
        return "contains a placeholder, not a key"
    if not FORM.fullmatch(key):
        return "contains a character that no key has"
    return f"has fewer than {PART} characters" if len(key) < PART else None
