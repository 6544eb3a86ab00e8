"""The colors of code: keywords in `<b>`, strings in `<i>`, numbers in `<u>`, comments in `<em>`.

Pygments has sixty classes and one element for each token. The site colors four kinds, so neighbors that look the same
become one element, and a kind needs no class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from ..markup import LEXERS, code

Piece = tuple[str, str]
"""Characters of one color: its element (or an empty string), and the characters."""

_PRE = re.compile(r"<pre.*?</pre>", re.DOTALL)
_TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
_NEIGHBORS = re.compile(r"<(b|i|u|em)>([^<]*)</\1>(\s*)<\1>")
_KINDS = {"k": "b", "s": "i", "m": "u", "c": "em"}
"""First letter of a Pygments class → element."""


def element(name: str) -> str:
    """Returns the element for a Pygments class, such as `b` for `kc`; an empty string for what has no color."""
    return "b" if name == "ow" else _KINDS.get(name[:1], "")


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)


def colored(source: str, language: str) -> list[tuple[Piece, ...]]:
    """Returns the lines of a program in pieces, as many as `source.split("\\n")`.

    `language` is python, typescript or curl.
    """
    lines: list[list[Piece]] = [[]]
    for kind, value in _lexer(language).get_tokens(source):
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].append((element(STANDARD_TYPES.get(kind, "")), part))
    return [tuple(merged(line)) for line in lines]


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Joins neighbors of one color. White space after a color belongs to it, because it shows none."""
    found: list[Piece] = []
    for name, characters in pieces:
        if found and (name == found[-1][0] or not characters.strip()):
            found[-1] = (found[-1][0], found[-1][1] + characters)
        else:
            found.append((name if characters.strip() else "", characters))
    return found


def html(pieces: Iterable[Piece]) -> str:
    """Returns pieces as HTML."""
    return "".join(f"<{name}>{code(part)}</{name}>" if name else code(part) for name, part in merged(pieces))


def lighter(page: str) -> str:
    """Returns a page on which the code that Pygments colored uses these elements, and no more of them than it needs."""

    def token(found: re.Match[str]) -> str:
        name = element(found[1])
        return f"<{name}>{found[2]}</{name}>" if name else found[2]

    def block(found: re.Match[str]) -> str:
        content, count = _TOKEN.sub(token, found[0]), 1
        while count:
            content, count = _NEIGHBORS.subn(r"<\1>\2\3", content)
        return content

    return _PRE.sub(block, page)
