"""The answer to one question: ok, failed or unknown, the reason, and the playbook for what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

State = Literal["ok", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. `reason` is a sentence; it is not masked yet."""

    state: State
    reason: str
    playbook: str | None = None
    """The slug of the playbook, or None."""
    cause: str | None = None
    """The cause on that playbook, if the answer tells it."""
    theirs: bool = False
    """Whether the API itself failed, so that nothing on this machine helps."""
    data: Any = None
    """What programs may want besides the sentence, as JSON."""


def ok(reason: str, data: Any = None) -> Line:
    """Returns the line of a question whose answer is as it should be."""
    return Line("ok", reason, data=data)


def failed(reason: str, playbook: str, cause: str | None = None, *, theirs: bool = False, data: Any = None) -> Line:
    """Returns the line of a question whose answer explains an error."""
    return Line("failed", reason, playbook, cause, theirs, data)


def unknown(reason: str, playbook: str | None = None) -> Line:
    """Returns the line of a question that was not answered."""
    return Line("unknown", reason, playbook)


class Broken(Exception):
    """A step towards the API that failed: `step` is the id of its question."""

    def __init__(self, step: str, line: Line) -> None:
        super().__init__(line.reason)
        self.step = step
        self.line = line
