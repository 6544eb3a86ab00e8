"""The lines of a broken program and its fixed one, merged into one order.

Computed from the two published files, so it always matches what was run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from .tokens import Piece, colored

CONTEXT = 2
"""Unchanged lines shown around a change."""


@dataclass(frozen=True)
class Line:
    """One line of the merged programs."""

    mark: str
    """`-` only in the broken program, `+` only in the fixed one, `>` in both but reindented, a space in both."""
    pieces: tuple[Piece, ...]
    """The line in the fixed program, or in the broken one for a removed line."""
    changed: tuple[int, int] = (0, 0)
    """Columns that differ from the corresponding line; (0, 0) if the whole line differs."""
    moved: int = 0
    """For a reindented line: how many columns the fixed program indents it by more; below 0 if by less."""

    @property
    def text(self) -> str:
        return "".join(characters for _, characters in self.pieces)


def aligned(broken: str, fixed: str, language: str) -> list[Line]:
    """Returns all lines of both programs in one order.

    Indentation is ignored, so a block that moved into a `try` or a loop appears once. `language` is python, typescript
    or curl.
    """
    old, new = broken.split("\n"), fixed.split("\n")
    old_pieces, new_pieces = colored(broken, language), colored(fixed, language)
    matcher = SequenceMatcher(None, [line.strip() for line in old], [line.strip() for line in new], autojunk=False)
    lines: list[Line] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                moved = len(new[j]) - len(old[i])
                lines.append(Line(">" if moved else " ", new_pieces[j], moved=moved))
            continue
        spans = {}
        for i, j in zip(range(i1, i2), range(j1, j2), strict=False):
            spans["-", i], spans["+", j] = difference(old[i], new[j])
        lines += [Line("-", old_pieces[i], spans.get(("-", i), (0, 0))) for i in range(i1, i2)]
        lines += [Line("+", new_pieces[j], spans.get(("+", j), (0, 0))) for j in range(j1, j2)]
    return lines


def near(lines: Sequence[Line]) -> list[bool]:
    """Returns for each line whether it is changed, or within `CONTEXT` lines of a change.

    Blank lines at the ends of such a stretch are left out, and a gap of one or two lines is closed.
    """
    changed = [index for index, line in enumerate(lines) if line.mark != " "]
    close = {index for at in changed for index in range(at - CONTEXT, at + CONTEXT + 1)}
    found = [index in close for index in range(len(lines))]
    for order in (range(len(lines)), reversed(range(len(lines)))):
        inside = False
        for index in order:
            if found[index] and not inside and lines[index].mark == " " and not lines[index].text.strip():
                found[index] = False
            inside = found[index]
    shown: list[bool] = []
    for close_by, stretch in groupby(found):
        length = len(list(stretch))
        shown += [close_by or length <= CONTEXT] * length
    return shown


def difference(old: str, new: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Returns the columns in which two lines differ, between their common prefix and suffix.

    Returns (0, 0) twice if the lines have little in common, because marking nearly a whole line does not help.
    """
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    indentation = len(new) - len(new.lstrip())
    same = max(start - indentation, 0) + end
    if same < max(len(old.strip()), len(new.strip())) / 3:
        return (0, 0), (0, 0)
    return (start, len(old) - end), (start, len(new) - end)
