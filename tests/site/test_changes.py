"""What `serve` renders after an edit: the pages that the edit is on, and no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.site import run_pages
from mistral_playbooks.site.addresses import build
from mistral_playbooks.site.changes import Rendered, digests
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference.table import Place
from mistral_playbooks.verify import store

ONE, OTHER = "playbooks/invalid-model.md", "playbooks/rate-limited.md"


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    records = catalog.read(root / "docs" / "playbooks")
    rows = tuple(store.read(root / "docs" / "results"))
    return Site(records, tuple(programs.find(root, records)), Results(rows))


def texts(site: Site) -> dict[str, str]:
    """The texts of some pages: of two playbooks, of all runs and addresses, of a page with a shortcode."""
    found = {
        f"verification/{one.slug}.md": run_pages.page(one, site.of(one.slug), site.results) for one in site.catalog
    }
    return {ONE: "", OTHER: "", "index.md": "<!-- classes -->", **found, **build.files(site.catalog, "")}


def changed(before: Site, after: Site) -> set[str]:
    found, now = digests(before, texts(before)), digests(after, texts(after))
    return {page for page in now if found[page] != now[page]}


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
    assert changed(site, replace(site, results=newer)) == {ONE, OTHER, "index.md"}


def test_an_include_may_be_on_every_page_with_a_shortcode(site: Site):
    assert changed(site, replace(site, includes={"more": "More."})) == {ONE, OTHER, "index.md"}


def test_a_text_is_on_its_own_page(site: Site):
    before = {ONE: "a", "index.md": "a", "e/429.md": "a"}
    for page in before:
        now = digests(site, before | {page: "b"})
        assert {one for one, digest in digests(site, before).items() if digest != now[one]} == {page}


@pytest.mark.parametrize(("cell", "prose", "pages"), [("2", "a", {ONE, "x.md"}), ("1", "b", {ONE})])
def test_a_table_of_clients_is_on_the_pages_whose_shortcodes_name_its_class(
    site: Site, cell: str, prose: str, pages: set[str]
):
    def text(cell: str, prose: str) -> str:
        return f"{prose}\n\n## Table {{#table}}\n\n| Client | Tries |\n|---|---|\n| x 1 | {cell} |\n\n{prose}\n"

    before = {ONE: text("1", "a"), OTHER: "a", "x.md": "<!-- client limits invalid-model x -->", "b": "<!-- runs -->"}
    now, after = digests(site, before), digests(site, before | {ONE: text(cell, prose)})
    assert {page for page in now if now[page] != after[page]} == pages


def test_a_row_of_the_reference_is_on_the_pages_of_its_classes(site: Site):
    place = Place("code", "Codes of errors", "1500", "reference/codes/#code-1500")
    assert changed(site, replace(site, places={"invalid-model": [place]})) == {ONE}


def test_a_page_is_rendered_once_for_each_state():
    rendered = Rendered()
    assert [rendered.changed("a.md", "1"), rendered.changed("a.md", "1"), rendered.changed("a.md", "2")] == [
        True,
        False,
        True,
    ]
