"""The hosts that the mock replaces."""

from __future__ import annotations


def is_mistral(host: str) -> bool:
    """Whether a host name belongs to the API that the mock replaces."""
    host = host.lower().rstrip(".")
    return host == "mistral.ai" or host.endswith(".mistral.ai")
