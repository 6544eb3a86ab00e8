"""The state of a model, compared with its dates as of the day of the data."""

from __future__ import annotations

from typing import Any

import pytest

from mistral_playbooks.mock.validation import lifecycle, models

DATE = "2026-11-23"
SOUND = {
    **{"id": "m-1", "state": "served", "listed": ["m-1"], "name": "m-1", "description": "", "capabilities": []},
    **{"max_context_length": 1, "default_temperature": None, "efforts": [], "released": "2026-01-01"},
    **{"deprecated": None, "retired": None, "replacement": None, "seen": ["2026-11-01"], "sources": []},
}


def given(**changed: Any) -> models.Models:
    return models.parse({"date": DATE, "models": [{**SOUND, **changed}]})


def test_the_data_has_no_contradiction() -> None:
    assert lifecycle.contradictions(models.load()) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"deprecated": "2025-01-01"}, "dates in the wrong order"),
        ({"seen": ["2026-11-24"]}, "after that of the data"),
        ({"released": "2027-01-01"}, "after that of the data"),
        ({"seen": []}, "nobody saw it"),
        ({"state": "refused", "seen": []}, "nobody saw it"),
        ({"state": "unverified"}, "no date of its retirement has passed"),
        ({"state": "unverified", "retired": "2026-11-24"}, "no date of its retirement has passed"),
        ({"state": "unverified", "retired": "2026-10-01"}, "was seen on 2026-11-01, after its retirement"),
        ({"retired": DATE}, f"served although it is retired since {DATE}"),
        ({"announced": {"date": "2026-10-31T12:00:00Z"}}, "served although it is retired since 2026-10-31"),
        ({"state": "refused", "retired": "2026-12-01"}, "refused before its retirement"),
    ],
)
def test_a_state_that_its_dates_contradict_is_named(changed: dict[str, Any], fault: str) -> None:
    (said,) = lifecycle.contradictions(given(**changed))
    assert said.startswith("models.json: m-1 ")
    assert fault in said


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"retired": "2026-11-24"},
        {"retired": "2026-10-31", "note": "Listed after that."},
        {"state": "refused"},
        {"state": "unverified", "retired": "2026-10-01", "seen": ["2026-09-30"]},
    ],
)
def test_a_state_that_fits_its_dates_passes(changed: dict[str, Any]) -> None:
    assert lifecycle.contradictions(given(**changed)) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "answers"),
        ({"retired": "2026-12-01"}, "answers"),
        ({"retired": "2026-10-31"}, "answers"),  # seen the day after
        ({"retired": "2026-11-02"}, "unknown"),  # not seen since
        ({"state": "unverified", "retired": "2026-10-01"}, "unknown"),
        ({"retired": "2026-10-31", "announced": {"date": "2026-11-15T12:00:00Z"}}, "unknown"),
        ({"retired": "2026-10-31", "announced": {"date": "2026-12-15T12:00:00Z"}}, "answers"),
        ({"state": "refused"}, "refused"),
    ],
)
def test_what_nobody_saw_since_the_retirement_is_unknown(changed: dict[str, Any], expected: str) -> None:
    found = given(**changed)
    assert lifecycle.standing(found.known["m-1"], found.date) == expected
