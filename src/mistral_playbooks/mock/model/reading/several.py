"""Several values in a message that are each meant for a call of the same tool, such as "tasks 3, 7 and 11"."""

from __future__ import annotations

import re
from typing import Any

from ..tool_choice import LIMIT

_VALUE = (
    r"(?:\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|[\w-]{0,30}\d[\w-]{0,30}(?:\.\d{1,10})?"
    r"|[A-ZÀ-Þ][\w-]{1,30}(?:\s[A-ZÀ-Þ][\w-]{1,30}){0,2})"
)
_AND = r"(?:,?\s(?:and|und|et|y|e)\s)"
_LIST = re.compile(rf"(?<![\w.-])(?<!between\s){_VALUE}(?:,\s{_VALUE}){{0,8}}{_AND}{_VALUE}(?![\w-])")
_BETWEEN = re.compile(rf"{_AND}|,\s")


def one_each(text: str, value: Any) -> list[str]:
    """Returns the message once for each value of the list in it that has this value, with only that one in its place.

    >>> one_each("Check tasks 3 and 7.", 3)
    ['Check tasks 3.', 'Check tasks 7.']
    """
    text = text[-LIMIT:]
    for match in _LIST.finditer(text) if isinstance(value, str | int | float) else ():
        values = _BETWEEN.split(match[0])
        if str(value) in [one.strip("\"'") for one in values]:
            return [text[: match.start()] + one + text[match.end() :] for one in values]
    return []
