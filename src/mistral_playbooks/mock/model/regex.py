"""Parses regular expressions in Python's syntax."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any


@lru_cache(maxsize=256)
def parsed(pattern: str) -> Any | None:
    """Returns Python's syntax tree of a regular expression, or None if it is invalid. Compiling it would take ten times
    as long or more, and would find only one more error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as "Possible nested set" for `[[`
            tree = parser.parse(pattern)
        return None if _has_open_look_behind(tree) else tree
    except (re.error, RecursionError, OverflowError):
        return None


def is_quick(pattern: str) -> bool:
    """Whether a search for it in 64 characters ends soon: no repeated group, and few unbounded quantifiers."""
    return len(pattern) <= 100 and not re.search(r"\)[*+{]", pattern) and len(re.findall(r"[*+]|,\}", pattern)) <= 3


def _has_open_look_behind(tree: Any) -> bool:
    """Whether a look-behind has no fixed width, an error that only the compiler detects."""
    for kind, value in tree:
        if kind in (op.ASSERT, op.ASSERT_NOT) and value[0] < 0 and len(set(value[1].getwidth())) > 1:
            return True
        inner = value[1] if kind is op.BRANCH else [value[-1]] if isinstance(value, tuple) else [value]
        if any(_has_open_look_behind(one) for one in inner if isinstance(one, parser.SubPattern)):
            return True
    return False
