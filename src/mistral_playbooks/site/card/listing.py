"""A broken program and its fixed one as one listing, which serves three views by CSS alone.

*Whole* shows all but `del`, *Broken* all but `ins`, *Change* all but `.f`, the lines far from a change, in whose place
`.g` says how many they are. `.w` and `.x` hold the indentation that only the fixed or only the broken program has.
Where the texts for several major versions of an SDK differ, each variant of a line has the numbers of its tabs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from ...content.programs import Program
from ..markup import text
from . import diff, tokens
from .diff import Line
from .tokens import Piece

Version = tuple[str, Sequence[Line]]
"""The classes of the tabs that show these lines, and the lines."""

_ELEMENTS = {"-": "del", "+": "ins", ">": "span class=r"}


def versions_fit(versions: Sequence[Version]) -> bool:
    """Whether these versions can be one listing: the same lines are added, removed and moved in all of them."""
    marks = {tuple((line.mark, line.moved) for line in lines) for _, lines in versions}
    return len(marks) == 1


def lines_of(broken: Program | None, fixed: Program | None) -> list[Line]:
    """Returns the lines of a pair of programs, or of one alone."""
    shown = fixed or broken
    assert shown is not None
    if broken and fixed:
        return diff.aligned(broken.text, fixed.text, fixed.language)
    return [Line(" ", pieces) for pieces in tokens.colored(shown.text, shown.language)]


def excerpt(broken: Program, fixed: Program, label: str) -> str:
    """Returns the change alone, for a page on which no card stands."""
    content = html([("", lines_of(broken, fixed))], None)
    return (
        f'<pre class="pb-lst no-copy" role="group" aria-label="{text(label)}" tabindex=0><code>{content}</code></pre>'
    )


def html(versions: Sequence[Version], whole: str | None) -> str:
    """Returns the listing. `whole` is the id of the control that shows all of it; without one, only the change."""
    lines = versions[0][1]
    changed = any(line.mark != " " for line in lines)
    shown = diff.near(lines) if changed else [True] * len(lines)
    out = []
    for near, stretch in groupby(range(len(lines)), lambda index: shown[index]):
        numbers = list(stretch)
        content = "".join(_runs(versions, numbers))
        if near or whole is None:
            out += [content] * near
            continue
        out.append(f'<span class=f>{content}</span><label class=g for="{whole}">{len(numbers)} unchanged lines</label>')
    return "".join(out)


def _runs(versions: Sequence[Version], numbers: Iterable[int]) -> Iterator[str]:
    """Yields one element for each run of lines with the same mark."""
    for mark, run in groupby(numbers, lambda index: versions[0][1][index].mark):
        content = _content(versions, list(run))
        element = _ELEMENTS.get(mark)
        yield f"<{element}>{content}</{element.split()[0]}>" if element else content


def _content(versions: Sequence[Version], numbers: Sequence[int]) -> str:
    """Returns lines as HTML. Those that are the same in all versions stand once."""
    out = []
    same = [all(lines[index] == versions[0][1][index] for _, lines in versions) for index in numbers]
    for alike, pairs in groupby(zip(same, numbers, strict=True), lambda pair: pair[0]):
        run = [index for _, index in pairs]
        if alike:
            out.append(_text([versions[0][1][index] for index in run]))
            continue
        variants: dict[str, list[str]] = {}
        for tabs, lines in versions:
            variants.setdefault(_text([lines[index] for index in run]), []).append(tabs)
        out += [f'<span class="v {" ".join(tabs)}">{shown}</span>' for shown, tabs in variants.items()]
    return "".join(out)


def _text(lines: Iterable[Line]) -> str:
    """Returns lines as HTML, each with its end."""
    out: list[str] = []
    open_run: list[Piece] = []

    def close() -> None:
        out.append(tokens.html(open_run))
        open_run.clear()

    for line in lines:
        pieces = line.pieces
        if line.moved:
            close()
            name = "w" if line.moved > 0 else "x"
            if line.moved > 0:
                pieces = _cut(pieces, line.moved, None)
            out.append(f"<span class={name}>{' ' * abs(line.moved)}</span>")
        start, end = line.changed
        if start < end:
            open_run += _cut(pieces, 0, start)
            close()
            out.append(f"<mark>{tokens.html(_cut(pieces, start, end))}</mark>")
            pieces = _cut(pieces, end, None)
        open_run += [*pieces, ("", "\n")]
    close()
    return "".join(out)


def _cut(pieces: Sequence[Piece], start: int, end: int | None) -> tuple[Piece, ...]:
    """Returns the columns from `start` to `end` of a line."""
    ends = [0]
    for _, characters in pieces:
        ends.append(ends[-1] + len(characters))
    stop = ends[-1] if end is None else end
    return tuple(
        (name, characters[max(start - left, 0) : stop - left])
        for (name, characters), (left, right) in zip(pieces, pairwise(ends), strict=True)
        if left < stop and right > start
    )
