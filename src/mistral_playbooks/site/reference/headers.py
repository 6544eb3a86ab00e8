"""Every header of the API's answers, and how each client reads one."""

from __future__ import annotations

from ...content.reference import sightings
from ..addresses.keys import classes
from ..editions import all_editions
from ..markup import inline, link, plain, text
from ..playbook_page import Site
from .codes import first_and_last
from .table import Row, Table

NEVER = "not observed"


def table(site: Site, up: str) -> Table:
    """Returns the headers. Classes that this catalog does not have are left out."""
    known = classes(site.catalog)
    rows = []
    for one in sightings.headers():
        links = ", ".join(link(f"{up}{known[slug].url}", text(slug)) for slug in one.slugs if slug in known)
        use = f"{inline(one.use)} See {links}." if links else inline(one.use)
        observed = any(seen.kind != "documented" for seen in one.seen)
        days = first_and_last(one.seen) if observed else (NEVER, first_and_last(one.seen)[1])
        rows.append(Row(one.name, (inline(one.on), use, *days), plain(one.use), one.words, slugs=one.slugs))
    return Table("header", "Headers of answers", ("Header", "On", "Use", "First seen", "Last seen"), rows)


def reads(site: Site, up: str) -> Table:
    """Returns how each client reads a header, with the versions that ran it."""
    programs = {one.file: one for one in site.programs}
    rows = []
    for one in sightings.reads():
        program = programs.get(one.program)
        ran = [row for edition in all_editions([program]) for row in site.results.of(edition)] if program else []
        versions = dict.fromkeys(f"{row.sdk} {row.version}" for row in ran)
        cells = (f"<code>{text(one.how)}</code>", text(", ".join(versions)))
        rows.append(
            Row(one.client, cells, f"Read a header with {one.how}", ("read header", "response headers"), code=False)
        )
    return Table("read", "How each client reads a header", ("Client", "Code", "Tested with"), rows)
