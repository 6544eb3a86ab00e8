"""What `serve` renders after an edit: the pages that the edit is on, and no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.site.changes import Rendered, digest
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.verify import store

ONE, OTHER = "playbooks/invalid-model.md", "playbooks/rate-limited.md"


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    records = catalog.read(root / "docs" / "playbooks")
    rows = tuple(store.read(root / "docs" / "results"))
    return Site(records, tuple(programs.find(root, records)), Results(rows))


def changed(before: Site, after: Site) -> set[str]:
    pages = (ONE, OTHER, "verification/invalid-model.md", "verification/rate-limited.md", "index.md")
    return {page for page in pages if digest(before, page, "") != digest(after, page, "")}


def test_nothing_changed(site: Site):
    assert changed(site, site) == set()


def test_a_programs_text_is_on_the_pages_of_its_class(site: Site):
    edited = [replace(one, text=f"{one.text}\n# more") if one.slug == "invalid-model" else one for one in site.programs]
    assert changed(site, replace(site, programs=tuple(edited))) == {ONE, "verification/invalid-model.md", "index.md"}


def test_a_row_is_on_the_pages_of_its_class(site: Site):
    rows = tuple(row for row in site.results.rows if row.slug != "rate-limited")
    seen = changed(site, replace(site, results=replace(site.results, rows=rows)))
    assert seen == {OTHER, "verification/rate-limited.md", "index.md"}


def test_a_newer_release_may_be_on_every_page(site: Site):
    newer = replace(site.results, newest={"mistralai": "9.0.0"})
    assert changed(site, replace(site, results=newer)) >= {ONE, OTHER, "index.md"}


def test_a_page_is_rendered_once_for_each_state():
    rendered = Rendered()
    assert [rendered.changed("a.md", "1"), rendered.changed("a.md", "1"), rendered.changed("a.md", "2")] == [
        True,
        False,
        True,
    ]
