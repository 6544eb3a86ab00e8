"""The hosts that the mock replaces."""

from __future__ import annotations

import re
from collections.abc import Mapping

API_ADDRESS = "192.0.2.1"
"""Where the API is inside an isolated network (an address for documentation, RFC 5737)."""

_PORT = re.compile(r":\d+$")
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))


def plain_name(host: str) -> str:
    """Returns a host name in its usual spelling. Clients also take ideographic stops for dots."""
    return host.translate(_DOTS).lower().rstrip(".")


def is_mistral(host: str) -> bool:
    """Whether a host name belongs to the API that the mock replaces."""
    host = plain_name(host)
    return host == "mistral.ai" or host.endswith(".mistral.ai")


def other_host(sent: Mapping[str, str]) -> str | None:
    """Returns the host that the headers of a request name, if it is not the API's."""
    host = plain_name(_PORT.sub("", sent.get("host", "")))
    return host if host and not is_mistral(host) else None
