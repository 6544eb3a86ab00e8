"""What a program did that the API does not want: read from the mock's journal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from .mock import Exchange

NEVER_RETRY = {400, 401, 402, 403, 404, 409, 413, 422}
"""Statuses that say that the same request will fail again."""

SHORTEST_WAIT = 0.9
"""Seconds: a retry after a 429 that comes sooner, within the same window, only burns the next try."""


@dataclass(frozen=True)
class Finding:
    """One thing a program did wrong, the request where it did it, and the playbook that helps."""

    id: str
    text: str
    playbook: str | None
    request: int
    """Number of the request in the journal, from 1."""


def waits(journal: Sequence[Exchange]) -> list[float | None]:
    """Seconds between the end of each answer and the next request; None for the first."""
    ends = [exchange.ended_at if exchange.ended_at is not None else exchange.at for exchange in journal]
    if not journal:
        return []
    return [None] + [max(0.0, later.at - end) for later, end in zip(journal[1:], ends, strict=False)]


def find(journal: Sequence[Exchange], minute: float = 60.0) -> list[Finding]:
    """The journal → findings, in order. `minute`: seconds of the limiter's window."""
    found: list[Finding] = []
    last: dict[str, int] = {}
    for index, exchange in enumerate(journal):
        if exchange.method != "POST":
            continue
        same = f"{exchange.path} {json.dumps(exchange.body, sort_keys=True, default=str)}"
        before = journal[last[same]] if same in last else None
        last[same] = index
        if before is None:
            continue
        ended = before.ended_at if before.ended_at is not None else before.at
        wait = exchange.at - ended
        if before.status in NEVER_RETRY:
            found.append(
                Finding(
                    "retried-refusal",
                    f"request {index + 1} repeats one that got {before.status}: the same request will be refused again",
                    before.fault.split("/")[0] if before.fault else None,
                    index + 1,
                )
            )
        elif before.status == 429 and wait < SHORTEST_WAIT and ended // minute == exchange.at // minute:
            left = minute - ended % minute
            found.append(
                Finding(
                    "too-early",
                    f"request {index + 1} came {wait:.2f} s after a 429: the window ended {left:.1f} s after it",
                    "rate-limited",
                    index + 1,
                )
            )
    return found
