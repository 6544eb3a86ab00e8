"""Keeps Markdown from reading the HTML that the site itself writes: four fifths of its pages, in thousands of elements.

Python-Markdown parses a block of HTML to find its end, and leaves it as it is. Here the names of the tags tell the end,
which takes a tenth of the time.
"""

from __future__ import annotations

import re

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

_NAMES = ("details", "div", "dl", "figure", "p", "section", "table", "ul")
_START = re.compile(rf"^<({'|'.join(_NAMES)})\b", re.MULTILINE)
_TAGS = {name: re.compile(rf"<(/?){name}\b[^>]*>") for name in _NAMES}
_CLOSED = re.compile(r"\n\n|\n?\Z")
_ID = re.compile(r'<\w[^>]*?\sid="?([^\s">]+)')


class RawBlocks(Extension):
    """Registers the preprocessor: after the one that takes fences out, before those that parse HTML."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_RawBlocks(md), "site_raw_blocks", 23)


def ids(page: str) -> set[str]:
    """Returns the ids on a page. MkDocs finds none in the blocks that are kept from it, and links may lead there."""
    return set(_ID.findall(page))


class _RawBlocks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        source, done, parts = "\n".join(lines), 0, []
        for start in _START.finditer(source):
            if start.start() >= done and (end := _end(source, start)):
                block = self.md.htmlStash.store(source[start.start() : end])
                parts += source[done : start.start()], f"\n\n{block}\n"
                done = end
        return "".join([*parts, source[done:]]).split("\n")


def _end(source: str, start: re.Match[str]) -> int | None:
    """Where the element ends that starts here. None if it does not, or if text follows it, which may be Markdown."""
    depth = 0
    for tag in _TAGS[start[1]].finditer(source, start.start()):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end() if _CLOSED.match(source, tag.end()) else None
    return None
