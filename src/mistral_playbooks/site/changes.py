"""Finds the pages that an edit changes. Under `serve`, MkDocs renders only these."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..content.catalog import Playbook
from .playbook_page import Site
from .reference.client import rows_of

_SHORTCODES = re.compile(r"<!--(.*)-->")


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


class Programs:
    """The folders of programs that the server watches."""

    def __init__(self) -> None:
        self.server: Any = None
        """MkDocs' server under `serve`, else None."""
        self._watched: set[str] = set()

    def watch(self, root: Path, server: Any = None) -> None:
        """Watches each folder of programs, even if it is new since the last call. Needs a server once."""
        self.server = server or self.server
        for folder in sorted((root / "snippets").glob("*/")) if self.server else ():
            if folder.name not in self._watched and folder.name not in ("node_modules", "__pycache__"):
                self.server.watch(str(folder))
                self._watched.add(folder.name)


def digests(site: Site, texts: Mapping[str, str]) -> dict[str, str]:
    """Returns source → a digest of everything on a page: its text, and what the site adds. `texts` are by source.

    A playbook's page, `playbooks/<slug>.md`, shows this class, its rows in the reference and the titles of its
    look-alikes. Any other page with a shortcode may show the front matter and programs of any class, and the table of
    clients of those that a shortcode names. The others, such as those of addresses and runs, are only their text.
    """
    results, status = site.results, site.status and site.status.data
    newest = sorted(results.newest.items())
    programs = [program.sha256 for program in site.programs]
    whole = _hash(site.catalog, programs, results.rows, results.verification, site.mutations, site.includes, status)
    found = {}
    for source, text in texts.items():
        folder, _, name = source.rpartition("/")
        playbook = site.catalog.playbooks.get(name.removesuffix(".md")) if folder == "playbooks" else None
        if playbook:
            found[source] = _hash(text, newest, *_shown(site, playbook))
        elif "<!--" in text:
            words = {word for shortcode in _SHORTCODES.findall(text) for word in shortcode.split()}
            tables = [rows_of(texts.get(f"playbooks/{word}.md", "")) for word in sorted(words)]
            found[source] = _hash(text, newest, whole, tables)
        else:
            found[source] = _hash(text)
    return found


def _shown(site: Site, playbook: Playbook) -> Iterator[object]:
    """Yields what the page of a playbook shows besides its own text."""
    yield playbook
    yield site.of(playbook.slug)
    yield [row for row in site.results.rows if row.slug == playbook.slug]
    others = (site.catalog.playbooks[slug] for slug in (*playbook.related, *playbook.elsewhere, *playbook.same_text))
    yield [(one.title, one.summary) for one in others]
    yield site.includes
    yield site.places.get(playbook.slug)


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
