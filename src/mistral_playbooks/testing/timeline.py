"""Draws when requests were sent and how they were answered, for a notebook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _LEFT, _ROW, _FOOT = 360, 2, 46, 56
# The first is the site's own color, the second for any other notebook: both are readable on white and on black.
_REFUSED = "var(--pb-red, #d9534f)"
_ANSWERED = "var(--pb-green, #2f9e63)"
_LINE = "var(--pb-line-strong, #8b8f92)"


class Timeline:
    """A drawing of several runs: name → the second and the status of each answer. A notebook shows it as SVG.

    `limit` is the second after which requests are accepted again.
    """

    def __init__(self, runs: Mapping[str, Sequence[tuple[float, int]]], limit: float | None = None) -> None:
        self._runs = {name: tuple(answers) for name, answers in runs.items()}
        self._limit = limit

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {_summary(answers)}" for name, answers in self._runs.items())

    def _repr_html_(self) -> str:
        """Returns the drawing. Its words are in the text of `repr`, too, which is read to those who cannot see it."""
        times = [second for answers in self._runs.values() for second, _ in answers]
        end = max(10, 10 * math.ceil(max([*times, self._limit or 0, 1]) / 10))
        base = len(self._runs) * _ROW + 6
        limit = None if self._limit is None else _x(self._limit, end)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {base + _FOOT}" '
            f'role="img" aria-label="{escape(repr(self), quote=True)}" font-size="12" fill="currentColor" '
            'style="max-width: 480px; width: 100%">'
        ]
        for row, (name, answers) in enumerate(self._runs.items()):
            parts += _row(row * _ROW, name, answers, end, limit)
        parts.append(f'<path d="M{_LEFT} {base}H{_WIDTH - _LEFT}" stroke="{_LINE}"/>')
        step = 10 if end <= 80 else 10 * math.ceil(end / 80)
        for second in range(0, end + 1, step):
            unit = " s" if second + step > end else ""
            anchor = "end" if unit else "middle"
            parts.append(f'<text x="{_x(second, end)}" y="{base + 17}" text-anchor="{anchor}">{second}{unit}</text>')
        return "".join([*parts, *_legend(base + 44, limit is not None), "</svg>"])


def _row(top: int, name: str, answers: Sequence[tuple[float, int]], end: float, limit: float | None) -> list[str]:
    words = f'<tspan font-weight="600">{escape(name)}</tspan> {_summary(answers)}'
    parts, middle = [f'<text x="{_LEFT}" y="{top + 14}">{words}</text>'], top + 30
    if limit is not None:
        parts.append(_dashes(limit, middle))
    if len(answers) > 1:
        parts.append(f'<path d="M{_x(answers[0][0], end)} {middle}H{_x(answers[-1][0], end)}" stroke="{_LINE}"/>')
    parts += [_dot(_x(second, end), middle, status < 400) for second, status in answers]
    return parts


def _legend(y: int, limited: bool) -> list[str]:
    parts = [_dot(8, y - 4, False), f'<text x="18" y="{y}">refused</text>']
    parts += [_dot(86, y - 4, True), f'<text x="96" y="{y}">answered</text>']
    if limited:
        parts += [_dashes(172, y - 4), f'<text x="180" y="{y}">the limit ends</text>']
    return parts


def _dot(x: float, y: int, answered: bool) -> str:
    color, fill = (_ANSWERED, _ANSWERED) if answered else (_REFUSED, "var(--pb-bg, none)")
    return f'<circle cx="{x}" cy="{y}" r="4.5" stroke="{color}" stroke-width="2" fill="{fill}"/>'


def _dashes(x: float, y: int) -> str:
    return f'<path d="M{x} {y - 10}v20" stroke="currentColor" stroke-dasharray="4 2"/>'


def _summary(answers: Sequence[tuple[float, int]]) -> str:
    if not answers:
        return "no request"
    count = f"{len(answers)} request{'s' if len(answers) > 1 else ''}"
    verb = "answered" if answers[-1][1] < 400 else "refused"
    return f"{count}, {verb} after {answers[-1][0]:.0f} s"


def _x(second: float, end: float) -> float:
    return round(_LEFT + 6 + second / end * (_WIDTH - 2 * _LEFT - 12), 1)
