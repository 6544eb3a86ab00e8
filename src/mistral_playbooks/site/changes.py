"""Finds the pages that an edit changes. Under `serve`, MkDocs renders only these."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .playbook_page import Site


class Rendered:
    """The state of each page when it was last rendered. Exists as long as the server runs."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        """Source → title, for the navigation, because MkDocs reads only the pages that it renders."""

    def changed(self, source: str, digest: str) -> bool:
        """Whether the content of a page has changed since the last call. Stores the new digest."""
        before, self._digests[source] = self._digests.get(source), digest
        return before != digest


def digest(site: Site, source: str, text: str) -> str:
    """Returns a digest of everything on a page: its own text, and what the site adds.

    A playbook's page, `playbooks/<slug>.md`, and its page of runs show this class and the titles of its look-alikes.
    Any other page may show any class.
    """
    slug = source.rpartition("/")[2].removesuffix(".md")
    parts: Iterable[object]
    if source.startswith(("playbooks/", "verification/")) and slug in site.catalog.playbooks:
        playbook = site.catalog.playbooks[slug]
        others = [
            site.catalog.playbooks[other] for other in (*playbook.related, *playbook.elsewhere, *playbook.same_text)
        ]
        rows = [row for row in site.results.rows if row.slug == slug]
        parts = (playbook, site.of(slug), rows, [(one.title, one.summary) for one in others], site.includes)
    else:
        texts = [program.sha256 for program in site.programs]
        parts = (
            site.status and site.status.data,
            site.catalog,
            texts,
            site.results.rows,
            site.results.verification,
            site.mutations,
            site.includes,
        )
    found = hashlib.sha256(text.encode())
    for part in parts:
        found.update(repr(part).encode())
    found.update(repr(sorted(site.results.newest.items())).encode())
    return found.hexdigest()
