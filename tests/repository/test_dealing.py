"""The order in which the tests are dealt to the processes that run them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import dealing


def items(long: int, short: int) -> list[pytest.Item]:
    """Stands for collected tests: what is asked of them is their file."""
    names = ["test_short.py"] * short + [dealing.LONG[0]] * long
    return [SimpleNamespace(path=Path(name), name=str(place)) for place, name in enumerate(names)]  # type: ignore[misc]


@pytest.mark.parametrize("parts", [1, 2, 3, 4, 8])
@pytest.mark.parametrize(("long", "short"), [(0, 0), (0, 9), (5, 0), (6, 1), (3, 40), (40, 3), (11, 100)])
def test_none_is_lost_and_each_part_begins_with_its_share_of_long_ones(long: int, short: int, parts: int) -> None:
    given = items(long, short)
    dealt = dealing.long_first(given, parts)
    assert sorted(dealt, key=id) == sorted(given, key=id)
    if short < parts * long:
        return  # a part may have no room for others
    for part in range(parts):
        start = len(given) * part // parts
        share = len(range(part, long, parts))
        assert [item.path.name for item in dealt[start : start + share]] == [dealing.LONG[0]] * share
