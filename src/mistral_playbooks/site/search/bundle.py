"""`assets/answers.js`: all that the box needs to answer, in one file that a worker or a script tag loads.

In one file, rules and interpreter are always of the same build, and a page that is opened from a disk can load it.
What is only read with an answer, the first steps, is in `assets/steps.js`, which a page loads with its first answer.
The rows of the reference tables are in `assets/reference.js`, which whoever answers loads after the first answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rjsmin import jsmin

from ...content.catalog import Catalog
from ..addresses.keys import classes
from ..exports import rules
from ..reference.table import Table
from . import words

PATH = "assets/answers.js"
STEPS = "assets/steps.js"
REFERENCE = "assets/reference.js"
HERE = Path(__file__).parent
LIBRARY = "minisearch.min.js"
_WORDS = (
    "self.pbData.rules.words = Object.fromEntries(self.pbData.entries.map("
    "({slug, synonyms = [], tells = ''}) => [slug, [...synonyms, tells]]));"
)
"""The diagnosis has what people call a class from its entry, so that it is loaded once."""


def files(
    catalog: Catalog, pages: Iterable[words.Page], tables: Mapping[str, Sequence[Table]], docs: Path
) -> dict[str, str]:
    """Returns path → content of the three scripts. `tables` are by address from the site's root."""
    known = classes(catalog)
    keys = {url: tuple(row.key for table in shown for row in table.rows) for url, shown in tables.items()}
    entries = words.entries(known, [replace(page, keys=keys.get(page.url, ())) for page in pages if page.url])
    return {
        PATH: bundle(entries, rules.to_json(catalog, steps=False), rules.script(docs)),
        STEPS: steps({slug: words.steps(one) for slug, one in known.items()}),
        REFERENCE: reference(tables),
    }


def bundle(entries: Sequence[Mapping[str, Any]], rules: str, diagnosis: str) -> str:
    """Returns the script. `entries` are those of `words`; `rules` are the diagnosis's, as JSON, for its script."""
    data = f'self.pbData = {{"entries": {_json(entries)}, "rules": {rules}}};{_WORDS}'
    search = map(_source, (LIBRARY, "language.js", "glossary.js", "words.js"))
    return "\n;".join((*search, diagnosis, data, _source("answers.js")))


def steps(found: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Returns the script with slug → causes and their first steps, which are those of `words`."""
    return f"self.pbSteps = {_json(found)}\n"


def reference(pages: Mapping[str, Iterable[Table]]) -> str:
    """Returns the script with the rows of each page's tables. `pages` are by address from the site's root."""
    rows = [
        {"title": row.key, "url": f"{url}#{table.anchor(row)}", "seen": table.label, "step": row.what}
        | ({"synonyms": list(row.words)} if row.words else {})
        for url, tables in pages.items()
        for table in tables
        for row in table.rows
    ]
    return f"self.pbReference = {_json(rows)}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _source(name: str) -> str:
    source = (HERE / name).read_text(encoding="utf-8")
    return source if name == LIBRARY else str(jsmin(source))
