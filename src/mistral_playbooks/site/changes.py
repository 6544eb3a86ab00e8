"""Which pages an edit changes: under `serve` MkDocs renders these alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .playbook_page import Site


class Rendered:
    """What each page was made of when it was last rendered. Lives as long as the server."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        """Source → title, for the navigation: MkDocs does not read a page that it does not render."""

    def changed(self, source: str, digest: str) -> bool:
        """Whether a page is made of something else than the last time; remembers what it is made of now."""
        before, self._digests[source] = self._digests.get(source), digest
        return before != digest


def digest(site: Site, source: str, text: str) -> str:
    """What a page is made of: its own text, and what the site puts on it.

    A playbook's page, `playbooks/<slug>.md`, and its page of runs hold this class and the titles of its look-alikes.
    Any other page may show any class.
    """
    slug = source.rpartition("/")[2].removesuffix(".md")
    parts: Iterable[object]
    if source.startswith(("playbooks/", "verification/")) and slug in site.catalog.playbooks:
        playbook = site.catalog.playbooks[slug]
        others = [site.catalog.playbooks[other] for other in (*playbook.related, *playbook.same_text)]
        rows = [row for row in site.results.rows if row.slug == slug]
        parts = (playbook, site.of(slug), rows, [(one.title, one.summary) for one in others], site.includes)
    else:
        texts = [program.sha256 for program in site.programs]
        parts = (site.catalog, texts, site.results.rows, site.mutations, site.includes)
    found = hashlib.sha256(text.encode())
    for part in parts:
        found.update(repr(part).encode())
    found.update(repr(sorted(site.results.newest.items())).encode())
    return found.hexdigest()
