"""Badges: small images that show how much of a class is verified, for use on other pages."""

from __future__ import annotations

from .markup import text
from .proof import Tally

_COLORS = {"seen": "#17653a", "documented": "#7d4b00", "partial": "#7d4b00", "unproven": "#555c66"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def words(count: Tally) -> str:
    """Returns the badge's text: `12 of 12 verified, 23 Nov 2026`."""
    if count.date is None:
        return "not verified"
    year, month, day = count.date.split("-")
    return f"{count.proven} of {count.programs} verified, {int(day)} {_MONTHS[int(month) - 1]} {year}"


def svg(label: str, count: Tally) -> str:
    """Returns a badge with two fields. It contains no script, font or external address."""
    status = words(count)
    left, right = (10 + round(6.4 * len(part)) for part in (label, status))
    fields = "".join(
        f'<text x="{x}" y="14" textLength="{width - 10}" lengthAdjust="spacingAndGlyphs">{text(part)}</text>'
        for x, width, part in ((5, left, label), (left + 5, right, status))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{text(label)}: {text(status)}"><title>{text(label)}: {text(status)}</title>'
        f'<rect width="{left}" height="20" fill="#1c2026"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLORS[count.tone]}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">{fields}</g></svg>\n'
    )
