"""Checks whether a key's plan includes a model: 403, before any 429.

The plan is `Settings.limits`: `none`, `free` and `paid` refuse no model; a file may (`rate_limits.load`). The two
refusals differ in the remedy: another subscription, or an administrator of the organization.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.refusal import Refusal

if TYPE_CHECKING:
    from .models import Model
    from .rate_limits import Limiter


def check(limiter: Limiter, model: Model, id: str) -> None:
    """Raises 403 if the plan does not include this model, requested as `id`.

    Both bodies are reported, not recorded: 1910 in full (2026-08-29 and 2026-09-14); the message of 1913 in full from a
    live call of 2026-09-19, its type and code from other reports of the same weeks.
    """
    refused = limiter.limit_for(model.id).refused
    if refused == "tier_not_allowed":
        raise Refusal(403, refused, "This model is not available in your subscription tier", "1910")
    if refused == "labs_not_enabled":
        text = (
            f"Model {id} is a Labs model. To use Labs models, an admin must enable them in your organization settings "
            "at https://admin.mistral.ai/plateforme/privacy."
        )
        raise Refusal(403, refused, text, "1913")
