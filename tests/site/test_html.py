"""The HTML of every built page, without a browser: ids, headings, links, tabs, copy buttons, outputs, what is loaded.

`test_browser.py` uses a few pages as a reader does; what one page can get wrong alone is looked for here, on all.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.site import proof, run_pages
from mistral_playbooks.verify import results, store

HOST = "https://site.invalid"
RELATIONS = ("stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "modulepreload", "manifest")
LOADED = ["[src]:not(a)", "object[data]", *(f"link[rel~={one}]" for one in RELATIONS)]
"""Tags whose address a browser asks for by itself."""


class Page:
    """One page: its path from the site's root, and its parsed HTML."""

    def __init__(self, path: str, html: str) -> None:
        self.path, self.html = path, html
        self.soup = BeautifulSoup(html, "html.parser")
        self.ids = [str(tag["id"]) for tag in self.soup.find_all(id=True)]

    @property
    def url(self) -> str:
        return f"{HOST}/{self.path.removesuffix('index.html')}"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Path → page."""
    files = {file.relative_to(site).as_posix(): file for file in sorted(site.rglob("*.html"))}
    return {path: Page(path, file.read_text(encoding="utf-8")) for path, file in files.items()}


@pytest.fixture(scope="session")
def read(root: Path) -> catalog.Catalog:
    return catalog.read(root / "docs/playbooks")


@pytest.fixture(scope="session")
def rows(root: Path) -> list[results.Result]:
    return store.read(root / "docs/results")


def playbook(pages: dict[str, Page], slug: str) -> Page:
    return pages[f"playbooks/{slug}/index.html"]


# --- each page -----------------------------------------------------------------------------------------------------


def twice(page: Page) -> Iterator[str]:
    yield from (f"id `{id}` stands {count} times" for id, count in Counter(page.ids).items() if count > 1)


def headings(page: Page) -> Iterator[str]:
    """One first heading, no level left out on the way down, none without words."""
    tags = page.soup.select("article :is(h1, h2, h3, h4, h5)")
    found = [(int(tag.name[1]), tag.get_text().strip(" ¶\n")) for tag in tags]
    if [level for level, _ in found].count(1) != 1:
        yield f"{[text for level, text in found if level == 1]} are headings of the first level"
    for (before, _), (level, text) in pairwise(found):
        if level > before + 1:
            yield f"`{text}` is of level {level}, after one of level {before}"
    yield from (f"a heading of level {level} is empty" for level, text in found if not text)


def foreign(page: Page) -> Iterator[str]:
    """What a browser would load from elsewhere."""
    for tag in page.soup.select(",".join(LOADED)):
        address = str(tag.get("src") or tag.get("href") or tag.get("data"))
        if urlsplit(address).netloc:
            yield f"<{tag.name}> loads {address}"
    styles = [style.get_text() for style in page.soup.find_all("style")]
    styles += [str(tag["style"]) for tag in page.soup.find_all(style=True)]
    for text in styles:
        yield from (f"a style loads {one}" for one in re.findall(r"url\(['\"]?((?:https?:)?//[^)]*)", text))


def unnamed(page: Page) -> Iterator[str]:
    """What a screen reader would find without a name."""
    for tag in page.soup.select("article button, article summary, article a[href]"):
        picture = tag.find(["img", "svg"])
        if not (tag.get_text().strip() or tag.get("aria-label") or tag.get("title") or picture):
            yield f"without a name: {str(tag)[:120]}"
    yield from (f"without alt: {str(tag)[:120]}" for tag in page.soup.select("img:not([alt])"))


def tabs(page: Page) -> Iterator[str]:
    """As many labels as tabs, each with words and for its own tab."""
    for group in page.soup.select(".tabbed-set"):
        inputs = [str(tag.get("id")) for tag in group.find_all("input", recursive=False)]
        labels = group.select(":scope > .tabbed-labels > label")
        blocks = group.select(":scope > .tabbed-content > .tabbed-block")
        words = [label.get_text().strip() for label in labels]
        if [label.get("for") for label in labels] != inputs or len(blocks) != len(inputs):
            yield f"{len(inputs)} tabs, {len(labels)} labels, {len(blocks)} blocks: {words}"
        if not all(words) or len(set(words)) != len(words):
            yield f"labels of tabs: {words}"


def copies(page: Page) -> Iterator[str]:
    """Each program stands once, and each copy button copies one that is there."""
    shown = Counter(str(box["data-file"]) for box in page.soup.select("article [data-file]"))
    yield from (f"{file} stands {count} times" for file, count in shown.items() if count > 1)
    for button in page.soup.select("[data-copies]"):
        # Elsewhere a change may be shown without its program; the page's script leaves that button hidden.
        if page.path.startswith("playbooks/") and button["data-copies"] not in shown:
            yield f"a button copies {button['data-copies']}, which is not on the page"


@pytest.mark.parametrize("check", [twice, headings, foreign, unnamed, tabs, copies])
def test_every_page(pages: dict[str, Page], check) -> None:
    left_out = {"404.html"} if check is headings else set()
    assert [f"{path}: {one}" for path, page in pages.items() if path not in left_out for one in check(page)] == []


@pytest.mark.parametrize(
    ("html", "check"),
    [
        ('<p id="a"></p><p id="a"></p>', twice),
        ("<article><h1>A</h1><h3>B</h3></article>", headings),
        ("<article><h1>A</h1><h1>B</h1></article>", headings),
        ("<article><h1>A</h1><h2> </h2></article>", headings),
        ('<script src="https://cdn.example/x.js"></script>', foreign),
        ('<link rel="preconnect" href="//fonts.example">', foreign),
        ('<p style="background: url(https://example.com/a.png)">', foreign),
        ("<article><button></button></article>", unnamed),
        ('<img src="a.png">', unnamed),
        ('<div class="tabbed-set"><input id="a"><div class="tabbed-labels"></div></div>', tabs),
        ('<article><p data-file="x"></p><p data-file="x"></p></article>', copies),
        ('<button data-copies="x"></button>', copies),
    ],
)
def test_a_flaw_is_found(html: str, check) -> None:
    assert list(check(Page("playbooks/x/index.html", html)))


def test_every_link_within_the_site_leads_somewhere(pages: dict[str, Page], site: Path) -> None:
    """MkDocs looks at the links of Markdown alone; most of these are written by templates."""

    def missing(page: Page, link: str) -> str | None:
        there = urlsplit(urljoin(page.url, link))
        path = unquote(there.path).lstrip("/")
        path += "index.html" if path.endswith("/") or not path else ""
        if not (site / path).is_file():
            return f"{page.path}: {link} leads nowhere"
        if there.fragment and path in pages and unquote(there.fragment) not in pages[path].ids:
            return f"{page.path}: {link}: no such place on that page"
        return None

    found = [
        missing(page, str(tag["href"]))
        for path, page in pages.items()
        if path != "404.html"  # its links are from the root of wherever the site is
        for tag in page.soup.select("a[href]")
        if urljoin(page.url, str(tag["href"])).startswith(f"{HOST}/")
    ]
    assert sorted(filter(None, set(found))) == []
    assert len(found) > len(pages)


# --- playbooks -----------------------------------------------------------------------------------------------------


def test_every_cause_has_its_place(pages: dict[str, Page], read: catalog.Catalog) -> None:
    for one in read:
        assert {cause.id for cause in one.causes} <= set(playbook(pages, one.slug).ids), one.slug


def test_the_output_shown_is_the_one_captured(pages: dict[str, Page], read: catalog.Catalog, rows) -> None:
    for slug in read.playbooks:
        shown = {tag.get_text().strip() for tag in playbook(pages, slug).soup.select(".pb-output pre")}
        captured = {row.file: row for row in rows if row.slug == slug and re.search(r"/broken\.\w+$", row.file)}
        assert captured
        assert [file for file, row in captured.items() if row.output.strip() not in shown] == []


def test_every_change_shows_what_goes_and_what_comes(pages: dict[str, Page], read: catalog.Catalog) -> None:
    for slug in read.playbooks:
        first = playbook(pages, slug).soup.select_one(".pb-change")
        assert isinstance(first, Tag), slug
        assert first.select("del, ins"), slug


def test_a_playbook_is_one_click_from_the_home_page(pages: dict[str, Page], read: catalog.Catalog) -> None:
    home = pages["index.html"]
    links = {urlsplit(urljoin(home.url, str(tag["href"]))).path for tag in home.soup.select("article a[href]")}
    assert {f"/playbooks/{slug}/" for slug in read.playbooks} <= links


# --- the record ----------------------------------------------------------------------------------------------------


def test_each_run_leads_to_its_record(pages: dict[str, Page], root: Path, read: catalog.Catalog, rows) -> None:
    page = pages["verification/index.html"]
    table = page.soup.select('.pb-table[aria-label="All runs"] tbody tr a[href*="#"]')
    links = [urljoin(page.url, str(tag["href"])) for tag in table]
    recorded = run_pages.valid_rows(programs.find(root, read), proof.Results(tuple(rows)))
    assert len(links) == len(set(links)) == len(recorded)


def test_the_data_is_published(site: Path, root: Path, read: catalog.Catalog) -> None:
    data = json.loads((site / "catalog.json").read_text(encoding="utf-8"))
    assert data["version"] == 1
    assert [row["slug"] for row in data["playbooks"]] == list(read.playbooks)
    assert all({"slug", "title", "url"} <= set(row) for row in data["playbooks"])
    served = json.loads((site / "results.json").read_text(encoding="utf-8"))
    found = programs.find(root, read)
    assert len(served["results"]) == len(programs.matrix(found, list(python_sdk().versions)))
