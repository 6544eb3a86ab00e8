"""Messages that all languages share: what is wrong, and what to do."""

from __future__ import annotations

MILLISECONDS = {"timeout_ms", "timeoutMs", "initial_interval", "initialInterval", "max_interval", "maxInterval"}
"""Parameters of the SDKs in milliseconds."""
MAX_WAIT = 65
"""Longest useful wait, in seconds: the API's limits reset every minute."""


def matches_error_text(field: str) -> str:
    return f"matches an error's text, which may change. Compare `{field}` or the error's class"


def swallows() -> str:
    return "swallows an error. Handle it or let it propagate"


def pointless_sleep() -> str:
    return "waits, but retries nothing. Remove the wait"


def long_sleep() -> str:
    return f"waits longer than {MAX_WAIT} s. The API's limits reset every minute, so a minute is enough"
