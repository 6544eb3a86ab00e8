"""The fallback of a fix: the same request to another model, once the first one keeps failing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..mock import Exchange
from ..support.process import Outcome
from . import rules


def tries(journal: Sequence[Exchange]) -> int:
    """Returns how often a program asked the first model before it sent the same request to another one; 0 if it
    never did."""
    for count, exchange in enumerate(journal):
        if exchange.model != journal[0].model and _without_model(exchange) == _without_model(journal[0]):
            return count
    return 0


def answers(outcome: Outcome, journal: Sequence[Exchange], text: str) -> list[str]:
    """Checks that a program whose first model failed at every try prints the other model's answer, and names that
    model. `text` is the program."""
    reasons = rules.fixed(replace(outcome, stderr=""), journal, None, text)  # it may say so on standard error
    if journal and str(journal[-1].model) not in outcome.output:
        reasons.append("it asked another model silently. Let it print which one answered")
    return [f"with a fallback that answers: {reason}" for reason in reasons]


def _without_model(exchange: Exchange) -> tuple[str, object]:
    body = exchange.body
    return exchange.path, {**body, "model": None} if isinstance(body, dict) else body
