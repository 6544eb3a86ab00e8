"""Polls against local servers: what the pages say and the own request finds stay apart, and nothing broken is up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers import status_feeds, status_servers
from helpers.status_feeds import FIXTURES, Fixture
from helpers.status_servers import Behavior, Server, answer
from mistral_playbooks.status import fetch, publish, recorder
from mistral_playbooks.status.history import History
from mistral_playbooks.status.services import Watched

BODY = FIXTURES["rootly-operational"].bodies()["status"]


class Recorded:
    """A recorder with a folder and a clock of its own."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.history = History(folder)
        self.main = status_servers.page(server, "main", FIXTURES["rootly-operational"], ("Completion API", "OCR API"))
        cloud = status_servers.page(server, "cloud", FIXTURES["statuspage-operational"])
        self.watched = status_servers.watched(server, self.main, cloud, status_servers.page(server, "other", None))
        self.now = recorder.clock()

    def poll(self, minutes: float = 5) -> dict[str, Any]:
        """Polls some minutes later, and returns what is published then."""
        self.now += datetime.timedelta(minutes=minutes)
        recorder.poll(self.history, self.watched, None, {}, print, self.look)
        return publish.make(self.history.state, self.watched)

    def look(self, watched: Watched) -> recorder.Seen:
        return recorder.look(watched, lambda: self.now, lambda url: fetch.get(url, deadline=1))

    def show(self, fixture: Fixture) -> None:
        status_servers.show(self.server, "main", fixture)

    def probe(self, behavior: Behavior) -> None:
        self.server.serve("/v1/models", behavior)


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[Recorded]:
    with status_servers.running() as server:
        yield Recorded(server, tmp_path / "history")


def state(data: dict[str, Any], name: str) -> tuple[str, str | None]:
    return data["service"][name]["state"], data["service"][name]["reason"]


def test_all_is_well(recorded: Recorded) -> None:
    data = recorded.poll()
    assert data["overall"] == {"state": "up", "text": "The status page says operational, and the API answers."}
    assert state(data, "official") == state(data, "probe") == ("up", None)
    assert data["service"]["probe"]["http_status"] == 401
    assert data["service"]["probe"]["latency_ms"] >= 0
    assert [(one["id"], one["state"]) for one in data["related"]] == [("cloud", "up"), ("other", "unknown")]
    assert data["incidents"] == data["problems"] == []


def test_the_page_may_say_operational_while_requests_fail(recorded: Recorded) -> None:
    recorded.probe(answer(b"no healthy upstream", "503 Service Unavailable"))
    data = recorded.poll()
    assert state(data, "official") == ("up", None)
    assert state(data, "probe") == ("down", "The API answered with HTTP 503.")
    assert data["overall"] == {
        "state": "down",
        "text": "The status page says operational, but requests to the API fail.",
    }


@pytest.mark.parametrize(
    ("behavior", "found", "reason"),
    [
        (status_servers.CHALLENGE, "unknown", "Cloudflare asked for a browser (HTTP 403)"),
        (answer(b"{}", "200 OK"), "unknown", "HTTP 401 was expected, and HTTP 200 came."),
        (answer(b"", "429 Too Many"), "unknown", "too many requests"),
        (status_servers.silent, "down", "did not answer"),
        (status_servers.redirect_loop, "down", "redirected more than"),
    ],
)
def test_only_a_401_proves_that_the_api_answers(
    recorded: Recorded, behavior: Behavior, found: str, reason: str
) -> None:
    recorded.probe(behavior)
    seen, why = state(recorded.poll(), "probe")
    assert seen == found
    assert reason in (why or "")


def test_without_any_answer_it_is_the_network_of_this_machine(recorded: Recorded) -> None:
    refuse: Behavior = lambda connection, _: connection.close()  # noqa: E731
    recorded.probe(refuse)
    for service in (recorded.main, *recorded.watched.related):
        status_servers.misbehave(recorded.server, service, refuse)
    data = recorded.poll()
    assert data["service"]["probe"]["state"] == "unknown"
    assert data["overall"]["state"] == "unknown"


@pytest.mark.parametrize(
    ("behavior", "reason"),
    [
        (status_servers.CHALLENGE, "asks for a browser (HTTP 403, cf-mitigated: challenge)"),
        (status_servers.CHALLENGE_200, "asks for a browser (HTTP 200"),
        (answer(b"<!DOCTYPE html>", "403 Forbidden"), "HTTP 403"),
        (answer(b"<!DOCTYPE html>"), "HTML"),
        (answer(BODY[: len(BODY) // 2]), "broke off"),
        (status_servers.truncated(BODY), "broke off"),
        (status_servers.redirect_loop, "redirected more than 3 times"),
        (status_servers.noise, "more than"),
        (status_servers.slow_body, "within 1 s"),
        (status_servers.slow_head, "within 1 s"),
        (answer(b'{"status": "none", "incidents": {}}'), "not a"),
        (answer(b'{"status": {"indicator": "splendid"}, "incidents": []}'), "not known"),
    ],
)
def test_a_broken_page_is_unknown_with_the_reason_and_its_components_too(
    recorded: Recorded, behavior: Behavior, reason: str
) -> None:
    assert recorded.poll()["service"]["components"][0]["state"] == "up"
    status_servers.misbehave(recorded.server, recorded.main, behavior)
    data = recorded.poll()
    found, why = state(data, "official")
    assert found == "unknown"
    assert reason in (why or "")
    assert data["overall"]["state"] == "unknown"
    assert {one["state"] for one in data["service"]["components"]} == {"unknown"}
    assert state(data, "probe") == ("up", None)


def test_an_incident_goes_through_its_updates_and_ends_when_the_page_drops_it(recorded: Recorded) -> None:
    recorded.poll()
    incident = status_feeds.rootly_incident(name="OCR API is degraded")
    updates = incident["incident_updates"]
    for number in (1, 2, 3):
        told = {**incident, "incident_updates": updates[3 - number :], "status": updates[3 - number]["status"]}
        recorded.show(Fixture("rootly", "adapted", "", status_feeds.rootly("major", "Partial Outage", told)))
        (found,) = recorded.poll()["incidents"]
        assert len(found["updates"]) == number
        assert found["ended"] is None
    # The page's list forgets the older updates: the history does not.
    told = {**incident, "incident_updates": updates[:1]}
    recorded.show(Fixture("rootly", "adapted", "", status_feeds.rootly("major", "Partial Outage", told)))
    data = recorded.poll()
    assert len(data["incidents"][0]["updates"]) == 3
    assert data["service"]["official"]["level"] == "outage"
    assert [one["state"] for one in data["service"]["components"]] == ["unknown", "down"]
    recorded.show(FIXTURES["rootly-operational"])
    gone = recorded.poll()
    assert gone["incidents"][0]["ended"] is None  # it may be back in a moment
    ended = recorded.poll()
    assert ended["incidents"][0]["ended"] == gone["checked_at"]
    assert ended["incidents"][0]["status"] == "resolved"
    (problem,) = ended["problems"]
    assert problem["title"] == "OCR API is degraded"
    assert problem["ended"]


def test_an_incident_that_is_missing_once_goes_on(recorded: Recorded) -> None:
    recorded.show(FIXTURES["rootly-incident"])
    recorded.poll()
    recorded.show(FIXTURES["rootly-operational"])
    recorded.poll()
    recorded.show(FIXTURES["rootly-incident"])
    recorded.poll()
    (found,) = recorded.poll()["incidents"]
    assert found["ended"] is None
    assert len(recorded.history.state.problems) == 1


def test_an_unreadable_page_ends_no_incident(recorded: Recorded) -> None:
    recorded.show(FIXTURES["rootly-incident"])
    recorded.poll()
    status_servers.misbehave(recorded.server, recorded.main, status_servers.CHALLENGE)
    data = [recorded.poll() for _ in range(3)][-1]
    assert data["incidents"][0]["ended"] is None


def test_a_maintenance_is_not_an_outage_and_does_not_count_against_the_uptime(recorded: Recorded) -> None:
    recorded.poll()
    recorded.show(FIXTURES["rootly-maintenance"])
    data = [recorded.poll() for _ in range(4)][-1]
    assert data["service"]["official"]["level"] == "maintenance"
    assert data["service"]["official"]["uptime"] == 100
    assert (
        sum(data["service"]["official"]["days"][-1] or [0]) + sum(data["service"]["official"]["days"][-2] or [0]) == 20
    )


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_clock_an_hour_off_is_told_and_changes_nothing_else(recorded: Recorded, ahead: int) -> None:
    recorded.probe(answer(b"{}", "401 Unauthorized", ahead=-ahead))
    for service in (recorded.main, *recorded.watched.related):
        for name in service.files:
            body = FIXTURES["rootly-operational" if service is recorded.main else "statuspage-operational"].bodies()[
                name
            ]
            recorded.server.serve(f"/{service.id}/{name}", answer(body, ahead=-ahead))
    recorded.now = recorder.clock() - datetime.timedelta(minutes=5)
    data = recorded.poll()
    assert abs(data["clock_offset"] - ahead) < 30
    assert data["overall"]["state"] == "up"


def test_an_incident_dated_in_the_future_is_one_now(recorded: Recorded) -> None:
    start = (recorded.now + datetime.timedelta(hours=1)).isoformat()
    told = status_feeds.rootly_incident(name="OCR API is slow", started_at=start, created_at=start)
    recorded.show(Fixture("rootly", "adapted", "", status_feeds.rootly("minor", "Degraded", told)))
    data = recorded.poll()
    assert data["service"]["official"]["state"] == "down"
    assert data["incidents"][0]["ended"] is None


def test_a_clock_that_is_set_back_breaks_nothing(recorded: Recorded) -> None:
    data = [recorded.poll(minutes) for minutes in (5, 5, -60, 5, 5)][-1]
    assert data["overall"]["state"] == "up"
    assert all(sum(day) <= 1440 for day in data["service"]["probe"]["days"] if day)
