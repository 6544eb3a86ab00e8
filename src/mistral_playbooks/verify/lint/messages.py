"""What is wrong in any language, in words: what it is, and what to do."""

from __future__ import annotations

from ...gateway.environment import is_key

MILLISECONDS = {"timeout_ms", "timeoutMs", "initial_interval", "initialInterval", "max_interval", "maxInterval"}
"""Parameters of the SDKs that count milliseconds."""
LONGEST = 65
"""Seconds that one wait may last: the API's limits count by the minute."""
OWN = frozenset({"MISTRAL_API_KEY", "CODESTRAL_API_KEY"})
"""The names under which a reader has a key."""


def a_key(name: str) -> bool:
    """Whether a variable of this name is to hold a key, and is none that a reader has."""
    return is_key(name) and name not in OWN


def variable(name: str) -> str:
    return f"reads {name}, which no reader has set. Read MISTRAL_API_KEY"


def text_of_error(field: str) -> str:
    return f"looks into the text of an error, which may change. Compare `{field}`, or the error's class"


def swallows() -> str:
    return "swallows an exception. Handle it, or let it through"


def hides(what: str) -> str:
    return f"hides {what}. Cure what is said there"


def trusts() -> str:
    return "turns the verification of TLS off: anybody on the way could read the key. Leave it on"


def sleeps() -> str:
    return "waits, although nothing is tried again. Take the wait out"


def long_sleep() -> str:
    return f"waits longer than {LONGEST} s. The API's limits count by the minute: a minute is enough"
