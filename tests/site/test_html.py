"""The HTML of every built page, without a browser: ids, headings, links, tabs, copy buttons, outputs, what is loaded.

`test_browser.py` uses a few pages as a reader does; what one page can get wrong alone is looked for here, on all.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from helpers import published
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.site import proof, run_pages
from mistral_playbooks.site.card import output
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
    for link in page.soup.select("article .headerlink:not([aria-hidden=true][tabindex='-1'])"):
        yield f"a screen reader reads {link.get_text()!r} with a heading"


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
    """In each card one pane for each tab, one chosen tab and view, and no label twice."""
    for card in page.soup.select(".pb-card"):
        words = [label.get_text().strip() for label in card.select(".pb-tabs label, .pb-client")]
        for tab in range(1, len(words) + 1):
            if (count := len(card.select(f".pb-pane.t{tab}"))) != 1:
                yield f"tab {tab} has {count} panes: {words}"
        if not all(words) or len(set(words)) != len(words) or not words:
            yield f"labels of tabs: {words}"
        for group in card.select("fieldset"):
            names, checked = {str(one.get("name")) for one in group.select("input")}, group.select("input[checked]")
            if len(names) != 1 or len(checked) != 1:
                yield f"{len(checked)} of the group {names} are chosen"
    groups = Counter(str(one["name"]) for one in page.soup.select(".pb-card input[checked]"))
    yield from (f"{count} groups are called {name}" for name, count in groups.items() if count > 1)


def copies(page: Page) -> Iterator[str]:
    """Each program stands once, in a card with one copy button."""
    shown = Counter(file for card in page.soup.select(".pb-card") for file, _, _ in published.programs(card))
    yield from (f"{file} stands {count} times" for file, count in shown.items() if count > 1)
    for card in page.soup.select(".pb-card"):
        if (count := len(card.select(".pb-copy"))) != 1:
            yield f"a card has {count} copy buttons"


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
        ('<div class="pb-card"><p class="pb-client">A</p></div>', tabs),
        ('<div class="pb-card"></div>', copies),
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


@pytest.fixture(scope="module")
def pairs(read: catalog.Catalog, rows) -> set[str]:
    """The playbooks with broken and fixed programs: all but one, because nothing malicious is run to show a fix."""
    found = {row.slug for row in rows if row.role == "fixed"}
    assert {*read.playbooks} - found == {"compromised-release"}
    return found


def test_the_output_shown_is_the_one_captured(pages: dict[str, Page], pairs: set[str], rows) -> None:
    for slug in pairs:
        shown = {tag.get_text() for tag in playbook(pages, slug).soup.select(".pb-out > pre")}
        whole = {tag.get_text() for tag in pages[f"verification/{slug}/index.html"].soup.select(".pb-output pre")}
        captured = {row.file: row for row in rows if row.slug == slug and re.search(r"/broken\.[\w.-]+$", row.file)}
        assert captured
        assert [file for file, row in captured.items() if output.tail(row.output) not in shown] == []
        assert [file for file, row in captured.items() if row.output.rstrip("\n") not in whole] == []


def test_every_change_shows_what_goes_and_what_comes(pages: dict[str, Page], pairs: set[str]) -> None:
    for slug in pairs:
        first = playbook(pages, slug).soup.select_one(".pb-change")
        assert isinstance(first, Tag), slug
        assert first.select("del, ins"), slug


def test_a_playbook_is_one_click_from_the_home_page(pages: dict[str, Page], read: catalog.Catalog) -> None:
    home = pages["index.html"]
    links = {urlsplit(urljoin(home.url, str(tag["href"]))).path for tag in home.soup.select("article a[href]")}
    assert {f"/playbooks/{slug}/" for slug in read.playbooks} <= links


ABOUT_CLASSES = "table.pb-reference:not(#models, #body)"
"""Tables of which each row is about the classes that it links. A model's row links to where refused ones are listed."""


def test_a_playbook_leads_to_the_rows_of_the_reference_about_it(pages: dict[str, Page]) -> None:
    """The other way round, except that a row names only the first of its classes."""
    missing = []
    for page in (page for path, page in pages.items() if path.startswith("reference/")):
        for row in page.soup.select(f"{ABOUT_CLASSES} tbody tr"):
            for tag in row.select("td a[href*='/playbooks/']"):
                there = urlsplit(urljoin(page.url, str(tag["href"]))).path.strip("/")
                other = pages[f"{there}/index.html"]
                links = {urljoin(other.url, str(one["href"])) for one in other.soup.select("article a[href]")}
                if f"{page.url}#{row['id']}" not in links:
                    missing.append(f"{there} does not lead to {page.path}#{row['id']}")
    assert missing == []


HEAVIEST, MEDIAN, ELEMENTS = 125_000, 65_000, 2_200


def test_no_playbook_is_heavy(pages: dict[str, Page], read: catalog.Catalog) -> None:
    """Bytes and elements of a playbook's HTML. A page over its bound has too many clients, or too much output."""
    weights = {slug: len(playbook(pages, slug).html.encode()) for slug in read.playbooks}
    assert {slug: weight for slug, weight in weights.items() if weight > HEAVIEST} == {}
    assert median(weights.values()) <= MEDIAN, sorted(weights.items(), key=lambda item: item[1])
    counts = {slug: len(playbook(pages, slug).soup.find_all()) for slug in read.playbooks}
    assert {slug: count for slug, count in counts.items() if count > ELEMENTS} == {}


FIRST_VISIT, HOME = 170_000, 130_000


def test_a_first_visit_is_light(pages: dict[str, Page], site: Path) -> None:
    """What a browser loads for one page with nothing in its cache, compressed."""

    def sent(path: str) -> int:
        content = (site / path).read_bytes()
        return len(content) if path.endswith(".woff2") else len(gzip.compress(content, 6))

    def loaded(page: Page) -> set[str]:
        links = {str(tag.get("src") or tag.get("href")) for tag in page.soup.select(",".join(LOADED))}
        return {urlsplit(urljoin(page.url, link)).path.lstrip("/") for link in links} | {page.path}

    first = {path: sum(map(sent, loaded(page))) for path, page in pages.items() if path.startswith("playbooks/")}
    assert {path: size for path, size in first.items() if size > FIRST_VISIT} == {}
    assert sum(map(sent, loaded(pages["index.html"]))) <= HOME


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
