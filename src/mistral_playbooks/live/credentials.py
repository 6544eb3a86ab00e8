"""Reads the user's key from the environment, and collects every other secret that must be masked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from ..gateway import environment, secret_names, secrets
from . import LiveError
from .redact import PART, Mask

FORM = re.compile(r"[\w.~+/=-]+", re.ASCII)
"""The characters of a key."""


def key(env: Mapping[str, str], *, local: bool = False) -> str:
    """Returns MISTRAL_API_KEY. `local`: the server runs on this machine, so the made-up key is allowed.

    Raises LiveError if the key is missing or malformed, or if this process runs under `mistral-playbooks run`.
    """
    if environment.is_under_gateway(env):
        raise LiveError(
            "`verify --live` needs the real API, which is unreachable under `mistral-playbooks run`. Run it directly."
        )
    found = env.get("MISTRAL_API_KEY", "")
    if not found:
        raise LiveError(
            "`verify --live` needs your own key, and MISTRAL_API_KEY is not set. To see the requests without a key, "
            "run mistral-playbooks verify --live --dry-run"
        )
    if found == secrets.KEY and not local:
        raise LiveError("MISTRAL_API_KEY is the made-up key of `mistral-playbooks run`. Set it to your own key.")
    if not FORM.fullmatch(found) or len(found) < PART:
        raise LiveError(
            "MISTRAL_API_KEY is not a valid key: it contains a space, a line break or another invalid character, or "
            f"has fewer than {PART} characters. See: mistral-playbooks explain missing-api-key"
        )
    return found


def mask(key: str, env: Mapping[str, str]) -> Mask:
    """Returns a mask for the key, every other key in the environment, and the proxy's user name and password."""
    others = [value for name, value in env.items() if secret_names.is_key_variable(name)]
    logins = [urlsplit(address) for address in getproxies().values() if "@" in address]
    words = [unquote(word) for login in logins for word in (login.username, login.password) if word]
    return Mask(key, *others, *words)
