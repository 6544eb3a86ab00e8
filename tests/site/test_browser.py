"""The site as a reader sees and uses it, in Chromium: first screen, tabs, copying, search, accessibility, privacy."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.site import proof, run_pages
from mistral_playbooks.verify import results

VERSIONS = python_sdk().versions

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install one (Debian: apt-get install chromium)"),
    # Playwright's own loop leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

DESKTOP, PHONE = (1280, 800), (390, 844)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SLUGS = list(catalog.read(ROOT / "docs/playbooks").playbooks)
LABS = [f"/labs/{path.stem}/" for path in sorted((ROOT / "docs/labs").glob("*.py"))]


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the test's output clean."""

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    yield context.new_page()
    context.close()


def text_of(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_change_is_on_the_first_screen(page: Any, address: str, slug: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/playbooks/{slug}/")
    first = page.locator(".pb-change del:visible, .pb-change ins:visible").first
    box = first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= size[1], f"the first changed line ends at {box['y'] + box['height']:.0f} px"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0], f"the page is {width} px wide"


def test_the_chosen_tab_stays_chosen(page: Any, address: str) -> None:
    page.goto(f"{address}/playbooks/invalid-model/")
    page.locator("#unknown .tabbed-labels label", has_text="TypeScript").first.click()
    assert page.locator(".pb-diff:visible").first.get_attribute("aria-label").startswith("TypeScript")
    assert page.locator('[data-file="snippets/invalid-model/fixed.ts"]').first.is_visible()
    page.goto(f"{address}/playbooks/rate-limited/")
    assert page.locator(".pb-diff:visible").first.get_attribute("aria-label").startswith("TypeScript")
    assert page.locator('[data-file="snippets/rate-limited/fixed.ts"]').first.is_visible()


def test_what_is_copied_is_the_file(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    read = "navigator.clipboard.readText()"
    for slug in ("invalid-model", "rate-limited", "stream-interrupted"):
        page.goto(f"{address}/playbooks/{slug}/")
        for label, name in (("Python", "fixed.py"), ("TypeScript", "fixed.ts"), ("curl", "fixed.sh")):
            file = f"snippets/{slug}/{name}"
            page.locator(".pb-change .tabbed-labels label", has_text=label).first.click()
            page.locator(f'.pb-copy[data-copies="{file}"]:visible').first.click()
            assert page.evaluate(read) == text_of(file)
            page.evaluate("navigator.clipboard.writeText('')")
            block = page.locator(f'[data-file="{file}"]:visible').first
            block.scroll_into_view_if_needed()
            block.hover()
            block.locator("button.md-clipboard, button[data-md-type=copy]").first.click()
            page.wait_for_function(f"{read}.then(text => text !== '')")
            assert page.evaluate(read) == text_of(file)
    context.close()


def test_the_output_shown_is_the_one_captured(page: Any, address: str) -> None:
    rows = {row.file: row for row in results.read(ROOT / "docs/results.json")}
    for slug in SLUGS:
        page.goto(f"{address}/playbooks/{slug}/")
        shown = page.locator(".pb-output pre").all_text_contents()
        assert shown
        texts = {text.strip() for text in shown}
        default = [
            row for row in rows.values() if row.slug == slug and row.file.rsplit("/", 1)[1].startswith("broken.")
        ]
        assert default
        for row in default:
            assert row.output.strip() in texts, row.file


def test_the_proof_names_versions_and_date(page: Any, address: str) -> None:
    rows = [r for r in results.read(ROOT / "docs/results.json") if r.file == "snippets/invalid-model/fixed.py"]
    row = next(r for r in rows if r.version == VERSIONS[3])
    page.goto(f"{address}/playbooks/invalid-model/")
    proof = page.locator(".pb-proof:visible").first.inner_text()
    for part in (row.sdk, row.version, row.runtime.split()[-1]):
        assert part in proof
    assert page.locator(f'.pb-proof:visible time[datetime="{row.date}"]').count()
    page.locator(".tabbed-labels:visible label", has_text="SDK 1").first.click()
    assert VERSIONS[1] in page.locator(".pb-proof:visible").first.inner_text()


SEARCHES = {
    "401": "unauthorized",
    "1500": "invalid-model",
    "3280": "tool-call-id-format",
    "rate limit": "rate-limited",
    "Invalid model": "invalid-model",
    "429": "rate-limited",
    "422": "invalid-parameter",
    "1300": "rate-limited",
    "Unauthorized": "unauthorized",
    "incomplete chunked read": "stream-interrupted",
    "cannot import name": "import-error",
    "Not the same number of function calls": "tool-results-mismatch",
    "Invalid tool schema": "invalid-tool-schema",
    "EventStream": "stream-api-misuse",
}


@pytest.mark.parametrize("query", SEARCHES)
def test_the_search_shows_the_right_page_first(page: Any, address: str, query: str) -> None:
    page.goto(f"{address}/")
    page.locator("label.md-search__icon, .md-search__input").first.click()
    page.locator(".md-search__input").type(query, delay=5)
    page.wait_for_selector(".md-search-result__item a", timeout=10_000)
    page.wait_for_timeout(400)
    first = page.locator(".md-search-result__item a").first.get_attribute("href")
    assert f"/playbooks/{SEARCHES[query]}/" in first


def test_a_playbook_is_one_click_from_the_home_page(page: Any, address: str) -> None:
    page.goto(f"{address}/")
    links = {link.split("#")[0] for link in page.locator("article a").evaluate_all("all => all.map(a => a.href)")}
    assert {f"{address}/playbooks/{slug}/" for slug in SLUGS} <= links


@pytest.mark.parametrize(
    "path", ["/", "/playbooks/", *(f"/playbooks/{slug}/" for slug in SLUGS), *LABS, "/reference-authoring/"]
)
def test_no_request_leaves_and_no_error_is_logged(page: Any, address: str, path: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(address + path, wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/playbooks/", *(f"/playbooks/{slug}/" for slug in SLUGS), *LABS, "/reference-authoring/"]
)
def test_axe_finds_nothing(browser: Any, address: str, axe: str, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    page = context.new_page()
    page.goto(address + path)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    context.close()
    assert [
        f"{item['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for item in found["violations"]
        for node in item["nodes"][:3]
    ] == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/verification/", f"/verification/{SLUGS[0]}/"])
def test_the_record_can_be_used_by_everybody(
    browser: Any, address: str, axe: str, path: str, size: tuple[int, int]
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    context.close()
    assert [f"{item['id']}: {node['html'][:160]}" for item in found["violations"] for node in item["nodes"]] == []


RUNS = '.pb-table[aria-label="All runs"] tbody tr'


def recorded() -> list[results.Result]:
    """The rows that speak for a text as it is published now."""
    found = programs.find(ROOT, catalog.read(ROOT / "docs/playbooks"))
    return run_pages.standing(found, proof.Results(tuple(results.read(ROOT / "docs/results.json"))))


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"class": "invalid-model"},
        {"language": "python", "sdk": "mistralai 1"},
        {"class": "rate-limited", "language": "typescript", "sdk": "@mistralai/mistralai 2"},
        {"class": "import-error", "language": "curl"},
    ],
    ids=lambda chosen: " ".join(chosen.values()) or "all",
)
def test_filters_of_the_record_add_up_and_make_an_address(page: Any, address: str, chosen: dict[str, str]) -> None:
    def wanted(row: results.Result) -> bool:
        client = f"{row.sdk} {row.major}"
        found = {"class": row.slug, "language": row.language, "sdk": client}
        return all(found[name] == value for name, value in chosen.items())

    every = recorded()
    count = sum(map(wanted, every))
    page.goto(f"{address}/verification/")
    for name, value in chosen.items():
        page.select_option(f"select[name={name}]", value)
    shown = page.locator(".pb-filter output")
    assert page.locator(f"{RUNS}:visible").count() == count
    assert shown.inner_text() == f"{count} of {len(every)} runs"
    page.goto(page.url)  # as a link that somebody was sent
    assert page.locator(f"{RUNS}:visible").count() == count
    assert shown.inner_text() == f"{count} of {len(every)} runs"


def test_the_record_can_be_read_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/verification/")
    assert page.locator(f"{RUNS}:visible").count() == len(recorded())
    assert not page.locator(".pb-filter:visible").count()
    context.close()


def test_each_run_leads_to_its_record(page: Any, address: str) -> None:
    page.goto(f"{address}/verification/")
    links = page.locator(f"{RUNS} a").evaluate_all("all => all.map(a => a.href).filter(link => link.includes('#'))")
    assert len(links) == len(set(links)) == len(recorded())
    for path in sorted({link.partition("#")[0] for link in links}):
        page.goto(path)
        there = set(page.evaluate("[...document.querySelectorAll('article [id]')].map(one => one.id)"))
        assert {link.partition("#")[2] for link in links if link.startswith(f"{path}#")} <= there, path


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's own text, from the test tools' lock file."""
    from helpers.machine import tools_folder

    return (tools_folder() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def test_without_javascript_the_fix_can_be_read(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.goto(f"{address}/playbooks/invalid-model/")
    assert page.locator(".pb-change ins:visible").first.is_visible()
    assert not page.locator(".pb-copy:visible").count()
    page.locator("#unknown .tabbed-labels label", has_text="curl").first.click()
    assert page.locator(".pb-diff:visible").first.get_attribute("aria-label").startswith("curl")
    context.close()


def test_the_catalog_is_published(page: Any, address: str) -> None:
    data = json.loads(page.request.get(f"{address}/catalog.json").text())
    assert data["version"] == 1
    assert [row["slug"] for row in data["playbooks"]] == SLUGS
    assert all({"slug", "title", "url"} <= set(row) for row in data["playbooks"])
    served = json.loads(page.request.get(f"{address}/results.json").text())
    found = programs.find(ROOT, catalog.read(ROOT / "docs/playbooks"))
    assert len(served["results"]) == len(programs.matrix(found, list(VERSIONS)))
