"""The programs in a built card, read as the page's script copies them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from bs4 import Tag

_LEFT_OUT = {"fixed": "del, .x", "broken": "ins, .w"}


def text_of(code: Tag, tab: int, side: str) -> str:
    """The fixed or the broken program of a listing under a tab."""
    kept = copy(code)
    for part in kept.select(f".g, {_LEFT_OUT[side]}, .v:not(.t{tab})"):
        part.extract()
    return kept.get_text().removesuffix("\n")


def programs(card: Tag) -> Iterator[tuple[str, str, str]]:
    """The file, the role and the text of every program of a card; `#sdk1` follows the file for an older major."""
    labels = [one.get_text() for one in card.select(".pb-tabs label, .pb-client")]
    for tab, label in enumerate(labels, 1):
        pane = card.select_one(f".pb-pane.t{tab}")
        assert pane is not None, label
        listing, code = pane.select_one(".pb-lst"), pane.select_one(".pb-lst > code")
        assert listing is not None
        assert code is not None
        major = label.partition(", SDK ")[2]
        file = str(listing["data-file"]).partition("#")[0] + (f"#sdk{major}" if major else "")
        folder, _, name = file.rpartition("/")
        role = name.split("-")[0].split(".")[0]
        yield file, role, text_of(code, tab, "broken" if role == "broken" else "fixed")
        if role == "fixed" and "pb-only-fixed" not in pane.get_attribute_list("class"):
            yield f"{folder}/{name.replace('fixed', 'broken', 1)}", "broken", text_of(code, tab, "broken")


def card_with(file: str, text: str) -> str:
    """The HTML of a card that gives a text for a file."""
    return (
        '<div class="pb-card"><p class="pb-client">Python</p><section class="pb-pane t1 pb-only-fixed">'
        f'<pre class="pb-lst" data-file="{file}"><code>{text}</code></pre></section></div>'
    )
