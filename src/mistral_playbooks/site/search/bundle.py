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


def bundle(entries: Sequence[Mapping[str, Any]], rules: str, diagnosis: str) -> str:
    """Returns the script. `entries` are those of `words`; `rules` are the diagnosis's, as JSON, for its script."""
    found = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    data = f'self.pbData = {{"entries": {found}, "rules": {rules}}};'
    return "\n;".join((_source("minisearch.min.js"), _source("words.js"), diagnosis, data, _source("answers.js")))


def _source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
