"""Draws badges: small images with a label and a few words."""

from __future__ import annotations

import html


def draw(label: str, words: str, color: str) -> str:
    """Returns a badge as SVG with two fields, the second of this color. It has no script, font or outer address."""
    left, right = (10 + round(6.4 * len(part)) for part in (label, words))
    name = f"{html.escape(label)}: {html.escape(words)}"
    fields = "".join(
        f'<text x="{x}" y="14" textLength="{width - 10}" lengthAdjust="spacingAndGlyphs">{html.escape(part)}</text>'
        for x, width, part in ((5, left, label), (left + 5, right, words))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{name}"><title>{name}</title>'
        f'<rect width="{left}" height="20" fill="#1c2026"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{color}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">{fields}</g></svg>\n'
    )
