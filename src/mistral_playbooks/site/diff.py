"""The change: what separates a broken program from its fixed one, as lines of coloured code.

Computed from the two published files, so it cannot differ from what was run.
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
"""A stretch of one line: its Pygments class (or nothing) and its characters."""


@dataclass(frozen=True)
class Line:
    """One line of the change."""

    mark: str
    """`-` only in the broken program, `+` only in the fixed one, `>` in both and indented anew, a blank in both."""
    number: int
    """Line of the fixed program; of the broken one for a removed line. From 1."""
    pieces: tuple[Piece, ...]
    changed: tuple[int, int]
    """Columns that differ from the line that it replaces or that replaces it; (0, 0) where the whole line does."""

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(characters for _, characters in self.pieces)


def hunks(broken: str, fixed: str, language: str, context: int = CONTEXT) -> list[list[Line]]:
    """Two programs → the stretches that differ, each with `context` lines around it. [] where nothing differs.

    `language` is python, typescript or curl.
    """
    lines = _aligned(broken, fixed, language)
    changed = [index for index, line in enumerate(lines) if line.mark != " "]
    near = sorted({i for c in changed for i in range(c - context, c + context + 1) if 0 <= i < len(lines)})
    stretches: list[list[Line]] = []
    for before, index in zip([None, *near], near, strict=False):
        if before is None or index != before + 1:
            stretches.append([])
        stretches[-1].append(lines[index])
    return [_trimmed(stretch) for stretch in stretches]


def _aligned(broken: str, fixed: str, language: str) -> list[Line]:
    """All lines of both programs in one order. Indentation alone separates no lines: a block that moved into a `try`
    or a loop is shown once."""
    old, new = broken.split("\n"), fixed.split("\n")
    old_pieces, new_pieces = coloured(broken, language), coloured(fixed, language)
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
    """Without the blank lines that a stretch begins or ends with, unless they are the change."""
    kept = [index for index, line in enumerate(lines) if line.mark != " " or line.text.strip()]
    return lines[kept[0] : kept[-1] + 1]


def difference(old: str, new: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The columns in which two lines differ: all between their common beginning and their common end.

    Two lines that have little in common give (0, 0) twice: marking nearly all of a line says nothing.
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


def coloured(source: str, language: str) -> list[tuple[Piece, ...]]:
    """A program → its lines as pieces with Pygments classes. As many lines as `source.split("\\n")`."""
    lexer = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    lines: list[list[Piece]] = [[]]
    for kind, value in lexer.get_tokens(source):
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].append((STANDARD_TYPES.get(kind, ""), part))
    return [tuple(line) for line in lines]


def html(stretches: Iterable[list[Line]], label: str) -> str:
    """Stretches → one figure. Additions and removals differ by mark, element and colour, and in words for the ear."""
    groups = list(stretches)
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


_SHOWN = {
    "-": ("del", "removed: ", "−"),
    "+": ("ins", "added: ", "+"),
    ">": ("span", "indented anew: ", "›"),
    " ": ("span", "", " "),
}
"""Mark → element, words for the ear where such lines begin, mark for the eye."""


def _line(line: Line, starts: bool) -> str:
    tag, words, mark = _SHOWN[line.mark]
    said = f'<span class="pb-said">{words}</span>' if starts and words else ""
    return f'<{tag} class="pb-line" data-mark="{mark}">{said}{_pieces(line)}\n</{tag}>'


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
