"""A fix that asks another model is seen to get that model's answer, and to say so."""

from __future__ import annotations

from typing import Any

from helpers.journals import body, retried, sent
from mistral_playbooks.mock import Exchange
from mistral_playbooks.support.process import Outcome
from mistral_playbooks.verify import fallback

SAID = "No answer: asking mistral-large-latest instead."


def failing(count: int, **last: Any) -> list[Exchange]:
    """The first model fails; one request to another model follows."""
    journal = retried(*(2.0**at for at in range(1, count)), last=429)
    return [*journal, sent(200, said=body(model="mistral-large-latest"), **last)]


def named(journal: list[Exchange]) -> list[Exchange]:
    for one in journal:
        one.model = one.body["model"]
    return journal


def test_the_tries_before_another_model() -> None:
    assert fallback.tries(named(failing(3))) == 3
    assert fallback.tries(named(failing(1))) == 1
    assert fallback.tries(named(retried(2, 4, last=429))) == 0
    assert fallback.tries([]) == 0


def test_another_task_with_another_model_is_no_fallback() -> None:
    other = sent(9, said=body("Another question", model="mistral-large-latest"))
    embedded = sent(9, said=body(model="mistral-large-latest"), path="/v1/embeddings")
    assert fallback.tries(named([sent(0, 429), other])) == 0
    assert fallback.tries(named([sent(0, 429), embedded])) == 0


def reasons(stdout: str, stderr: str = SAID, exit: int = 0) -> str:
    journal = named(failing(2, answer="Paris, on the Seine"))
    outcome = Outcome(exit, stdout, stderr, f"{stdout}{stderr}", 1.0)
    return "; ".join(fallback.answers(outcome, journal, ""))


def test_the_answer_is_printed_and_the_model_named() -> None:
    assert reasons("Paris, on the Seine") == ""
    assert "silently" in reasons("Paris, on the Seine", stderr="")
    assert "did not print" in reasons("none")
    assert "status 1" in reasons("Paris, on the Seine", exit=1)
    journal = named(failing(2))
    journal[-1].status = 429
    assert "answered with 429" in "; ".join(fallback.answers(Outcome(0, "", SAID, SAID, 1.0), journal, ""))
