"""Recognizes answers that are about the key and its plan, not about the mock."""

from __future__ import annotations

import json

from .client import LiveResponse
from .probes import Probe

_FAULTS = {
    (402, ""): "payment-required/subscription",
    (402, "2300"): "monthly-quota",
    (402, "2303"): "payment-required/budget",
    (403, "1910"): "tier-not-allowed",
    (403, "1913"): "labs-not-enabled",
    (429, "1300"): "rate-limited",
    (429, "3505"): "capacity-exceeded",
    (429, "3810"): "capacity-exceeded/pending-tokens",
    (503, "3505"): "capacity-exceeded/backend",
}
"""Status and code → the mock's fault with the same answer."""


def fault_for(expected: LiveResponse, real: LiveResponse) -> str | None:
    """Returns the mock's fault for an answer caused by the key's plan or limits; None for any other answer.

    The API sends such an answer before it checks what the probe is about.
    """
    if expected.status == real.status:
        return None
    limits = (real.header("x-ratelimit-limit-req-minute"), real.header("x-ratelimit-limit-tokens-minute"))
    if real.status == 429 and "0" in limits:
        return "zero-quota"
    status, code = real.status, _code(real)
    return _FAULTS.get((status, code)) or {402: "payment-required", 429: "rate-limited"}.get(status)


def key_refused(probe: Probe, expected: LiveResponse, real: LiveResponse) -> bool:
    """Whether the API rejected the user's own key."""
    return real.status == 401 and expected.status != 401 and probe.key == "own"


def _code(response: LiveResponse) -> str:
    try:
        body = json.loads(response.body)
    except ValueError:
        return ""
    code = body.get("code") if isinstance(body, dict) else None
    return "" if code is None else str(code)
