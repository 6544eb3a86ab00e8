"""Badges: small images that show how much of a class is verified, for use on other pages."""

from __future__ import annotations

from ...support import badge
from ..proof import Tally

_COLORS = {"seen": "#17653a", "documented": "#7d4b00", "partial": "#7d4b00", "unproven": "#555c66"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def words(count: Tally) -> str:
    """Returns the badge's text: `12 of 12 verified, 23 Nov 2026`."""
    if count.date is None:
        return "not verified"
    year, month, day = count.date.split("-")
    return f"{count.proven} of {count.programs} verified, {int(day)} {_MONTHS[int(month) - 1]} {year}"


def svg(label: str, count: Tally) -> str:
    """Returns a badge that says how much is verified."""
    return badge.draw(label, words(count), _COLORS[count.tone])
