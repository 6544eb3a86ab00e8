"""`assets/answers.js`: all that the box needs to answer, in one file that a worker or a script tag loads.

In one file, rules and interpreter are always of the same build, and a page that is opened from a disk can load it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PATH = "assets/answers.js"
HERE = Path(__file__).parent


def bundle(entries: Sequence[Mapping[str, Any]], rules: Mapping[str, Any] | None, diagnosis: str) -> str:
    """Returns the script. `entries` are those of `words`, `rules` the diagnosis's, and `diagnosis` its interpreter."""
    data = json.dumps({"rules": rules, "entries": entries}, ensure_ascii=False, separators=(",", ":"))
    parts = (
        _source("minisearch.min.js"),
        _source("words.js"),
        diagnosis,
        f"self.pbData = {data};",
        _source("answers.js"),
    )
    return "\n;".join(parts)


def _source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
