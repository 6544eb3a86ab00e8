"""The change from a broken program to its fixed one, as lines of highlighted code.

Computed from the two published files, so it always matches what was run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from .markup import LEXERS, text

CONTEXT = 2
"""Unchanged lines shown around a change."""

Piece = tuple[str, str]
"""A part of a line: its Pygments class (or an empty string) and its characters."""


@dataclass(frozen=True)
class Line:
    """One line of the change."""

    mark: str
    """`-` only in the broken program, `+` only in the fixed one, `>` in both but reindented, a space in both."""
    number: int
    """Line number from 1: in the fixed program, or in the broken one for a removed line."""
    pieces: tuple[Piece, ...]
    changed: tuple[int, int]
    """Columns that differ from the corresponding line; (0, 0) if the whole line differs."""

    @property
    def text(self) -> str:
        """The text of the line."""
        return "".join(characters for _, characters in self.pieces)


def hunks(broken: str, fixed: str, language: str, context: int = CONTEXT) -> list[list[Line]]:
    """Returns the hunks that differ between two programs, each with `context` lines around it.

    `language` is python, typescript or curl.
    """
    lines = _aligned(broken, fixed, language)
    changed = [index for index, line in enumerate(lines) if line.mark != " "]
    near = sorted({i for c in changed for i in range(c - context, c + context + 1) if 0 <= i < len(lines)})
    found: list[list[Line]] = []
    for before, index in zip([None, *near], near, strict=False):
        if before is None or index != before + 1:
            found.append([])
        found[-1].append(lines[index])
    return [_trimmed(hunk) for hunk in found]


def _aligned(broken: str, fixed: str, language: str) -> list[Line]:
    """Returns all lines of both programs in one order. Indentation is ignored, so a block that moved into a `try` or a
    loop appears once."""
    old, new = broken.split("\n"), fixed.split("\n")
    old_pieces, new_pieces = colored(broken, language), colored(fixed, language)
    matcher = SequenceMatcher(None, [line.strip() for line in old], [line.strip() for line in new], autojunk=False)
    lines: list[Line] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(range(i1, i2), range(j1, j2), strict=True)
            lines += [Line(" " if old[i] == new[j] else ">", j + 1, new_pieces[j], (0, 0)) for i, j in pairs]
            continue
        spans = {}
        for i, j in zip(range(i1, i2), range(j1, j2), strict=False):
            spans["-", i], spans["+", j] = difference(old[i], new[j])
        lines += [Line("-", i + 1, old_pieces[i], spans.get(("-", i), (0, 0))) for i in range(i1, i2)]
        lines += [Line("+", j + 1, new_pieces[j], spans.get(("+", j), (0, 0))) for j in range(j1, j2)]
    return lines


def _trimmed(lines: list[Line]) -> list[Line]:
    """Removes blank lines at the start and end of a hunk, unless they are part of the change."""
    kept = [index for index, line in enumerate(lines) if line.mark != " " or line.text.strip()]
    return lines[kept[0] : kept[-1] + 1]


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


def colored(source: str, language: str) -> list[tuple[Piece, ...]]:
    """Returns the lines of a program as pieces with Pygments classes, as many as `source.split("\\n")`."""
    lexer = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    lines: list[list[Piece]] = [[]]
    for kind, value in lexer.get_tokens(source):
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].append((STANDARD_TYPES.get(kind, ""), part))
    return [tuple(line) for line in lines]


def html(hunks: Iterable[list[Line]], label: str) -> str:
    """Returns the hunks as one figure. Changes are shown by mark, element and color, and named for screen readers."""
    groups = list(hunks)
    body = []
    for index, lines in enumerate(groups):
        if index:
            body.append(f'<span class="pb-gap">line {lines[0].number}</span>')
        marks = ["", *(line.mark for line in lines)]
        body += [_line(line, starts=line.mark != before) for line, before in zip(lines, marks, strict=False)]
    return (
        f'<figure class="pb-diff highlight" role="group" aria-label="{text(label)}" tabindex="0">'
        f'<div class="pb-lines">{"".join(body)}</div></figure>'
    )


_MARKS = {
    "-": ("del", "removed: ", "−"),
    "+": ("ins", "added: ", "+"),
    ">": ("span", "reindented: ", "›"),
    " ": ("span", "", " "),
}
"""Mark → element, text for screen readers before the first such line, visible mark."""


def _line(line: Line, starts: bool) -> str:
    tag, words, mark = _MARKS[line.mark]
    label = f'<span class="pb-said">{words}</span>' if starts and words else ""
    return f'<{tag} class="pb-line" data-mark="{mark}">{label}{_pieces(line)}\n</{tag}>'


def _pieces(line: Line) -> str:
    start, end = line.changed
    out, column = [], 0
    for name, characters in line.pieces:
        cuts = sorted({0, len(characters), *(c - column for c in (start, end) if 0 < c - column < len(characters))})
        for left, right in pairwise(cuts):
            content = text(characters[left:right])
            content = f'<span class="{name}">{content}</span>' if name else content
            inside = start <= column + left and column + right <= end
            out.append(f"<mark>{content}</mark>" if inside else content)
        column += len(characters)
    return "".join(out).replace("</mark><mark>", "")
