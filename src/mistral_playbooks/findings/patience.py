"""How long a program waits against a mock that keeps failing, and what it sends meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from ..mock import Exchange
from .attempts import end_time

_AFTER_WINDOW = 5.0  # seconds after the start of a window, in which a program that waited for it comes back
_MOST_OF_WINDOW = 0.75  # what such a program waits at least, if it starts when a window does
_MOST_PATIENCE = 3


def sends_meanwhile(journal: Sequence[Exchange]) -> list[str]:
    """Checks that a program sends no stream of other requests while it waits: at most one for each failed attempt."""
    failed = [number for number, one in enumerate(journal) if one.fault]
    others = [one for one in journal[failed[0] : failed[-1]] if not one.fault] if failed else []
    if len(others) <= len(failed):
        return []
    return [
        f"against a mock that keeps failing, it sent {len(others)} other requests while it waited, such as "
        f"{others[0].method} {others[0].path}. Send nothing until the wait is over"
    ]


def waited(journal: Sequence[Exchange]) -> float:
    """Returns the seconds in which no request was open, from the end of the first one to the start of the last."""
    seconds, free = 0.0, None
    for exchange in journal:
        if free is not None:
            seconds += max(0.0, exchange.at - free)
        free = max(free or 0.0, end_time(exchange))
    return seconds


def meets_window(journal: Sequence[Exchange], window: float) -> bool:
    """Whether the last request came just after the first failure's window, as of a program that reads the clock."""
    if not journal:
        return False
    first, last = end_time(journal[0]), journal[-1].at
    return last // window > first // window and last % window < _AFTER_WINDOW


def patient(every: Sequence[Exchange], patience: float) -> list[str]:
    """Checks that the waits of a program add up to its page's `patience`, in seconds, but not to much more.

    Only the requests count that are like the first failed one: a wait before another one, such as for a list of models,
    would not help.
    """
    failing = [one for one in every if one.fault] or [*every]
    asked = (failing[0].method, failing[0].path)
    journal = [one for one in every if (one.method, one.path) == asked]
    seconds = waited(journal)
    by_the_clock = meets_window(journal, patience) and seconds >= _MOST_OF_WINDOW * patience
    if seconds < patience and not by_the_clock:
        return [
            f"against a mock that keeps failing, its waits add up to {seconds:.1f} s, less than the {patience:g} s of "
            "its page (`patience`)"
        ]
    if seconds > _MOST_PATIENCE * patience:
        return [
            f"against a mock that keeps failing, its waits add up to {seconds:.1f} s, more than {_MOST_PATIENCE} times "
            f"the {patience:g} s of its page (`patience`)"
        ]
    return []
