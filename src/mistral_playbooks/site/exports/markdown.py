"""A built page as Markdown, for programs and agents: what a reader sees, with every program as it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from ..markup import fenced
from . import cards

_SKIPPED = {"button", "form", "input", "script", "style", "svg"}
_BLOCKS = {
    *("article", "blockquote", "details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "hr", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "ul"),
}
_SPACE = re.compile(r"\s+")
_ADDRESS = re.compile("\x02([^\x03]*)\x03")
"""A link's address while a page is converted. HTML allows neither of the two characters."""


def convert(html: str) -> str:
    """Returns the content of a page as Markdown, for `linked`.

    A fence holds the characters of its code block and the line end that closes them, so a published program stands in
    it byte for byte. The views of a card come one after the other (`cards`).
    """
    return "\n\n".join(_blocks(BeautifulSoup(html, "html.parser"))) + "\n"


def linked(converted: str, link: Callable[[str], str] = str) -> str:
    """Returns the Markdown that `convert` made, with each link's address changed by `link`."""
    return _ADDRESS.sub(lambda found: link(found[1]), converted)


def _blocks(parent: Tag) -> Iterator[str]:
    """The blocks of an element; what stands between them is a paragraph."""
    run: list[str] = []
    for child in parent.children:
        if isinstance(child, Tag) and child.name in _SKIPPED:
            continue
        if isinstance(child, Tag) and (child.name in _BLOCKS or _has_block(child)):
            yield from _paragraph(run)
            run = []
            yield from _block(child)
        else:
            run.append(_inline(child))
    yield from _paragraph(run)


def _has_block(tag: Tag) -> bool:
    return any(isinstance(one, Tag) and one.name in _BLOCKS for one in tag.descendants)


def _paragraph(run: list[str]) -> Iterator[str]:
    if said := _tidy("".join(run)):
        yield said


def _block(tag: Tag) -> Iterator[str]:
    classes = tag.get_attribute_list("class")
    if tag.name[0] == "h" and tag.name[1:].isdigit():
        yield f"{'#' * int(tag.name[1:])} {_text(tag)}"
    elif tag.name == "hr":
        yield "---"
    elif tag.name == "pre" or "highlight" in classes:
        yield from _code(tag, classes)
    elif tag.name in ("ul", "ol"):
        yield "\n".join(_items(tag))
    elif tag.name == "dl":
        yield "\n".join(_terms(tag))
    elif tag.name == "table":
        yield "\n".join(_table(tag))
    elif tag.name == "blockquote":
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(tag)).split("\n"))
    elif "pb-card" in classes:
        yield from _card(tag)
    elif "pb-plot" in classes and (drawing := tag.svg):
        yield fenced("text", str(drawing["aria-label"]))
    elif tag.name == "p":
        yield from _paragraph([_text(tag)])
    else:
        yield from _blocks(tag)


def _terms(tag: Tag) -> Iterator[str]:
    for one in _own(tag):
        if one.name == "div":
            yield "- " + ": ".join(_text(part) for part in _own(one))
        else:
            yield f"- {_text(one)}" if one.name == "dd" else f"**{_text(one)}**"


def _own(tag: Tag) -> list[Tag]:
    return [one for one in tag.children if isinstance(one, Tag)]


def _card(tag: Tag) -> Iterator[str]:
    """The programs of a card: under the label of each tab its change, the fixed and the broken program.

    What they printed and the proof follow once for each pane.
    """
    pane = None
    for label, shown, tab in cards.tabs(tag):
        code = shown.select_one(".pb-lst > code")
        assert code is not None
        yield f"**{label}**"
        if code.select("ins, del"):
            yield fenced("diff", cards.change(code, tab))
        for name, language, text in cards.programs(shown, tab):
            yield fenced(f'{language} title="{name}"', text)
        if shown is not pane:
            yield from (block for part in shown.find_all(["div", "p"], recursive=False) for block in _block(part))
        pane = shown


def _code(tag: Tag, classes: list[str]) -> Iterator[str]:
    language = next((one.removeprefix("language-") for one in classes if one.startswith("language-")), "")
    name = tag.select_one(".filename")
    title = f' title="{name.get_text()}"' if name else ""
    for block in [tag] if tag.name == "pre" else tag.select("pre"):
        samp = block.find("code") is None
        yield fenced(("text" if samp else language) + title, block.get_text().removesuffix("\n"))


def _items(tag: Tag) -> Iterator[str]:
    for number, item in enumerate(tag.find_all("li", recursive=False), 1):
        mark = f"{number}. " if tag.name == "ol" else "- "
        first, *rest = "\n".join(_blocks(item)).split("\n")
        yield mark + first
        yield from (" " * len(mark) + line if line else "" for line in rest)


def _table(tag: Tag) -> Iterator[str]:
    for number, row in enumerate(tag.find_all("tr")):
        cells = [" ".join(_blocks(cell)).replace("\n", " ").replace("|", "\\|") for cell in _own(row)]
        yield f"| {' | '.join(cells)} |"
        if not number:
            yield "|" + "---|" * len(cells)


def _text(tag: Tag) -> str:
    return _tidy("".join(_inline(child) for child in tag.children))


def _tidy(said: str) -> str:
    return "  \n".join(line.strip() for line in said.strip().split("\x00")).strip()


def _inline(node: object) -> str:
    if not isinstance(node, Tag):
        plain = type(node) is NavigableString  # a comment is another kind of string
        return re.sub(r"([\\`*<])", r"\\\1", _SPACE.sub(" ", str(node))) if plain else ""
    classes = node.get_attribute_list("class")
    if node.name in _SKIPPED or "headerlink" in classes or "pb-said" in classes:
        return ""
    if node.name == "br":
        return "\x00"
    if node.name == "img":
        return str(node.get("alt", ""))
    if node.name in ("code", "samp", "kbd"):
        said = node.get_text()
        ticks = "``" if "`" in said else "`"
        return f"{ticks} {said} {ticks}" if "`" in said else f"`{said}`"
    said = "".join(_inline(child) for child in node.children)
    if node.name == "a" and node.get("href") and said.strip():
        return f"[{said.strip()}](\x02{node['href']}\x03)"
    if node.name in ("strong", "b") and said.strip():
        return f"**{said.strip()}**"
    return f"*{said.strip()}*" if node.name in ("em", "i") and said.strip() else said
