"""What is known of a model on the day of the data: its state, compared with its dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from .models import Model, Models

Standing = Literal["answers", "redirected", "refused", "unknown"]


def standing(model: Model, date: str) -> Standing:
    """Returns what a request for the model gets on the date of the data.

    `unknown`: it is documented as retired, and no observation since then shows whether it answers. The mock refuses
    such a model if its state is `unverified`, and answers it if it is `served`.
    """
    match model.state:
        case "redirected":
            return "redirected"
        case "refused":
            return "refused"
        case "unverified":
            return "unknown"
    return "unknown" if _is_past(model, date) and not _since(model, date) else "answers"


def contradictions(models: Models) -> list[str]:
    """Returns a sentence for each state that its model's dates contradict as of the date of the data."""
    rows = dict.fromkeys(models.known.values())
    return [f"models.json: {model.id} {fault}." for model in rows for fault in _faults(model, models.date)]


def _faults(model: Model, date: str) -> Iterator[str]:
    days = [day for day in (model.released, model.deprecated, model.retired) if day]
    if days != sorted(days):
        yield "has dates in the wrong order: released, deprecated, retired. Correct them"
    if late := [day for day in (*model.seen, model.released or "") if day > date]:
        yield f"has the day {late[0]}, which is after that of the data. Update `date`"
    if model.state != "unverified" and not model.seen:
        yield f"is {model.state}, but nobody saw it. Add `seen`, or write `unverified`"
    if model.state == "unverified" and not _is_past(model, date):
        yield "is unverified, but no date of its retirement has passed. Correct the state or the date"
    if model.state == "unverified" and _since(model, date):
        yield f"was seen on {model.seen[-1]}, after its retirement. Write what was seen as its state"
    if model.state == "served" and _is_past(model, date) and not model.note:
        yield f"is served although it is retired since {model.retirement}. Say in `note` what was observed"
    if model.state == "refused" and model.retirement and model.retirement > date and not model.note:
        yield f"is refused before its retirement on {model.retirement}. Say in `note` what was observed"


def _passed(model: Model, date: str) -> str | None:
    """Returns the last day of its retirement that has passed: the docs and the API can name different ones."""
    days = (model.retired, model.announced and model.announced[:10])
    return max((day for day in days if day and day <= date), default=None)


def _is_past(model: Model, date: str) -> bool:
    return _passed(model, date) is not None


def _since(model: Model, date: str) -> bool:
    """Whether the model was seen on the day of its retirement or later."""
    passed = _passed(model, date)
    return passed is not None and any(day >= passed for day in model.seen)
