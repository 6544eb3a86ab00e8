"""What a fix must do, read from journals: nothing is run."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.faults import CATALOG as FAULTS
from helpers.faults import reported
from helpers.journals import body, sent
from mistral_playbooks.content import catalog
from mistral_playbooks.content.records import Run
from mistral_playbooks.content.response import ErrorResponse, ModelOutput
from mistral_playbooks.findings import patience
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.mock import Exchange
from mistral_playbooks.support.process import Outcome
from mistral_playbooks.verify import rules
from mistral_playbooks.verify.aims import another_aim, another_answer, made_up_error, made_up_results
from mistral_playbooks.verify.conditions import basis, conditions
from mistral_playbooks.verify.leaks import covers, leaks

PAGE: Any = SimpleNamespace(retry="after-wait")


def outcome(exit: int = 0, stdout: str = "Paris, on the Seine\n") -> Outcome:
    return Outcome(exit=exit, stdout=stdout, stderr="", output=stdout, seconds=1.0)


def failing(*waits: float, status: int = 429, start: float = 0.0) -> list[Exchange]:
    """A program that goes on with other seeds against a mock that keeps failing."""
    journal, at = [], start
    for number, wait in enumerate((0.0, *waits)):
        at += wait
        journal.append(sent(at, status, body(seed=number)))
        at += 0.01
    return journal


def said(*waits: float, patience: float | None = 60, **more: Any) -> str:
    return "; ".join(rules.keeps_failing(outcome(1), failing(*waits, **more), PAGE, patience))


def _chat(*messages: dict[str, Any]) -> list[Exchange]:
    return [sent(0, 200, {"model": "mistral-small-latest", "messages": [*messages]})]


CALLED = {
    "role": "assistant",
    "tool_calls": [{"id": "a", "function": {"name": "sky"}}, {"id": "b", "function": {"name": "time"}}],
}


def result(id: str, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id, "content": text}


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("clear, about 21 degrees", "half past two", ""),
        ("clear, about 21 degrees", "", "answers a tool call with an empty result"),
        ("clear, about 21 degrees", "clear, about 21 degrees", "gives sky and time the same result"),
        ("done", "done", ""),
        ("error: no connection to the server", "error: no connection to the server", ""),
    ],
)
def test_each_tool_call_has_its_own_result(first: str, second: str, says: str) -> None:
    found = made_up_results(_chat(CALLED, result("a", first), result("b", second)))
    assert says in "; ".join(found)
    assert bool(found) == bool(says)


def test_the_same_function_may_answer_two_calls_alike_and_two_turns_are_two() -> None:
    twice = {"role": "assistant", "tool_calls": [{"id": one, "function": {"name": "pay"}} for one in "ab"]}
    assert made_up_results(_chat(twice, result("a", "paid in full today"), result("b", "paid in full today"))) == []
    turns = (
        CALLED,
        result("a", "clear, about 21 degrees"),
        {"role": "user"},
        CALLED,
        result("b", "clear, about 21 degrees"),
    )
    assert made_up_results(_chat(*turns)) == []


# --- patience ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waits", "says"),
    [
        ((2, 4, 8, 16, 32), ""),
        ((61,), ""),
        ((), "add up to 0.0 s, less than the 60 s of its page"),
        ((2,), "add up to 2.0 s, less than the 60 s"),
        ((1, 2, 4, 8), "add up to 15.0 s, less than the 60 s"),
        ((20, 20, 15), "add up to 55.0 s, less than the 60 s"),
        ((60, 60), ""),
        ((61, 61, 61), "add up to 183.0 s, more than 3 times the 60 s"),
    ],
    ids=str,
)
def test_the_waits_of_a_fix_add_up_to_what_its_page_says(waits: tuple[float, ...], says: str) -> None:
    assert says in said(*waits)
    assert bool(says) == bool(said(*waits))
    assert said(*waits, patience=None) == ""


def test_a_look_at_something_else_after_a_long_wait_is_no_retry() -> None:
    late = sent(70, 429, None, method="GET", path="/v1/models")
    found = "; ".join(rules.keeps_failing(outcome(1), [*failing(1.1, 2.3), late], PAGE, 60))
    assert "add up to 3.4 s, less than the 60 s" in found


def test_workers_wait_together() -> None:
    def found(starts: tuple[float, ...]) -> str:
        sent_ = [
            sent(start + n / 1000, 429, body(seed=f"{start}-{n}"), took=0.2, connection=n, connected_at=0.0)
            for start in starts
            for n in range(4)
        ]
        return "; ".join(rules.gives_up(outcome(1), sent_))

    assert "applies to every worker" in found((0, 0.3, 0.6))
    assert found((0, 61)) == ""


def test_what_takes_long_is_no_wait() -> None:
    slow = [replace(one, ended_at=one.at + 29) for one in (sent(0, 503), sent(30, 503), sent(60, 503))]
    assert patience.waited(slow) == pytest.approx(2)


def test_only_a_wait_before_what_failed_is_patience() -> None:
    listed = [sent(at, method="GET", path="/v1/models", said={}) for at in (0, 70)]
    failed = [sent(at, 429, fault="x/y") for at in (1, 3)]
    found = rules.keeps_failing(outcome(1), [listed[0], *failed, listed[1]], PAGE, 60)
    assert "add up to 2.0 s, less than the 60 s" in "; ".join(found)


@pytest.mark.parametrize(("others", "says"), [(2, ""), (9, "it sent 9 other requests while it waited, such as GET")])
def test_nothing_is_sent_until_a_wait_is_over(others: int, says: str) -> None:
    between = [sent(2 + n, method="GET", path="/v1/models", said={}) for n in range(others)]
    journal = [sent(0, 429, fault="x/y"), *between, sent(61, 429, body(seed=1), fault="x/y")]
    found = "; ".join(rules.keeps_failing(outcome(1), journal, PAGE, 60))
    assert says in found
    assert ("other requests" in found) == bool(says)


def test_workers_that_wait_together_have_waited_once() -> None:
    journal = [sent(start + n / 100, 429, took=0.5) for start in (0, 31, 62) for n in range(4)]
    assert patience.waited(journal) == pytest.approx(61, abs=1)


def test_waiting_for_the_end_of_the_minute_is_patient_if_the_minute_had_just_begun() -> None:
    assert said(56.5, start=5.0) == ""
    late = failing(2, start=58.9)
    assert "2.0 s, less than the 60 s" in "; ".join(rules.keeps_failing(outcome(1), late, PAGE, 60))
    # By chance or by the clock: only another run can tell.
    assert patience.meets_window(late, 60)
    assert not patience.meets_window(failing(2, start=20), 60)
    assert not patience.meets_window(failing(30, start=50), 60)


def test_another_seed_does_not_hide_a_retry_without_a_wait() -> None:
    assert "not only that one" in said(0.0, 61)
    assert "not only that one" in "; ".join(rules.gives_up(outcome(1), failing(3, status=401)))
    assert rules.gives_up(outcome(1), failing(status=401)) == []


def test_a_short_minute_of_the_limiter_hides_no_haste() -> None:
    """0.5 s later another minute of one second has begun, but not one of the API's."""
    journal = [sent(0.8, 429), sent(1.3, 200, answer="Paris, on the Seine")]
    assert "Wait at least a second" in "; ".join(rules.fixed(outcome(), journal, None))


# --- what is printed and what is asked -----------------------------------------------------------------------------


def answered(**more: Any) -> list[Exchange]:
    return [sent(0, 200, answer="Paris, on the Seine", **more)]


def test_a_truncated_answer_is_not_whole() -> None:
    assert rules.fixed(outcome(), answered(), None) == []
    assert "ended at its token limit" in "; ".join(rules.fixed(outcome(), answered(truncated=True), None))
    told = outcome(stdout="Paris, on the Seine\n[cut off: finish_reason is length]\n")
    assert rules.fixed(told, answered(truncated=True), None) == []
    unread = outcome(stdout='{"finish_reason":"length","message":{"content":"Paris, on the Seine"}}')
    assert "ended at its token limit" in "; ".join(rules.fixed(unread, answered(truncated=True), None))


@pytest.mark.parametrize(
    "words", ["Nothing was cut off:", "not truncated", "It isn't cut off.", "without a token limit"]
)
def test_a_truncated_answer_that_is_called_whole_is_not_whole(words: str) -> None:
    told = outcome(stdout=f"{words} Paris, on the Seine\n")
    assert "ended at its token limit" in "; ".join(rules.fixed(told, answered(truncated=True), None))


def test_a_program_that_does_not_read_the_reason_cannot_know_that_an_answer_is_cut() -> None:
    told = outcome(stdout="Paris, on the Seine (truncated)\n")
    assert "token limit" in "; ".join(rules.fixed(told, answered(truncated=True), None, "print(answer, '(truncated)')"))
    assert rules.fixed(told, answered(truncated=True), None, "if choice.finish_reason != 'stop': ...") == []


def test_another_answer_and_one_from_the_program_are_refused() -> None:
    said = "Paris, on the Seine"
    assert "it contains the text" in "; ".join(rules.fixed(outcome(), answered(), None, f"print('{said}')"))
    short = [sent(0, 200, answer="P")]
    assert "too short to be recognized" in "; ".join(rules.fixed(outcome(), short, None))
    page: Any = SimpleNamespace(run_of=lambda _: None)
    both = [sent(0, 200, body("Hi"), answer="Yes, I am here"), sent(1, 200, body("Hello"), answer=said)]
    assert (
        "does not print the answer 'Yes, I am" in rules.same_aim([sent(0, 400, body("Hi"))], both, page, "a", said)[0]
    )
    sent_on = [both[0], sent(1, 200, body("Hi: Yes, I am here"), answer=said)]
    assert rules.same_aim([sent(0, 400, body("Hi"))], sent_on, page, "a", said) == []


@pytest.mark.parametrize(
    "shown",
    [
        KEY[:8], KEY[20:28], " ".join(KEY[:12]), KEY[::-1], KEY.encode().hex(), base64.b64encode(KEY.encode()).decode(),
        str(list(KEY.encode())), f"a{KEY[5:14]}b",
    ],
)  # fmt: skip
def test_a_part_of_the_key_is_not_printed(shown: str) -> None:
    assert leaks([], f"the key: {shown}\n")
    assert leaks([], f"the key ends in {KEY[-4:]}") == []


def test_an_error_is_the_apis_and_not_the_programs() -> None:
    said = b'{"object":"error","message":"Invalid model: mistral-smal","type":"invalid_model","code":"1500"}'
    journal = [replace(sent(0, 400), error=said)]
    made_up = "except SDKError:\n    raise ValueError('Invalid model: mistral-smal') from None"
    assert "contains the API's message" in "; ".join(made_up_error(journal, made_up))
    assert made_up_error(journal, 'client.chat.complete(model="mistral-smal")  # Invalid model') == []
    short = [replace(sent(0, 500), error=b'{"detail": "Not Found"}')]
    assert made_up_error(short, "print('Not Found')") == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"code": "3777"}, "the mock answered code 3051, but `response` says 3777. Correct one of them"),
        ({"status": 422}, "the mock answered status 400, but `response` says 422. Correct one of them"),
        ({"code": None, "type": "x"}, "code 3051, but `response` says none, and the mock answered type made_up, but"),
        ({"host": "*.example.com", "body": {"code": 1}, "status": 500}, ""),
        ({"body": {"detail": "Of another form"}}, ""),
    ],
)
def test_the_response_of_a_page_is_the_one_of_the_mock(changed: dict[str, Any], says: str) -> None:
    row = {"status": 400, "type": "made_up", "code": "3051", "message": "Refused.", "basis": "reported", **changed}
    if "body" in changed:
        row = {key: value for key, value in row.items() if key not in ("message", "type", "code")}
    answer = b'{"object":"error","message":"Refused.","type":"made_up","code":"3051"}'
    refused = replace(sent(0, 400), error=answer, code="3051")
    found = another_answer([sent(0, 200), refused], ErrorResponse.from_dict(row))
    assert says in "; ".join(found)
    assert bool(found) == bool(says)
    other = replace(sent(1, 404), error=b"{}")
    both = another_answer([refused, other], ErrorResponse.from_dict(row))
    assert bool(both) == bool(says)  # one that agrees is enough
    assert another_answer([sent(0, 200)], ErrorResponse.from_dict(row)) == []


@pytest.mark.parametrize(
    ("printed", "hides"),
    [
        ("Paris\rFixed.\n", True),
        ("Paris\n\x1b[1A\x1b[2KFixed.\n", True),
        ("\x1b[8mParis\x1b[0m\n", True),
        ("\x1b[31;8mParis\n", True),
        ("Paris\b\b\b\b\bFixed.\n", True),
        ("\x1bcFixed.\n", True),
        ("\x9b2KFixed.\n", True),
        ("\x1b[38;5;8m\x1b[1;31mParis\x1b[0m\r\n\tindented\n", False),
    ],
)
def test_nothing_that_was_printed_is_hidden(printed: str, hides: bool) -> None:
    assert bool(covers(printed)) == hides


def test_values_are_not_stepped_through() -> None:
    def stepping(count: int, status: int = 422, **more: Any) -> str:
        refused = [sent(n * 2, status, body(top_p=n + 2), **more) for n in range(count)]
        return "; ".join(
            rules.fixed(outcome(), [*refused, sent(60, 200, answer="Paris, on the Seine")], None, "", asks)
        )

    asks = False
    assert stepping(3).startswith("the API refused its requests 1, 2, 3. A fix knows what the API accepts")
    assert stepping(1).startswith("the API refused its requests 1. A fix knows")
    assert stepping(0) == stepping(2, method="GET") == stepping(1, status=429) == ""
    asks = True
    assert stepping(1) == ""
    assert "1, 2" in stepping(2)
    missed = [sent(n, 404, method="GET", path=f"/v1/models/{n}") for n in range(2)]
    assert "A fix knows" in "; ".join(rules.fixed(outcome(), [*missed, *answered()], None))


TOOLS = [{"type": "function", "function": {"name": "pay", "parameters": {}}}]


IMAGE = {**body(), "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url"}]}]}


def history(*invoices: int, id: str = "a") -> dict[str, Any]:
    calls = [{"id": f"{id}{n}", "function": {"name": "pay", "arguments": f'{{"invoice": {n}}}'}} for n in invoices]
    results = [{"role": "tool", "tool_call_id": f"{id}{n}", "content": "paid"} for n in invoices]
    return {**body("Pay"), "messages": [*body("Pay")["messages"], {"role": "assistant", "tool_calls": calls}, *results]}


@pytest.mark.parametrize(
    ("broken", "fixed", "says"),
    [
        (body("Hi"), body("Hi", temperature=1), None),
        (body("Hi"), {**body("Hi"), "model": "mistral-large-latest"}, None),
        (body("Hi", tools=TOOLS), body("Hi"), "`tools`"),
        (body("Hi"), body("Hi", tools=TOOLS), None),
        (body("Hi", stream=True), body("Hi"), "`stream`"),
        (body("Hi", tools=TOOLS), body("Hi", tools=TOOLS, tool_choice="none"), "`tools`"),
        (body("Hi", response_format={"type": "json_object"}), body("Hi"), "`response_format`"),
        (IMAGE, body("Hi"), "an image, a document or audio"),
        (body("Weather in Paris?"), body("Hello"), "the words 'Weather in Paris?'"),
        (body("Hi"), {**body(), "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]}, None),
        (history(17, 18), history(17, 18, id="b"), None),
        (history(17, 18), history(17), 'the tool call pay({"invoice": 18})'),
        (history(17), body("Pay"), "a message of the role `assistant`"),
        ({"model": "mistral-embed", "input": ["a", "b"]}, {"model": "mistral-embed", "input": ["a"]}, "the words 'b'"),
        ([1], body(), None),
    ],
)
def test_a_fix_asks_for_what_its_broken_program_asks_for(broken: Any, fixed: Any, says: str | None) -> None:
    found = another_aim([sent(0, 400, broken)], [sent(0, 200, fixed)])
    assert found is None if says is None else found is not None and says in found


def test_a_fix_may_look_something_up_first_but_not_call_another_endpoint() -> None:
    models = sent(0, 200, None, method="GET", path="/v1/models")
    chat = sent(1, 200)
    assert another_aim([sent(0, 400)], [models, chat]) is None
    questions = [sent(0, 400, body("Hi")), sent(0, 400, body("And you?"))]
    assert "also have the words 'And you?'" in str(another_aim(questions, [sent(1, 200, body("Hi"))]))
    assert another_aim([], [chat]) is another_aim([chat], []) is None
    assert "calls POST /v1/chat/completions, this one GET /v1/models" in str(another_aim([sent(0, 400)], [models]))


def test_a_page_may_say_why_a_fix_asks_for_something_else() -> None:
    broken, fixed = [sent(0, 400, body("a long text"))], [sent(0, 200, body("a text"))]
    page: Any = SimpleNamespace(run_of=lambda _: None)
    assert "give the reason in `runs`" in rules.same_aim(broken, fixed, page, "fixed.py")[0]
    page = SimpleNamespace(run_of=lambda _: Run(another_aim="the text has to be shorter"))
    assert rules.same_aim(broken, fixed, page, "fixed.py") == []


# --- a good answer in another form ----------------------------------------------------------------------------------

CHUNKS = ErrorResponse(says=ModelOutput(thinking=True), basis="recorded")
CUT = ErrorResponse(says=ModelOutput(keep=0.5), basis="recorded")
HEADERS = ErrorResponse(status=200, headers={"x-extra": "1"}, basis="recorded")
REFUSED = ErrorResponse(status=400, basis="recorded")


def test_a_program_can_fail_on_a_good_answer() -> None:
    answered = replace(sent(0.0, 200, body(seed=1)), answer="Paris", finished=True)
    for reply in (CHUNKS, HEADERS):
        assert rules.caused_by_api([answered], reply) == []
        assert rules.caused_by_api([], reply)
    for reply in (CUT, REFUSED):
        assert rules.caused_by_api([answered], reply)


def test_an_answer_that_the_token_limit_cut_is_a_cause() -> None:
    cut = replace(sent(0.0, 200, body(seed=1)), answer="Par", finished=True, truncated=True)
    assert rules.caused_by_api([cut], CUT) == []


@pytest.mark.parametrize(
    ("reply", "endless"),
    [(CHUNKS, "server-error"), (HEADERS, "server-error"), (None, "server-error"), (CUT, "x/y"), (REFUSED, "x/y")],
)
def test_a_fix_is_not_expected_to_fail_on_a_good_answer(reply: ErrorResponse | None, endless: str) -> None:
    page: Any = SimpleNamespace(
        slug="x", retry="after-change", waits_for=None, run_of=lambda _: None, response_of=lambda _: reply
    )
    client = SimpleNamespace(variables={})
    program: Any = SimpleNamespace(name="fixed.py", role="fixed", cause="y", major=3, works_on=(), client=client)
    assert conditions(program, page).endless == endless


def test_a_fix_with_another_aim_fails_at_another_endpoint_too() -> None:
    reply, run = replace(REFUSED, on=("POST /v1/fine_tuning/jobs",)), Run(another_aim="No job can be created.")
    page: Any = SimpleNamespace(
        slug="x",
        retry="after-change",
        waits_for=None,
        cause=lambda _: SimpleNamespace(retry=None),
        run_of=lambda _: run,
        response_of=lambda _: reply,
    )
    client = SimpleNamespace(variables={})
    program: Any = SimpleNamespace(name="fixed.py", role="fixed", cause="y", major=3, works_on=(), client=client)
    assert conditions(program, page).endless == "x/y server-error"


@pytest.mark.parametrize(
    ("retry", "fault", "patience"),
    [(None, "x/y:2", 60), ("after-wait", "x/y:2", 60), ("after-change", None, None), ("never", None, None)],
)
def test_a_cause_that_waiting_does_not_end_is_fixed_by_the_program(
    retry: str | None, fault: str | None, patience: int | None
) -> None:
    page: Any = SimpleNamespace(
        slug="x",
        retry="with-backoff",
        waits_for=60,
        cause=lambda _: SimpleNamespace(retry=retry),
        run_of=lambda _: None,
        response_of=lambda _: REFUSED,
    )
    client = SimpleNamespace(variables={})
    program: Any = SimpleNamespace(name="fixed-y.py", role="fixed", cause="y", major=3, works_on=(), client=client)
    under = conditions(program, page)
    assert (under.fault, under.patience) == (fault, patience)


def test_an_answer_of_several_lines_is_found_in_raw_json() -> None:
    answer = '# Page 1\n\nHe said "yes".'
    answered = replace(sent(0.0, 200, body(seed=1)), answer=answer, finished=True)
    for stdout in (answer, f'{{"markdown": {json.dumps(answer)}}}'):
        assert rules.fixed(outcome(stdout=stdout), [answered], None) == []
    assert rules.fixed(outcome(stdout="# Page 2"), [answered], None)


def test_the_basis_is_that_of_the_weakest_fault_of_the_run() -> None:
    cause = reported(status=400, body={})
    assert basis("rate-limited:2", cause, FAULTS) == "recorded"
    assert basis("rate-limited:1 gateway-error:1", None, FAULTS) == "reported"
    assert basis(None, cause, FAULTS) == "reported"
    assert basis("", None, FAULTS) == "recorded"


def test_the_error_of_a_shared_program_may_be_that_of_any_page_that_shares_it() -> None:
    read = catalog.load()
    page = read.playbooks["message-order"]
    text = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
    assert rules.diagnosed(text, page, read, "broken-several.py") == []
    assert "`last-message-role` first" in "; ".join(rules.diagnosed(text, page, read, "broken.py"))


def test_a_tell_program_tells_a_class_from_those_with_the_same_text() -> None:
    """Also one that several pages share: the text of another of them is not enough."""
    read = catalog.load()
    text = (
        "API error occurred: Status 429. Body: "
        '{"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300"}\n'
        "x-ratelimit-limit-req-minute: 0\nx-ratelimit-remaining-req-minute: 0\n"
    )
    printed = outcome(1, text)
    assert rules.tells(printed, read.playbooks["zero-quota"], read) == []
    assert rules.tells(printed, read.playbooks["rate-limited"], read) == [
        "its output is diagnosed as `zero-quota` first, not as `rate-limited`"
    ]
    assert rules.broken(printed, read.playbooks["rate-limited"], read) == []
