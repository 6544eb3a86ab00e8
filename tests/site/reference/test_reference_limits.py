"""The tables of limits: each statement of the data is on the page, on the side on which it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mistral_playbooks.content import catalog
from mistral_playbooks.content.reference import figures
from mistral_playbooks.site.markup import plain
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference import limits


@pytest.mark.parametrize("group", limits.GROUPS)
def test_each_limit_is_shown_with_all_that_is_said_of_it(group: str, root: Path) -> None:
    site = Site(catalog.read(root / "docs/playbooks"), (), Results())
    table = limits.tables()[f"limits-of-{group}"](site, "../../")
    rows = BeautifulSoup(table.html(), "html.parser").select("tbody tr")
    given = [one for one in figures.limits() if one.group == group]
    assert len(rows) == len(given) > 0
    for row, limit in zip(rows, given, strict=True):
        documented, observed, beyond = row.select("td")
        for statement in limit.says:
            cell = documented if statement.kind == "documented" else observed
            assert plain(statement.value) in cell.get_text()
            assert cell.find("a", href=statement.source)
        assert beyond.get_text() == limit.slug if limit.slug else beyond.get_text() in ("", "not known")


def test_the_page_shows_every_group(root: Path) -> None:
    page = (root / "docs/reference/limits.md").read_text(encoding="utf-8")
    assert all(f"<!-- reference {name} -->" in page for name in limits.tables())
