"""The environment of a program under the gateway: proxy, trust, and no real key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it imports cryptography, which the key alone does not need
    from .authority import Authority

KEY = "not0a0real0key0made0up0for0tests"
"""The made-up key that a program under the gateway finds; the mock accepts this one."""

_KEYS = re.compile(r"API_?KEY|(MISTRAL|CODESTRAL).*(KEY|TOKEN|SECRET)", re.IGNORECASE)
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LOCAL = "localhost,127.0.0.1,::1"


def is_key(name: str) -> bool:
    """Whether a variable of this name holds a key that must not reach the program."""
    return bool(_KEYS.search(name)) and not name.upper().endswith("_PATH")


def under_gateway(base: Mapping[str, str], address: str, authority: Authority) -> dict[str, str]:
    """`base` → the child's environment.

    Every API key becomes the made-up one, also where another variable repeats its value. `address` is the gateway's
    `http://127.0.0.1:PORT`. The variables are those measured for httpx, httpx2, requests, curl and Node 24.
    """
    real = {value for name, value in base.items() if is_key(name) and len(value) >= 8}
    child = {name: KEY if is_key(name) or value in real else value for name, value in base.items()}
    child.pop("MISTRAL_SA_TOKEN_PATH", None)  # a service account's token file would be a real credential
    child["MISTRAL_API_KEY"] = KEY
    for name in _PROXIES:
        child[name] = child[name.lower()] = address
    child["NO_PROXY"] = child["no_proxy"] = _LOCAL
    certificate = str(authority.certificate)
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"):
        child[name] = certificate
    child.pop("SSL_CERT_DIR", None)
    child["NODE_USE_ENV_PROXY"] = "1"
    guard = str(authority.guard).replace("\\", "/")
    child["NODE_OPTIONS"] = f'{child.get("NODE_OPTIONS", "")} --require "{guard}"'.strip()
    return child
