"""Journals for tests of what is read from them."""

from __future__ import annotations

from typing import Any

from mistral_playbooks.findings import find
from mistral_playbooks.mock import Exchange

NOON = 1_795_435_200.0  # a whole minute
CHAT = "/v1/chat/completions"
ANSWER = 0.01
"""Seconds that each answer takes here."""


def body(text: str = "Hello", **more: Any) -> dict[str, Any]:
    """The body of a request."""
    return {"model": "mistral-small-latest", "messages": [{"role": "user", "content": text}], **more}


def sent(at: float, status: int = 200, said: Any = None, *, took: float = ANSWER, **more: Any) -> Exchange:
    """One exchange `at` seconds after noon."""
    values: dict[str, Any] = {
        "method": "POST",
        "path": CHAT,
        "body": said if said is not None else body(),
        "finished": True,
        "sent": {"authorization": "Bearer one"},
        **more,
    }
    return Exchange(at=NOON + at, ended_at=NOON + at + took, status=status, **values)


def retried(*waits: float, status: int = 429, last: int = 200, **more: Any) -> list[Exchange]:
    """One request that fails, is sent again after each of the waits, and then gets `last`."""
    journal, at = [], 0.0
    for wait in (0.0, *waits):
        at += wait
        journal.append(sent(at, status, **more))
        at += ANSWER
    journal[-1].status = last
    return journal


def ids(journal: list[Exchange], minute: float = 60.0, *, one_task: bool = False) -> list[tuple[str, int]]:
    """The findings of a journal, each with the number of its request."""
    return [(finding.id, finding.request) for finding in find(journal, minute, one_task=one_task)]
