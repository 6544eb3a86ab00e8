"""Requests that keep coming after a failure, and the programs that only look like it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from helpers.journals import CHAT, NOON, body, ids, sent
from mistral_playbooks.findings import find
from mistral_playbooks.findings.attempts import workers
from mistral_playbooks.findings.retries import MAX_ATTEMPTS
from mistral_playbooks.mock import Exchange

ZERO = (("x-ratelimit-limit-req-minute", "0"),)


def storm(status: int, count: int = 51, gap: float = 0.01, **more: Any) -> list[Exchange]:
    """Requests one after the other, each with another seed, `gap` seconds after the failure before."""
    return [sent(n * (gap + 0.01), status, body(seed=n), connection=1, **more) for n in range(count)]


# --- what each status concerns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "more", "found"),
    [
        (401, {}, [("retried-refusal", 3)]),
        (402, {}, [("retried-refusal", 3)]),
        (403, {}, [("retried-refusal", 3)]),
        (403, {"code": "1920"}, []),  # a guardrail blocked this text
        (429, {"received": ZERO}, [("retried-zero-quota", 3)]),
        (429, {}, [("too-early", 4), ("too-often", MAX_ATTEMPTS + 1)]),
        (500, {}, [("no-backoff", 4), ("too-often", MAX_ATTEMPTS + 1)]),
        (503, {}, [("no-backoff", 4), ("too-often", MAX_ATTEMPTS + 1)]),
        (0, {"fault": "connection-error/reset"}, [("no-backoff", 4), ("too-often", MAX_ATTEMPTS + 1)]),
        (400, {}, []),
        (404, {}, []),
        (422, {}, []),
    ],
)
def test_another_seed_each_time_is_a_retry_if_the_failure_concerns_it(
    status: int, more: dict[str, Any], found: list[tuple[str, int]]
) -> None:
    assert ids(storm(status, **more)) == found


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_another_host_is_not_concerned(status: int) -> None:
    """A key, a limit and an outage are those of one host."""
    hosts = ("api.mistral.ai", "codestral.mistral.ai", "api.us.mistral.ai", "api.eu.mistral.ai")
    keys = [{"authorization": "Bearer one", "host": host} for host in hosts]
    journal = [sent(n / 10, status, body(seed=n), sent=key, connection=n) for n, key in enumerate(keys)]
    assert ids(journal) == ids(journal, one_task=True) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda n: body(f"It is {n} o'clock"),
        lambda n: body(temperature=n / 100),
        lambda n: {**body(), "model": f"mistral-{n}"},
        lambda n: {**body(f"It is {n}"), "model": f"mistral-{n % 2}"},
    ],
    ids=["timestamp", "temperature", "model", "prompt and two models"],
)
@pytest.mark.parametrize("status", [401, 429, 500])
def test_whatever_is_changed(status: int, change: Any) -> None:
    assert ids([replace(one, body=change(n)) for n, one in enumerate(storm(status))])


def test_a_connection_for_each_request_changes_nothing() -> None:
    """As curl in a loop does it."""
    for status in (401, 429, 500):
        journal = [
            replace(one, connection=n, connected_at=one.at - 0.002) for n, one in enumerate(storm(status, gap=0.05))
        ]
        assert ids(journal)


def test_two_connections_in_turn_are_not_two_workers() -> None:
    """As Node's `fetch` was seen to do it."""
    for status in (401, 429, 500):
        journal = [
            replace(one, connection=n % 2, connected_at=NOON + (-0.1, 0.05)[n % 2])
            for n, one in enumerate(storm(status, count=6, gap=0.1))
        ]
        assert workers(journal) == 1
        assert ids(journal)
    both = [replace(one, connected_at=NOON - 0.1, connection=n % 2) for n, one in enumerate(storm(429, count=6))]
    assert workers(both) == 2


def test_waits_of_different_length_are_no_waits_if_all_are_short() -> None:
    at, journal = 0.0, []
    for n, gap in enumerate((0, 0.2, 0.03, 0.02, 0.5, 0.02, 0.03, 0.02)):
        at += gap + 0.01
        journal.append(sent(at, 500, body(seed=n)))
    assert ids(journal) == [("no-backoff", 4)]
    longer = [*journal, sent(at + 1.5, 500, body(seed=99))]
    assert ids(longer) == []
    assert ids(longer, one_task=True) == [("no-backoff", 4)]
    assert ids([replace(one, body=body()) for one in longer], one_task=True) == [("no-backoff", 4)]


def test_ids_in_the_path_make_no_new_request_of_it() -> None:
    journal = [sent(n, 401, None, method="GET", path=f"/v1/files/{n}") for n in range(31)]
    assert ids(journal) == [("retried-refusal", 3)]


def test_a_second_apart_for_a_minute_is_too_often() -> None:
    assert ids(storm(429, gap=1.0)) == [("too-often", MAX_ATTEMPTS + 1)]
    assert ids(storm(500, gap=2.0, count=25)) == [("too-often", MAX_ATTEMPTS + 1)]


def test_a_storm_has_a_playbook() -> None:
    found = {status: {finding.playbook for finding in find(storm(status))} for status in (401, 429, 500, 503)}
    assert found == {401: {"unauthorized"}, 429: {"rate-limited"}, 500: {"server-error"}, 503: {"gateway-error"}}


def test_with_one_task_the_first_retry_counts() -> None:
    assert ids(storm(401, count=2), one_task=True) == [("retried-refusal", 2)]
    assert ids(storm(429, count=2), one_task=True) == [("too-early", 2)]
    assert ids(storm(429, count=2, gap=1.0), one_task=True) == []
    assert ids(storm(500, count=4, gap=2.0), one_task=True) == [("no-backoff", 4)]
    assert ids(storm(500, count=4, gap=2.0)) == []
    assert ids(storm(401, count=2)) == ids(storm(429, count=3)) == []


def test_what_is_found_already_is_not_said_twice() -> None:
    equal = [replace(one, body=body()) for one in storm(401, count=3)]
    assert ids(equal, one_task=True) == [("retried-refusal", 2), ("retried-refusal", 3)]
    mixed = [*equal, *[replace(one, at=one.at + 1, ended_at=one.at + 1.01) for one in storm(401, count=1)]]
    assert ids(mixed, one_task=True) == [("retried-refusal", 2), ("retried-refusal", 3)]


# --- honest programs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_loop_in_which_some_fail(status: int) -> None:
    """An answer in between shows that the failure is over."""
    journal = [sent(n / 50, status if n % 2 else 200, body(f"Item {n}")) for n in range(60)]
    assert ids(journal) == []


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_a_loop_that_goes_on_after_refused_items(status: int) -> None:
    assert ids([sent(n / 50, status, body(f"Item {n}")) for n in range(60)]) == []


@pytest.mark.parametrize("status", [429, 500])
def test_a_fallback_model(status: int) -> None:
    """Each question to one model, and at once to another."""
    models = ["mistral-large-latest", "mistral-small-latest"]
    journal = [
        sent(pause + n / 50, status, {**body(f"Item {item}"), "model": models[n]})
        for item, pause in enumerate((0, 1, 3, 7))
        for n in range(2)
    ]
    assert ids(journal, one_task=True) == []
    answered = [
        sent(item + n / 50, (status, 200)[n], {**body(f"Item {item}"), "model": models[n]})
        for item in range(20)
        for n in range(2)
    ]
    assert ids(answered) == []


@pytest.mark.parametrize("status", [429, 500])
def test_tasks_that_share_a_limiter_and_each_wait_for_themselves(status: int) -> None:
    """Twenty tasks, one request at a time on one connection: the next task follows a failure at once."""
    journal = []
    for start in (0.0, 1.0, 3.0, 7.0):
        journal += [sent(start + n / 50, status, body(f"Item {n}"), connection=1, took=0.005) for n in range(20)]
    assert ids(journal) == []


@pytest.mark.parametrize("status", [401, 429, 500])
def test_workers_with_tasks_of_their_own(status: int) -> None:
    """Eight threads, each with its own client. They do not know of each other's failures."""
    journal = [
        sent(n / 100, status, body(f"Item {n}"), took=0.002, connection=n, connected_at=NOON - 0.1) for n in range(8)
    ]
    again = [replace(one, at=one.at + 2, ended_at=one.at + 2.002) for one in journal] if status != 401 else []
    assert ids(journal + again) == []
    assert workers(journal) == 8


def test_many_workers_that_never_stop_are_told_once() -> None:
    journal = [
        sent(n / 200, 429, body(f"Item {n}"), connection=n % 4, connected_at=NOON - 0.1, took=0.01) for n in range(400)
    ]
    assert ids(journal) == [("too-often", 4 * MAX_ATTEMPTS + 1)]
    assert ids([replace(one, status=401) for one in journal])[0][0] == "retried-refusal"


def test_items_that_are_each_tried_with_backoff_and_then_left() -> None:
    journal, at = [], 0.0
    for item in range(8):
        for wait in (0.0, 1.0, 2.0, 4.0):
            at += wait
            journal.append(sent(at, 500, body(f"Item {item}")))
            at += 0.01
    assert ids(journal) == []


@pytest.mark.parametrize("status", [429, 500])
def test_a_backoff_whose_requests_differ_is_a_backoff(status: int) -> None:
    at, journal = 0.0, []
    for n, wait in enumerate((0, 1, 2, 4, 8, 16, 32)):
        at += wait
        journal.append(sent(at, status, body(seed=n)))
    assert ids(journal, one_task=True) == []


def test_random_backoffs_whose_requests_differ_are_hardly_ever_accused() -> None:
    dice = random.Random(7)
    accused = 0
    for _ in range(1000):
        at, journal = 0.0, []
        for n in range(6):
            at += dice.uniform(0, 2**n) if n else 0
            journal.append(sent(at, 500, body(seed=n)))
            at += 0.01
        accused += bool(ids(journal))
    assert accused <= 5


def test_a_hedged_request_and_polling() -> None:
    hedged = [sent(0, 500, body(seed=1), took=2.0), sent(1, 200, body(seed=2), took=2.0)]
    assert ids(hedged, one_task=True) == []
    jobs = [sent(n, 200, None, method="GET", path="/v1/batch/jobs/1") for n in range(40)]
    assert ids(jobs, one_task=True) == []


def test_a_first_look_at_another_part_of_the_api_is_no_retry() -> None:
    paths = ["/v1/models", CHAT, "/v1/files", "/v1/embeddings"]
    assert ids([sent(n, 401, None, method="GET", path=path) for n, path in enumerate(paths)]) == []


def test_waiting_in_vain_for_an_answer_is_a_wait() -> None:
    journal = [sent(n * 10, 0, body(seed=n), took=9.99, fault="timeout/no-answer", finished=False) for n in range(6)]
    assert ids(journal) == []
