"""Which playbook helps: only slugs that the catalog has, so that `explain SLUG` answers whatever is printed."""

from __future__ import annotations

from ..content.catalog import load
from ..mock import Exchange

# Where a class has no page of its own yet, the page whose advice holds for it too.
_NEAREST = {
    "capacity-exceeded": "rate-limited",
    "zero-quota": "rate-limited",
    "monthly-quota": "rate-limited",
    "gateway-error": "server-error",
    "conversation-failed": "server-error",
    "conversation-results-missing": "tool-results-mismatch",
    "key-endpoint-mismatch": "unauthorized",
    "missing-api-key": "unauthorized",
    "model-not-found": "invalid-model",
    "extra-forbidden": "invalid-parameter",
}
# Errors without a `code`: the class that the status alone stands for.
_BY_STATUS = {401: "unauthorized", 402: "payment-required", 422: "invalid-parameter"}
_BY_STATUS |= {500: "server-error", 502: "gateway-error", 503: "gateway-error", 504: "gateway-error"}


def playbook(slug: str | None) -> str | None:
    """The slug where the catalog has it, else the nearest page that it has, else None."""
    known = load().playbooks
    while slug is not None and slug not in known:
        slug = _NEAREST.get(slug)
    return slug


def helping(exchange: Exchange) -> str | None:
    """The playbook for the error that a request got: its fault's, else the only one with its code, else None."""
    if exchange.fault:
        return playbook(exchange.fault.split("/")[0])
    if exchange.code:
        same = [one.slug for one in load().playbooks.values() if exchange.code in one.codes]
        return same[0] if len(same) == 1 else None
    return playbook(_BY_STATUS.get(exchange.status))


def known(code: str | None) -> bool:
    """Whether `explain` has an answer for this code."""
    return any(code in one.codes for one in load().playbooks.values())
