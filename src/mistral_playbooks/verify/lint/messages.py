"""Messages that all languages share: what is wrong, and what to do."""

from __future__ import annotations

from ...gateway.secrets import is_key_variable

MILLISECONDS = {"timeout_ms", "timeoutMs", "initial_interval", "initialInterval", "max_interval", "maxInterval"}
"""Parameters of the SDKs in milliseconds."""
MAX_WAIT = 65
"""Longest useful wait, in seconds: the API's limits reset every minute."""
OWN = frozenset({"MISTRAL_API_KEY", "CODESTRAL_API_KEY"})
"""The variables in which readers keep their keys."""


def is_unknown_key_variable(name: str) -> bool:
    """Whether the name is that of a key, but not of one that readers have."""
    return is_key_variable(name) and name not in OWN


def unknown_variable(name: str) -> str:
    return f"reads {name}, which no reader has set. Read MISTRAL_API_KEY"


def matches_error_text(field: str) -> str:
    return f"matches an error's text, which may change. Compare `{field}` or the error's class"


def swallows() -> str:
    return "swallows an error. Handle it or let it propagate"


def hides(what: str) -> str:
    return f"hides {what}. Fix what it reports"


def disables_tls_verification() -> str:
    return "disables TLS certificate verification, which exposes the key. Leave it enabled"


def pointless_sleep() -> str:
    return "waits, but retries nothing. Remove the wait"


def long_sleep() -> str:
    return f"waits longer than {MAX_WAIT} s. The API's limits reset every minute, so a minute is enough"
