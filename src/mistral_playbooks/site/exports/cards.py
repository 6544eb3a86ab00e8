"""The programs and changes in a built card (`card/listing.py` describes its elements)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import groupby

from ...support.elements import Element, children, classes, text, with_class

_MARKS = {"ins": "+", "del": "-"}


def tabs(card: Element) -> Iterator[tuple[str, Element, int]]:
    """Yields the label of each tab, its pane, and its number."""
    labels = [label for tabs in with_class(card, "pb-tabs") for label in tabs.iter("label")]
    labels = labels or with_class(card, "pb-client")
    panes = {name: pane for pane in with_class(card, "pb-pane") for name in classes(pane)}
    for tab, label in enumerate(labels, 1):
        yield text(label), panes[f"t{tab}"], tab


def programs(pane: Element, tab: int) -> Iterator[tuple[str, str, str]]:
    """Yields the name, the language and the text of each program that a pane shows under a tab."""
    listing, code = _listing(pane)
    language = next(one.removeprefix("language-") for one in classes(listing) if one.startswith("language-"))
    name = listing.get("data-file").partition("#")[0].rpartition("/")[2]
    yield name, language, _text(code, tab, ("g", "del", "x"))
    if "pb-only-fixed" not in classes(pane) and name.startswith("fixed"):
        broken = name.replace("fixed", "broken", 1)
        yield broken, language, _text(code, tab, ("g", "ins", "w"))


def change(pane: Element, tab: int) -> str:
    """Returns what *Change* shows of a pane's listing, as a diff; an empty string if nothing in it changes.

    `>` marks lines that are only indented otherwise.
    """
    _, code = _listing(pane)
    if next(code.iter("ins", "del"), None) is None:
        return ""
    out: list[str] = []
    for mark, parts in groupby(children(code), _mark):
        said = "".join(part if isinstance(part, str) else _text(part, tab, ("x",)) for part in parts)
        if mark == "@":
            out.append(f"@@ {said} @@")
        elif mark:
            out += [mark + line for line in said.removesuffix("\n").split("\n")]
    return "\n".join(out)


def _listing(pane: Element) -> tuple[Element, Element]:
    """The one listing of a pane, and its code."""
    (listing,) = with_class(pane, "pb-lst")
    (code,) = listing.iter("code")
    return listing, code


def _mark(part: Element | str) -> str:
    """How a line of the change begins; `@` for a gap, an empty string for what *Change* leaves out."""
    if isinstance(part, str):
        return " "
    names = classes(part)
    if "f" in names:
        return ""
    return "@" if "g" in names else ">" if "r" in names else _MARKS.get(part.tag, " ")


def _text(tag: Element, tab: int, left_out: Container[str]) -> str:
    """Returns the text of a part of a listing under a tab, without the elements in it that have a name or class of
    `left_out`, and without its last line end if the part is the whole listing."""
    if not _stands(tag, tab, ()):
        return ""
    said = "".join(_strings(tag, tab, left_out))
    return said.removesuffix("\n") if tag.tag == "code" else said


def _strings(tag: Element, tab: int, left_out: Container[str]) -> Iterator[str]:
    for part in children(tag):
        if isinstance(part, str):
            yield part
        elif _stands(part, tab, left_out):
            yield from _strings(part, tab, left_out)


def _stands(tag: Element, tab: int, left_out: Container[str]) -> bool:
    names = classes(tag)
    if tag.tag in left_out or any(name in left_out for name in names):
        return False
    return "v" not in names or f"t{tab}" in names
