"""The pages in docs/frameworks/: each client has one, and it shows what was observed of that client."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import table
from mistral_playbooks.content.reference.exceptions import Client, load
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference import client
from mistral_playbooks.site.reference.table import Table
from mistral_playbooks.site.shortcodes import ShortcodeError
from mistral_playbooks.verify import store

PAGES = sorted((ROOT / "docs/frameworks").glob("*.md"))
OTHERS = [one for one in load().clients if not table().get(one.language, one.package).official]


@pytest.fixture(scope="module")
def all_data() -> Site:
    records = catalog.read(ROOT / "docs/playbooks")
    results = Results(tuple(store.read(ROOT / "docs/results")))
    return Site(records, tuple(programs.find(ROOT, records)), results)


def part(site: Site, *arguments: str) -> str:
    return client.part(site, arguments, "../../", None)


@pytest.mark.parametrize("one", OTHERS, ids=lambda one: f"{one.package} {one.language}")
def test_each_client_that_was_observed_has_its_page(one: Client) -> None:
    page = table().get(one.language, one.package).page
    text = (ROOT / f"docs/frameworks/{page}.md").read_text(encoding="utf-8")
    for kind in ("raises", "sends"):
        assert f"<!-- client {kind} {one.package} {one.language} -->" in text
    for kind in ("limits retries-not-happening", "limits timeout", "playbooks"):
        assert f"<!-- client {kind} {page} -->" in text
    assert f'data-client="{one.package} {one.version}" title=' in text, "a test of it"


def test_each_page_is_that_of_a_client() -> None:
    assert {page.stem for page in PAGES} == {one.page for one in table() if one.page}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_versions_of_a_page_are_those_that_were_observed(page: Path) -> None:
    labels = {(one.package, one.version) for one in load().clients}
    labels |= {(table().get(one.language, one.package).label, one.version) for one in load().clients}
    for name, version in re.findall(r"Observed with (\S+) ([\d.]+)", page.read_text(encoding="utf-8")):
        assert (name, version) in labels


@pytest.mark.parametrize("one", OTHERS, ids=lambda one: f"{one.package} {one.language}")
def test_every_failure_is_in_one_row_of_the_page(all_data: Site, one: Client) -> None:
    rows = {row.key: row.cells[0] for row in client.raises(all_data, "../../", one).rows}
    for failure in load().failures:
        row = rows[one.seen[failure.id].exception or "No exception"]
        wanted = re.sub(r"^Status ([45]\d\d).*", r"\1", failure.name)
        assert wanted in row, (failure.name, row)


def test_what_a_client_adds_is_shown_and_what_it_was_given_is_not(all_data: Site) -> None:
    shown = part(all_data, "sends", "langchain-mistralai", "python")
    cells = re.findall(r"<td>(.*?)</td>", shown)
    said = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    assert said == ["temperature", "0.7", "0.7", "top_p", "1", "1"]
    assert "nothing that you did not set" in part(all_data, "sends", "openai", "python")
    assert "512" in part(all_data, "sends", "llama-index-llms-mistralai", "python")


def test_the_rows_of_a_playbooks_table_become_columns(all_data: Site) -> None:
    shown = part(all_data, "limits", "retries-not-happening", "openai")
    assert re.findall(r'<th scope="col">(.*?)</th>', shown) == [
        "",
        "openai 3.54.0 (Python)",
        "openai 6.49.0 (TypeScript)",
    ]
    assert shown.startswith('<div class="pb-table"')
    assert "<td>Requests</td><td>3</td><td>3</td>" in shown
    assert part(all_data, "limits", "timeout", "ai-sdk").count("<td>Milliseconds</td>") == 2


def test_a_table_is_read_to_its_end() -> None:
    text = "## A {#table}\n\n| Client | B |\n|---|---|\n| a 1, x | `y` |\n| … with z | – |\n\n| Other | C |\n\n## D"
    assert client.rows_of(text) == [["Client", "B"], ["a 1, x", "`y`"], ["a 1 with z", "–"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "write `raises`"),
        (("raises", "no-client", "python"), "litellm python"),
        (("limits", "invalid-model", "litellm"), "retries-not-happening or timeout"),
        (("limits", "timeout", "no-page"), "the `page` of a client"),
        (("playbooks", "no-page"), "`playbooks`"),
    ],
)
def test_what_cannot_be_shown_is_said(all_data: Site, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(ShortcodeError, match=says):
        part(all_data, *arguments)


def test_the_tables_are_given_to_the_box(all_data: Site) -> None:
    tables: list[Table] = []
    client.part(all_data, ("raises", "litellm", "python"), "../../", tables)
    client.part(all_data, ("list",), "../../", tables)
    assert [one.name for one in tables] == ["raises-python"]


def test_an_anchor_that_moved_to_another_page_leads_to_one_that_is_there(site: Path) -> None:
    moved = []
    for file in site.rglob("index.html"):
        page = f"/{file.parent.relative_to(site).as_posix()}/"
        for old in BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select('[data-now*="#"]'):
            parts = urlsplit(urljoin(page, str(old["data-now"])))
            there = (site / parts.path.strip("/") / "index.html").read_text(encoding="utf-8")
            assert f'id="{parts.fragment}"' in there, old["data-now"]
            moved.append(old)
    assert len(moved) > 60


def test_the_pages_are_listed_for_agents(site: Path) -> None:
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    for page in PAGES:
        assert f"frameworks/{page.stem}/index.md" in listed
        assert (site / f"frameworks/{page.stem}/index.md").is_file()
