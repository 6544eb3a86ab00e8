"""Each form of a status feed: what it says, and that anything unexpected is unknown and never up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import status_feeds
from helpers.status_feeds import FIXTURES, rootly, rootly_incident
from mistral_playbooks.status import services
from mistral_playbooks.status.feeds import FORMS
from mistral_playbooks.status.feeds.shapes import FeedError
from mistral_playbooks.status.model import Incident, Report

PAGE = "https://status.mistral.ai/"
DECIDES = {"rootly": ("Completion API", "OCR API"), "google-cloud": ("Vertex Gemini API",)}


def parse(form: str, bodies: dict[str, bytes], decides: tuple[str, ...] | None = None) -> Report:
    return FORMS[form](bodies, PAGE, DECIDES.get(form, ()) if decides is None else decides)


def report(name: str, decides: tuple[str, ...] | None = None) -> Report:
    return parse(FIXTURES[name].form, FIXTURES[name].bodies(), decides)


def the_incident(name: str) -> Incident:
    found = report(name).incidents
    assert found is not None
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("name", "state", "level"),
    [
        ("rootly-operational", "up", "operational"),
        ("rootly-incident", "down", "outage"),
        ("rootly-products", "unknown", None),
        ("rootly-untitled", "unknown", None),
        ("rootly-maintenance", "down", "maintenance"),
        ("statuspage-operational", "up", "operational"),
        ("statuspage-degraded", "down", "degraded"),
        ("statuspage-incident", "down", "outage"),
        ("statuspage-maintenance", "down", "maintenance"),
        ("betterstack-operational", "up", "operational"),
        ("betterstack-incident", "down", "degraded"),
        ("google-operational", "up", "operational"),
        ("google-incident", "down", "degraded"),
        ("google-outage", "down", "outage"),
        ("rss-operational", "up", "operational"),
        ("rss-incident", "down", "degraded"),
    ],
)
def test_what_a_page_says(name: str, state: str, level: str | None) -> None:
    official = report(name).official
    assert (official.state, official.level) == (state, level)
    assert (official.reason is None) == (state == "up")


def test_each_fixture_names_its_source_and_each_form_has_a_good_and_a_bad_one() -> None:
    for fixture in FIXTURES.values():
        assert fixture.source.startswith("https://")
        assert "20" in fixture.source
    assert {one.form for one in FIXTURES.values()} == set(FORMS)


def test_the_services_have_a_known_form_or_none_and_a_source() -> None:
    watched = services.load()
    for one in (watched.main, *watched.related):
        assert one.form in (*FORMS, None)
        assert "20" in one.source
        assert one.page.startswith("https://")
        assert all(url.startswith("https://") for url in one.files.values())
    assert watched.main.form == "rootly"
    assert any(one.form is None for one in watched.related)


# --- Rootly: Mistral's page ------------------------------------------------------------------------------------------


def test_the_recorded_incident_keeps_its_updates_oldest_first_and_no_foreign_address() -> None:
    incident = the_incident("rootly-products")
    assert incident.title == "Elevated error rate on some of our services"
    assert incident.impact == "critical"
    assert [one.status for one in incident.updates] == ["investigating", "identified", "monitoring"]
    assert incident.ended is None
    assert incident.url is None  # its shortlink leads to a private page of Rootly
    assert incident.started.isoformat() == "2026-09-29T12:48:01+00:00"


def test_an_incident_without_a_title_is_named_by_its_first_update() -> None:
    incident = the_incident("rootly-untitled")
    assert incident.title.startswith("We identified an elevated error rate")


def test_the_page_wide_word_decides_nothing_about_components_that_no_incident_names() -> None:
    found = report("rootly-incident").components
    assert found["OCR API"].state == "down"
    assert found["Completion API"].state == "unknown"
    assert {one.state for one in report("rootly-operational").components.values()} == {"up"}


def test_an_incident_of_a_component_counts_even_if_the_page_still_says_operational() -> None:
    files = rootly("none", "All Systems Operational", rootly_incident(name="Completion API degraded", impact=None))
    found = parse("rootly", _bodies(files))
    assert (found.official.state, found.official.level) == ("down", "degraded")


def test_one_readable_file_is_enough_and_an_unlisted_incident_has_not_ended_then() -> None:
    bodies = FIXTURES["rootly-operational"].bodies()
    found = parse("rootly", {"status": bodies["status"], "incidents": b"<html>"})
    assert found.official.state == "up"
    assert not found.complete
    found = parse("rootly", {"incidents": bodies["incidents"]})
    assert found.official.state == "unknown"
    assert parse("rootly", bodies).complete


def test_components_in_the_answer_decide() -> None:
    files = rootly("major", "Partial Outage")
    files["status"]["components"] = [
        {"name": "Completion API", "status": "Operational"},
        {"name": "OCR API", "status": "Affected"},
        {"name": "Console", "status": "Major Outage"},
    ]
    found = parse("rootly", _bodies(files))
    assert (found.official.state, found.official.level) == ("down", "degraded")
    assert found.components["Completion API"].state == "up"


# --- the others ------------------------------------------------------------------------------------------------------


def test_on_statuspage_the_components_decide_that_are_named_and_groups_do_not() -> None:
    assert report("statuspage-incident", ("Console",)).official.state == "up"
    assert report("statuspage-incident", ("API", "Console")).official.level == "outage"
    gone = report("statuspage-operational", ("API", "Renamed")).official
    assert gone.state == "unknown"
    assert "Renamed" in (gone.reason or "")
    assert "A group" not in report("statuspage-incident").components


def test_html_in_an_update_becomes_text() -> None:
    incident = the_incident("statuspage-incident")
    assert incident.updates[-1].text == "Found & fixing."
    assert incident.components == ("API",)


def test_only_a_maintenance_that_has_begun_is_one() -> None:
    assert [one.id for one in report("statuspage-maintenance").incidents or ()] == ["m1"]


def test_a_resolved_incident_of_google_counts_no_more_and_neither_does_another_product() -> None:
    assert parse("google-cloud", _bodies(status_feeds.google("SERVICE_OUTAGE", "Spanner"))).official.state == "up"
    ended = status_feeds.google("SERVICE_OUTAGE", end="2026-11-28T21:00:00+00:00")
    assert parse("google-cloud", _bodies(ended)).official.state == "up"
    assert parse("google-cloud", _bodies(status_feeds.google("NEW_WORD"))).official.state == "unknown"


def test_only_the_newest_item_of_an_rss_incident_tells_how_it_stands() -> None:
    incident = the_incident("rss-operational")
    assert incident.title == "Audio API Degraded"
    assert incident.ended is not None
    assert incident.components == ("Audio API", "Chat API")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html>",
        b"<rss><channel></channel></rss>",
        b'<!DOCTYPE r [<!ENTITY a "x">]><rss>&a;</rss>',
        b"<rss><channel><item><guid>a</guid></item></channel></rss>",
    ],
)
def test_a_broken_rss_feed_says_nothing(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse("rss", {"feed": body})


# --- anything unexpected ---------------------------------------------------------------------------------------------


def _bodies(files: dict[str, Any]) -> dict[str, bytes]:
    return {name: one if isinstance(one, bytes) else json.dumps(one).encode() for name, one in files.items()}


GOOD = [name for name in FIXTURES if name.endswith("-operational")]


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'"up"', b"NaN", b"[" * 100_000, b"<html></html>", b"\xff"]
)
def test_a_body_of_another_shape_is_never_up(name: str, body: bytes) -> None:
    if FIXTURES[name].form == "google-cloud" and body == b"[]":
        return  # its own way to say that all is well
    try:
        found = parse(FIXTURES[name].form, dict.fromkeys(FIXTURES[name].files, body))
    except FeedError:
        return
    assert found.official.state == "unknown"


@pytest.mark.parametrize("name", GOOD)
def test_a_truncated_body_is_never_up(name: str) -> None:
    bodies = FIXTURES[name].bodies()
    size = min(map(len, bodies.values()))
    for cut in range(0, size - 1, max(1, size // 60)):
        try:
            found = parse(FIXTURES[name].form, {key: body[:cut] for key, body in bodies.items()})
        except FeedError:
            continue
        assert found.official.state == "unknown"


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just([]), st.just({}), st.just(["x"])
)


@given(st.sampled_from([name for name in FIXTURES if not name.startswith("rss")]), st.data())
def test_wrong_types_anywhere_raise_nothing_else_and_make_nothing_up(name: str, data: st.DataObject) -> None:
    files = json.loads(json.dumps(FIXTURES[name].files))
    before = report(name).official.state
    places = list(_places(files))
    path = data.draw(st.sampled_from(places))
    _set(files, path, data.draw(JUNK))
    try:
        after = parse(FIXTURES[name].form, _bodies(files)).official.state
    except FeedError:
        return
    # What says "down" does not become "up" by being unreadable; but Google's incidents count by their end and product.
    assert after != "up" or before == "up" or name.startswith("google")


def _places(value: Any, path: tuple = ()) -> Any:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield from _places(one, (*path, key))


def _set(value: Any, path: tuple, new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new
