"""Messages about mistakes in any language: what is wrong, and what to do."""

from __future__ import annotations

from ...gateway.environment import is_key_variable

MILLISECONDS = {"timeout_ms", "timeoutMs", "initial_interval", "initialInterval", "max_interval", "maxInterval"}
"""Parameters of the SDKs that count milliseconds."""
LONGEST = 65
"""Seconds that one wait may last, because the API's limits reset every minute."""
OWN = frozenset({"MISTRAL_API_KEY", "CODESTRAL_API_KEY"})
"""The names under which a reader has a key."""


def is_unknown_key_variable(name: str) -> bool:
    """Whether a variable of this name holds a key, but is not one that a reader has."""
    return is_key_variable(name) and name not in OWN


def variable(name: str) -> str:
    return f"reads {name}, which no reader has set. Read MISTRAL_API_KEY"


def text_of_error(field: str) -> str:
    return f"looks into the text of an error, which may change. Compare `{field}`, or the error's class"


def swallows() -> str:
    return "swallows an exception. Handle it, or let it through"


def hides(what: str) -> str:
    return f"hides {what}. Fix what it reports"


def trusts() -> str:
    return "turns off the verification of TLS, so that the key can be read on the way. Leave it on"


def sleeps() -> str:
    return "waits, although nothing is tried again. Remove the wait"


def long_sleep() -> str:
    return f"waits longer than {LONGEST} s. The API's limits reset every minute, so a minute is enough"
