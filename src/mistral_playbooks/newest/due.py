"""What has come due in the project's data: dates of models that have passed since, and prices that are old."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..content.reference.figures import Price
from ..mock.validation.models import Model, Models

MAX_AGE = 90
"""Days after which the list of models, or a price, is to be looked at again."""


@dataclass(frozen=True)
class Due:
    """One thing to look at. `date` is the day that has passed, or that of the old data."""

    file: str
    date: str
    text: str
    """A sentence with the next action."""


def find(models: Models, prices: Mapping[str, Price], today: datetime.date) -> list[Due]:
    """Returns what has come due, the earliest first: each date of a model after that of the data and up to `today`,
    and data that is more than MAX_AGE days old."""
    old = today - datetime.timedelta(days=MAX_AGE)
    found = [due for model in dict.fromkeys(models.known.values()) for due in _passed(model, models.date, today)]
    if datetime.date.fromisoformat(models.date) < old:
        text = f"the list is more than {MAX_AGE} days old. Compare it with GET /v1/models"
        found.append(Due("models.json", models.date, text))
    by_day: dict[datetime.date, list[str]] = {}
    for price in prices.values():
        if price.date < old:
            by_day.setdefault(price.date, []).append(price.model)
    for day, ids in by_day.items():
        text = f"prices are more than {MAX_AGE} days old. Compare them with their sources: {', '.join(sorted(ids))}"
        found.append(Due("prices.json", day.isoformat(), text))
    return sorted(found, key=lambda due: (due.date, due.file, due.text))


def _passed(model: Model, date: str, today: datetime.date) -> Iterator[Due]:
    documented = {"deprecated": model.deprecated, "retired": model.retired}
    dates = {f"was to be {what}": day for what, day in documented.items()}
    dates["was to be withdrawn by the API"] = model.announced and model.announced[:10]
    for what, day in dates.items():
        if day and date < day <= today.isoformat():
            then = f"; its successor is {model.replacement}" if model.replacement else ""
            text = f"{model.id} {what}{then}. Write what it answers now, with the day"
            yield Due("models.json", day, text)
