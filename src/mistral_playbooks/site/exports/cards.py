"""The programs and changes in a built card (`card/listing.py` describes its elements)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import groupby

from bs4 import Tag
from bs4.element import NavigableString, PageElement

_MARKS = {"ins": "+", "del": "-"}


def tabs(card: Tag) -> Iterator[tuple[str, Tag, int]]:
    """Yields the label of each tab, its pane, and its number."""
    labels = [label.get_text() for label in card.select(".pb-tabs label, .pb-client")]
    for tab, label in enumerate(labels, 1):
        pane = card.select_one(f".pb-pane.t{tab}")
        assert pane is not None, label
        yield label, pane, tab


def programs(pane: Tag, tab: int) -> Iterator[tuple[str, str, str]]:
    """Yields the name, the language and the text of each program that a pane shows under a tab."""
    (listing,) = pane.select(".pb-lst")
    (code,) = listing.select("code")
    classes = map(str, listing.get_attribute_list("class"))
    language = next(one.removeprefix("language-") for one in classes if one.startswith("language-"))
    name = str(listing["data-file"]).partition("#")[0].rpartition("/")[2]
    yield name, language, _text(code, tab, ("g", "del", "x"))
    if "pb-only-fixed" not in pane.get_attribute_list("class") and name.startswith("fixed"):
        broken = name.replace("fixed", "broken", 1)
        yield broken, language, _text(code, tab, ("g", "ins", "w"))


def change(code: Tag, tab: int) -> str:
    """Returns what *Change* shows of a listing, as a diff: `>` marks lines that are only indented otherwise."""
    out: list[str] = []
    for mark, parts in groupby(code.children, _mark):
        text = "".join(_text(part, tab, ("x",)) if isinstance(part, Tag) else str(part) for part in parts)
        if mark == "@":
            out.append(f"@@ {text} @@")
        elif mark:
            out += [mark + line for line in text.removesuffix("\n").split("\n")]
    return "\n".join(out)


def _mark(part: PageElement) -> str:
    """How a line of the change begins; `@` for a gap, an empty string for what *Change* leaves out."""
    if not isinstance(part, Tag):
        return " "
    classes = part.get_attribute_list("class")
    if "f" in classes:
        return ""
    return "@" if "g" in classes else ">" if "r" in classes else _MARKS.get(part.name, " ")


def _text(tag: Tag, tab: int, left_out: Container[str]) -> str:
    """Returns the text of a part of a listing under a tab, without the elements in it that have a name or class of
    `left_out`, and without its last line end if the part is the whole listing."""
    if not _stands(tag, tab, ()):
        return ""
    text = "".join(_strings(tag, tab, left_out))
    return text.removesuffix("\n") if tag.name == "code" else text


def _strings(tag: Tag, tab: int, left_out: Container[str]) -> Iterator[str]:
    for part in tag.children:
        if type(part) is NavigableString:  # a comment is another kind of string
            yield part
        elif isinstance(part, Tag) and _stands(part, tab, left_out):
            yield from _strings(part, tab, left_out)


def _stands(tag: Tag, tab: int, left_out: Container[str]) -> bool:
    classes = tag.get_attribute_list("class")
    if tag.name in left_out or any(name in left_out for name in classes):
        return False
    return "v" not in classes or f"t{tab}" in classes
