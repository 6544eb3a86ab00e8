"""A reference table: each row has a permanent anchor, and the box finds it by its first cell."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..markup import identifier, text

_NOT_IN_ANCHORS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Row:
    """One row.

    `key` is the first cell as plain text: what people look up. `cells` are the others, in HTML. `what` is one plain
    sentence that the box shows; `words` are further words that people type for it. `code` is whether the key is
    something to type or to read in a program, such as a header, and not prose. `slugs` are the classes of errors that
    the row is about: their playbooks link to it.
    """

    key: str
    cells: tuple[str, ...]
    what: str
    words: tuple[str, ...] = ()
    code: bool = True
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A row as playbooks link to it: name and label of its table, its key, and its address from the site's root."""

    table: str
    label: str
    key: str
    url: str


@dataclass(frozen=True)
class Table:
    """A table of a reference page. Its anchors start with `name`, so never change a published one."""

    name: str
    label: str
    heads: tuple[str, ...]
    rows: Sequence[Row]

    def anchor(self, row: Row) -> str:
        """Returns the permanent anchor of a row. Raises ValueError if the key has no letter or digit."""
        part = _NOT_IN_ANCHORS.sub("-", row.key.casefold()).strip("-")
        if not part:
            raise ValueError(f"{self.name}: {row.key!r} makes no anchor. Give the row a key with a letter or digit.")
        return f"{self.name}-{part}"

    def html(self) -> str:
        """Returns the table. Raises ValueError if a row has too few or too many cells, or an anchor occurs twice."""
        seen: set[str] = set()
        body = []
        for row in self.rows:
            anchor = self.anchor(row)
            if anchor in seen:
                raise ValueError(f"{self.name}: two rows have the anchor {anchor!r}. Make their keys differ.")
            if len(row.cells) != len(self.heads) - 1:
                raise ValueError(f"{self.name}: {row.key!r} has {len(row.cells) + 1} cells, not {len(self.heads)}.")
            seen.add(anchor)
            cells = "".join(f"<td>{cell}</td>" for cell in row.cells)
            key = identifier(row.key) if row.code else text(row.key)
            first = f'<th scope="row"><a href="#{anchor}">{key}</a></th>'
            body.append(f'<tr id="{anchor}">{first}{cells}</tr>')
        heads = "".join(f'<th scope="col">{text(one)}</th>' for one in self.heads)
        lines = "\n".join(body)
        # On a phone, reference.css writes these before the cells, because each row is a block there.
        names = ";".join(
            f"--h{place}:{json.dumps(one, ensure_ascii=False)}" for place, one in enumerate(self.heads[1:], start=2)
        )
        return (
            f'<table class="pb-reference" id="{self.name}" aria-label="{text(self.label)}" style="{text(names)}">'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>{lines}</tbody></table>"
        )
