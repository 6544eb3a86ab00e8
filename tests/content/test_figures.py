"""The figures of the reference: each has a source and a date, and names something that exists."""

from __future__ import annotations

from typing import Any

import pytest

from mistral_playbooks.content.records import CatalogError
from mistral_playbooks.content.reference import figures
from mistral_playbooks.content.reference.figures import Limit, Operation, Price
from mistral_playbooks.mock.validation import models

SOURCE = {"source": "https://docs.mistral.ai/inference/pricing", "date": "2026-08-21"}
PRICE: dict[str, Any] = {
    **SOURCE,
    "model": "m-1",
    "lines": [{"what": "input", "usd": 1.5, "per": "million tokens"}],
}
LIMIT: dict[str, Any] = {
    **{"group": "files", "name": "Size of an upload"},
    "says": [{**SOURCE, "value": "512 MB", "kind": "documented"}],
}


def test_each_price_is_that_of_a_model() -> None:
    main = {model.id for model in models.load().known.values()}
    assert not set(figures.prices()) - main


@pytest.mark.parametrize("key", ["source", "date"])
def test_a_price_without_source_or_date_is_refused(key: str) -> None:
    row = {name: value for name, value in PRICE.items() if name != key}
    with pytest.raises(CatalogError, match=rf"prices\.json: prices 0\.{key}: Field required\. Correct that entry\."):
        figures.parse("prices.json", "prices", Price, {"prices": [row]})


@pytest.mark.parametrize("key", ["source", "date"])
def test_a_limit_without_source_or_date_is_refused(key: str) -> None:
    (said,) = LIMIT["says"]
    row = {**LIMIT, "says": [{name: value for name, value in said.items() if name != key}]}
    with pytest.raises(CatalogError, match=rf"limits\.json: limits 0\.says\.0\.{key}: Field required"):
        figures.parse("limits.json", "limits", Limit, {"limits": [row]})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"source": "docs"}, "source: String should match"),
        ({"date": "August"}, "date: "),
        ({"lines": []}, "lines: "),
        ({"lines": [{"what": "input", "usd": -1, "per": "minute"}]}, "usd: "),
        ({"lines": [{"what": "input", "usd": 1, "per": "token"}]}, "per: "),
        ({"currency": "EUR"}, "currency: Extra inputs"),
    ],
)
def test_a_wrong_price_is_refused_by_its_place(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(CatalogError, match=says):
        figures.parse("prices.json", "prices", Price, {"prices": [{**PRICE, **changed}]})


def test_what_is_not_a_list_of_rows_is_refused() -> None:
    with pytest.raises(CatalogError, match="there is no list `prices`"):
        figures.parse("prices.json", "prices", Price, {})


def test_a_key_that_occurs_twice_is_refused() -> None:
    with pytest.raises(CatalogError, match="'a' occurs twice"):
        figures.unique("prices.json", ["a", "b", "a"])


def test_a_recording_without_an_address_is_refused_and_a_report_is_not() -> None:
    seen = {"kind": "reported", "date": "2026-09-02"}
    row = {"method": "GET", "path": "/v1/models", "success": seen}
    assert figures.parse("operations.json", "operations", Operation, {"operations": [row]})
    with pytest.raises(CatalogError, match="a recording needs a source"):
        figures.parse(
            "o.json", "operations", Operation, {"operations": [{**row, "success": {**seen, "kind": "recorded"}}]}
        )
