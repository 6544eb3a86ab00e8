"""Chooses the playbook for an error. Only slugs of the catalog are returned, so `explain SLUG` always works."""

from __future__ import annotations

from ..content.catalog import load
from ..mock import Exchange
from .attempts import zero_quota

# For errors without a `code`: the class by status.
_BY_STATUS = {401: "unauthorized", 402: "payment-required", 422: "invalid-parameter"}
_BY_STATUS |= {500: "server-error", 502: "gateway-error", 503: "gateway-error", 504: "gateway-error"}


def playbook_for(exchange: Exchange) -> str | None:
    """Returns the playbook for the error of a request: by its fault, its limit, its code and status if only one
    playbook has them, or its status."""
    if exchange.fault:
        return exchange.fault.split("/")[0]
    if exchange.status == 429 and exchange.code == "1300":  # the code of several limits
        return "zero-quota" if zero_quota(exchange) else "rate-limited"
    if exchange.code:
        pages = load().playbooks.values()
        same = [one.slug for one in pages if exchange.code in one.codes and exchange.status in one.statuses]
        return same[0] if len(same) == 1 else None
    return _BY_STATUS.get(exchange.status)


def is_known_code(code: str | None) -> bool:
    """Whether `explain` has an answer for this code."""
    return any(code in one.codes for one in load().playbooks.values())
