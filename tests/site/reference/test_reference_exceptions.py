"""The tables of exceptions: each class that a published run shows has its row, and what is not caught is marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.site import editions
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference import exceptions
from mistral_playbooks.site.reference.table import Table
from mistral_playbooks.site.tables.clients import printed
from mistral_playbooks.verify import store


@pytest.fixture(scope="module")
def all_data(root: Path) -> Site:
    records = catalog.read(root / "docs" / "playbooks")
    return Site(records, tuple(programs.find(root, records)), Results(tuple(store.read(root / "docs" / "results"))))


@pytest.fixture(scope="module")
def made(all_data: Site) -> Table:
    return exceptions.exceptions(all_data, "../../")


def test_each_class_that_a_broken_program_ended_with_links_its_playbook(all_data: Site, made: Table) -> None:
    rows = {row.key: row for row in made.rows}
    checked = 0
    broken = [one for one in all_data.programs if one.role == "broken" and one.language != "curl"]
    for program in editions.all_editions(broken):
        for run in all_data.results.of(program):
            shown = printed(run.output, run.language).exception
            if shown and run.major not in program.works_on and program.client.page is None:
                label = program.client.label + (" SDK" if program.client.official else "")
                assert f"playbooks/{run.slug}/" in rows[f"{shown}, {label}"].cells[1]
                assert run.version in rows[f"{shown}, {label}"].cells[0]
                checked += 1
    assert checked > 200


@pytest.mark.parametrize(
    ("key", "caught", "carries"),
    [
        ("SDKError, Python SDK", "MistralError", "status_code, body, headers"),
        ("HTTPValidationError, Python SDK", "MistralError", "status_code, body, headers"),
        ("ReadTimeout, Python SDK", "not MistralError", "–"),
        ("ConnectionError, TypeScript SDK", "not MistralError", "–"),
        ("TypeError, Python SDK", "not MistralError", "–"),
        ("MistralAPIException, Python SDK", "MistralException", "http_status, message, headers"),
    ],
)
def test_a_row_says_what_catches_the_class_and_what_it_carries(
    made: Table, key: str, caught: str, carries: str
) -> None:
    row = next(row for row in made.rows if row.key == key)
    said = [re.sub(r"<[^>]+>", "", cell) for cell in row.cells]
    assert said[2] == carries
    assert said[3].endswith(caught)
    assert ("not" in said[3]) == ("not" in caught)


def test_the_table_of_failures_marks_what_the_base_class_does_not_catch(all_data: Site) -> None:
    rows = {row.key: row.cells for row in exceptions.raised(all_data, "../../").rows}
    assert not any("†" in cell for key, cells in rows.items() if re.match(r"Status [45]", key) for cell in cells)
    assert all("†" in cell for cell in rows["Connection refused"][1:4])


@pytest.mark.parametrize("table", [exceptions.exceptions, exceptions.raised, exceptions.raised_typescript])
def test_every_row_has_its_own_anchor(all_data: Site, table: Callable[[Site, str], Table]) -> None:
    assert table(all_data, "../../").html()
