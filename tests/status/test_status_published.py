"""What is published: `status.json` as its module says, within its size; the Atom feed; the badge; the terminal."""

from __future__ import annotations

import datetime
import gzip
import json
import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from helpers import status_documents
from helpers.status_documents import COMPONENTS, NOW
from mistral_playbooks.status import StatusError, atom, badge, document, publish, recorder, report, services, state
from mistral_playbooks.status.history import History
from mistral_playbooks.status.model import UP, Incident, Probe, Report, Update, down

WATCHED = services.load()
MINUTES = datetime.timedelta(minutes=1)
WORDS = Path(__file__).read_text(encoding="utf-8").split()


def made(folder: Path, *incidents: Incident) -> dict[str, Any]:
    history = History(folder)
    components = {name: UP for name in COMPONENTS}
    found = Report(UP, components, incidents, complete=True)
    related = {one.id: Report(UP, {}, ()) for one in WATCHED.related}
    for number in range(2):
        one = recorder.Seen(NOW + 5 * number * MINUTES, Probe(down("outage", "No."), 503, 90), found, related)
        recorder.poll(history, WATCHED, None, {}, print, lambda _, one=one: one)
    return publish.make(history.state, WATCHED)


def incident(number: int, updates: int = 2, size: int = 200, ended: bool = True) -> Incident:
    chance = random.Random(number)
    start = NOW - number * 11 * 60 * MINUTES
    told = tuple(
        Update(start + n * MINUTES, "identified", " ".join(chance.choices(WORDS, k=size // 6))[:size])
        for n in range(updates)
    )
    end = start + 90 * MINUTES if ended else None
    return Incident(f"id{number}", f"Title <b>{number}</b> & more", "major", "resolved", start, end, None, (), told)


def shape(value: Any) -> Any:
    """The keys of a document, whatever is in it."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        found = [shape(one) for one in value if one is not None]
        return found[:1] if found and isinstance(found[0], dict) else "list"
    return "value"


def test_the_examples_that_the_site_is_tested_with_have_the_shape_of_what_is_published(tmp_path: Path) -> None:
    told = shape(made(tmp_path, incident(1, ended=False)))
    for kind in status_documents.KINDS:
        example = shape(status_documents.document(kind))
        for key in ("incidents", "problems"):
            example[key] = example[key] if example[key] != "list" else told[key]
        if example["service"]["components"] == "list":
            example["service"]["components"] = told["service"]["components"]
        assert example == told, kind


def test_each_key_is_described_in_the_modules_text(tmp_path: Path) -> None:
    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    assert document.__doc__
    missing = {key for key in keys(made(tmp_path, incident(1))) if key not in document.__doc__}
    assert not missing


def test_a_document_is_read_or_refused() -> None:
    assert document.read(json.dumps(status_documents.document()))["format"] == 1
    for text in ("", "[]", "{}", '{"format": 2}', "<html>", b"\xff", "[" * 100_000):
        with pytest.raises(StatusError, match=r"not a status\.json of format 1"):
            document.read(text)


def test_the_data_that_a_reader_downloads_stays_small(tmp_path: Path) -> None:
    """Ninety days in which everything changes all the time, and 200 incidents with long stories."""
    found = state.State(checked=NOW)
    chance = random.Random(3)
    for name in ("official", "probe", *(f"component/{one}" for one in [*COMPONENTS, *map(str, range(10))])):
        source = state.Source(UP, NOW, NOW)
        for day in range(90):
            seconds = [chance.randrange(20_000) for _ in range(4)]
            source.days[(NOW - datetime.timedelta(days=day)).date().isoformat()] = seconds
        found.sources[name] = source
    found.incidents = {f"id{n}": incident(n, updates=20, size=1900) for n in range(180)}
    found.incidents["now"] = incident(0, updates=1, ended=False)
    data = publish.make(found, WATCHED)
    size = len(gzip.compress(publish.dumps(data).encode()))
    assert 20_000 < size <= document.MAX_COMPRESSED == 60_000
    assert any(one["ended"] is None for one in data["incidents"])
    assert len(data["service"]["components"]) == 17
    plain = publish.make(state.State(checked=NOW, sources=found.sources), WATCHED)
    assert len(gzip.compress(publish.dumps(plain).encode())) < 20_000


def test_the_files_are_written_in_one_step_each(tmp_path: Path) -> None:
    made(tmp_path / "history", incident(1))
    publish.write(tmp_path / "out", History(tmp_path / "history").load(), WATCHED)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(publish.FILES)
    with pytest.raises(StatusError, match="Name another folder with --out"):
        publish.write(tmp_path / "out" / "status.json", History(tmp_path / "history").load(), WATCHED)


def test_nothing_is_published_before_the_first_poll() -> None:
    with pytest.raises(StatusError, match="status poll"):
        publish.make(state.State(), WATCHED)


# --- Atom ------------------------------------------------------------------------------------------------------------

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_has_what_rfc_4287_requires(tmp_path: Path) -> None:
    data = made(tmp_path, incident(1), incident(2, ended=False))
    root = ElementTree.fromstring(atom.feed(data))
    assert root.tag == f"{ATOM}feed"
    assert all(root.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 3  # and the probe that finds no answer
    for entry in entries:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "content"))
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href", "").startswith("https://")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3
    times = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == times[0]
    assert "<script" not in atom.feed(data)


def test_an_entry_keeps_its_id_and_the_feed_changes_only_with_an_incident(tmp_path: Path) -> None:
    data = made(tmp_path, incident(1, ended=False))
    later = {**data, "checked_at": "2026-11-29T09:00:00Z"}
    assert atom.feed(later) == atom.feed(data)
    ended = made(tmp_path / "b", incident(1))
    first, second = (ElementTree.fromstring(atom.feed(one)) for one in (data, ended))
    ids = [{entry.findtext(f"{ATOM}id") for entry in one.iter(f"{ATOM}entry")} for one in (first, second)]
    assert ids[0] & ids[1]
    assert any(title.startswith("Resolved: ") for title in (one.text or "" for one in second.iter(f"{ATOM}title")))


@pytest.mark.parametrize("kind", status_documents.KINDS)
def test_feed_badge_and_text_of_every_state(kind: str) -> None:
    data = status_documents.document(kind)
    ElementTree.fromstring(atom.feed(data))
    drawn = ElementTree.fromstring(badge.svg(data))
    assert drawn.get("aria-label", "").startswith(f"Mistral API: {data['overall']['state']}, 2026-11-")
    text = report.text(data, NOW)
    assert text.splitlines()[0] == f"Mistral API: {'unknown' if kind == 'stale' else data['overall']['state']}"
    assert "Status page" in text
    assert "Own request" in text
    assert ("too long ago" in text) == (kind == "stale")
