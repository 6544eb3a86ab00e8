"""Repairs chat requests where the repair is certain, and changes nothing else.

A repair is certain if the API would refuse the unchanged request and only one meaning is possible: no words are made
up, no call is removed, and no message is moved. A call without a result gets one that says so. Whatever needs a
decision stays unchanged, and `advice` explains it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...mock.validation.messages import PROFILES
from ..verdict import Refusal, normalize_body, refusal
from . import fields, history
from .advice import advice

if TYPE_CHECKING:
    from ...mock import Profile

__all__ = ["Repaired", "advice", "repair"]


_MAX_PASSES = 100
"""One repair may enable another. Each removes something, so a repair that takes longer does not converge."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair. `value` has the form of the input, `changes` lists what was done, `error` is the remaining error."""

    value: Any
    changes: tuple[str, ...]
    error: Refusal | None


def repair(value: Any, profile: Profile = "hosted") -> Repaired:
    """Repairs a body or a list of messages where the repair is certain. Raises CheckError like `normalize_body`.

    A valid request is returned unchanged. A second repair changes nothing.
    """
    error = refusal(value, profile)
    if error is None:
        return Repaired(value, (), None)
    body = copy.deepcopy(normalize_body(value))
    if not isinstance(body.get("messages"), list):
        return Repaired(value, (), error)
    places = {id(message): index for index, message in enumerate(body["messages"])}
    changes: list[str] = []
    for _ in range(_MAX_PASSES):
        before = len(changes)
        fields.repair_fields(body, changes)
        history.repair_history(body, changes, places, PROFILES[profile])
        if len(changes) == before:
            break
    else:
        changes = []
    if not changes:
        return Repaired(value, (), error)
    repaired = body["messages"] if isinstance(value, list) else body
    return Repaired(repaired, tuple(changes), refusal(repaired, profile))
