"""Answers that say something about the key and its plan, not about the mock."""

from __future__ import annotations

import json

from .client import Seen
from .probes import Probe

_FAULTS = {
    (402, ""): "payment-required/subscription",
    (402, "2303"): "payment-required/budget",
    (403, "1910"): "tier-not-allowed",
    (403, "1913"): "labs-not-enabled",
    (429, "1300"): "rate-limited",
    (429, "3505"): "capacity-exceeded",
}
"""Status and code → the fault of the mock that answers like it."""


def fault(expected: Seen, real: Seen) -> str | None:
    """The fault by which the mock answers what this key's plan or limits gave; None for an answer to the request.

    Such an answer comes before any judgement that the probe was meant to provoke.
    """
    if expected.status == real.status:
        return None
    if real.status == 429 and real.header("x-ratelimit-limit-req-minute") == "0":
        return "zero-quota"
    status, code = real.status, _code(real)
    return _FAULTS.get((status, code)) or {402: "payment-required", 429: "rate-limited"}.get(status)


def refused(probe: Probe, expected: Seen, real: Seen) -> bool:
    """Whether the API does not take the user's own key."""
    return real.status == 401 and expected.status != 401 and probe.key == "own"


def _code(seen: Seen) -> str:
    try:
        body = json.loads(seen.body)
    except ValueError:
        return ""
    code = body.get("code") if isinstance(body, dict) else None
    return "" if code is None else str(code)
