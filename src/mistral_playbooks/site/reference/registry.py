"""The reference tables by name, as the shortcode `<!-- reference NAME -->` uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ..playbook_page import Site
from . import asks, bodies, codes, coverage, differences, exceptions, headers, limits, models
from .table import Place, Table

TABLES: dict[str, Callable[[Site, str], Table]] = {
    "codes": codes.codes,
    "statuses": codes.statuses,
    "types": codes.types,
    "bodies": bodies.table,
    "headers": headers.table,
    "header-reads": headers.reads,
    asks.NAME: asks.table,
    models.NAME: models.table,
    **limits.tables(),
    coverage.SERVED: coverage.served,
    coverage.OTHERS: coverage.others,
    "differences": differences.differences,
    "exceptions": exceptions.exceptions,
    "raised": exceptions.raised,
    "raised-typescript": exceptions.raised_typescript,
}
"""Name → makes the table from the site's data. The second argument is the path from the page to the site's root."""

_SHORTCODE = re.compile(r"^<!-- reference (\S+) -->$", re.MULTILINE)


def places(site: Site, docs: Path) -> dict[str, list[Place]]:
    """Returns for each class the rows about it, by its slug, in the order of the pages in docs/reference."""
    found: dict[str, list[Place]] = {}
    for file in sorted((docs / "reference").glob("*.md")):
        for name in _SHORTCODE.findall(file.read_text(encoding="utf-8")):
            if name not in TABLES:
                continue  # the page itself names the mistake
            table = TABLES[name](site, "")
            for row in table.rows:
                place = Place(table.name, table.label, row.key, f"reference/{file.stem}/#{table.anchor(row)}")
                for slug in row.slugs:
                    found.setdefault(slug, []).append(place)
    return found
