"""A built page as Markdown, for programs and agents: what a reader sees, with every program as it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ...support.elements import Element, children, classes, parsed, text, with_class
from ..markup import fenced
from . import cards

_SKIPPED = {"button", "form", "input", "script", "style", "svg"}
_BLOCKS = {
    *("article", "blockquote", "details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "hr", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "ul"),
}
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\`*<])")
_ADDRESS = re.compile("\x02([^\x03]*)\x03")
"""A link's address while a page is converted. HTML allows neither of the two characters."""


def convert(html: str) -> str:
    """Returns the content of a page as Markdown, for `linked`.

    A fence holds the characters of its code block and the line end that closes them, so a published program stands in
    it byte for byte. The views of a card come one after the other (`cards`).
    """
    return "\n\n".join(_blocks(parsed(html))) + "\n"


def linked(converted: str, link: Callable[[str], str] = str) -> str:
    """Returns the Markdown that `convert` made, with each link's address changed by `link`."""
    return _ADDRESS.sub(lambda found: link(found[1]), converted)


def _blocks(parent: Element) -> Iterator[str]:
    """The blocks of an element; what stands between them is a paragraph."""
    run: list[str] = []
    for child in children(parent):
        if isinstance(child, str):
            run.append(_plain(child))
        elif child.tag in _SKIPPED:
            continue
        elif any(one.tag in _BLOCKS for one in child.iter()):
            yield from _paragraph(run)
            run = []
            yield from _block(child)
        else:
            run.append(_inline(child))
    yield from _paragraph(run)


def _paragraph(run: list[str]) -> Iterator[str]:
    if said := _tidy("".join(run)):
        yield said


def _block(tag: Element) -> Iterator[str]:
    if re.fullmatch("h[1-6]", tag.tag):
        yield f"{'#' * int(tag.tag[1])} {_text(tag)}"
    elif tag.tag == "hr":
        yield "---"
    elif tag.tag == "pre" or "highlight" in classes(tag):
        yield from _code(tag)
    elif tag.tag in ("ul", "ol"):
        yield "\n".join(_items(tag))
    elif tag.tag == "dl":
        yield "\n".join(_terms(tag))
    elif tag.tag == "table":
        yield "\n".join(_table(tag))
    elif tag.tag == "blockquote":
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(tag)).split("\n"))
    elif "pb-card" in classes(tag):
        yield from _card(tag)
    elif "pb-plot" in classes(tag) and (drawing := next(tag.iter("svg"), None)) is not None:
        yield fenced("text", drawing.get("aria-label"))
    elif tag.tag == "p":
        yield from _paragraph([_text(tag)])
    else:
        yield from _blocks(tag)


def _terms(tag: Element) -> Iterator[str]:
    for one in tag:
        if one.tag == "div":
            yield "- " + ": ".join(_text(part) for part in one)
        else:
            yield f"- {_text(one)}" if one.tag == "dd" else f"**{_text(one)}**"


def _card(tag: Element) -> Iterator[str]:
    """The programs of a card: under the label of each tab its change, the fixed and the broken program.

    What they printed and the proof follow once for each pane.
    """
    pane = None
    for label, shown, tab in cards.tabs(tag):
        yield f"**{label}**"
        if change := cards.change(shown, tab):
            yield fenced("diff", change)
        for name, language, program in cards.programs(shown, tab):
            yield fenced(f'{language} title="{name}"', program)
        if shown is not pane:
            yield from (block for part in shown if part.tag in ("div", "p") for block in _block(part))
        pane = shown


def _code(tag: Element) -> Iterator[str]:
    language = next((one.removeprefix("language-") for one in classes(tag) if one.startswith("language-")), "")
    title = "".join(f' title="{text(name)}"' for name in with_class(tag, "filename"))
    for block in tag.iter("pre"):
        samp = next(block.iter("code"), None) is None
        yield fenced(("text" if samp else language) + title, text(block).removesuffix("\n"))


def _items(tag: Element) -> Iterator[str]:
    for number, item in enumerate(tag.findall("li"), 1):
        mark = f"{number}. " if tag.tag == "ol" else "- "
        first, *rest = "\n".join(_blocks(item)).split("\n")
        yield mark + first
        yield from (" " * len(mark) + line if line else "" for line in rest)


def _table(tag: Element) -> Iterator[str]:
    for number, row in enumerate(tag.iter("tr")):
        cells = [" ".join(_blocks(cell)).replace("\n", " ").replace("|", "\\|") for cell in row]
        yield f"| {' | '.join(cells)} |"
        if not number:
            yield "|" + "---|" * len(cells)


def _text(tag: Element) -> str:
    return _tidy("".join(map(_inline, children(tag))))


def _tidy(said: str) -> str:
    return "  \n".join(line.strip() for line in said.strip().split("\x00")).strip()


def _plain(said: str) -> str:
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", said))


def _inline(node: Element | str) -> str:
    if isinstance(node, str):
        return _plain(node)
    if node.tag in _SKIPPED or not {"headerlink", "pb-said"}.isdisjoint(classes(node)):
        return ""
    if node.tag == "br":
        return "\x00"
    if node.tag == "img":
        return node.get("alt", "")
    if node.tag in ("code", "samp", "kbd"):
        said = text(node)
        return f"`` {said} ``" if "`" in said else f"`{said}`"
    said = "".join(map(_inline, children(node)))
    if node.tag == "a" and node.get("href") and said.strip():
        return f"[{said.strip()}](\x02{node.get('href')}\x03)"
    if node.tag in ("strong", "b") and said.strip():
        return f"**{said.strip()}**"
    return f"*{said.strip()}*" if node.tag in ("em", "i") and said.strip() else said
