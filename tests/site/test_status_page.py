"""The status on the site in Chromium: each state served as a `status.json`, at a set time, and what the reader sees."""

from __future__ import annotations

import datetime
import gzip
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from helpers.browser import DESKTOP, MARKS, PHONE, opened, violations
from helpers.machine import ROOT
from helpers.status_documents import KINDS, NOW, document
from mistral_playbooks.content import catalog
from mistral_playbooks.site.status import view
from mistral_playbooks.site.status.built import Built

pytestmark = MARKS
HOME, STATUS, PLAYBOOK = "/", "/status/", "/playbooks/server-error/"
NOW_PART, LINE = '[data-part="now"]', "main .pb-status"
API = "https://api.mistral.ai/"
HOUR = datetime.timedelta(hours=1)
LABEL = {
    "up": "up",
    "degraded": "degraded",
    "outage": "outage",
    "maintenance": "maintenance",
    "unknown": "unknown",
    "disagree": "outage",
    "new": "up",
    "stale": "unknown",
    "busy": "up",
}


def served(page: Any, body: object, status: int = 200, now: datetime.datetime = NOW) -> list[str]:
    """Serves this as status.json at this time of the reader's clock. Returns the requests that the page sends."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"access-control-allow-origin": "*"}
    page.route("**/status.json", lambda route: route.fulfill(status=status, body=text, headers=headers))
    page.clock.install(time=now)
    return asked


def drawn(page: Any, place: str) -> None:
    """Waits until the script has replaced what this place was built with: every age that `view.py` can write."""
    built = r"/when this page was built|\(not checked yet\)|This site has not checked the API yet/"
    page.wait_for_function(f"!{built}.test(document.querySelector('{place}').textContent)")


def state(page: Any) -> str:
    """The word for the state now, once the page has read its data."""
    drawn(page, NOW_PART)
    return page.locator(f"{NOW_PART} .pb-now .pb-state").inner_text()


def line(page: Any) -> str:
    drawn(page, LINE)
    return page.locator(LINE).inner_text()


@pytest.mark.parametrize("kind", KINDS)
def test_each_state_is_shown_with_its_age(page: Any, address: str, kind: str) -> None:
    served(page, document(kind))
    page.goto(address + STATUS)
    assert state(page) == LABEL[kind]
    assert "Last checked " + ("3 hours ago" if kind == "stale" else "2 minutes ago") in page.inner_text(NOW_PART)
    sources = page.locator(f"{NOW_PART} .pb-source")
    assert sources.locator(".pb-label").all_inner_texts() == ["Official word", "Own request"]
    words = sources.locator(".pb-state").all_inner_texts()
    wanted = {"disagree": ["up", "outage"], "unknown": ["unknown", "up"], "stale": ["unknown", "unknown"]}
    assert words == wanted.get(kind, [LABEL[kind], "outage" if kind == "outage" else "up"])
    assert page.locator(".pb-bars").count() == (2 if kind == "unknown" else 9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_shows_what_the_build_shows(page: Any, address: str, kind: str) -> None:
    """Both make the same elements; only the age is told in other words."""
    data = document(kind)
    served(page, data)
    page.goto(address + STATUS)
    state(page)
    built = Built(data, "status.json", NOW)
    for name in view.PARTS:
        wanted, shown = normal(view.PARTS[name](built)), ""
        for _ in range(100):  # the parts are drawn one after the other
            shown = normal(page.locator(f'[data-part="{name}"]').inner_html())
            if shown == wanted:
                break
            time.sleep(0.1)
        assert shown == wanted


def normal(html: str) -> str:
    """The elements without what a browser adds, without the age, and without the theme's frame around a table, which a
    table gets only if it is there when the theme starts."""
    soup = BeautifulSoup(re.sub(r'<p class="pb-age">.*?</p>', "", html), "html.parser")
    for frame in soup.select(".md-typeset__scrollwrap, .md-typeset__table"):
        frame.unwrap()
    return re.sub(r' (xmlns="[^"]+"|open="")|(?<= open)=""', "", str(soup))


@pytest.mark.parametrize("path", [HOME, PLAYBOOK, "/playbooks/rate-limited/"])
def test_other_pages_have_it_in_one_line(page: Any, address: str, path: str) -> None:
    served(page, document("degraded"))
    page.goto(address + path)
    assert re.sub(r"\s+", " ", line(page)) == "Mistral API: degraded last checked 2 minutes ago Status"
    page.locator(f"{LINE} a").click()
    page.wait_for_url("**/status/")


def test_it_is_on_the_playbooks_whose_errors_an_outage_can_cause(site: Path) -> None:
    for playbook in catalog.read(ROOT / "docs/playbooks"):
        text = (site / "playbooks" / playbook.slug / "index.html").read_text(encoding="utf-8")
        assert ('<p class="pb-status">' in text) == (playbook.retry in ("after-wait", "with-backoff"))


def wrong(**changes: object) -> dict[str, Any]:
    return document("up") | changes


SERVICE = document("up")["service"]
WITHOUT_DAYS = SERVICE["official"] | {"name": "A", "days": "none"}
UNREADABLE = [
    ("404", document("up"), 404),
    ("403, a challenge", "<!doctype html><title>Just a moment…</title>", 403),
    ("HTML", "<!doctype html><title>Just a moment…</title>", 200),
    ("cut off", json.dumps(document("up"))[:4000], 200),
    ("noise", "\x00\x7f" * 500_000, 200),
    ("nothing", "", 200),
    ("null", None, 200),
    ("a list", [], 200),
    ("another format", wrong(format=2), 200),
    ("a text as number", wrong(stale_after="3600"), 200),
    ("a number as time", wrong(checked_at=1796000000), 200),
    ("no time", wrong(checked_at="soon"), 200),
    ("an unknown state", wrong(overall={"state": "fine", "text": "All is fine."}), 200),
    ("up without a source that is", wrong(service=document("outage")["service"]), 200),
    ("days as text", wrong(service=SERVICE | {"components": [WITHOUT_DAYS]}), 200),
    ("a script as link", wrong(service=SERVICE | {"page": "javascript:alert(1)"}), 200),
    ("incidents missing", wrong(incidents=None), 200),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), [one[1:] for one in UNREADABLE], ids=[one[0] for one in UNREADABLE])
def test_what_cannot_be_read_is_unknown(page: Any, address: str, body: object, status: int) -> None:
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    served(page, body, status)
    page.goto(address + STATUS)
    assert state(page) == "unknown"
    assert "status.json" in page.inner_text(NOW_PART)
    page.goto(address + HOME)
    assert line(page).startswith("Mistral API: unknown")
    assert failed == []


def test_a_server_that_does_not_answer_is_unknown(page: Any, address: str) -> None:
    page.route("**/status.json", lambda route: route.abort())
    page.goto(address + STATUS)
    assert state(page) == "unknown"


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (HOUR, "Last checked 62 minutes ago"),
        (-HOUR, "ahead of this device's clock"),
        (datetime.timedelta(minutes=-4), "Last checked less than a minute ago"),
    ],
)
def test_a_readers_clock_that_is_wrong(page: Any, address: str, off: datetime.timedelta, said: str) -> None:
    served(page, document("up"), now=NOW + off)
    page.goto(address + STATUS)
    assert state(page) == ("up" if abs(off) < HOUR else "unknown")
    assert said in page.inner_text(NOW_PART)


def test_a_recorders_clock_that_is_wrong_is_told(page: Any, address: str) -> None:
    served(page, wrong(clock_offset=-240))
    page.goto(address + STATUS)
    assert state(page) == "up"
    assert "The recorder's clock is 4 min behind." in page.inner_text(NOW_PART)


def test_an_open_page_becomes_unknown_and_up_again(page: Any, address: str) -> None:
    """What is left open tells its age, asks again every five minutes, and does not lie when nobody answers."""
    answers: list[tuple[int, object]] = [(200, document("up"))]
    page.route("**/status.json", lambda route: route.fulfill(status=answers[-1][0], body=json.dumps(answers[-1][1])))
    page.clock.install(time=NOW)
    page.goto(address + STATUS)
    assert state(page) == "up"
    answers.append((503, None))
    page.clock.fast_forward("10:00")
    page.wait_for_function(f"document.querySelector('{NOW_PART}').textContent.includes('Last checked 12 minutes ago')")
    assert state(page) == "up"
    page.clock.fast_forward("49:00")
    assert state(page) == "unknown"
    assert page.locator(".pb-related, [data-part=related]").locator(".pb-state").first.inner_text() == "unknown"
    answers.append((200, document("degraded", NOW + HOUR)))
    page.clock.fast_forward("06:00")
    page.wait_for_function(f"document.querySelector('{NOW_PART} .pb-now .pb-state').textContent === 'degraded'")
    page.locator(".pb-incident:not([open]) summary").first.click()
    answers.append((200, document("degraded", NOW + HOUR + datetime.timedelta(minutes=6))))
    page.clock.fast_forward("06:00")
    page.wait_for_function(f"document.querySelector('{NOW_PART}').textContent.includes('02:14 UTC')")
    assert page.locator(".pb-incident[open]").count() == 2, "what the reader has opened stays open"


@pytest.mark.parametrize(("path", "place"), [(STATUS, f"{NOW_PART} .pb-source a"), (PLAYBOOK, f"{LINE} a")])
def test_what_is_told_again_leaves_the_focus(page: Any, address: str, path: str, place: str) -> None:
    """The age is told anew each minute."""
    served(page, document("up"))
    page.goto(address + path)
    page.wait_for_function("document.querySelector('main').textContent.includes('ast checked 2 minutes ago')")
    page.locator(place).first.focus()
    page.clock.fast_forward("01:00")
    page.wait_for_function("document.querySelector('main').textContent.includes('ast checked 3 minutes ago')")
    assert page.locator(place).first.evaluate("one => one === document.activeElement")


def test_offline_the_state_of_the_build_stays_and_is_marked(page: Any, site: Path) -> None:
    for path, place in (("status", NOW_PART), ("", LINE)):
        page.goto((site / path / "index.html").as_uri())
        page.wait_for_selector(f"{place} .pb-stale__note")
        assert "not current" in page.inner_text(place)
        assert "built" in page.inner_text(place) or "not checked" in page.inner_text(place)
        assert page.locator(f"{place} .pb-state").first.inner_text().endswith("unknown")


def test_without_javascript_the_state_of_the_build_is_there(browser: Any, address: str) -> None:
    """This build knows no history: unknown, and never up. tests/site/test_build.py has one that does."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address + STATUS)
        assert page.inner_text(f"{NOW_PART} .pb-now").replace("\n", " ") == "unknown Nothing has been recorded yet."
        assert not page.locator(".pb-state--operational").count()
        assert not page.locator(".pb-probe button:visible").count()
        page.goto(address + HOME)
        assert page.inner_text(LINE).startswith("Mistral API: unknown (not checked yet)")


def test_texts_of_others_stay_texts(page: Any, address: str) -> None:
    served(page, document("outage"))
    page.goto(address + STATUS)
    state(page)
    assert "We see <errors> & retries" in page.locator(".pb-incident[open] li").first.inner_text()
    assert not page.locator("errors").count()


# --- the reader's own browser ----------------------------------------------------------------------------------------

CORS = {"access-control-allow-origin": "*"}
NO_CORS = {"access-control-allow-origin": "null"}


@contextmanager
def answering(page: Any, **answer: Any) -> Iterator[list[str]]:
    asked: list[str] = []

    def handle(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(**answer) if answer else route.abort()

    page.route(API + "**", handle)
    yield asked


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 401, "headers": CORS, "body": "{}"}, "the API is up, and your network reaches it"),
        ({"status": 503, "headers": CORS, "body": ""}, "the API fails"),
        ({"status": 429, "headers": CORS, "body": ""}, "it limits requests"),
        ({"status": 403, "headers": CORS, "body": ""}, "A proxy or a firewall"),
        (
            {"status": 401, "headers": NO_CORS, "body": "{}"},
            "whether the API works is not known from here",
        ),
        ({}, "No answer came"),
    ],
    ids=["401", "503", "429", "403", "opaque", "none"],
)
def test_the_readers_browser_asks_the_api_on_a_click_only(
    page: Any, address: str, answer: dict[str, Any], said: str
) -> None:
    served(page, document("up"))
    with answering(page, **answer) as asked:
        page.goto(address + STATUS)
        state(page)
        button = page.get_by_role("button", name="Ask the API from this browser")
        assert asked == []
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "said => document.querySelector('.pb-probe [role=status]').textContent.includes(said)", arg=said
        )
        assert asked
        assert set(asked) == {API + "v1/models"}


def test_nothing_else_is_asked(page: Any, address: str) -> None:
    asked = served(page, document("busy"))
    page.goto(address + STATUS, wait_until="load")
    state(page)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_the_data_may_be_served_elsewhere(page: Any, address: str) -> None:
    asked = served(page, document("outage"))
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        "document.querySelector('[data-status]').dataset.status = 'https://status.example.org/data/status.json' })"
    )
    page.goto(address + STATUS)
    assert state(page) == "outage"
    assert [url for url in asked if url.endswith("status.json")] == ["https://status.example.org/data/status.json"]


# --- the box ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [HOME, "/playbooks/invalid-model/"])
def test_the_box_shows_it_above_answers_that_an_outage_can_explain(page: Any, address: str, path: str) -> None:
    served(page, document("outage"))
    page.goto(address + path)
    shown = page.locator(".pb-box:has(#error-text) .pb-status")
    for text, there in (("is it down?", True), ("3280", False), ("503", True), ("outage", True)):
        page.locator("#error-text").fill(text)
        page.wait_for_function(
            "([text, there]) => { const one = document.querySelector('.pb-box:has(#error-text) .pb-status');"
            " return document.querySelector('#error-matches a') && Boolean(one && !one.hidden) === there }",
            arg=[text, there],
        )
        if there:
            page.wait_for_function(
                "document.querySelector('.pb-box:has(#error-text) .pb-status').textContent.includes('2 minutes ago')"
            )
            assert "Mistral API: outage" in shown.inner_text()
            assert shown.locator("a").get_attribute("href").endswith("/status/")


# --- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("kind", ["busy", "degraded", "outage", "stale"])
def test_it_fits_and_axe_finds_nothing(browser: Any, address: str, axe: str, size: tuple[int, int], kind: str) -> None:
    with opened(browser, size) as page:
        served(page, document(kind))
        page.goto(address + STATUS)
        state(page)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert violations(page, axe) == []
        assert page.locator(f"{NOW_PART} .pb-now").bounding_box()["y"] < size[1] / 2


def test_bars_have_words_and_gaps_stay_empty(page: Any, address: str) -> None:
    served(page, document("degraded"))
    page.goto(address + STATUS)
    state(page)
    bars = page.get_by_role("img", name="OCR API")
    assert bars.get_attribute("aria-label") == (
        "OCR API: 90 days, degraded on 2 days, outage on 1 day, maintenance on 1 day, 10 days without a record"
    )
    drawn = " ".join(str(one.get_attribute("d")) for one in bars.locator("path").all())
    days = {int(place) for place in re.findall(r"M(\d+)", drawn)}
    assert days == set(range(10, 90))
    page.get_by_text("Days with problems").first.click()
    rows = page.locator(".pb-table[aria-label='Days with problems'] tbody tr")
    assert rows.first.inner_text().split("\t") == ["29 Nov 2026", "degraded 1 h", "Official word, OCR API"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_reader_downloads_is_small(site: Path, kind: str) -> None:
    """Data, page, scripts and style of its own, compressed as hosts do it."""
    files = ["status/index.html", *(f"assets/{one}" for one in ("js/status.js", "js/status-page.js", "css/status.css"))]
    data = len(gzip.compress(json.dumps(document(kind)).encode(), 6))
    assert data < 60_000
    assert data + sum(len(gzip.compress((site / one).read_bytes(), 6)) for one in files) < 100_000


def test_ninety_days_are_rendered_at_once(page: Any, address: str) -> None:
    """200 ms of processor time for all scripts, styles and layouts of the page, whatever else the machine does."""
    served(page, document("busy"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address + STATUS)
    state(page)
    spent = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    seconds = [spent[f"{work}Duration"] for work in ("Script", "RecalcStyle", "Layout")]
    assert all(one > 0 for one in seconds)
    assert sum(seconds) <= 0.2, seconds
