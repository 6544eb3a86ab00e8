"""Repairs what is certainly wrong in a chat body, and nothing else.

A repair is certain when the API would refuse the request as it is, and when there is one reading of what was meant:
no words are made up, no result is guessed, no message changes its place. What needs a decision is left as it is and
named (`decision`).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from ..verdict import Refusal, refusal, whole
from . import fields, history
from .advice import decision

__all__ = ["Repaired", "decision", "repair"]


_PASSES = 100
"""One change may make room for another; each takes something away, so what goes on for longer is no repair."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """`value` has the shape of the input. `changes` says what was done; `left` is the error that remains."""

    value: Any
    changes: tuple[str, ...]
    left: Refusal | None


def repair(value: Any) -> Repaired:
    """A body or a list of messages → the same, repaired where that is certain. CheckError as `verdict.whole`.

    What would be accepted is handed back as it is. Repairing twice is repairing once.
    """
    refused = refusal(value)
    if refused is None:
        return Repaired(value, (), None)
    body = copy.deepcopy(whole(value))
    if not isinstance(body.get("messages"), list):
        return Repaired(value, (), refused)
    places = {id(message): index for index, message in enumerate(body["messages"])}
    changes: list[str] = []
    for _ in range(_PASSES):
        before = len(changes)
        fields.mend(body, changes)
        history.mend(body, changes, places)
        if len(changes) == before:
            break
    else:
        changes = []
    if not changes:
        return Repaired(value, (), refused)
    mended = body["messages"] if isinstance(value, list) else body
    return Repaired(mended, tuple(changes), refusal(mended))
