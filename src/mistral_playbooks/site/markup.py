"""Small pieces of HTML and Markdown that the components of the site are made of.

Everything returned here survives Python-Markdown unchanged: a component is one raw block at the start of a line,
and no text in it can be taken for a fence, a tab stop or a tag.
"""

from __future__ import annotations

import html
import re
from calendar import month_name
from collections.abc import Iterable, Sequence

LEXERS = {"python": "python", "typescript": "typescript", "curl": "bash"}
"""Name of a program's language → name of its Pygments lexer, also the class of its code block."""

RUNNERS = {"python": "python", "typescript": "node", "curl": "sh"}
"""Name of a program's language → the command that runs such a file."""

EXTENSIONS = {"python": "py", "typescript": "ts", "curl": "sh"}

_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+|#[a-z0-9-]+)\)")


def text(value: object) -> str:
    """Any value as HTML text. Backticks, tildes and tabs are escaped too: Markdown looks into raw blocks."""
    escaped = html.escape(str(value), quote=True)
    return escaped.replace("`", "&#96;").replace("~", "&#126;").replace("\t", "&#9;")


def inline(value: str, links: bool = True) -> str:
    """A text of the front matter as HTML: `code` and, unless `links` is false, [text](https://… or #id)."""
    parts: list[str] = []
    for index, part in enumerate(_CODE.split(value)):
        if index % 2:
            parts.append(f"<code>{text(part)}</code>")
        else:
            done = text(part)
            replacement = r'<a href="\2">\1</a>' if links else r"\1"
            parts.append(_LINK.sub(replacement, done))
    return "".join(parts)


def plain(value: str) -> str:
    """A text of the front matter without its marks: for attributes and descriptions."""
    return _LINK.sub(r"\1", _CODE.sub(r"\1", value))


def heading(value: str) -> str:
    """A text as it must be written in a Markdown heading to be shown as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#&])", lambda match: f"&#{ord(match[1])};", value)


def tabs(key: str, panes: Sequence[tuple[str, str]]) -> str:
    """Linked content tabs around blocks of HTML, as pymdownx.tabbed writes them for Markdown.

    `key` is unique on the page; `panes` are (label, HTML). The theme shows them and keeps the reader's choice;
    without JavaScript they are radio buttons.
    """
    inputs, labels, blocks = [], [], []
    for number, (label, content) in enumerate(panes, start=1):
        name = f"pb-{key}-{number}"
        checked = ' checked="checked"' if number == 1 else ""
        inputs.append(f'<input{checked} id="{name}" name="pb-{key}" type="radio">')
        labels.append(f'<label for="{name}">{text(label)}</label>')
        blocks.append(f'<div class="tabbed-block">\n{content}\n</div>')
    return (
        f'<div class="tabbed-set tabbed-alternate" data-tabs="{key}:{len(panes)}">{"".join(inputs)}'
        f'<div class="tabbed-labels" data-search-exclude>{"".join(labels)}</div>\n'
        f'<div class="tabbed-content">\n{"".join(blocks)}\n</div></div>'
    )


def markdown_tabs(panes: Iterable[tuple[str, str]]) -> str:
    """Content tabs around blocks of Markdown."""
    return "\n\n".join(f'=== "{label}"\n\n{indent(content)}' for label, content in panes)


def folded(title: str, content: str) -> str:
    """Markdown that opens on demand (pymdownx.details)."""
    return f'??? pb-fold "{title}"\n\n{indent(content)}'


def indent(content: str) -> str:
    """Markdown as the content of a tab or of a folded block."""
    return "\n".join(f"    {line}" if line else "" for line in content.split("\n"))


def fence(language: str, content: str, **attributes: str) -> str:
    """A code block whose copy button gives `content`. Attribute names: `_` stands for `-`."""
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    ticks = "`" * max(3, longest + 1)
    given = "".join(f' {name.replace("_", "-")}="{text(value)}"' for name, value in attributes.items())
    return f"{ticks}{{.{language}{given}}}\n{content}\n{ticks}"


def table(label: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    """Returns a table that scrolls by itself. `rows` are the cells of each row, in HTML."""
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in heads)
    lines = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="pb-table" data-search-exclude tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def date(iso: str, short: bool = False) -> str:
    """`2026-11-23` → `<time>` that reads 23 November 2026, or 23 Nov 2026; `2026-11` → November 2026."""
    year, month, *day = iso.split("-")
    name = month_name[int(month)]
    words = [*(str(int(part)) for part in day), name[:3] if short else name, year]
    return f'<time datetime="{iso}">{" ".join(words)}</time>'
