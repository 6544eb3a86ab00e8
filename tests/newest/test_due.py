"""What the nightly watch names as due, on a fixed day."""

from __future__ import annotations

import datetime
from typing import Any

from mistral_playbooks.content.reference.figures import Price
from mistral_playbooks.mock.validation import models
from mistral_playbooks.newest import due

DATE = "2026-11-23"
ROW = {
    **{"state": "served", "name": "m", "description": "", "capabilities": [], "max_context_length": 1},
    **{"default_temperature": None, "efforts": [], "released": "2026-01-01", "deprecated": None, "retired": None},
    **{"replacement": None, "seen": ["2026-11-01"], "sources": []},
}


def data(**changed: Any) -> models.Models:
    return models.parse({"date": DATE, "models": [{**ROW, "id": "m-1", "listed": ["m-1", "m-latest"], **changed}]})


def price(day: str, model: str = "m-1") -> Price:
    line = {"what": "input", "usd": 1, "per": "minute"}
    return Price.model_validate(
        {"model": model, "lines": [line], "source": "https://docs.mistral.ai/inference/pricing", "date": day}
    )


def said(today: str, *prices: Price, **changed: Any) -> list[tuple[str, str]]:
    found = due.find(data(**changed), {one.model: one for one in prices}, datetime.date.fromisoformat(today))
    return [(one.date, one.text) for one in found]


def test_nothing_is_due_on_the_day_of_the_data() -> None:
    assert said(DATE, price("2026-11-23"), retired="2026-12-01") == []


def test_a_date_that_has_passed_since_the_data_is_named_once_with_the_next_action() -> None:
    assert said("2026-12-01", retired="2026-12-01", replacement="m-2") == [
        ("2026-12-01", "m-1 was to be retired; its successor is m-2. Write what it answers now, with the day")
    ]


def test_a_date_that_the_data_knew_to_have_passed_is_not_due() -> None:
    assert said("2026-12-01", retired=DATE) == []


def test_deprecation_and_what_the_api_announced_are_named_too_the_earliest_first() -> None:
    announced = {"date": "2026-11-30T12:00:00Z"}
    assert [text.partition(".")[0] for _, text in said("2026-12-31", deprecated="2026-12-24", announced=announced)] == [
        "m-1 was to be withdrawn by the API",
        "m-1 was to be deprecated",
    ]


def test_old_prices_are_named_by_their_day() -> None:
    prices = (price("2026-08-21", "b"), price("2026-08-21", "a"), price("2026-11-20", "c"))
    (found,) = said("2026-11-29", *prices)
    assert found == ("2026-08-21", "prices are more than 90 days old. Compare them with their sources: a, b")


def test_a_price_of_ninety_days_ago_is_not_old() -> None:
    assert said("2026-11-29", price("2026-08-31")) == []


def test_an_old_list_of_models_is_named() -> None:
    assert said("2027-03-01") == [(DATE, "the list is more than 90 days old. Compare it with GET /v1/models")]
