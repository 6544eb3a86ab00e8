"""Badges: how much of a class is verified, as a small image that other pages can embed."""

from __future__ import annotations

from .markup import text
from .proof import Tally

_COLOURS = {"seen": "#17653a", "documented": "#7d4b00", "partial": "#7d4b00", "unproven": "#555c66"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def words(count: Tally) -> str:
    """What the badge says: `12 of 12 verified, 23 Nov 2026`."""
    if count.date is None:
        return "not verified"
    year, month, day = count.date.split("-")
    return f"{count.proven} of {count.programs} verified, {int(day)} {_MONTHS[int(month) - 1]} {year}"


def svg(label: str, count: Tally) -> str:
    """A badge of two fields. No script, no font and no address of another host in it."""
    said = words(count)
    left, right = (10 + round(6.4 * len(part)) for part in (label, said))
    fields = "".join(
        f'<text x="{x}" y="14" textLength="{width - 10}" lengthAdjust="spacingAndGlyphs">{text(part)}</text>'
        for x, width, part in ((5, left, label), (left + 5, right, said))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{text(label)}: {text(said)}"><title>{text(label)}: {text(said)}</title>'
        f'<rect width="{left}" height="20" fill="#1c2026"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[count.tone]}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">{fields}</g></svg>\n'
    )
