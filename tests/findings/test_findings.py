"""What a journal gives as findings, and above all what it does not: nobody is accused of what they did not do."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.journals import ANSWER, CHAT, NOON, body, ids, retried, sent
from mistral_playbooks.content.catalog import load
from mistral_playbooks.findings import Finding, find, waits
from mistral_playbooks.findings.advice import playbook_for
from mistral_playbooks.findings.retries import MAX_ATTEMPTS
from mistral_playbooks.mock import Exchange

# --- a refusal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_a_refusal_that_is_sent_again(status: int) -> None:
    journal = retried(3.0, 9.0, status=status, last=status)
    assert ids(journal) == [("retried-refusal", 2), ("retried-refusal", 3)]
    assert find(journal)[0].text == (
        f"request 2 repeats request 1, which got a {status}: the same request fails again. Do not retry a {status}; "
        "fix what the error names"
    )


def test_the_fault_or_the_code_names_the_playbook() -> None:
    fault = retried(1.0, status=401, fault="unauthorized/invalid-key")
    assert [finding.playbook for finding in find(fault)] == ["unauthorized"]
    code = retried(1.0, status=400, last=400, code="1500")
    assert [finding.playbook for finding in find(code)] == ["invalid-model"]
    status = retried(1.0, status=401, last=401)
    assert [finding.playbook for finding in find(status)] == ["unauthorized"]


def test_without_a_fault_or_a_code_the_status_names_the_playbook() -> None:
    assert playbook_for(sent(0, 500, fault="conversation-failed/handoff", code="3000")) == "conversation-failed"
    assert playbook_for(sent(0, 500)) == "server-error"
    assert playbook_for(sent(0, 404, code="3000")) == "conversation-not-found"


CORRECTED = {
    "another body": sent(1, 200, body("Hello", max_tokens=10)),
    "another key": sent(1, 200, sent={"authorization": "Bearer two"}),
    "another host": sent(1, 200, sent={"authorization": "Bearer one", "host": "codestral.mistral.ai"}),
    "another endpoint": sent(1, 200, path="/v1/agents/completions"),
    "another upload of equal fields": sent(1, 200, sent={"authorization": "Bearer one", "content-length": "9"}),
}


@pytest.mark.parametrize("change", CORRECTED)
def test_a_request_that_was_changed_is_no_repetition(change: str) -> None:
    assert ids([sent(0, 401), CORRECTED[change]]) == []


def test_bodies_that_are_no_json_are_not_compared() -> None:
    uploads = [replace(sent(at, 422), body=None, path="/v1/files") for at in (0, 1)]
    assert ids(uploads) == []


def test_what_passes_the_second_time_was_right_to_be_tried() -> None:
    """The agent had been made, the file had arrived: the mock itself judged both requests."""
    assert ids(retried(1.0, status=404, last=200, path="/v1/agents/completions")) == []
    assert ids(retried(1.0, status=401, last=200, fault="unauthorized/invalid-key")) == [("retried-refusal", 2)]


def test_a_refusal_that_only_the_count_of_its_fault_ended_is_told_so() -> None:
    (finding,) = find(retried(1.0, status=400, last=200, fault="invalid-model"))
    assert finding.text == (
        "request 2 repeats request 1, which got a 400: without the count of the fault, the same request would fail "
        "again. Do not retry a 400; fix what the error names"
    )


def test_what_the_mock_does_not_serve_was_not_refused_by_the_api() -> None:
    error = b'{"mock":"mistral-playbooks","message":"This is the mock"}'
    assert ids(retried(1.0, status=404, last=404, path="/v1/datalake/events", error=error)) == []


def test_polling_is_no_repetition_of_a_refusal() -> None:
    """A batch job that is queued, a signed address that is not there yet for some seconds after an upload."""
    jobs = [sent(at, 200, method="GET", path="/v1/batch/jobs/1", body=None) for at in range(20)]
    files = [sent(at, 404, method="GET", path="/v1/files/1/url", body=None) for at in (30, 31, 33)]
    assert ids(jobs + files) == []
    refused = [sent(at, 401, method="GET", path="/v1/models", body=None) for at in (40, 41)]
    assert ids(refused) == [("retried-refusal", 2)]


@pytest.mark.parametrize(("status", "code"), [(422, "1901"), (400, "3310")])
def test_ocr_may_read_a_new_file_some_seconds_later(status: int, code: str) -> None:
    """As two clients saw it (2026). An address that cannot be fetched stays so."""
    file, url = ({"model": "mistral-ocr-latest", "document": one} for one in ({"file_id": "a"}, {"document_url": "b"}))
    assert ids([sent(at, status, file, path="/v1/ocr", code=code) for at in (0, 1, 3)]) == []
    assert ids([sent(at, status, url, path="/v1/ocr", code=code) for at in (0, 1)]) == [("retried-refusal", 2)]


# --- a limit -------------------------------------------------------------------------------------------------------


def test_a_retry_within_the_same_window() -> None:
    assert ids(retried(0.5, 0.5)) == [("too-early", 2), ("too-early", 3)]
    assert find(retried(0.5))[0].text == (
        "request 2 came 0.50 s after request 1 got a 429. At the 429, the rate-limit window had 60.0 s left. Wait "
        "at least a second, and longer after each further 429"
    )
    assert find(retried(0.5))[0].playbook == "rate-limited"


def test_the_openai_sdks_first_wait_is_too_early_its_second_is_not() -> None:
    assert ids(retried(0.5, 1.0)) == [("too-early", 2)]


def test_a_growing_backoff_is_right_although_the_window_is_not_over() -> None:
    assert ids(retried(1, 2, 4, 8, 16)) == []


@pytest.mark.parametrize("minute", [60.0, 2.0])
def test_waiting_for_the_end_of_the_window_is_right_however_short_the_wait(minute: float) -> None:
    late = [replace(sent(minute - 0.2, 429)), sent(minute, 200)]
    assert ids(late, minute) == []


def test_waiting_a_minute_each_time_is_right() -> None:
    assert ids(retried(60, 60, 60, 60, 60, 60)) == []
    assert ids(retried(2, 2, 2, 2, 2), minute=2.0) == []


def test_a_limit_of_zero_is_never_retried() -> None:
    none = (("X-RateLimit-Limit-Req-Minute", "0"), ("x-ratelimit-remaining-req-minute", "0"))
    journal = retried(60, 60, status=429, last=429, received=none)
    assert ids(journal) == [("retried-zero-quota", 2), ("retried-zero-quota", 3)]
    assert find(journal)[0].playbook in ("zero-quota", "rate-limited")
    some = (("x-ratelimit-limit-req-minute", "50"), ("x-ratelimit-remaining-req-minute", "0"))
    assert ids(retried(60, 60, received=some)) == []


# --- how often, with what waits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_equal_short_waits_against_an_outage(status: int) -> None:
    journal = retried(1.0, 1.01, 1.0, 1.02, status=status, last=status)
    assert ids(journal) == [("no-backoff", 4)]
    assert f"({status}) after about 1.0 s each" in find(journal)[0].text


def test_no_wait_at_all() -> None:
    assert ids(retried(0.001, 0.002, 0.001, status=500)) == [("no-backoff", 4)]
    assert ids(retried(0.001, 0.002, 0.001)) == [("too-early", 2), ("too-early", 3), ("too-early", 4)]
    assert ids(retried(1.5, 1.5, 1.5)) == [("no-backoff", 4)]


@pytest.mark.parametrize(
    ("status", "more", "playbook"),
    [
        *[(500, {}, "server-error"), (500, {"code": "1000"}, "server-error")],
        *[(500, {"fault": "server-error/detail"}, "server-error")],
        *[(502, {}, "gateway-error"), (503, {"code": "1100"}, "gateway-error")],
    ],
)
def test_a_server_that_fails_and_is_hammered_has_a_playbook(status: int, more: dict[str, Any], playbook: str) -> None:
    assert [finding.playbook for finding in find(retried(1.0, 1.0, 1.0, status=status, **more))] == [playbook]


@pytest.mark.parametrize(
    "pauses",
    [
        *[(1, 1), (0.5, 1, 2), (1, 2, 3), (1, 2, 4, 4, 4, 4), (10, 10, 10, 10), (0.1, 0.4, 1.6), (5, 5, 5)],
        (1.4, 1.4, 1.4, 2.1, 3),  # the SDK's generator, by chance
    ],
    ids=str,
)
def test_waits_that_are_no_finding(pauses: tuple[float, ...]) -> None:
    """Two may be equal by chance; a backoff has an upper end; a long equal wait is patience."""
    assert ids(retried(*pauses, status=503)) == []


def test_waiting_as_long_as_the_answer_says_is_right() -> None:
    assert ids(retried(2.0, 2.0, 2.0, status=503, received=(("Retry-After", "2"),))) == []
    assert ids(retried(1.0, 1.0, 1.0, status=503, received=(("Retry-After", "2"),))) == [("no-backoff", 4)]
    assert ids(retried(0.5, 0.5, received=(("retry-after", "0.5"),))) == []
    assert ids(retried(0.5, received=(("retry-after", "2"),))) == [("too-early", 2)]


UNANSWERED = {
    "reset": {"status": 0, "fault": "connection-error/reset", "finished": False},
    "stream": {"status": 200, "fault": "stream-interrupted/cut", "finished": False}
    | {"received": (("content-type", "text/event-stream"),)},
}


@pytest.mark.parametrize(("kind", "named"), [("reset", "no answer"), ("stream", "a stream cut off")])
def test_what_never_arrived_is_not_repeated_without_a_wait(kind: str, named: str) -> None:
    values = UNANSWERED[kind]
    hammered = [sent(n / 50, said=body(), **values) for n in range(30)]
    assert ids(hammered) == [("no-backoff", 4), ("too-often", MAX_ATTEMPTS + 1)]
    assert f"({named}) after about 0.0 s each" in find(hammered)[0].text
    growing = [sent(at, said=body(), **values) for at in (0, 1, 3, 7, 15, 31)]
    assert ids(growing) == []
    once = [sent(0, said=body(), **values), sent(0.02), sent(0.1)]
    assert ids(once) == []


def test_who_waited_in_vain_for_an_answer_has_waited() -> None:
    """A timeout of some seconds, and then at once again: nobody is hammered."""
    silent = [sent(n * 10, said=body(), took=9.99, **UNANSWERED["reset"]) for n in range(6)]
    assert ids(silent) == []


def test_random_backoffs_are_hardly_ever_accused() -> None:
    """Full jitter may wait equally long by chance; 1 % of such programs would be too many."""
    dice = random.Random(3)
    accused = 0
    for _ in range(2000):
        pauses = [dice.uniform(0, 2**n) for n in range(5)]
        accused += "no-backoff" in {id for id, _ in ids(retried(*pauses, status=500))}
    assert accused <= 10


@given(st.lists(st.floats(0.5, 1), min_size=3, max_size=8))
def test_a_doubling_backoff_with_half_of_it_random_is_never_accused(parts: list[float]) -> None:
    assert ids(retried(*(part * 2**n for n, part in enumerate(parts)), status=500)) == []


def test_more_attempts_than_any_backoff_makes() -> None:
    pauses = [0.5 * 1.5**n for n in range(10)]
    assert ids(retried(*pauses, status=500, last=500)) == []
    many = retried(*[1.0 + n % 3 for n in range(20)], status=500, last=500)
    assert ids(many) == [("too-often", MAX_ATTEMPTS + 1)]
    patient = retried(*[30.0] * 100, status=500, last=500)
    assert ids(patient) == []


# --- side by side --------------------------------------------------------------------------------------------------


def workers(count: int, limit: int, *, same: bool, waits: float) -> list[Exchange]:
    """Workers under a limit: as many as it allows get through at once, the others come again in the next minute."""
    said = [body("Hello" if same else f"Question {n}") for n in range(count)]
    journal = []
    for n in range(count):
        line = {"connection": n, "connected_at": NOON - 0.01 + n / 10_000}
        journal.append(sent(n / 1000, 200 if n < limit else 429, said[n], took=0.0005, **line))
    for n in range(limit, count):
        line = {"connection": count - n, "connected_at": NOON - 0.01}
        journal.append(sent(waits + n / 1000, 200, said[n], took=0.0005, **line))
    return journal


@pytest.mark.parametrize("same", [False, True], ids=["different prompts", "the same prompt"])
def test_eight_workers_under_a_limit_of_four(same: bool) -> None:
    assert ids(workers(8, 4, same=same, waits=60)) == []
    assert ids(workers(8, 4, same=same, waits=5)) == []


def test_workers_that_share_a_pool_of_connections_are_not_taken_for_one_another() -> None:
    """As four workers of one client were seen to do it: the pool hands a connection on as soon as it is free."""
    journal = []
    for start in (0.0, 1.0, 3.0, 7.0):
        for n in range(4):
            line = n if start == 0 else 0
            at = start + n / 100
            journal.append(sent(at, 429, took=0.002, connection=line, connected_at=NOON - 0.01))
    assert ids(journal) == []


def test_threads_that_start_one_after_the_other_are_not_taken_for_one_another() -> None:
    """Twelve tasks of one prompt for eight threads of one client: a new task may follow any failure at once."""
    journal = []
    for n in range(12):
        line = {"connection": n % 8, "connected_at": NOON + (n % 8) * 0.02 - 0.001}
        journal.append(sent(n * 0.02, 200 if n < 4 else 429, took=0.005, **line))
    assert ids(journal) == []
    assert ids([replace(exchange, status=401) for exchange in journal]) == []


def test_workers_that_hammer_together_are_told_once() -> None:
    journal = []
    for n in range(400):
        line = {"connection": n % 4, "connected_at": NOON - 0.01}
        journal.append(sent(n / 100, 503, took=0.05, **line))
    assert ids(journal) == [("too-often", 4 * MAX_ATTEMPTS + 1)]


def test_a_worker_that_does_not_wait_is_found_among_others() -> None:
    journal = workers(8, 4, same=False, waits=0.3)
    assert [id for id, _ in ids(journal)] == ["too-early"] * 4


def test_two_conversations_that_alternate() -> None:
    """Each waits long enough for itself; seen together the requests follow at once."""
    one, two = retried(2.0, 4.0), [replace(one, at=one.at + 0.1, body=body("Else")) for one in retried(2.0, 4.0)]
    two = [replace(exchange, ended_at=exchange.at + ANSWER) for exchange in two]
    journal = sorted(one + two, key=lambda exchange: exchange.at)
    assert ids(journal) == []
    assert [round(wait, 1) for wait in waits(journal)[2:] if wait] == [2.0, 2.0, 4.0, 4.0]


def test_the_same_prompt_again_after_an_answer() -> None:
    assert ids([sent(at / 10) for at in range(30)]) == []
    journal = [*retried(2.0), sent(3), sent(3.1), sent(4, 429), sent(6)]
    assert ids(journal) == []


def test_a_new_connection_after_the_failure_is_a_retry_one_from_before_is_a_worker() -> None:
    first = sent(0, 429, connection=1, connected_at=NOON - 1)
    assert ids([first, sent(0.1, connection=2, connected_at=NOON + 0.05)]) == [("too-early", 2)]
    assert ids([first, sent(0.1, connection=2, connected_at=NOON - 1)]) == []
    assert ids([first, sent(0.1, connection=1, connected_at=NOON - 1)]) == [("too-early", 2)]


def test_a_request_sent_before_the_failure_was_there_repeats_nothing() -> None:
    assert ids([sent(0, 429, took=0.5), sent(0.2, 200)]) == []


# --- tools and streams ---------------------------------------------------------------------------------------------

TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {}}}]
ASKED = body("Weather in Paris?", tools=TOOLS)
CALLS = [{"id": "aaaaaaaaa", "function": {"name": "weather", "arguments": "{}"}}]


def history(*results: str) -> dict[str, Any]:
    answered = {"role": "assistant", "content": "", "tool_calls": CALLS}
    said = [{"role": "tool", "name": "weather", "content": "sunny", "tool_call_id": id} for id in results]
    return {**ASKED, "messages": [*ASKED["messages"], answered, *said]}


def test_a_result_that_was_sent() -> None:
    assert ids([sent(0, 200, ASKED, calls=("aaaaaaaaa",)), sent(1, 200, history("aaaaaaaaa"))]) == []
    both = ("aaaaaaaaa", "bbbbbbbbb")
    assert ids([sent(0, 200, ASKED, calls=both), sent(1, 200, history(*both))]) == []


def test_a_result_that_was_never_sent() -> None:
    ended = [sent(0, 200, ASKED, calls=("aaaaaaaaa",))]
    assert ids(ended) == [("missing-tool-result", 1)]
    assert find(ended)[0].playbook == "tool-results-mismatch"
    assert "one `tool` message for each call" in find(ended)[0].text
    forgotten = [*ended, sent(1, 400, history())]
    assert ids(forgotten) == [("missing-tool-result", 1)]
    half = [sent(0, 200, ASKED, calls=("aaaaaaaaa", "bbbbbbbbb")), sent(1, 400, history("aaaaaaaaa"))]
    assert ids(half) == [("missing-tool-result", 1)]
    assert "(bbbbbbbbb)" in find(half)[0].text


def test_a_key_in_place_of_an_id_is_masked() -> None:
    key = "Q7f3kP9sL2mN8vB4xZ1cR6tY5wH0jD3g"
    text = find([sent(0, 200, ASKED, calls=(key,))])[0].text
    assert key not in text
    assert "[secret]" in text


def test_results_of_a_conversation() -> None:
    start = {"model": "mistral-small-latest", "inputs": "Weather in Paris?", "tools": TOOLS}
    result = {"inputs": [{"type": "function.result", "tool_call_id": "aaaaaaaaa", "result": "sunny"}]}
    began = sent(0, 200, start, path="/v1/conversations", calls=("aaaaaaaaa",))
    assert ids([began, sent(1, 200, result, path="/v1/conversations/conv_1")]) == []
    assert ids([began]) == [("missing-tool-result", 1)]
    assert "one `function.result` for each call" in find([began])[0].text


@pytest.mark.parametrize("choice", ["any", "required", {"type": "function", "function": {"name": "weather"}}], ids=str)
def test_a_forced_call_may_be_all_that_was_wanted(choice: Any) -> None:
    """Structured output by a tool: what the call holds is the answer."""
    assert ids([sent(0, 200, {**ASKED, "tool_choice": choice}, calls=("aaaaaaaaa",))]) == []


@pytest.mark.parametrize(
    ("names", "found"),
    [(["Restaurant"], 0), (["Restaurant", "weather"], 1), (["GetPrice", "GetCity"], 0), (["AQI"], 1)],
)
def test_a_class_as_a_tool_is_the_form_of_the_answer(names: list[str], found: int) -> None:
    """LlamaIndex sends no `tool_choice` with it (llama-index-llms-mistralai 0.11.0)."""
    tools = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in names]
    assert len(ids([sent(0, 200, {**ASKED, "tools": tools}, calls=("aaaaaaaaa",))])) == found


def test_a_framework_that_renames_ids_is_not_accused() -> None:
    assert ids([sent(0, 200, ASKED, calls=("aaaaaaaaa",)), sent(1, 200, history("another00"))]) == []


def test_a_call_that_never_arrived_needs_no_result() -> None:
    cut = sent(0, 200, ASKED, calls=("aaaaaaaaa",), fault="stream-interrupted/cut", finished=False)
    assert ids([cut]) == []
    left = sent(0, 200, ASKED, calls=("aaaaaaaaa",), finished=False)
    assert ids([left]) == []


def test_an_answer_asked_for_again_counts_by_its_last() -> None:
    twice = [sent(0, 200, ASKED, calls=("aaaaaaaaa",)), sent(1, 200, ASKED, calls=("bbbbbbbbb",))]
    assert ids([*twice, sent(2, 200, history("bbbbbbbbb"))]) == []
    assert ids(twice) == [("missing-tool-result", 2)]


STREAM = {"received": (("content-type", "text/event-stream; charset=utf-8"),), "finished": False}


def test_a_stream_that_the_program_left() -> None:
    journal = [sent(0, 200, body(stream=True), took=2.0, **STREAM)]
    assert ids(journal) == [("unfinished-stream", 1)]
    assert "closed the stream of request 1 after 2.0 s" in find(journal)[0].text
    assert find(journal)[0].playbook == "stream-interrupted"


def test_a_stream_that_the_server_broke_or_that_is_still_on_is_no_finding() -> None:
    assert ids([sent(0, 200, body(stream=True), fault="stream-interrupted/cut", **STREAM)]) == []
    running = sent(0, 200, body(stream=True), **STREAM)
    running.ended_at = None
    assert ids([running]) == []
    assert ids([sent(0, 200, body(stream=True), **{**STREAM, "finished": True})]) == []


# --- any journal ---------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
MESSAGES = st.lists(st.fixed_dictionaries({"role": st.sampled_from(["tool", "user"]), "tool_call_id": JSON}) | JSON)
BODY = JSON | st.fixed_dictionaries({}, optional={"messages": MESSAGES, "inputs": MESSAGES, "tool_choice": JSON})
NAMES = st.sampled_from(["Retry-After", "x-ratelimit-limit-req-minute", "content-type"]) | st.text(max_size=5)
EXCHANGES = st.builds(
    Exchange,
    at=st.floats(0, 200) | st.floats(),
    ended_at=st.none() | st.floats(0, 200) | st.floats(),
    method=st.sampled_from(["POST", "GET", "HEAD", "?"]),
    path=st.sampled_from([CHAT, "/v1/conversations", ""]),
    status=st.sampled_from([0, 200, 401, 404, 429, 500, 999, -1]),
    fault=st.none() | st.sampled_from(["rate-limited/burst", "no-such/cause", ""]),
    body=BODY | st.just({1: "a", "b": {2, 3}}),
    code=st.none() | st.text(max_size=5),
    calls=st.lists(st.text(max_size=3)).map(tuple),
    received=st.lists(st.tuples(NAMES, st.text(max_size=4) | st.sampled_from(["0", "2", "nan", "text/event-stream"]))),
    finished=st.booleans(),
    connection=st.none() | st.integers(1, 3),
    connected_at=st.none() | st.floats(0, 200),
)


@given(st.lists(EXCHANGES, max_size=12), st.sampled_from([0.1, 60.0]))
def test_any_journal_is_read_the_same_twice_and_names_only_known_playbooks(
    journal: list[Exchange], minute: float
) -> None:
    found = find(journal, minute)
    assert found == find(journal, minute)
    assert all(finding.playbook is None or finding.playbook in load().playbooks for finding in found)
    assert all(1 <= finding.request <= len(journal) for finding in found)
    assert len(waits(journal)) == len(journal)


def test_numbers_go_on_where_a_journal_was_cut() -> None:
    later = find(retried(0.5), first=501)
    assert later == [Finding("too-early", later[0].text, "rate-limited", 502)]
    assert later[0].text.startswith("request 502 ")


def test_a_long_journal_is_read_in_a_moment() -> None:
    """Ten thousand attempts of one prompt, from workers that overlap: the work stays in proportion."""
    import time

    journal = [sent(n / 1000, 429, took=0.05, connection=n % 97, connected_at=NOON) for n in range(10_000)]
    began = time.process_time()
    assert find(journal)
    assert time.process_time() - began < 10
