"""A built page as Markdown, for programs and agents: what a reader sees, with every program as it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

Link = Callable[[str], str]
_SKIPPED = {"button", "form", "input", "script", "style", "svg"}
_BLOCKS = {
    *("article", "blockquote", "details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "hr", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "ul"),
}
_SPACE = re.compile(r"\s+")
_PRE = re.compile(r"<pre.*?</pre>", re.DOTALL)
_SPAN = re.compile(r"</?span[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_DIFF = re.compile(r'<figure class="pb-diff.*?</figure>', re.DOTALL)
_LINE = re.compile(r'class="pb-line" data-mark="(.)">(.*?)\n</|<span class="pb-gap">(.*?)</span>', re.DOTALL)
_SAID = re.compile(r'<span class="pb-said">.*?</span>')
_MARKS = {"−": "-", "+": "+", "›": ">"}


def parsed(html: str) -> Tag:
    """Returns the content of a page for `convert`. Colors of code, most of a page, are removed before it is parsed."""
    html = _DIFF.sub(_change, html)
    html = _PRE.sub(lambda block: _SPAN.sub("", block[0]), html)
    return BeautifulSoup(html, "html.parser")


def convert(content: Tag, link: Link = str) -> str:
    """Returns the content of a page as Markdown. `link` changes the address of each link.

    A fence holds the characters of its code block and the line end that closes them, so a published program stands in
    it byte for byte. Tabs become paragraphs under their label, and a change becomes a `diff`.
    """
    return "\n\n".join(_blocks(content, link)) + "\n"


def _change(figure: re.Match[str]) -> str:
    """Returns a change (`diff.html`) as a code block."""
    out = []
    for mark, line, gap in _LINE.findall(figure[0]):
        out.append(f"@@ {gap} @@" if gap else _MARKS.get(mark, " ") + _TAG.sub("", _SAID.sub("", line)))
    return '<pre class="language-diff">' + "\n".join(out) + "</pre>"


def _blocks(parent: Tag, link: Link) -> Iterator[str]:
    """The blocks of an element; what stands between them is a paragraph."""
    run: list[str] = []
    for child in parent.children:
        if isinstance(child, Tag) and child.name in _SKIPPED:
            continue
        if isinstance(child, Tag) and (child.name in _BLOCKS or child.find(list(_BLOCKS))):
            yield from _paragraph(run)
            run = []
            yield from _block(child, link)
        else:
            run.append(_inline(child, link))
    yield from _paragraph(run)


def _paragraph(run: list[str]) -> Iterator[str]:
    if said := _tidy("".join(run)):
        yield said


def _block(tag: Tag, link: Link) -> Iterator[str]:
    classes = tag.get_attribute_list("class")
    if tag.name[0] == "h" and tag.name[1:].isdigit():
        yield f"{'#' * int(tag.name[1:])} {_text(tag, link)}"
    elif tag.name == "hr":
        yield "---"
    elif tag.name == "pre" or "highlight" in classes:
        yield from _code(tag, classes)
    elif tag.name in ("ul", "ol"):
        yield "\n".join(_items(tag, link))
    elif tag.name == "dl":
        yield "\n".join(f"- {_text(one, link)}" if one.name == "dd" else f"**{_text(one, link)}**" for one in _own(tag))
    elif tag.name == "table":
        yield "\n".join(_table(tag, link))
    elif tag.name == "blockquote":
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(tag, link)).split("\n"))
    elif "tabbed-set" in classes:
        yield from _tabs(tag, link)
    elif tag.name == "p":
        yield from _paragraph([_text(tag, link)])
    else:
        yield from _blocks(tag, link)


def _own(tag: Tag) -> list[Tag]:
    return [one for one in tag.children if isinstance(one, Tag)]


def _tabs(tag: Tag, link: Link) -> Iterator[str]:
    labels = tag.select(":scope > .tabbed-labels > label")
    panes = tag.select(":scope > .tabbed-content > .tabbed-block")
    for label, pane in zip(labels, panes, strict=True):
        yield f"**{_text(label, link)}**"
        yield from _blocks(pane, link)


def _code(tag: Tag, classes: list[str]) -> Iterator[str]:
    language = next((one.removeprefix("language-") for one in classes if one.startswith("language-")), "")
    name = tag.select_one(".filename")
    title = f' title="{name.get_text()}"' if name else ""
    for block in [tag] if tag.name == "pre" else tag.select("pre"):
        samp = block.find("samp") is not None
        yield fence(("text" if samp else language) + title, block.get_text().removesuffix("\n"))


def fence(info: str, content: str) -> str:
    """Returns a fence around content that may hold shorter ones."""
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{info}\n{content}\n{ticks}"


def _items(tag: Tag, link: Link) -> Iterator[str]:
    for number, item in enumerate(tag.find_all("li", recursive=False), 1):
        mark = f"{number}. " if tag.name == "ol" else "- "
        first, *rest = "\n".join(_blocks(item, link)).split("\n")
        yield mark + first
        yield from (" " * len(mark) + line if line else "" for line in rest)


def _table(tag: Tag, link: Link) -> Iterator[str]:
    for number, row in enumerate(tag.find_all("tr")):
        cells = [" ".join(_blocks(cell, link)).replace("\n", " ").replace("|", "\\|") for cell in _own(row)]
        yield f"| {' | '.join(cells)} |"
        if not number:
            yield "|" + "---|" * len(cells)


def _text(tag: Tag, link: Link) -> str:
    return _tidy("".join(_inline(child, link) for child in tag.children))


def _tidy(said: str) -> str:
    return "  \n".join(line.strip() for line in said.strip().split("\x00")).strip()


def _inline(node: object, link: Link) -> str:
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
    said = "".join(_inline(child, link) for child in node.children)
    if node.name == "a" and node.get("href") and said.strip():
        return f"[{said.strip()}]({link(str(node['href']))})"
    if node.name in ("strong", "b") and said.strip():
        return f"**{said.strip()}**"
    return f"*{said.strip()}*" if node.name in ("em", "i") and said.strip() else said
