"""What a fix must do, read from journals: nothing is run."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.journals import body, sent
from mistral_playbooks.content import catalog
from mistral_playbooks.content.records import Run
from mistral_playbooks.mock import Exchange
from mistral_playbooks.support.process import Outcome
from mistral_playbooks.verify import rules
from mistral_playbooks.verify.aims import another_aim

PAGE: Any = SimpleNamespace(retry="after-wait")


def outcome(exit: int = 0, stdout: str = "Paris\n") -> Outcome:
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


def test_what_takes_long_is_no_wait() -> None:
    slow = [replace(one, ended_at=one.at + 29) for one in (sent(0, 503), sent(30, 503), sent(60, 503))]
    assert rules.waited(slow) == pytest.approx(2)


def test_workers_that_wait_together_have_waited_once() -> None:
    journal = [sent(start + n / 100, 429, took=0.5) for start in (0, 31, 62) for n in range(4)]
    assert rules.waited(journal) == pytest.approx(61, abs=1)


def test_waiting_for_the_end_of_the_minute_is_patient_if_the_minute_had_just_begun() -> None:
    assert said(56.5, start=5.0) == ""
    late = failing(2, start=58.9)
    assert "2.0 s, less than the 60 s" in "; ".join(rules.keeps_failing(outcome(1), late, PAGE, 60))
    # By chance or by the clock: only another run can tell.
    assert rules.meets_window(late, 60)
    assert not rules.meets_window(failing(2, start=20), 60)
    assert not rules.meets_window(failing(30, start=50), 60)


def test_another_seed_does_not_hide_a_retry_without_a_wait() -> None:
    assert "whatever it says" in said(0.0, 61)
    assert "whatever it says" in "; ".join(rules.gives_up(outcome(1), failing(3, status=401)))
    assert rules.gives_up(outcome(1), failing(status=401)) == []


def test_a_short_minute_of_the_limiter_hides_no_haste() -> None:
    """0.5 s later another minute of one second has begun, but not one of the API's."""
    journal = [sent(0.8, 429), sent(1.3, 200, answer="Paris")]
    assert "Wait at least a second" in "; ".join(rules.fixed(outcome(), journal, None))


# --- what is printed and what is asked -----------------------------------------------------------------------------


def answered(**more: Any) -> list[Exchange]:
    return [sent(0, 200, answer="Paris", **more)]


def test_a_truncated_answer_is_not_whole() -> None:
    assert rules.fixed(outcome(), answered(), None) == []
    assert "ended at its token limit" in "; ".join(rules.fixed(outcome(), answered(truncated=True), None))
    told = outcome(stdout="Paris\n[cut off: finish_reason is length]\n")
    assert rules.fixed(told, answered(truncated=True), None) == []
    unread = outcome(stdout='{"finish_reason":"length","message":{"content":"Paris"}}')
    assert "ended at its token limit" in "; ".join(rules.fixed(unread, answered(truncated=True), None))


def test_values_are_not_stepped_through() -> None:
    def stepping(count: int, status: int = 422, **more: Any) -> str:
        refused = [sent(n * 2, status, body(top_p=n + 2), **more) for n in range(count)]
        return "; ".join(rules.fixed(outcome(), [*refused, sent(60, 200, answer="Paris")], None))

    assert stepping(3) == "the API refused its requests 1, 2, 3. A fix knows what the API accepts"
    assert stepping(1) == stepping(0) == ""
    assert stepping(2, method="GET") == ""


TOOLS = [{"type": "function", "function": {"name": "pay", "parameters": {}}}]


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
    assert another_aim([], [chat]) is another_aim([chat], []) is None
    assert "calls POST /v1/chat/completions, this one GET /v1/models" in str(another_aim([sent(0, 400)], [models]))


def test_a_page_may_say_why_a_fix_asks_for_something_else() -> None:
    broken, fixed = [sent(0, 400, body("a long text"))], [sent(0, 200, body("a text"))]
    page: Any = SimpleNamespace(run_of=lambda _: None)
    assert "give the reason in `runs`" in rules.same_aim(broken, fixed, page, "fixed.py")[0]
    page = SimpleNamespace(run_of=lambda _: Run(another_aim="the text has to be shorter"))
    assert rules.same_aim(broken, fixed, page, "fixed.py") == []


def test_the_error_of_a_shared_program_may_be_that_of_any_page_that_shares_it() -> None:
    read = catalog.load()
    page = read.playbooks["message-order"]
    text = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
    assert rules.diagnosed(text, page, read, "broken-several.py") == []
    assert "`last-message-role` first" in "; ".join(rules.diagnosed(text, page, read, "broken.py"))
