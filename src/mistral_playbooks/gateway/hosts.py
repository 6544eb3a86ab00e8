"""The hosts that the mock replaces."""

from __future__ import annotations

API_ADDRESS = "192.0.2.1"
"""Where the API is inside an isolated network (an address for documentation, RFC 5737)."""

_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))


def is_mistral(host: str) -> bool:
    """Whether a host name belongs to the API that the mock replaces. Clients also take ideographic stops for dots."""
    host = host.translate(_DOTS).lower().rstrip(".")
    return host == "mistral.ai" or host.endswith(".mistral.ai")
