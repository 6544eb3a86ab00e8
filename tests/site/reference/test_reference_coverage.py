"""What the mock covers: the page says of each operation what the mock does with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.content.reference import figures
from mistral_playbooks.content.reference.figures import Operation
from mistral_playbooks.mock import Api, Request, routes
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference import coverage


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return Site(catalog.read(root / "docs/playbooks"), (), Results())


def answered(operation: Operation) -> tuple[int, str]:
    """The mock's answer to a bare request."""
    path = operation.path.replace("{}", "00000000-0000-4000-8000-000000000000")
    headers = {"authorization": "Bearer key", "content-type": "application/json"}
    response, _ = Api().handle(Request(operation.method, path, "", headers, b"{}"))
    return response.status, response.body.decode()


@pytest.mark.parametrize("operation", figures.operations(), ids=lambda one: f"{one.method} {one.path}")
def test_an_operation_of_the_api_never_gets_the_answer_of_a_path_that_does_not_exist(operation: Operation) -> None:
    status, body = answered(operation)
    if coverage.is_served(operation):
        assert '"mock"' not in body
    else:
        assert status == 404
        assert json.loads(body)["mock"] == "mistral-playbooks"


def test_each_route_of_the_api_is_an_operation() -> None:
    known = {(one.method, one.path) for one in figures.operations()}
    missing = {(route.method, route.path) for route in routes.ROUTES if route.path.startswith("/v")} - known
    assert not missing


def test_each_operation_is_in_one_of_the_tables(site: Site) -> None:
    served, others = coverage.served(site, "../../"), coverage.others(site, "../../")
    assert len(served.rows) + sum(int(row.cells[0]) for row in others.rows) == len(figures.operations())
    assert served.html().count("<tr id=") == len(served.rows)
    assert others.html()


def test_a_success_that_nobody_saw_says_so(site: Site) -> None:
    cells = {row.key: row.cells for row in coverage.served(site, "../../").rows}
    assert "nothing seen" in cells["DELETE /v1/batch/jobs/{id}"][0]
    success, refusal = cells["POST /v1/chat/completions"]
    assert "recorded" in success
    assert "recorded" in refusal
    for one in figures.operations():
        if coverage.is_served(one):
            success, _ = cells[f"{one.method} {one.path.replace('{}', '{id}')}"]
            assert ("nothing seen" in success) == (one.success is None)
