"""Every error finds its page by address: `/e/<key>/`, the page for unknown addresses, and what was ever published."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis.client_errors import NAMES
from mistral_playbooks.mock.faults.library import rows
from mistral_playbooks.site.addresses import build, published
from mistral_playbooks.site.addresses import keys as addresses


@pytest.fixture(scope="module")
def read(root: Path) -> catalog.Catalog:
    return catalog.read(root / "docs/playbooks")


@pytest.fixture(scope="module")
def known(read: catalog.Catalog) -> dict[str, addresses.Key]:
    return addresses.keys(read)


@cache
def page(site: Path, key: str) -> BeautifulSoup:
    return BeautifulSoup((site / "e" / key / "index.html").read_text(encoding="utf-8"), "html.parser")


def only(soup: BeautifulSoup, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def target(site: Path, key: str) -> str | None:
    """Where a page leads by itself, from the site's root; None if it stays."""
    refresh = page(site, key).select_one("meta[http-equiv=refresh]")
    if refresh is None:
        return None
    return urlsplit(urljoin(f"http://x/e/{key}/", str(refresh["content"]).partition("url=")[2])).path


@cache
def links(site: Path, key: str) -> set[str]:
    return {str(tag["href"]).removeprefix("../../") for tag in page(site, key).select("article a[href]")}


def test_everything_that_a_playbook_names_has_an_address(site: Path, read: catalog.Catalog) -> None:
    for one in read:
        names = [name.rpartition(".")[2] for name in one.exceptions]
        for name in (*map(str, one.statuses), *one.codes, *one.types, *names, one.slug):
            for key in {name, name.lower()}:
                if (there := target(site, key)) is None:
                    assert any(f"playbooks/{one.slug}/" in link for link in links(site, key)), (key, one.slug)
                else:
                    assert there == one.url, key


def test_one_class_alone_is_a_redirect_and_never_to_a_class_among_several(site: Path, known) -> None:
    for name, key in known.items():
        if key.only and key.only.url != f"e/{name}/":
            assert target(site, name) == f"/{key.only.url}"
        else:
            assert target(site, name) is None, name


@pytest.mark.parametrize(
    ("key", "there"),
    [
        ("1500", "/playbooks/invalid-model/"),
        ("3280", "/playbooks/tool-call-id-format/"),
        ("invalid_model", "/playbooks/invalid-model/"),
        ("ImportError", "/playbooks/import-error/"),
        ("importerror", "/playbooks/import-error/"),
        ("1910", "/playbooks/tier-not-allowed/"),
        ("3230", None),  # the order of roles has the same code
        ("400", None),
        ("BadRequestError", None),
        ("badrequesterror", None),
        ("AI_APICallError", None),
        ("AI_RetryError", None),
        ("SDKError", None),
    ],
)
def test_examples(site: Path, key: str, there: str | None) -> None:
    assert target(site, key) == there


def test_several_classes_are_told_apart_by_every_tell_and_by_a_command(site: Path, known) -> None:
    for name, key in known.items():
        if key.only:
            continue
        soup = page(site, name)
        for one in key.classes:
            wanted = {f"{one.url}#{cause.id}" for cause in one.playbook.causes}
            assert wanted <= links(site, name), (name, one.slug)
        commands = [tag.get_text() for tag in soup.select("[data-role=command] code")]
        assert commands[0].startswith("mistral-playbooks explain"), name
        assert bool(soup.select("meta[name=robots]")) == (not key.classes), name


@pytest.mark.parametrize(
    ("key", "command"),
    [("429", "curl"), ("401", "curl -sS -i https://api.mistral.ai/v1/models"), ("3230", "mistral-playbooks check")],
)
def test_a_command_whose_output_decides(site: Path, key: str, command: str) -> None:
    assert page(site, key).select("[data-role=command] code")[1].get_text().startswith(command)


def test_what_decides_is_shown(site: Path) -> None:
    said = page(site, "429").get_text(" ")
    assert "x-ratelimit-limit-req-minute: 0" in said
    assert "3505" in said
    assert "Not enough capacity available" in said


def test_a_name_for_every_status_leads_to_the_statuses(site: Path) -> None:
    for name in (name for name, given in NAMES.items() if given.any_status):
        found = {str(tag["href"]) for tag in page(site, name).select("article a[href]")}
        assert {"../400/", "../429/", "../503/"} <= found, name


def test_every_class_that_the_mock_knows_has_a_page(read: catalog.Catalog) -> None:
    missing = sorted({*rows()} - {*read.playbooks})
    assert not missing, f"Write these pages: mistral-playbooks new {missing[0]}"


def test_the_index_has_every_key(site: Path, known) -> None:
    soup = BeautifulSoup((site / "e/index.html").read_text(encoding="utf-8"), "html.parser")
    assert {f"{name}/" for name in known} <= {str(tag["href"]) for tag in soup.select("article a[href]")}


def test_pages_under_e_are_small(site: Path) -> None:
    frame = len((site / "e/importerror/index.html").read_bytes())
    assert frame < 2_000
    assert [path for path in (site / "e").rglob("*.html") if path.stat().st_size > 90_000] == []


def test_the_page_for_unknown_addresses_needs_no_script(site: Path, read: catalog.Catalog) -> None:
    soup = BeautifulSoup((site / "404.html").read_text(encoding="utf-8"), "html.parser")
    found = {str(tag["href"]) for tag in soup.select("article a[href]")}
    assert {f"/playbooks/{slug}/" for slug in read.playbooks} <= found
    assert only(soup, "#pb-near").has_attr("hidden")
    data = json.loads(only(soup, "#pb-lookup").get_text())
    for path in data["keys"].values():
        assert (site / path / "index.html").is_file(), path


def test_every_address_that_was_published_still_leads_somewhere(site: Path, root: Path) -> None:
    assert published.gone(site, published.read(root)) == []


def test_every_address_is_in_the_list(site: Path, root: Path) -> None:
    missing = sorted(set(published.found(site)) - set(published.read(root)))
    said = "Build the site, then run: python -m mistral_playbooks.site.addresses.published site"
    assert not missing, f"{published.LIST} lacks {len(missing)} addresses, such as {missing[0]}. {said}"


def test_what_is_added_to_the_list_is_printed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / published.LIST).write_text("/\n/old/\n", encoding="utf-8")
    site = tmp_path / "site/playbooks/new"
    site.mkdir(parents=True)
    html = '<article><h2 id="why">Why</h2></article>'
    for folder in (site, tmp_path / "site"):
        (folder / "index.html").write_text(html, encoding="utf-8")
    command = [sys.executable, "-m", published.__name__]
    done = subprocess.run([*command, "site"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == [
        "/playbooks/new/",
        "/playbooks/new/#why",
        "Added to docs/addresses.txt, which keeps every address forever: 2.",
        "",
    ]
    assert published.read(tmp_path) == ["/", "/old/", "/playbooks/new/", "/playbooks/new/#why"]
    wrong = subprocess.run([*command, "nowhere"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (wrong.returncode, published.read(tmp_path)[0]) == (1, "/")
    assert "Name the folder of a built site." in wrong.stderr


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/playbooks/invalid-model/#no-more", "Add it to `former` of the cause that answers it now"),
        ("/testing/#no-more", '<span id="no-more" data-now="NEW"></span>'),
        ("/playbooks/no-more/", "Add `former: [no-more]` to the page that replaces it"),
        ("/e/no_more/", "Name it in `statuses`, `codes`, `types` or `exceptions`"),
        ("/no-more/", "Restore the page"),
    ],
)
def test_an_address_that_vanished_is_named_with_the_next_action(site: Path, address: str, action: str) -> None:
    (said,) = published.gone(site, [address])
    assert said.startswith(address)
    assert action in said


def test_a_former_slug_redirects(read: catalog.Catalog) -> None:
    page = replace(read.playbooks["invalid-model"], former=("wrong-model",))
    files = build.files(catalog.Catalog({**read.playbooks, "invalid-model": page}), "Site")
    assert "../../playbooks/invalid-model/" in files["playbooks/wrong-model/index.html"]
    assert "../../playbooks/invalid-model/" in files["e/wrong-model/index.html"]
