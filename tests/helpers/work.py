"""Counts the work that a function does, on every machine alike."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def calls(work: Callable[[], object], most: int) -> int:
    """How many functions are called, of Python and of C, on every machine alike. Ends with AssertionError at `most`."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
            if count > most:
                sys.setprofile(None)
                raise AssertionError(f"more than {most:,} calls")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def listed(items: Any) -> dict[str, Any]:
    """18,000 values, all of one schema."""
    return {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 18, "items": items}}
