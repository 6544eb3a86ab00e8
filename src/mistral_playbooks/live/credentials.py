"""The user's key, from the machine's environment, and all that must not be written down with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from ..gateway import environment
from . import CalibrationError
from .redact import PART, Mask

_FORM = re.compile(r"[\w.~+/=-]+", re.ASCII)


def key(env: Mapping[str, str], *, local: bool = False) -> str:
    """MISTRAL_API_KEY. `local`: for a server of one's own, which may take the made-up key.

    CalibrationError without a key that can be sent, and for a program that `run` started.
    """
    if environment.is_under_gateway(env):
        raise CalibrationError(
            "`verify --live` asks the real API, and under `mistral-playbooks run` there is none. Start it by itself."
        )
    found = env.get("MISTRAL_API_KEY", "")
    if not found:
        raise CalibrationError(
            "`verify --live` asks the real API with your own key, and MISTRAL_API_KEY is not set. What it would send: "
            "mistral-playbooks verify --live --dry-run"
        )
    if found == environment.KEY and not local:
        raise CalibrationError(
            "MISTRAL_API_KEY is the made-up key of `mistral-playbooks run`. `verify --live` needs one of your own."
        )
    if not _FORM.fullmatch(found) or len(found) < PART:
        raise CalibrationError(
            "MISTRAL_API_KEY is no key: it has a space, a line end or a sign that no key has, or fewer than "
            f"{PART} characters. See: mistral-playbooks explain missing-api-key"
        )
    return found


def mask(key: str, env: Mapping[str, str]) -> Mask:
    """Hides the key, every other key of the machine, and the password of its proxy."""
    others = [value for name, value in env.items() if environment.is_key(name)]
    logins = [urlsplit(address) for address in getproxies().values() if "@" in address]
    words = [unquote(word) for login in logins for word in (login.username, login.password) if word]
    return Mask(key, *others, *words)
