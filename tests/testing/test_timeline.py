"""The drawing of requests and waits: what it shows, in words and in marks, and names that are not HTML."""

from __future__ import annotations

from bs4 import BeautifulSoup

from mistral_playbooks.testing.timeline import Timeline

RUNS = {"No retry": [(0.0, 429)], "A <b>": [(0.0, 429), (1.02, 429), (52.6, 200)], "Idle": []}
WORDS = ["No retry: 1 request, refused after 0 s", "A <b>: 3 requests, answered after 53 s", "Idle: no request"]


def drawn(timeline: Timeline) -> BeautifulSoup:
    return BeautifulSoup(timeline._repr_html_(), "html.parser")


def test_its_words() -> None:
    assert repr(Timeline(RUNS)).splitlines() == WORDS
    svg = drawn(Timeline(RUNS)).svg
    assert svg is not None
    assert svg["role"] == "img"
    assert str(svg["aria-label"]).splitlines() == WORDS


def test_one_mark_for_each_answer() -> None:
    marks = drawn(Timeline(RUNS, limit=50)).select("circle")
    refused, answered = marks[-2:]  # the legend
    assert [mark["fill"] for mark in marks[:-2]] == [refused["fill"]] * 3 + [answered["fill"]]
    assert refused["fill"] != answered["fill"]
    places = [float(str(mark["cx"])) for mark in marks[1:4]]
    assert places == sorted(places)


def test_the_axis_reaches_the_last_answer_and_the_limit() -> None:
    def end(timeline: Timeline) -> str:
        return [word.get_text() for word in drawn(timeline).select("text") if word.get_text().endswith("0 s")][-1]

    assert end(Timeline(RUNS)) == "60 s"
    assert end(Timeline(RUNS, limit=75)) == "80 s"
    assert end(Timeline({})) == "10 s"
    assert len(drawn(Timeline({"Long": [(0, 429), (900, 200)]})).select("text")) < 16


def test_a_limit_is_drawn_for_each_run() -> None:
    assert len(drawn(Timeline(RUNS, limit=50)).select("path[stroke-dasharray]")) == len(RUNS) + 1
    assert "the limit ends" in drawn(Timeline(RUNS, limit=50)).get_text()
    assert "limit" not in drawn(Timeline(RUNS)).get_text()
