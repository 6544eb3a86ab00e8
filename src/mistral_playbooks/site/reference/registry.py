"""The reference tables by name, as the shortcode `<!-- reference NAME -->` uses them."""

from __future__ import annotations

from collections.abc import Callable

from ..playbook_page import Site
from . import asks, bodies, codes, coverage, differences, exceptions, headers, limits, models
from .table import Table

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
