"""The site as a reader sees and uses it, in Chromium: first screen, tabs, copying, accessibility, privacy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from helpers.browser import DESKTOP, MARKS, PHONE, opened, violations
from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk, table
from mistral_playbooks.site import proof, run_pages
from mistral_playbooks.verify import results, store

VERSIONS = python_sdk().versions

pytestmark = MARKS
LINE = 20
"""Height of a line of code, in pixels."""

CATALOG = catalog.read(ROOT / "docs/playbooks")
PROGRAMS = programs.find(ROOT, CATALOG)
SLUGS = list(CATALOG.playbooks)
FRAMEWORKS = {one.slug for one in PROGRAMS if not table().get(one.language, one.sdk).official}
"""Classes with programs for other clients than the official ones."""


def traits(playbook: catalog.Playbook) -> set[str]:
    """What decides how a page is made: two pages with the same traits come from the same templates."""
    reply = playbook.response
    kind = "none" if reply is None else "stream" if reply.stream else "transport" if reply.transport else "body"
    return {
        "causes: one" if len(playbook.causes) == 1 else "causes: several",
        f"retry: {playbook.retry}",
        f"response: {kind}",
        *(["look-alikes"] if playbook.same_text else []),
        *(["frameworks"] if playbook.slug in FRAMEWORKS else []),
    }


def chosen() -> list[str]:
    """A few classes that have every trait between them, in the catalog's order."""
    left = {slug: traits(playbook) for slug, playbook in CATALOG.playbooks.items()}
    missing = set().union(*left.values())
    found: set[str] = set()
    while missing:
        best = max(left, key=lambda slug: len(left[slug] & missing))
        found.add(best)
        missing -= left[best]
    return [slug for slug in SLUGS if slug in found]


CHOSEN = chosen()
LAB = "/labs/rate-limits-and-retries/"
TABLES = ["/reference/codes/", "/reference/headers/"]
PAGES = [
    "/",
    "/playbooks/",
    *(f"/playbooks/{slug}/" for slug in CHOSEN),
    LAB,
    "/reference-authoring/",
    "/status/",
    *TABLES,
]
LOOKED_UP = ["/e/", "/e/429/", "/e/SDKError/", "/e/guardrail-blocked/", "/no/such/page/"]


def text_of(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8").removesuffix("\n")


def test_the_change_is_on_the_first_screen(page: Any, address: str) -> None:
    """On every page: how much stands above the change is up to its author. A page that changes no program says what
    to do."""
    faults = []
    for slug in SLUGS:
        changed = list((ROOT / "snippets" / slug).glob("fixed*"))
        what = ".pb-change del:visible, .pb-change ins:visible" if changed else ".pb-change--action:visible"
        page.goto(f"{address}/playbooks/{slug}/")
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            box = page.locator(what).first.bounding_box()
            assert box is not None, slug
            end = box["y"] + (LINE if changed else box["height"])
            if end > height:
                faults.append(f"{slug}: the first changed line ends at {end:.0f} px of {height}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{slug}: the page is {wide} px wide on a screen of {width}")
    assert not faults, "\n".join(faults)


def card(page: Any, anchor: str = "") -> Any:
    """The first card of a page, or the first after an element with this id."""
    return page.locator(f"#{anchor} .pb-card, #{anchor} ~ * .pb-card" if anchor else ".pb-card").first


def pick(card: Any, label: str) -> None:
    """Chooses a client or a view."""
    card.locator("label:not(.g)", has_text=re.compile(f"^{re.escape(label)}$")).click()


def listed(card: Any) -> str:
    """The code of a card, as a reader selects and copies it by hand."""
    select = "one => { getSelection().selectAllChildren(one); return getSelection().toString() }"
    return card.locator(".pb-lst:visible").evaluate(select).strip("\n")


def shown(card: Any) -> str:
    """The client whose programs are seen."""
    return ", ".join(one.get_attribute("aria-label") for one in card.locator(".pb-pane:visible").all())


def test_the_chosen_client_stays_chosen(page: Any, address: str) -> None:
    page.goto(f"{address}/playbooks/invalid-model/")
    pick(card(page), "TypeScript")
    assert {shown(one) for one in page.locator(".pb-card").all()} == {"TypeScript"}
    page.goto(f"{address}/playbooks/rate-limited/")
    assert shown(card(page)) == "TypeScript"
    page.goto(f"{address}/playbooks/import-error/#modules")
    assert shown(card(page, "modules")) == "Python"  # a card without it shows its first


def test_each_view_shows_its_lines_of_the_one_listing(page: Any, address: str) -> None:
    page.goto(f"{address}/playbooks/invalid-model/")
    first = card(page)
    for label, file in (("Whole", "fixed.py"), ("Broken", "broken.py")):
        pick(first, label)
        assert listed(first) == text_of(f"snippets/invalid-model/{file}")
    pick(first, "Output")
    assert not first.locator(".pb-lst:visible").count()
    assert "Status 400" in first.locator(".pb-out:visible").inner_text()
    pick(first, "Change")
    gap = first.locator(".g:visible").first
    assert re.fullmatch(r"\d+ unchanged lines", gap.inner_text())
    gap.click()  # leads to *Whole*
    assert listed(first) == text_of("snippets/invalid-model/fixed.py")
    pick(first, "Python, SDK 1")
    assert "from mistralai import Mistral" in listed(first)
    assert "mistralai.client" not in listed(first)


def test_a_card_can_be_used_by_keyboard(page: Any, address: str) -> None:
    page.goto(f"{address}/playbooks/invalid-model/")
    page.locator(".pb-tabs input").first.focus()
    page.keyboard.press("ArrowRight")
    assert shown(card(page)) == "TypeScript"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert card(page).locator('[value="whole"]').is_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.pb-copy')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.pb-lst')")  # it scrolls by keyboard


def test_print_shows_only_the_chosen_client(page: Any, address: str) -> None:
    page.goto(f"{address}/playbooks/invalid-model/")
    pick(card(page), "curl")
    page.emulate_media(media="print")
    assert shown(card(page)) == "curl"
    assert not page.locator(".pb-tabs:visible, .pb-views:visible, .pb-copy:visible").count()
    wide = page.evaluate("[...document.querySelectorAll('.pb-lst')].filter(one => one.scrollWidth > one.clientWidth)")
    assert wide == []


LABELS = {"py": "Python", "ts": "TypeScript", "sh": "curl"}


@pytest.mark.parametrize("slug", CHOSEN)
def test_what_is_copied_is_the_file(browser: Any, address: str, slug: str) -> None:
    """Of the usual cause, in each view; that every listing is its file's text is looked for in the HTML."""
    read = "navigator.clipboard.readText()"
    names = {name: f"snippets/{slug}/fixed.{name}" for name in LABELS}
    files = {name: file for name, file in names.items() if (ROOT / file).is_file()}
    usual = CATALOG.playbooks[slug].causes[0].id
    fixes = (one.file for one in PROGRAMS if (one.slug, one.cause, one.role) == (slug, usual, "fixed"))
    files = files or {"": next(fixes)}
    with opened(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(f"{address}/playbooks/{slug}/")
        first = card(page)
        for name, file in files.items():
            if len(files) > 1:
                pick(first, LABELS[name])
            for view in ("Change", "Whole", "Broken", "Output"):
                pick(first, view)
                first.locator(".pb-copy").click()
                page.wait_for_function(f"{read}.then(text => text !== '')")
                wanted = file.replace("fixed", "broken") if view == "Broken" else file
                assert page.evaluate(read) == text_of(wanted)
                page.evaluate("navigator.clipboard.writeText('')")
        pick(first, "Change")


def test_the_proof_names_versions_and_date(page: Any, address: str) -> None:
    rows = [r for r in store.read(ROOT / "docs/results") if r.file == "snippets/invalid-model/fixed.py"]
    row = next(r for r in rows if r.version == VERSIONS[3])
    proof_of = proof.Results(tuple(rows), verification=store.read_verification(ROOT / "docs/results"))
    page.goto(f"{address}/playbooks/invalid-model/")
    shown = page.locator(".pb-proof:visible").first.inner_text()
    for part in (row.sdk, row.version, row.runtime.split()[-1]):
        assert part in shown
    ran = proof_of.last_run(row)
    assert page.locator(f'.pb-proof:visible time[datetime="{ran}"]').count()
    pick(card(page), "Python, SDK 1")
    assert VERSIONS[1] in page.locator(".pb-proof:visible").first.inner_text()


@pytest.mark.parametrize("path", PAGES)
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


@pytest.mark.parametrize("path", [*PAGES, *LOOKED_UP])
def test_axe_finds_nothing(page: Any, address: str, axe: str, path: str) -> None:
    page.goto(address + path)
    assert violations(page, axe) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/verification/", f"/verification/{CHOSEN[0]}/"])
def test_the_record_can_be_used_by_everybody(
    browser: Any, address: str, axe: str, path: str, size: tuple[int, int]
) -> None:
    with opened(browser, size) as page:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert violations(page, axe) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", TABLES)
def test_a_reference_table_fits_and_the_row_of_the_address_is_in_sight(
    browser: Any, address: str, axe: str, path: str, size: tuple[int, int]
) -> None:
    with opened(browser, size) as page:
        page.goto(address + path)
        assert violations(page, axe) == []
        row = page.locator(".pb-reference tbody tr").nth(20)
        page.goto(f"{address}{path}#{row.get_attribute('id')}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        box = row.locator("th a").bounding_box()
        point = [box["x"] + 5, box["y"] + 5]
        seen = page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('tr').id", point)
        assert seen == row.get_attribute("id")


def test_a_reference_table_is_filtered_and_sorted_by_keyboard(page: Any, address: str) -> None:
    page.goto(address + TABLES[0])
    table = page.locator("table.pb-reference").first
    rows = table.locator("tbody tr:visible th")
    published = rows.all_inner_texts()
    head = table.locator("thead th").first
    head.locator("button").focus()
    for order, wanted in (("ascending", published), ("descending", published[::-1]), (None, published)):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        assert rows.all_inner_texts() == wanted
    field = page.locator(".pb-find input").first
    field.fill("CAPACITY-exceeded")
    assert rows.all_inner_texts() == ["3505", "3810"]
    assert page.locator(".pb-find output").first.inner_text() == f"2 of {len(published)} rows"
    page.evaluate("location.hash = 'code-1500'")
    page.wait_for_function("document.querySelector('.pb-find input').value === ''")
    assert rows.all_inner_texts() == published


def test_a_reference_table_is_whole_without_javascript(browser: Any, address: str) -> None:
    with opened(browser, PHONE, java_script_enabled=False) as page:
        page.goto(address + TABLES[1])
        rows = page.locator(".pb-reference tbody tr")
        assert page.locator(".pb-reference tbody tr:visible").count() == rows.count() > 40
        assert not page.locator(".pb-find, .pb-sort").count()


RUNS = '.pb-table[aria-label="All runs"] tbody tr'


def recorded() -> list[results.Result]:
    """The rows that speak for a text as it is published now."""
    return run_pages.valid_rows(PROGRAMS, proof.Results(tuple(store.read(ROOT / "docs/results"))))


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
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/verification/")
        assert page.locator(f"{RUNS}:visible").count() == len(recorded())
        assert not page.locator(".pb-filter:visible").count()


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_without_javascript_the_fix_can_be_read(browser: Any, address: str, site: Path, scheme: str) -> None:
    with opened(browser, PHONE, java_script_enabled=False) as page:
        root = address if scheme == "http" else site.as_uri()
        page.goto(f"{root}/playbooks/invalid-model/index.html")
        first = card(page)
        assert first.locator("ins:visible").first.is_visible()
        assert not page.locator(".pb-copy:visible").count()
        pick(first, "curl")
        assert shown(first) == "curl"
        pick(first, "Broken")
        assert listed(first) == text_of("snippets/invalid-model/broken.sh")


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_covers_a_tab_or_a_command(page: Any, address: str, width: int) -> None:
    """The middle of each label belongs to it once it is scrolled to, and a copy icon stands beside its code."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/playbooks/stream-interrupted/")
    covered = """
        const found = []
        for (const label of document.querySelectorAll(".pb-card label:not(.g)")) {
          label.scrollIntoView({block: "center", inline: "center"})
          const box = label.getBoundingClientRect()
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
          if (!label.contains(top)) found.push(label.textContent)
        }
        for (const icon of document.querySelectorAll("pre .md-code__nav")) {
          const code = icon.parentElement.querySelector("code").getBoundingClientRect()
          if (icon.getBoundingClientRect().left < code.right - 1) found.push(icon.parentElement.textContent)
        }
        return found
    """
    assert page.evaluate(f"() => {{{covered}}}") == []


def test_the_drawer_of_a_phone_opens_on_the_whole_list(browser: Any, address: str) -> None:
    with opened(browser, PHONE) as page:
        page.goto(f"{address}/playbooks/invalid-model/")
        page.locator(".pb-menu").click()
        page.wait_for_timeout(500)
        links = page.locator(".pb-nav a")
        assert links.count() > 4
        assert all(link.is_visible() for link in links.all())
        assert page.locator(".pb-nav [aria-current]").bounding_box()["x"] >= 0


def test_the_drawer_of_a_phone_can_be_used_by_keyboard(browser: Any, address: str) -> None:
    """Closed, it takes no key; open, it takes all of them, until Escape gives the focus back."""
    focused = "document.activeElement.matches('{}')"
    with opened(browser, PHONE) as page:
        page.goto(f"{address}/playbooks/invalid-model/")
        assert not page.locator(".pb-nav a:visible").count()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate(focused.format(".pb-menu[aria-expanded=false]"))
        page.keyboard.press("Enter")
        assert page.evaluate(focused.format(".pb-close"))
        assert page.locator(".pb-menu").get_attribute("aria-expanded") == "true"
        for _ in range(page.locator(".pb-nav a").count()):
            page.keyboard.press("Tab")
            assert page.evaluate(focused.format(".pb-nav a"))
        page.keyboard.press("Tab")
        assert not page.evaluate(focused.format(".md-content *, .md-header *, .md-footer *"))
        page.keyboard.press("Escape")
        assert page.evaluate(focused.format(".pb-menu[aria-expanded=false]"))
        page.keyboard.press("Enter")
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        page.wait_for_function("!document.querySelector('.md-content').inert")  # no drawer is left to close


def tree(page: Any) -> list[tuple[str, str]]:
    """Role and name of all that a screen reader finds."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [(one["role"]["value"], one.get("name", {}).get("value", "")) for one in nodes if not one["ignored"]]


def test_a_screen_reader_finds_what_is_shown(page: Any, address: str) -> None:
    """Of every card the chosen program, without scrolling: with `content-visibility` it would be none or all of them.
    A heading's name is its words."""
    page.goto(f"{address}/playbooks/rate-limited/")
    found = tree(page)
    panes = [one.get_attribute("aria-label") for one in page.locator(".pb-pane:visible").all()]
    assert len(panes) > 2
    assert [name for role, name in found if role == "region" and name in {"Python", "TypeScript", "curl"}] == panes
    headings = [name for role, name in found if role == "heading"]
    assert "Rate limit exceeded" in headings
    assert not any("¶" in name for _, name in found)


def test_the_chosen_colors_are_told(page: Any, address: str) -> None:
    page.goto(address + LAB)
    chosen = page.locator(".md-option:checked")
    for name, key in (("Colors: system", "ArrowRight"), ("Colors: light", "ArrowRight"), ("Colors: dark", "Tab")):
        assert chosen.get_attribute("aria-label") == name
        chosen.focus()
        page.keyboard.press(key)
    page.reload()
    assert chosen.get_attribute("aria-label") == "Colors: dark"


def test_a_choice_is_seen_with_forced_colors(browser: Any, address: str) -> None:
    color = "all => all.map(one => getComputedStyle(one).backgroundColor)"
    with opened(browser, forced_colors="active") as page:
        for path, group, on in (
            ("/playbooks/rate-limited/", ".pb-card label:has(input)", ":has(:checked)"),
            ("/", ".pb-sift__row button", "[aria-pressed=true]"),
        ):
            page.goto(address + path)
            chosen = page.locator(group + on).evaluate_all(color)
            others = page.locator(f"{group}:not({on})").evaluate_all(color)
            assert chosen
            assert others
            assert not {*chosen} & {*others}


@pytest.mark.parametrize("path", [*PAGES, "/e/429/", "/no/such/page/", "/verification/"])
def test_at_400_percent_nothing_leaves_the_screen(browser: Any, address: str, path: str) -> None:
    """A window of 1280 by 1024 pixels, enlarged."""
    cut = "all => all.filter(one => one.scrollHeight > one.clientHeight + 4).map(one => one.textContent)"
    with opened(browser, (320, 256)) as page:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.locator(".pb-which a > span").evaluate_all(cut) == []


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/3280", "/playbooks/tool-call-id-format/"),
        ("/playbooks/invalid_model", "/playbooks/invalid-model/"),
        ("/errors/3280/", "/playbooks/tool-call-id-format/"),
        ("/deep/er/still/429.html", "/e/429/"),
        ("/e/badRequesterror", "/e/BadRequestError/"),
        ("/e/mistralai.client.errors.SDKError/", "/e/SDKError/"),
        ("/playbooks/tool-calls-id-format/", "/playbooks/tool-call-id-format/"),
        ("/playbooks/rate-limit/", "/playbooks/rate-limited/"),
        ("/playbooks/labs_not_enabled/", "/playbooks/labs-not-enabled/"),
        ("/error-1500", "/playbooks/invalid-model/"),
        ("/%E0%A4%A/zzzz", None),
    ],
)
def test_an_unknown_address_names_what_is_closest(page: Any, address: str, path: str, first: str | None) -> None:
    page.goto(address + path)
    links = page.locator("#pb-near a")
    found = [link.get_attribute("href") for link in links.all()]
    assert (found or [None])[0] == first
    assert len(found) <= 5
    assert page.locator("#pb-near").is_visible() == bool(first)


@pytest.mark.parametrize("script", [True, False])
def test_a_former_anchor_still_leads_to_its_place(browser: Any, address: str, script: bool) -> None:
    with opened(browser, java_script_enabled=script) as page:
        page.goto(f"{address}/playbooks/invalid-tool-schema/#null-properties")
        assert page.locator("#null-value").evaluate("one => one.getBoundingClientRect().top") < DESKTOP[1] / 2
        assert page.url.endswith("#null-value" if script else "#null-properties")


@pytest.mark.parametrize("script", [True, False])
def test_a_key_of_one_class_leads_to_its_playbook(browser: Any, address: str, script: bool) -> None:
    with opened(browser, java_script_enabled=script) as page:
        page.goto(f"{address}/e/3280/")
        page.wait_for_url("**/playbooks/tool-call-id-format/")
