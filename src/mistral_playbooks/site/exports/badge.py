"""Badges: small images that show how much of a class is verified, for use on other pages."""

from __future__ import annotations

from ...support import badge
from ..markup import day
from ..proof import Tally

_COLORS = {"seen": "#17653a", "documented": "#7d4b00", "partial": "#7d4b00", "unproven": "#555c66"}


def words(count: Tally) -> str:
    """Returns the badge's text: `12 of 12 verified, 23 Nov 2026`."""
    if count.date is None:
        return "not verified"
    return f"{count.proven} of {count.programs} verified, {day(count.date, short=True)}"


def svg(label: str, count: Tally) -> str:
    """Returns a badge that says how much is verified."""
    return badge.draw(label, words(count), _COLORS[count.tone])
