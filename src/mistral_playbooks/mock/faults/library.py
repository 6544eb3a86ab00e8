"""The available faults: the playbooks' answers, and those of `faults.json` for causes that no playbook has.

A playbook always wins: a cause that it lists is answered as it says, also where it says that no server can cause it.
The file only adds causes to its slug.

Left out, because too little of the answer was seen to make one (2026-11): the 400 of OCR on images of a .docx
(danny-avila/LibreChat#7667, no envelope), the 500 on a wrong image format (mistralai/platform-docs-public#149, no
envelope), 413, and any 521 to 529.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mistral_playbooks.content import catalog as records
from mistral_playbooks.content.response import ErrorResponse

if TYPE_CHECKING:
    from mistral_playbooks.content.catalog import Catalog

FILE = Path(__file__).parents[1] / "data" / "faults.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(ErrorResponse):
    """A cause of the file: how the server answers, and where that was seen, with its date."""

    source: str


@cache
def rows() -> dict[str, dict[str, Row]]:
    """The rows by slug and cause, each in the file's order: the first cause is the default."""
    file = json.loads(FILE.read_bytes())
    return {slug: {id: Row.from_dict(row) for id, row in causes.items()} for slug, causes in file.items()}


class Library:
    """The faults of a catalog (None: the installed one) and of the file."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        self._playbooks = (records.load() if catalog is None else catalog).playbooks

    def causes(self, slug: str) -> dict[str, ErrorResponse | None]:
        """The causes of a class, the default first, with the server's answer; None for what no server can cause.
        Empty if the class is unknown."""
        found: dict[str, ErrorResponse | None] = {}
        if playbook := self._playbooks.get(slug):
            found = {cause.id: playbook.response_of(cause.id) for cause in playbook.causes}
        for id, row in rows().get(slug, {}).items():
            found.setdefault(id, row)
        return found

    def slugs(self) -> tuple[str, ...]:
        """The slugs that the server can cause, in order of the alphabet."""
        every = {*self._playbooks, *rows()}
        return tuple(sorted(slug for slug in every if any(reply for reply in self.causes(slug).values())))

    def obsolete(self) -> list[str]:
        """The rows of the file that a playbook has made superfluous, each with the next action."""
        return [
            f"faults.json: `{slug}/{id}`: docs/playbooks/{slug}.md lists this cause. Remove the row."
            for slug, causes in rows().items()
            if slug in self._playbooks
            for id in causes
            if id in {cause.id for cause in self._playbooks[slug].causes}
        ]
