"""`show` and `list`: the knowledge base in the terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from mistral_playbooks.cli import main
from mistral_playbooks.content import catalog, pages

PAGES = catalog.load()


@pytest.fixture(autouse=True)
def _without_a_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_whole_playbook() -> None:
    ran = call("show", "rate-limited")
    record = PAGES.playbooks["rate-limited"]
    assert ran.exit_code == 0, ran.output
    for part in (
        record.title,
        "429",
        "1300",
        "/playbooks/rate-limited/",
        "Why it happens",
        "Evidence",
        record.evidence[0].url,
    ):
        assert part in ran.output
    for cause in record.causes:
        assert f"\n{cause.id}\nLook for: " in ran.output
    assert "The change: requests (Python)" in ran.output
    assert "<!--" not in ran.output
    assert "\x1b" not in ran.output


def test_one_cause_in_one_language() -> None:
    ran = call("show", "--lang", "typescript", "invalid-model/retired")
    assert ran.exit_code == 0
    assert "The change: retired (TypeScript)" in ran.output
    assert "Look for: " in ran.output
    assert "Why it happens" not in ran.output


def test_json_has_record_prose_and_changes() -> None:
    shown = json.loads(call("show", "--json", "invalid-model").output)
    page = pages.load(PAGES.playbooks["invalid-model"])
    assert (shown["slug"], shown["prose"], shown["changes"]) == ("invalid-model", page.prose, page.changes)


@pytest.mark.parametrize(
    ("name", "says"), [("rate-limit", "Did you mean `rate-limited`?"), ("rate-limited/none", "It has: requests, ")]
)
def test_an_unknown_name_is_said(name: str, says: str) -> None:
    ran = call("show", name)
    assert ran.exit_code == 2
    assert says in ran.output


def test_open_opens_the_page_where_the_address_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    refused = call("show", "--open", "rate-limited")
    assert (refused.exit_code, opened) == (2, [])
    assert "SITE_URL" in refused.output
    monkeypatch.setenv("SITE_URL", "https://playbooks.example/docs/")
    assert call("show", "--open", "rate-limited/burst").exit_code == 0
    assert call("explain", "--open", "3280").exit_code == 0
    start = "https://playbooks.example/docs/playbooks"
    assert opened == [f"{start}/rate-limited/#burst", f"{start}/tool-call-id-format/"]
    assert f"Page:  {start}/tool-call-id-format/\n" in call("explain", "3280").output


def test_list_names_every_class() -> None:
    ran = call("list")
    assert ran.exit_code == 0
    slugs = {line.split()[0] for line in ran.stdout.splitlines()[1:]}
    assert slugs == {*PAGES.playbooks}


def test_list_of_a_category_as_json() -> None:
    rows = json.loads(call("list", "--category", "limits", "--json").output)["playbooks"]
    assert {row["category"] for row in rows} == {"limits"}
    by_slug = {row["slug"]: row for row in rows}
    assert by_slug["rate-limited"]["url"] == "/playbooks/rate-limited/"
    assert by_slug["rate-limited"]["statuses"] == [429]
    assert call("list", "--category", "none").exit_code == 2
