"""The real site generator, with the real mkdocs.yml, hook and theme, over a small site in a temporary folder."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment

from helpers import published
from helpers.machine import ROOT
from helpers.small_site import BODY, HEAD, PYTHON, SmallSite
from helpers.status_documents import document


class Small(SmallSite):
    """A small site whose built pages can be read."""

    def soup(self, page: str) -> BeautifulSoup:
        return parsed(self.root / "site" / page / "index.html")


@cache
def parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Small:
    """Built once: two programs of the default cause proven, one edited since, the rest never; a second class without
    programs."""
    site = Small(tmp_path_factory.mktemp("small"))
    more = HEAD | {
        "title": "Answer `cut` <short>",
        "summary": "The answer ends before its end.",
        "category": "limits",
        "statuses": [],
        "codes": [],
        "types": [],
        "exceptions": ["ReadTimeout"],
        "signatures": ["cut short"],
        "causes": [{"id": "plan", "tell": "A test.", "action": "Change the [plan](https://example.com)."}],
        "related": ["invalid-model"],
    }
    site.page("cut-short", more, "Prose.\n")
    site.results("broken.py", "fixed.py", "fixed-retired.py")
    site.program("invalid-model", "fixed-retired.py", f"{PYTHON.replace('{model}', 'fixed-retired')}print()\n")
    done = site.build()
    assert done.returncode == 0, done.stderr
    return site


def shown(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Published file → the texts that the copy buttons give for it."""
    found: dict[str, list[str]] = {}
    for card in soup.select(".pb-card"):
        for file, _, text in published.programs(card):
            found.setdefault(file, []).append(text)
    return found


def test_the_code_on_the_page_is_the_file(small):
    found = shown(small.soup("playbooks/invalid-model"))
    assert sorted(found) == sorted(
        f"snippets/invalid-model/{p.name}" for p in (small.root / "snippets/invalid-model").iterdir()
    )
    for file, texts in found.items():
        assert texts == [(small.root / file).read_text(encoding="utf-8").removesuffix("\n")]


def test_nothing_of_the_source_is_left_over(small):
    for page in pages(small):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert not soup.find_all(string=lambda text: isinstance(text, Comment)), page
        for code in soup.select("pre, code, script, style, [data-file], samp, .pb-out, .pb-lst"):
            code.extract()
        text = soup.get_text()
        assert not [mark for mark in ("```", "<!--", "=== ", "???", "{#", "{:") if mark in text], page


def test_the_change_comes_first_and_shows_both_sides(small):
    change = small.soup("playbooks/invalid-model").select_one("#unknown")
    assert not change.find_previous(class_="pb-card")
    assert change.select_one("del").get_text() == 'model = "broken"\n'
    assert change.select_one("ins").get_text() == 'model = "fixed"\n'


def test_a_proof_stands_only_where_this_text_passed(small):
    soup = small.soup("playbooks/invalid-model")
    proofs = {}
    for listing in soup.select(".pb-lst"):
        proofs[listing["data-file"].rpartition("/")[2]] = listing.find_next_sibling("p")
    assert "pb-proof--seen" in proofs["fixed.py"]["class"]
    assert proofs["fixed.py"].get_text() == "Verified 23 Nov 2026 · mistralai 3.7.0 · Python 3.11 · answer recorded"
    for name in ("fixed.sh", "fixed-retired.py", "fixed-retired.sh"):
        assert proofs[name]["class"] == ["pb-unproven"]
    assert "2 of 8 verified" in soup.select(".pb-strip")[0].get_text()


def test_outputs_are_the_captured_ones(small):
    shown = [pre.get_text() for pre in small.soup("playbooks/invalid-model").select(".pb-out > pre")]
    assert shown == ["<printed> by `broken.py`", "<printed> by `fixed.py`"]


def test_a_title_is_shown_as_it_is_written(small):
    heading = small.soup("playbooks/cut-short").select_one("h1")
    assert heading.get_text().startswith("Answer `cut` <short>")


def test_the_box_finds_titles_codes_and_synonyms_and_no_code_or_output(small):
    script = (small.root / "site/assets/answers.js").read_text(encoding="utf-8")
    data, _ = json.JSONDecoder().raw_decode(script.partition("self.pbData = ")[2])
    entries = {entry["url"]: entry for entry in data["entries"]}
    entry = entries["playbooks/invalid-model/"]
    assert (entry["slug"], entry["title"], entry["seen"]) == ("invalid-model", "Invalid model", "400 · 1500")
    assert (entry["retry"], entry["long"][0]) == ("after-change", 3)
    steps = (small.root / "site/assets/steps.js").read_text(encoding="utf-8")
    assert json.loads(steps.partition(" = ")[2])["invalid-model"][0][1] == "Take an id from the list."
    assert entry["codes"] == "400 1500"
    assert entry["names"] == "invalid-model invalid_model SDKError"
    assert "Retired" in entry["headings"]
    assert entries["testing/"]["title"] == "Test your program"
    assert not [url for url in entries if url.startswith(("e/4", "verification/i", "playbooks/index"))]
    assert "<printed>" not in script
    assert "not a shortcode" not in script
    assert not list((small.root / "site").glob("search/*"))
    assert not list((small.root / "site/assets/javascripts").glob("workers/*"))


@cache
def ids(page: Path) -> set[str]:
    return {str(tag["id"]) for tag in parsed(page).select("[id]")}


def pages(small: Small) -> Iterator[Path]:
    yield from (page for page in (small.root / "site").rglob("*.html") if page.name != "404.html")


def test_nothing_is_loaded_from_elsewhere(small):
    for page in pages(small):
        soup = parsed(page)
        loaded = [tag.get("src") or tag.get("href") for tag in soup.select("script[src], link[href], img[src], iframe")]
        assert loaded
        assert not [url for url in loaded if urlsplit(str(url)).netloc], page
    for sheet in (small.root / "site/assets/css").glob("*.css"):
        assert "//" not in sheet.read_text(encoding="utf-8")


def test_every_link_within_the_site_leads_somewhere(small):
    site = small.root / "site"
    for page in pages(small):
        here = page.relative_to(site).as_posix()
        for link in parsed(page).select("[href]"):
            target = urlsplit(urljoin(f"https://here/{here}", str(link["href"])))
            if target.netloc != "here":
                continue
            absent = re.fullmatch(r".*/((?:playbooks|labs|reference|frameworks)/[a-z0-9-]+\.(?:md|py))", target.path)
            if absent and (ROOT / "docs" / absent[1]).is_file():
                continue  # a page of the whole site names one that this small site does not have
            file = site / unquote(target.path).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), f"{here}: {link['href']}"
            if target.fragment and file.suffix == ".html":
                assert unquote(target.fragment) in ids(file), f"{here}: {link['href']}"


def test_a_class_is_two_places(small):
    """Page and folder make navigation, index, home and catalog."""
    here = small.soup("playbooks/cut-short").select_one(".pb-nav [aria-current]")
    assert here.find_previous(class_="pb-nav__head").get_text() == "Rate limits and quota"
    for page in ("", "verification", "playbooks/invalid-model"):  # of another category, or of none
        assert "cut-short" not in str(small.soup(page).select_one(".pb-nav")), page
    assert small.soup("playbooks").select('.pb-classes a[href$="cut-short/"]')
    assert len(small.soup("").select('a[href$="cut-short/"]')) == 1, "the home page lists a class once"
    assert small.soup("").select('.pb-all a[href$="cut-short/"]')
    catalog = json.loads((small.root / "site/catalog.json").read_text(encoding="utf-8"))
    assert [row["slug"] for row in catalog["playbooks"]] == ["invalid-model", "cut-short"]


def test_not_affiliated_on_every_page(small):
    for page in pages(small):
        assert "Not affiliated with Mistral AI" in page.read_text(encoding="utf-8")


def test_the_foot_leads_to_the_repository_where_it_has_an_address(small, tmp_path):
    assert not small.soup("playbooks/invalid-model").select(".pb-end")
    site = Small(tmp_path / "s")
    config = site.root / "mkdocs.yml"
    config.write_text(f"repo_url: https://github.com/a/b\n{config.read_text(encoding='utf-8')}", encoding="utf-8")
    done = site.build()
    assert done.returncode == 0, done.stderr
    links = {a.get_text(): a["href"] for a in site.soup("playbooks/invalid-model").select(".pb-end a")}
    assert links == {
        "Edit this page": "https://github.com/a/b/edit/master/docs/playbooks/invalid-model.md",
        "This did not work": "https://github.com/a/b/issues/new?title=invalid-model%3A%20this%20did%20not%20work",
        "Source of the programs": "https://github.com/a/b/tree/HEAD/snippets/invalid-model",
    }
    assert [a.get_text() for a in site.soup("testing").select(".pb-end a")] == ["Edit this page"]
    assert not site.soup("verification/invalid-model").select(".pb-end")
    assert not site.soup("").select('[data-md-component="source"]')  # it would ask the host for stars


def test_without_results_the_page_stands_without_proof(tmp_path):
    site = Small(tmp_path / "s")
    assert site.build().returncode == 0
    soup = site.soup("playbooks/invalid-model")
    assert not soup.select(".pb-proof, .pb-output, .pb-tone--seen")
    assert len(soup.select('p.pb-unproven:-soup-contains("Not verified")')) == 4
    assert "not verified" in soup.select(".pb-strip")[0].get_text()


def test_the_status_at_the_build_is_on_its_pages(tmp_path, monkeypatch):
    """With the recorder's folder; the whole site's tests have the build without one."""
    monkeypatch.setenv("STATUS_FOLDER", str(tmp_path / "out"))
    monkeypatch.setenv("STATUS_URL", "https://status.example.org/data/status.json")
    (tmp_path / "out").mkdir()
    site = Small(tmp_path / "s")
    data = document("degraded", datetime.datetime.now(datetime.UTC))
    (tmp_path / "out/status.json").write_text(json.dumps(data), encoding="utf-8")
    done = site.build()
    assert done.returncode == 0, done.stderr
    soup = site.soup("status")
    assert soup.select(".pb-now .pb-state")[0].get_text() == "degraded"
    assert soup.select(".pb-age")[0].get_text().endswith("UTC, when this page was built")
    assert len(soup.select(".pb-bars[role=img][aria-label]")) == 9
    assert soup.select(".pb-incident[open] li")[0].get_text()
    line = site.soup("").select(".pb-status")[0]
    assert line.get_text().startswith("Mistral API: degraded state of ")
    assert json.loads((site.root / "site/status.json").read_text(encoding="utf-8")) == data
    assert soup.select(".pb-files a")[0]["href"] == "https://status.example.org/data/status.xml"
    assert {str(one["data-status"]) for one in soup.select("[data-status]")} == {
        "https://status.example.org/data/status.json"
    }

    data = document("up", datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=90))
    (tmp_path / "out/status.json").write_text(json.dumps(data), encoding="utf-8")
    assert site.build().returncode == 0
    parsed.cache_clear()
    states = {one.get_text() for one in site.soup("status").select(".pb-live:not([data-part=incidents]) .pb-state")}
    assert states == {"unknown"}, "an old history says nothing about the time of the build"

    for text, said in (
        ('{"format": 1}', "is not of format 1"),
        ("{", "not a status.json of format 1"),
        (None, "cannot be read"),
    ):
        file = tmp_path / "out/status.json"
        file.unlink() if text is None else file.write_text(text, encoding="utf-8")
        done = site.build()
        assert done.returncode
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def broken_shortcode(site: Small) -> str:
    site.page("invalid-model", HEAD, BODY + "\n<!-- fix -->\n")
    lines = (site.root / "docs/playbooks/invalid-model.md").read_text(encoding="utf-8").split("\n")
    return f"docs/playbooks/invalid-model.md, line {lines.index('<!-- fix -->') + 1}: there is no shortcode `fix`"


def missing_anchor(site: Small) -> str:
    site.page("invalid-model", HEAD, "<!-- cause retired -->\n")
    return "docs/playbooks/invalid-model.md: nothing on the page has the id `retired`"


def unknown_key(site: Small) -> str:
    site.page("invalid-model", HEAD | {"colour": "red"}, BODY)
    return "key `colour` is unknown"


def tab(site: Small) -> str:
    site.program("invalid-model", "fixed.py", "if True:\n\tprint()\n")
    return "snippets/invalid-model/fixed.py: line 2 contains a tab"


def bad_results(site: Small) -> str:
    site.results_file.write_text("{", encoding="utf-8")
    return "docs/results/invalid-model.json"


@pytest.mark.parametrize("spoil", [broken_shortcode, missing_anchor, unknown_key, tab, bad_results])
def test_a_fault_stops_the_build_with_one_message(tmp_path, spoil):
    site = Small(tmp_path / "s")
    said = spoil(site)
    done = site.build()
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dead_link_stops_the_build(tmp_path):
    """`build` calls MkDocs with `--quiet`, which would hide the warning from `--strict`, too."""
    site = Small(tmp_path / "s")
    links = "[a](invalid-modle.md), [b](invalid-model.md#nowhere), [c](#no-more), [d](invalid-model.md#retired)"
    site.page("invalid-model", HEAD, f"{links}\n\n{BODY}")
    done = site.build("--strict")
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if "playbooks/invalid-model.md" in line]
    for link, line in zip(("invalid-modle.md", "invalid-model.md#nowhere", "#no-more"), said, strict=True):
        assert f"'{link}'" in line
