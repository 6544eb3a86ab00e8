"""In which language a text's program is written: the change is shown in the same."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["python", "typescript", "curl"]
_MARKS: dict[Language, re.Pattern[str]] = {
    "python": re.compile(
        r"Traceback \(most recent call last\)|\.py\", line \d|(?:site|dist)-packages"
        r"|^(?:mistralai|openai|httpx2?|pydantic|langchain\w*|litellm)\.[\w.]+:"
        r"|\b(?:Attribute|Import|ModuleNotFound|Key)Error: ",
        re.MULTILINE,
    ),
    "typescript": re.compile(
        r"^\s+at [^\n]{0,300}(?:\.[cm]?[jt]sx?:\d+|\(node:|\(<anonymous>\))|node_modules|\bnode:internal|\bNode\.js v\d"
        r"|\bAI_\w+Error\b|\bZodError\b|\bfetch failed\b|\bERR_[A-Z_]{4,}",
        re.MULTILINE,
    ),
    "curl": re.compile(r"^(?:< )?HTTP/[\d.]+ \d{3}|\bcurl: \(\d+\)|^\$? ?curl ", re.MULTILINE),
}


def language_of(text: str) -> Language:
    """Returns the language of the last mark in the text, Python if there is none."""
    last: Language = "python"
    at = -1
    for language, pattern in _MARKS.items():
        for match in pattern.finditer(text):
            if match.start() > at:
                last, at = language, match.start()
    return last
