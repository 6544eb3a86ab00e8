"""The available faults: the playbooks' answers, and those in `faults.json` for causes that no playbook lists.

If a playbook lists a cause, its answer counts, even if it says that no server can cause the error. The file only adds
causes to its slug.

Omitted, because too little of the answer is known (2026-11): the 400 of OCR for images of a .docx
(danny-avila/LibreChat#7667, no envelope), the 500 for a wrong image format (mistralai/platform-docs-public#149, no
envelope), 413, and 521 to 529.
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
    """A cause in the file: the server's answer, and where and when it was observed."""

    source: str


@cache
def rows() -> dict[str, dict[str, Row]]:
    """Returns the rows by slug and cause, in the file's order. The first cause is the default."""
    file = json.loads(FILE.read_bytes())
    return {slug: {id: Row.from_dict(row) for id, row in causes.items()} for slug, causes in file.items()}


class Library:
    """The faults of a catalog (None: the installed one) and those of the file."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        self._playbooks = (records.load() if catalog is None else catalog).playbooks

    def causes(self, slug: str) -> dict[str, ErrorResponse | None]:
        """Returns the causes of an error class, the default first, with the server's answer, or None if no server can
        cause it. Empty if the class is unknown."""
        found: dict[str, ErrorResponse | None] = {}
        if playbook := self._playbooks.get(slug):
            found = {cause.id: playbook.response_of(cause.id) for cause in playbook.causes}
        for id, row in rows().get(slug, {}).items():
            found.setdefault(id, row)
        return found

    def slugs(self) -> tuple[str, ...]:
        """Returns the slugs that a server can cause, in alphabetical order."""
        every = {*self._playbooks, *rows()}
        return tuple(sorted(slug for slug in every if any(self.causes(slug).values())))

    def playing(self, host: str) -> tuple[str, ...]:
        """Returns the faults, as `slug/cause`, that make the mock answer as a host that is not the API's."""
        found = ((slug, id, reply) for slug in self.slugs() for id, reply in self.causes(slug).items())
        return tuple(f"{slug}/{id}" for slug, id, reply in found if reply and reply.host and reply.is_from(host))

    def obsolete(self) -> list[str]:
        """Returns a message for each row of the file that a playbook has made obsolete."""
        return [
            f"faults.json: `{slug}/{id}`: docs/playbooks/{slug}.md lists this cause. Remove the row."
            for slug, causes in rows().items()
            if slug in self._playbooks
            for id in causes
            if id in {cause.id for cause in self._playbooks[slug].causes}
        ]
