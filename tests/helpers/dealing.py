"""The order in which the tests are dealt to the processes that run them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

LONG = ("test_types.py", "test_parity.py", "test_status_history.py", "test_planted.py")
"""Modules with tests that take a minute each, of work or of waiting: at the end of a run, one would run alone."""


def long_first(items: Sequence[pytest.Item], parts: int) -> list[pytest.Item]:
    """Returns the same tests, with a share of the long ones at the start of each part that a process begins with.

    `--dist worksteal` hands each process one part of the list as it stands: the first of four would get all long tests.
    """
    long = sorted((item for item in items if item.path.name in LONG), key=lambda item: LONG.index(item.path.name))
    rest = [item for item in items if item.path.name not in LONG]
    ends = [len(items) * part // parts for part in range(parts + 1)]
    dealt: list[pytest.Item] = []
    for part in range(parts):
        mine = long[part::parts]
        room = max(0, ends[part + 1] - ends[part] - len(mine))
        dealt += mine + rest[:room]
        rest = rest[room:]
    return dealt
