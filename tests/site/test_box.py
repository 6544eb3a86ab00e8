"""The box and the home page in Chromium: keys, paste, a phone, roles for screen readers, speed, what is loaded when."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.browser import DESKTOP, MARKS, PHONE, opened, violations
from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.site.addresses.keys import classes

pytestmark = MARKS

CLASSES = classes(catalog.read(ROOT / "docs/playbooks"))
HOME, OTHER = "/", "/playbooks/rate-limited/"
ERROR = (
    "Traceback (most recent call last):\n"
    '  File "app.py", line 9, in <module>\n'
    "mistralai.client.errors.sdkerror.SDKError: API error occurred: Status 429. Body: "
    '{"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300"}\n'
)
FOREIGN = "Traceback (most recent call last):\n  File 'a.py', line 1\npsycopg2.OperationalError: connection refused\n"
LONG = "2026-11-28 INFO worker 17: done\n" * 156_250
ANSWERED = "document.querySelector('.pb-box:has(#error-text) .pb-box__said').textContent"
TIMED = """async (text) => {
  const area = document.getElementById("error-text")
  const said = area.closest(".pb-box").querySelector(".pb-box__said")
  const started = performance.now()
  const done = new Promise((then) => {
    new MutationObserver((_, observer) => {
      observer.disconnect()
      then(performance.now() - started)
    }).observe(said, { childList: true })
  })
  area.focus()
  area.value = text
  area.dispatchEvent(new InputEvent("input", { bubbles: true }))
  return done
}"""


@pytest.fixture
def without_errors(page: Any) -> Iterator[Any]:
    """A page on which no script fails."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def typed(page: Any, text: str) -> list[str]:
    """Types into the box, and returns the slugs of the answers to exactly this text."""
    page.locator("#error-text").fill("")
    page.wait_for_function(f"{ANSWERED} === ''")
    page.locator("#error-text").fill(text)
    page.wait_for_function(f"{ANSWERED} !== ''")
    return [str(link.get_attribute("data-slug")) for link in page.locator("#error-matches a").all()]


@pytest.mark.parametrize("path", [HOME, OTHER])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_words_search_and_an_error_is_diagnosed(browser: Any, address: str, path: str, size: tuple[int, int]) -> None:
    with opened(browser, size) as page:
        page.goto(address + path)
        assert page.locator("#error-text").count() == page.locator("#error-matches").count() == 1
        assert typed(page, "retired model")[0] == "invalid-model"
        assert typed(page, ERROR)[0] == "rate-limited"
        first = page.locator("#error-matches li").first
        assert "1300" in first.locator("dd").first.inner_text()
        assert first.locator(".pb-verdict").inner_text().startswith("Retry")
        assert first.locator("dt", has_text="First").count()
        assert "tool-results-mismatch" in typed(page, "3230")
        assert page.locator(".pb-box:has(#error-text) .pb-box__ask code").inner_text().startswith("mistral-playbooks ")
        assert typed(page, FOREIGN) == []
        assert "no Mistral" in page.evaluate(ANSWERED) or "No Mistral" in page.evaluate(ANSWERED)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert "?" not in page.url


def test_a_status_alone_leads_to_what_tells_its_errors_apart(page: Any, address: str) -> None:
    page.goto(address + OTHER)
    assert len(typed(page, "400")) > 1
    page.locator(".pb-box:has(#error-text) .pb-box__ask a").click()
    page.wait_for_url("**/e/400/")


@pytest.mark.parametrize("path", [HOME, OTHER])
def test_the_keyboard_alone_is_enough(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "error-text"
    page.keyboard.insert_text("tool call id")  # at once, so that no answer is about the beginning of it
    page.locator("#error-matches a[href*='/reference/']").first.wait_for()  # rows come last
    slugs = page.locator("#error-matches a").evaluate_all(
        "links => links.map(({ dataset, attributes }) => dataset.slug ?? attributes.href.value)"
    )
    active = "(({ dataset, attributes, id }) => dataset.slug ?? attributes.href?.value ?? id)(document.activeElement)"
    for key, place in (("ArrowDown", slugs[0]), ("ArrowDown", slugs[1]), ("End", slugs[-1]), ("Home", slugs[0])):
        page.keyboard.press(key)
        assert page.evaluate(active) == place
    page.keyboard.press("ArrowUp")
    assert page.evaluate(active) == "error-text"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate(active) == "error-text"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{slugs[0]}/**")


def test_the_shortcut_can_be_turned_off_for_all_pages(page: Any, address: str) -> None:
    page.goto(address + HOME)
    page.locator(".pb-shortcut").click()
    page.goto(address + OTHER)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "error-text"
    assert not page.locator(".pb-key:visible").count()
    page.locator(".pb-shortcut").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "error-text"


@pytest.mark.parametrize("path", [OTHER, "/there/is/no/such/page/"])
def test_the_first_tab_stop_skips_to_the_content(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    assert page.locator(".md-content :target").count() == 1


def test_no_other_key_alone_leaves_the_page(page: Any, address: str) -> None:
    page.goto(address + OTHER)
    page.wait_for_function("self.document$")  # the theme's own shortcuts are set up
    for key in ("n", ".", "p", ",", "f", "s"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.url == address + OTHER


def test_escape_leads_back_to_where_the_key_was_pressed(page: Any, address: str) -> None:
    page.goto(address + OTHER)
    page.locator(".pb-copy").first.focus()
    page.keyboard.press("/")
    page.keyboard.type("429")
    page.locator("#error-matches a").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.pb-copy')")


@pytest.mark.parametrize("path", [HOME, OTHER])
def test_a_screen_reader_is_told_the_first_answer(page: Any, address: str, path: str) -> None:
    """Once typing rests, with what to do about retries, and whether the text decides."""
    page.goto(address + path)
    told = page.locator(".pb-box:has(#error-text)").get_by_role("status")
    typed(page, ERROR)
    wanted = "The first: Rate limit exceeded, 429 · 1300, Retry after waiting. The text alone does not decide."
    page.wait_for_function("([one, wanted]) => one.textContent.endsWith(wanted)", arg=[told.element_handle(), wanted])
    page.locator("#error-text").fill("")
    page.wait_for_function("one => one.textContent === 'The box is empty.'", arg=told.element_handle())


def test_rows_that_arrive_after_the_text_is_gone_are_not_shown(page: Any, address: str) -> None:
    """The box asks again when the rows are there, and is emptied before that answer comes."""
    page.goto(address + HOME)
    assert typed(page, "tool call id")
    page.locator("#error-text").evaluate(
        """(area) => new Promise((then) => {
          const box = area.closest(".pb-box")
          box.addEventListener("pb-more", () => {
            area.value = ""
            area.dispatchEvent(new InputEvent("input", { bubbles: true }))
            setTimeout(then, 1000)
          })
          box.dispatchEvent(new Event("pb-more"))
        })"""
    )
    assert page.evaluate(ANSWERED) == ""
    assert page.locator("#error-matches a").count() == 0


def test_enter_waits_for_the_answer(page: Any, address: str) -> None:
    page.goto(address + HOME)
    page.locator("#error-text").click()
    page.keyboard.insert_text("3280")
    page.keyboard.press("Enter")
    page.wait_for_url("**/playbooks/tool-call-id-format/**")


def test_escape_closes_the_headers_box_and_empties_the_large_one(page: Any, address: str) -> None:
    page.goto(address + OTHER)
    typed(page, "429")
    page.keyboard.press("Escape")
    assert not page.locator("#error-matches").is_visible()
    page.locator("#error-text").click()
    assert page.locator("#error-matches a").first.is_visible()
    page.mouse.click(300, 700)
    assert not page.locator("#error-matches").is_visible()
    page.goto(address + HOME)
    typed(page, "429")
    page.keyboard.press("Escape")
    assert page.locator("#error-text").input_value() == ""
    assert not page.locator("#error-matches a").count()


def test_an_answer_on_the_same_page_closes_the_box(page: Any, address: str) -> None:
    page.goto(address + OTHER)
    assert typed(page, ERROR)[0] == "rate-limited"
    page.locator("#error-matches a").first.click()
    assert not page.locator("#error-matches").is_visible()
    assert not page.evaluate("document.querySelector('.md-container').inert")


def test_one_tap_focuses_the_box(browser: Any, address: str) -> None:
    for path in (HOME, OTHER):
        with opened(browser, PHONE, has_touch=True, is_mobile=True) as page:
            page.goto(address + path)
            page.locator("#error-text").tap()
            assert page.evaluate("document.activeElement.id") == "error-text"
            assert (
                page.evaluate("document.getElementById('error-text').computedStyleMap().get('font-size').value") >= 16
            )
            box = page.locator("#error-text").bounding_box()
            assert box["width"] >= 150


def test_an_address_can_name_an_error(page: Any, address: str) -> None:
    for path in (HOME, OTHER):
        page.goto(f"{address}{path}?e=3280")
        page.wait_for_function("document.querySelector('#error-matches a')")
        assert page.locator("#error-text").input_value() == "3280"
        assert page.locator("#error-matches a").first.get_attribute("data-slug") == "tool-call-id-format"


def test_nothing_is_loaded_before_the_first_focus_and_nothing_leaves(page: Any, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + HOME, wait_until="networkidle")
    assert not [url for url in asked if url.endswith("/assets/answers.js")]
    before = len(asked)
    page.locator("#error-text").focus()
    page.wait_for_function("performance.getEntriesByName(new URL('assets/answers.js', location)).length")
    assert [url.removeprefix(address) for url in asked[before:]] == ["/assets/answers.js"]
    typed(page, ERROR)
    page.wait_for_function("self.pbSteps")
    assert [url.removeprefix(address) for url in asked[before:]] == ["/assets/answers.js", "/assets/steps.js"]
    typed(page, "something else")
    page.wait_for_timeout(500)
    assert [url.removeprefix(address) for url in asked[before + 2 :]] == ["/assets/reference.js"]
    typed(page, "429")
    assert len(asked) == before + 3


@pytest.mark.parametrize("path", [HOME, OTHER])
def test_the_first_answer_is_fast(browser: Any, address: str, path: str) -> None:
    """The bounds of the design, with room for a machine that runs other tests. `LONG` has five million letters."""
    with opened(browser) as page:
        page.goto(address + path, wait_until="networkidle")
        cold = page.evaluate(TIMED, "3280")
        warm = sorted(
            page.evaluate(TIMED, text) for text in ("429", "Invalid model: x", "retired model", ERROR, "down")
        )
        long = page.evaluate(TIMED, LONG + ERROR)
        assert page.locator("#error-matches a").first.get_attribute("data-slug") == "rate-limited"
    assert cold <= 4 * 400
    assert warm[2] <= 4 * 100
    assert long <= 4 * 2000


def test_a_long_text_is_pasted_without_a_freeze(browser: Any, address: str) -> None:
    with opened(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(address + HOME)
        page.evaluate("text => navigator.clipboard.writeText(text)", LONG + ERROR)
        page.locator("#error-text").click()
        page.evaluate(
            """() => {
              globalThis.gap = 0
              let last = performance.now()
              setInterval(() => { gap = Math.max(gap, performance.now() - last); last = performance.now() }, 10)
            }"""
        )
        page.keyboard.press("ControlOrMeta+V")
        page.wait_for_function("document.querySelector('#error-matches a')")
        assert page.locator("#error-matches a").first.get_attribute("data-slug") == "rate-limited"
        assert len(page.locator("#error-text").input_value()) < 10_000
        assert page.evaluate("gap") < 2000
        page.keyboard.press("End")
        page.keyboard.type("!")  # the shortened text can be edited like any other
        assert page.locator("#error-matches a").first.get_attribute("data-slug") == "rate-limited"


@pytest.mark.parametrize(
    "broken",
    [
        "delete globalThis.Worker",
        "globalThis.Worker = class { constructor() { throw new Error('refused') } }",
        "globalThis.Worker = class { constructor() { setTimeout(() => this.onerror({ preventDefault() {} })) }"
        " terminate() {} postMessage() {} }",
    ],
    ids=["none", "refused", "fails later"],
)
def test_without_a_worker_the_page_answers_itself(without_errors: Any, address: str, broken: str) -> None:
    page = without_errors
    page.add_init_script(broken)
    page.goto(address + HOME)
    assert typed(page, ERROR)[0] == "rate-limited"
    assert typed(page, LONG + ERROR)[0] == "rate-limited"


def test_without_its_script_the_box_says_so(without_errors: Any, address: str) -> None:
    page = without_errors
    page.route("**/assets/answers.js", lambda route: route.abort())
    page.goto(address + HOME)
    assert typed(page, "429") == []
    assert "could not be loaded" in page.evaluate(ANSWERED)


def test_a_page_opened_from_the_disk_answers(without_errors: Any, site: Path) -> None:
    page = without_errors
    page.goto((site / "index.html").as_uri())
    assert typed(page, "3280")[0] == "tool-call-id-format"
    page.wait_for_function("self.pbSteps")
    assert page.locator("#error-matches dt:text-is('First') + dd").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", [HOME, OTHER])
def test_nothing_moves_when_the_steps_are_loaded(browser: Any, address: str, path: str, size: tuple[int, int]) -> None:
    held: list[Any] = []
    with opened(browser, size) as page:
        page.route("**/assets/steps.js", lambda route: held.append(route))
        page.goto(address + path)
        for text in ("retry", "400", "tool call"):
            assert typed(page, text)
        steps = page.locator("#error-matches dt:text-is('First') + dd")
        assert not "".join(steps.all_inner_texts()).strip()
        places = "[...document.querySelectorAll('#error-matches li')].map((one) => one.getBoundingClientRect().top)"
        before = page.evaluate(places)
        assert len(held) == 1
        held[0].continue_()
        page.wait_for_function("self.pbSteps")
        assert all(steps.all_inner_texts())
        after = page.evaluate(places)
        assert len(before) > 2
        moved = [abs(now - then) for then, now in zip(before, after, strict=True)]
        assert max(moved) <= 1, (before, after)


def test_without_the_steps_the_answers_stay(without_errors: Any, address: str) -> None:
    page = without_errors
    page.route("**/assets/steps.js", lambda route: route.abort())
    page.goto(address + HOME)
    assert typed(page, ERROR)[0] == "rate-limited"
    page.wait_for_function("!document.querySelector('.pb-match__later')")
    assert not page.locator("#error-matches dt", has_text="First").count()
    assert page.locator("#error-matches dt", has_text="Why").count()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", [HOME, OTHER])
def test_axe_finds_nothing_in_the_open_box(
    browser: Any, address: str, axe: str, path: str, size: tuple[int, int]
) -> None:
    with opened(browser, size) as page:
        page.goto(address + path)
        typed(page, ERROR)
        assert violations(page, axe) == []
        roles = page.locator(".pb-box:has(#error-text)")
        assert roles.get_by_role("status").count() == 1
        assert roles.get_by_role("textbox", name="or search").count() == 1


# --- the home page ---------------------------------------------------------------------------------------------------


def test_the_home_page_lists_every_class_once(page: Any, address: str) -> None:
    page.goto(address + HOME)
    rows = page.locator(".pb-all a")
    assert sorted(str(link.get_attribute("href")) for link in rows.all()) == sorted(one.url for one in CLASSES.values())
    assert not page.locator("nav a[href*='playbooks/']:not([href='playbooks/'])").count()
    assert page.locator(".pb-example ins").count()
    assert page.locator(".pb-example .pb-proof time").count() == 1


def test_the_table_is_filtered_by_words_status_and_category(page: Any, address: str) -> None:
    page.goto(address + HOME)
    shown = page.locator(".pb-all tbody tr:visible a")
    output = page.locator(".pb-sift output")
    total = len(CLASSES)
    assert (shown.count(), output.inner_text()) == (total, f"{total} errors")
    page.locator(".pb-sift button", has_text="429").click()
    limited = [slug for slug, one in CLASSES.items() if 429 in one.statuses]
    assert shown.count() == len(limited)
    assert output.inner_text() == f"{len(limited)} of {total} errors"
    page.locator(".pb-sift button", has_text="Limits").click()
    assert shown.count() == len([slug for slug in limited if CLASSES[slug].playbook.category == "limits"])
    assert page.locator(".pb-sift button[aria-pressed=true]").all_inner_texts() == ["429", "Limits"]
    page.locator(".pb-sift input").fill("no such words")
    assert shown.count() == 0
    page.locator(".pb-sift__all").click()
    assert shown.count() == total
    page.locator(".pb-sift input").fill("3280")
    assert [link.get_attribute("href") for link in shown.all()] == [CLASSES["tool-call-id-format"].url]


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_home_page_fits_and_shows_the_box_first(browser: Any, address: str, width: int) -> None:
    with opened(browser, (width, 800)) as page:
        page.goto(address + HOME)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#error-text").bounding_box()
        assert box["y"] + box["height"] <= 800
        assert not page.locator(".pb-box--head").is_visible()
        page.locator(".pb-all a").nth(40).scroll_into_view_if_needed()
        page.wait_for_selector(".pb-box--head", state="visible")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "header-text"


def test_the_home_page_reads_well_without_javascript(browser: Any, address: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address + HOME)
        assert page.locator(".pb-all a:visible").count() == len(CLASSES)
        assert not page.locator("textarea:visible, .pb-sift:visible").count()
        assert page.locator(".pb-example ins:visible").count()


def test_the_first_visit_is_light(browser: Any, site: Path) -> None:
    """Compressed as hosts do it, with fonts; what the first focus loads is not part of it."""
    with opened(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "index.html").as_uri(), wait_until="load")
    files = {Path(url.partition("?")[0].removeprefix("file://")) for url in asked}
    files |= set((site / "assets/fonts").glob("*.woff2"))
    weights = {
        file.name: len(file.read_bytes()) if file.suffix == ".woff2" else len(gzip.compress(file.read_bytes(), 9))
        for file in files
        if file.is_file()
    }
    fonts = sum(weight for name, weight in weights.items() if name.endswith(".woff2"))
    assert sum(weights.values()) - fonts <= 90_000, weights
