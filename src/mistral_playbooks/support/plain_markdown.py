"""Renders Markdown for a terminal: headings, paragraphs, lists, tables and code, with links as addresses."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

_HEADING = re.compile(r"(#{1,6}) +(.*?)(?: *\{#[\w-]+\})? *$")
_ITEM = re.compile(r"(\s*)([-*]|\d+\.) +")
_DIVIDER = re.compile(r"\|?[ :|-]+\|?$")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\(([^)\s]{1,300})\)")
_ANCHOR = re.compile(r"<span[^<>]*></span>")
_EMPHASIS = re.compile(r"(?<![\w*`])(\*{1,2})(?=\S)([^*\n]{1,400}?)(?<=\S)\1(?![\w*])")

Style = Callable[[str], str]


def plain(text: str) -> str:
    """Replaces links with their text and address. A link inside the site keeps only its text."""

    def shown(link: re.Match[str]) -> str:
        label, address = link[1], link[2]
        if "://" not in address:
            return label
        return address if address.endswith(label) else f"{label} ({address})"

    return _LINK.sub(shown, text)


def render(text: str, width: int, heading: Style = str, strong: Style = str) -> str:
    """Returns Markdown as text of at most `width` columns, except for code and addresses.

    `heading` and `strong` style headings and emphasized words; by default they stay plain.
    """

    def inline(value: str) -> str:
        return _EMPHASIS.sub(lambda found: found[2], plain(_ANCHOR.sub("", value))).replace("<br>", ", ")

    blocks: list[str] = []
    for kind, lines in _blocks(text):
        if kind == "code":
            blocks.append("\n".join(f"    {line}".rstrip() for line in lines))
        elif kind == "heading":
            match = _HEADING.match(lines[0])
            blocks.append(heading(inline(match[2]) if match else lines[0]))
        elif kind == "table":
            blocks.append(_table([[inline(cell) for cell in _cells(line)] for line in lines], width, strong))
        elif kind == "item":
            match = _ITEM.match(lines[0])
            indent = " " * (match.end() if match else 2)
            body = inline(" ".join(line.strip() for line in lines)[len(indent) - len(match[1]) if match else 0 :])
            blocks.append(_wrapped(body, width, indent[:-2] + "- ", indent))
        else:
            blocks.append(_wrapped(inline(" ".join(line.strip() for line in lines)), width))
    return "\n\n".join(blocks)


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text,
        max(width, 20),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yields the blocks of a text with their kind: code, heading, table, item or paragraph."""
    found: list[str] = []
    kind = "paragraph"
    code = False
    for line in (*text.splitlines(), ""):
        if line.lstrip().startswith("```"):
            if found:
                yield kind, found
            found, kind, code = [], "paragraph" if code else "code", not code
        elif code:
            found.append(line)
        else:
            new = _kind(line, kind if found else "")
            if found and (new != kind or _starts(line)):
                yield kind, found
                found = []
            kind = new
            if line.strip():
                found.append(line)
    if found:
        yield kind, found


def _starts(line: str) -> bool:
    return bool(_HEADING.match(line) or _ITEM.match(line))


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return ""
    if _HEADING.match(line):
        return "heading"
    if line.lstrip().startswith("|"):
        return "table"
    if _ITEM.match(line):
        return "item"
    return "item" if before == "item" and line[:1] == " " else "paragraph"


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _table(rows: list[list[str]], width: int, strong: Style) -> str:
    """Returns a table in columns if it fits, else each row as its first cell and the others below with their names."""
    head, *body = [row for row in rows if not all(_DIVIDER.fullmatch(cell) for cell in row if cell)]
    widths = [max(len(row[place]) for row in (head, *body) if place < len(row)) for place in range(len(head))]
    if sum(widths) + 2 * len(widths) <= width:
        lines = ["  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=False)).rstrip() for row in body]
        return "\n".join([strong("  ".join(map(str.ljust, head, widths)).rstrip()), *lines])
    parts = []
    for row in body:
        parts.append(_wrapped(row[0], width, "- ", "  "))
        for name, cell in zip(head[1:], row[1:], strict=False):
            parts.append(_wrapped(f"{name}: {cell}" if name else cell, width, "    ", "      "))
    return "\n".join(parts)
