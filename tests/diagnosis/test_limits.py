"""The five classes of limits are told apart, or the reader is asked.

`limits.jsonl` has ten texts for each class, as people paste them. They were written before their author read the
signatures. Do not add a signature for one of them: what is wrong about one is wrong about its kind.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import SURE, Answer, examine

PAGES = catalog.load()
ROWS = [json.loads(line) for line in Path(__file__).with_name("limits.jsonl").read_text("utf-8").splitlines()]
BODY = '{"message":"Requests rate limit exceeded"}'


def answer(text: str) -> Answer:
    return examine(text, PAGES, 3)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['slug']}-{at % 10}" for at, row in enumerate(ROWS)])
def test_a_text_is_told_apart_or_asked_about(row: dict[str, str]) -> None:
    found = answer(row["text"])
    if not found.matches:  # not an error: its words are searched for
        assert found.reading == "words"
        return
    best = found.matches[0]
    slugs = [match.slug for match in found.matches]
    assert best.slug == row["slug"] or (best.ask and row["slug"] in slugs), [(m.slug, m.score) for m in found.matches]
    assert best.slug == row["slug"] or best.score < SURE or best.ask


def test_words_alone_are_rare() -> None:
    assert sum(not answer(row["text"]).matches for row in ROWS) <= 1


@pytest.mark.parametrize("status", ["402", "429", "401"])
@pytest.mark.parametrize(
    "typed",
    ["Mistral %s", "%s Mistral", "mistral api %s", "Mistral API error %s", "API %s", "http %s mistral",
     "mistral.ai: %s", "Mistral API status code %s", "a %s error of the Mistral API"],
)  # fmt: skip
def test_a_status_typed_with_whose_it_is_means_the_status(typed: str, status: str) -> None:
    alone = [match.slug for match in answer(status).matches]
    assert alone
    assert [match.slug for match in answer(typed % status).matches][:1] == alone[:1]


@pytest.mark.parametrize("text", ["mistral 3505", "Mistral error code 3505", "mistral 2303", "mistral api 2300"])
def test_a_code_typed_with_whose_it_is_means_the_code(text: str) -> None:
    assert [match.slug for match in answer(text).matches] == [match.slug for match in answer(text[-4:]).matches] != []


@pytest.mark.parametrize("text", ["mistral", "Mistral API", "api error", "the status code", "http"])
def test_words_about_a_key_are_none(text: str) -> None:
    assert answer(text).matches == []


@pytest.mark.parametrize(
    ("header", "slug"),
    [("x-ratelimit-limit-req-minute: 0", "zero-quota"), ("x-ratelimit-remaining-tokens-month: 0", "monthly-quota")],
)
def test_a_header_decides_beside_older_words(header: str, slug: str) -> None:
    first, second = answer(f"HTTP/1.1 429 Too Many Requests\n{header}\n\n{BODY}").matches[:2]
    assert (first.slug, first.ask) == (slug, None)
    assert second.score < SURE


@pytest.mark.parametrize(
    ("type", "code", "slug"),
    [
        ("billing_customer_monthly_spending_limit_reached", "2300", "monthly-quota"),
        ("billing_api_budget_exhausted", "2303", "payment-required"),
        ("backend_out_of_capacity", "3505", "capacity-exceeded"),
    ],
)
def test_a_reworded_message_does_not_hide_a_code_and_a_type_of_one_class(type: str, code: str, slug: str) -> None:
    body = {"object": "error", "message": "Words that nobody has seen yet.", "type": type, "param": None, "code": code}
    status = 429 if slug == "capacity-exceeded" else 402
    line = json.dumps(body)
    for text in (line, f"API error occurred: Status {status}. Body: {line}", f"Error code: {status} - {body}"):
        first = answer(text).matches[0]
        assert (first.slug, first.score >= SURE) == (slug, True)
    other = answer(json.dumps({**body, "type": "another_type"})).matches[0]
    assert other.score < SURE
