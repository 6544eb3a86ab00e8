"""How one recording fared: what differs, and which of the differences have a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .recording import Recording


@dataclass(frozen=True)
class Exceptions:
    """Which recordings may differ, and in what: `reasons` by key, each with expressions for the differences that it
    allows. A reason holds for every recording from before the day `before`, if it has one, and for those that
    `recordings` names. `faults` names the fault under which the mock gives the body of then."""

    reasons: dict[str, dict[str, Any]]
    recordings: dict[str, list[str]]
    faults: dict[str, str]

    def allow(self, key: str, problem: str) -> bool:
        """Whether this reason accounts for this difference."""
        return any(re.fullmatch(one, problem, re.DOTALL) for one in self.reasons[key]["differences"])

    def dated(self, at: float) -> list[str]:
        """The reasons that hold for whatever was recorded at that time."""
        day = datetime.fromtimestamp(at, UTC).date().isoformat()
        return [key for key, one in self.reasons.items() if day < one.get("before", "")]


@dataclass(frozen=True)
class Verdict:
    """How one recording fared: what differs, what of it has no reason, and which reasons were not needed. `prompt` is
    the tokens of a prompt of text: the recorded count and the mock's."""

    recording: Recording
    problems: tuple[str, ...]
    unexplained: tuple[str, ...]
    stale: tuple[str, ...]
    reasons: tuple[str, ...]
    fault: str | None
    prompt: tuple[int, int] | None = None

    @property
    def mark(self) -> str:
        if self.unexplained:
            return "differs"
        return "stale exception" if self.stale else "exception" if self.problems else "agrees"


def judge(
    recording: Recording, problems: Sequence[str], exceptions: Exceptions, prompt: tuple[int, int] | None = None
) -> Verdict:
    """What differs, held against the exceptions of this recording."""
    named = exceptions.recordings.get(recording.name, [])
    keys = dict.fromkeys([*named, *exceptions.dated(recording.at)])
    explained = {key: [one for one in problems if exceptions.allow(key, one)] for key in keys}
    known = {problem for found in explained.values() for problem in found}
    return Verdict(
        recording,
        tuple(problems),
        tuple(problem for problem in problems if problem not in known),
        tuple(key for key in named if not explained[key]),
        tuple(exceptions.reasons[key]["reason"] for key, found in explained.items() if found),
        exceptions.faults.get(recording.name),
        prompt,
    )
