"""The hosts that the mock replaces."""

from __future__ import annotations

from collections.abc import Mapping

from ..mock import Exchange, paths
from ..mock.paths import plain_name

API = "api.mistral.ai"
API_ADDRESS = "192.0.2.1"
"""Where the API is inside an isolated network (an address for documentation, RFC 5737)."""


def is_mistral(host: str) -> bool:
    """Whether a host name is one of Mistral's, which the mock replaces."""
    host = plain_name(host)
    return host == "mistral.ai" or host.endswith(".mistral.ai")


def host_of(sent: Mapping[str, str]) -> str:
    """Returns the host that the headers of a request name, without its port; the API's usual one if they name none."""
    return paths.host_of(sent) or API


def other_host(sent: Mapping[str, str]) -> str | None:
    """Returns the host that the headers of a request name, if it is not the API's."""
    host = host_of(sent)
    return host if not is_mistral(host) or paths.is_elsewhere(host) else None


def is_sister(exchange: Exchange) -> bool:
    """Whether a request went to a host of Mistral's that is not the API's, such as its console."""
    return is_mistral(other_host(exchange.sent) or "")
