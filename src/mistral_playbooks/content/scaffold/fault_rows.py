"""The rows of `faults.json`: the mock's answers for classes that have no page."""

from __future__ import annotations

import json
from typing import Any

from ..records import CatalogError

Rows = dict[str, dict[str, Any]]
"""Cause to row, the default cause first."""


def take(text: str, fault: str, *, required: bool) -> tuple[Rows, str]:
    """Takes the rows of `SLUG` or `SLUG/CAUSE` out of the file's text. Returns them, and the text without them.

    Raises CatalogError if there are none and they are `required`.
    """
    file: dict[str, Rows] = json.loads(text)
    slug, _, cause = fault.partition("/")
    rows = file.get(slug, {})
    taken = {id: row for id, row in rows.items() if not cause or id == cause}
    if not taken:
        if required:
            known = ", ".join(f"{slug}/{id}" for id in rows) or ", ".join(file)
            raise CatalogError(f"faults.json has no row `{fault}`. It has: {known}.")
        return {}, text
    left = {**file, slug: {id: row for id, row in rows.items() if id not in taken}}
    return taken, dumps({slug: rows for slug, rows in left.items() if rows})


def dumps(file: dict[str, Rows]) -> str:
    """Returns the text of the file: a line for each row, so that a change shows in one line."""
    classes = []
    for slug, rows in file.items():
        lines = (f"  {json.dumps(id)}: {json.dumps(row, ensure_ascii=False)}" for id, row in rows.items())
        classes.append(f" {json.dumps(slug)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(classes) + "\n}\n"
