"""The elements of HTML: text and elements in one order, which lxml keeps apart."""

from __future__ import annotations

import html
from collections.abc import Iterator

from lxml.html import HtmlElement as Element
from lxml.html import HTMLParser, fragment_fromstring, tostring


def parsed(fragment: str) -> Element:
    """Returns a `div` with the elements of a piece of HTML, without comments."""
    return fragment_fromstring(fragment, create_parent=True, parser=HTMLParser(remove_comments=True))


def children(parent: Element) -> Iterator[Element | str]:
    """Yields the elements in an element and the texts between them in their order."""
    if parent.text:
        yield parent.text
    for child in parent:
        yield child
        if child.tail:
            yield child.tail


def with_class(parent: Element, *names: str) -> list[Element]:
    """Returns the elements below an element that have at least one of these classes, in their order."""
    return [one for one in parent.iterdescendants() if not set(classes(one)).isdisjoint(names)]


def classes(tag: Element) -> list[str]:
    """Returns the classes of an element."""
    return tag.get("class", "").split()


def text(tag: Element) -> str:
    """Returns the whole text of an element."""
    return str(tag.text_content())


def inside(tag: Element) -> str:
    """Returns what is in an element as HTML."""
    parts = (html.escape(part, quote=False) if isinstance(part, str) else outside(part) for part in children(tag))
    return "".join(parts)


def outside(tag: Element) -> str:
    """Returns an element as HTML."""
    return str(tostring(tag, encoding="unicode", with_tail=False))
