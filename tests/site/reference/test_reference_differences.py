"""Each difference has both sources, and they stand on the playbook that it leads to."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.content.records import CatalogError
from mistral_playbooks.content.reference import differences as data
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference.differences import differences


@pytest.mark.parametrize("one", data.load(), ids=lambda one: one.topic)
def test_a_difference_is_that_of_its_playbook(one: data.Difference, root: Path) -> None:
    page = (root / "docs" / "playbooks" / f"{one.slug}.md").read_text(encoding="utf-8")
    assert one.official.url in page
    assert one.observed.url is None or one.observed.url in page
    if anchor := one.playbook.partition("#")[2]:
        assert f"{{#{anchor}}}" in page or re.search(rf"^  - id: \"?{anchor}\"?$", page, re.MULTILINE)


def test_nothing_was_read_in_the_future() -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    for one in data.load():
        dates = [one.official.date, one.observed.date, *([one.upstream.date] if one.upstream else [])]
        assert max(dates) <= today, one.topic


def test_a_row_has_both_sides_with_their_dates_and_links(root: Path) -> None:
    site = Site(catalog.read(root / "docs" / "playbooks"), (), Results())
    table = differences(site, "../../")
    assert table.html()
    for row, one in zip(table.rows, data.load(), strict=True):
        said = " ".join(row.cells)
        for value in (one.official.url, one.official.date, one.observed.date, f"playbooks/{one.slug}/"):
            assert str(value) in said
        assert "`" not in row.what


ENTRY = """
[[differences]]
topic = "A"
playbook = "invalid-model"
words = "a"
official = { says = "x", url = "https://docs.mistral.ai/a", date = 2026-08-21 }
observed = { kind = "recorded", says = "y", url = "https://example.com/", date = 2026-08-16 }
"""


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (', url = "https://docs.mistral.ai/a"', "", "official.url: Field required"),
        (", date = 2026-08-21", "", "official.date: Field required"),
        (', url = "https://example.com/"', "", "needs the address"),
        ('"recorded"', '"heard"', "observed.kind"),
        ("words", "synonyms", "words: Field required"),
        ("[[differences]]", "[[differences]", "not valid TOML"),
    ],
)
def test_an_entry_without_a_source_is_refused(before: str, after: str, says: str) -> None:
    assert data.parse(ENTRY)
    with pytest.raises(CatalogError, match=re.escape(says)):
        data.parse(ENTRY.replace(before, after))
