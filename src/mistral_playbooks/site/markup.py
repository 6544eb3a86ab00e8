"""Helpers for HTML and Markdown, used by the components of the site.

Python-Markdown leaves everything returned here unchanged: a component is one raw block at the start of a line, and
none of its text is mistaken for a fence, a tab or a tag.
"""

from __future__ import annotations

import html
import re
from calendar import month_name
from collections.abc import Iterable, Sequence

LEXERS = {"python": "python", "typescript": "typescript", "curl": "bash"}
"""Language of a program → name of its Pygments lexer, and class of its code block."""

RUNNERS = {"python": "python", "typescript": "node", "curl": "sh"}
"""Language of a program → the command that runs such a file."""

_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=\.)(?=\w)|(?<=_)(?=\w{8})")
_CODE = re.compile(r"`([^`]+)`")
_SENTENCE = re.compile(r"(?<=[^.][.?!]) (?=[A-Z`])")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+|#[a-z0-9-]+)\)")


def text(value: object) -> str:
    """Escapes a value for HTML, including backticks, tildes and tabs, because Markdown parses raw blocks."""
    return code(value).replace('"', "&quot;").replace("'", "&#x27;")


def code(value: object) -> str:
    """Escapes as `text` does, but for quotes, of which programs and their output are full. Not for attributes."""
    escaped = html.escape(str(value), quote=False)
    return escaped.replace("`", "&#96;").replace("~", "&#126;").replace("\t", "&#9;")


def identifier(value: object) -> str:
    """Returns the name of a class or an attribute as code that breaks between its words only."""
    return f'<code class="pb-name">{breakable(value)}</code>'


def breakable(value: object) -> str:
    """Escapes a name for HTML, and lets it break between its words."""
    return _PARTS.sub("<wbr>", text(value))


def inline(value: str, links: bool = True) -> str:
    """Converts a string of the front matter to HTML: `code` and, unless `links` is false, [text](https://… or #id)."""
    parts: list[str] = []
    for index, part in enumerate(_CODE.split(value)):
        if index % 2:
            parts.append(f"<code>{text(part)}</code>")
        else:
            done = text(part)
            replacement = r'<a href="\2">\1</a>' if links else r"\1"
            parts.append(_LINK.sub(replacement, done))
    return "".join(parts)


def link(address: str | None, words: str) -> str:
    """Returns `words`, which are HTML, as a link to an address. Without an address, they are returned unchanged."""
    return f'<a href="{text(address)}">{words}</a>' if address else words


def plain(value: str) -> str:
    """Removes the markup from a string of the front matter, for attributes and descriptions."""
    return _LINK.sub(r"\1", _CODE.sub(r"\1", value))


def first_sentence(value: str) -> str:
    """Returns a string up to the end of its first sentence. An ellipsis ends none."""
    return _SENTENCE.split(" ".join(value.split()), 1)[0]


def heading(value: str) -> str:
    """Escapes a string so that a Markdown heading shows it unchanged."""
    return re.sub(r"([\\`*_{}\[\]<>#&])", lambda match: f"&#{ord(match[1])};", value)


def fence(language: str, content: str, **attributes: str) -> str:
    """Returns a code block whose copy button gives `content`. `_` in attribute names becomes `-`."""
    given = "".join(f' {name.replace("_", "-")}="{text(value)}"' for name, value in attributes.items())
    return fenced(f"{{.{language}{given}}}", content)


def fenced(info: str, content: str) -> str:
    """Returns a fence around content that may hold shorter ones."""
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{info}\n{content}\n{ticks}"


def table(label: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    """Returns a table that scrolls by itself. `rows` are the cells of each row, in HTML."""
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in heads)
    lines = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="pb-table" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def date(iso: str, short: bool = False) -> str:
    """Returns `<time>` with the words of a date."""
    return f'<time datetime="{iso}">{day(iso, short)}</time>'


def day(iso: str, short: bool = False) -> str:
    """Returns 23 November 2026 (or 23 Nov 2026) for `2026-11-23`, November 2026 for `2026-11`, 2026 for `2026`."""
    year, month, day, *_ = (*iso.split("-"), "", "")
    name = month_name[int(month or 0)]
    return " ".join(filter(None, (day.lstrip("0"), name[:3] if short else name, year)))
