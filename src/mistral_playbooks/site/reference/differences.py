"""The table of places where official material and the API or the SDK differ."""

from __future__ import annotations

from ...content.reference.differences import Difference, Said, load
from ..markup import date, inline, link, plain, text
from ..playbook_page import Site
from .table import Row, Table


def differences(_site: Site, up: str) -> Table:
    """Returns one row for each place, in the order of the file."""
    heads = ("Topic", "Official", "Observed", "Playbook", "Upstream")
    label = "Official material against the API and the SDKs"
    return Table("differences", label, heads, [_row(one, up) for one in load()])


def _row(one: Difference, up: str) -> Row:
    official, seen, upstream = one.official, one.observed, one.upstream
    page = f"{up}playbooks/{one.slug}/{one.playbook.removeprefix(one.slug)}"
    return Row(
        one.topic,
        (
            _said(official),
            f"{inline(seen.says)} ({link(seen.url or page, seen.kind)}, {date(seen.date.isoformat(), short=True)})",
            link(page, text(one.slug)),
            _said(upstream) if upstream else "not known",
        ),
        f"Official: {plain(official.says)}. Observed: {plain(seen.says)}.",
        (one.words,),
        one.code,
        (one.slug,),
    )


def _said(one: Said) -> str:
    where = link(one.url, _name(one.url))
    return f"{inline(one.says)} ({where}, {date(one.date.isoformat(), short=True)})"


def _name(url: str) -> str:
    """The last part of an address, as the text of its link."""
    host, _, path = url.removeprefix("https://").partition("/")
    last = path.strip("/").split("/")
    if host == "github.com" and len(last) == 4 and last[2] in ("issues", "pull"):
        return text(f"{last[1]}#{last[3]}")
    if host == "github.com":
        return text(last[1])
    return text(f"{last[-2]} {last[-1]}" if host == "pypi.org" else last[-1])
