"""What the page of a client in docs/frameworks/ shows: what it raises and sends, and its rows of the playbooks' tables.

The rows come from `content.reference.exceptions`, and from the tables with the anchor `table` of playbooks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...content import pages
from ...content.clients import ClientSpec
from ...content.clients import table as clients
from ...content.reference.exceptions import Client, load
from .. import components
from ..markup import date, identifier, inline, link, plain, table, text
from ..playbook_page import Site
from ..shortcodes import ShortcodeError
from . import exceptions
from .table import Row, Table

_SENT_ANYWAY = ("model", "stream")
_ASKED = [{"role": "user", "content": "Name a river."}]
"""The messages that each client was given (tests/reference/failures.py)."""
_TABLES = {"retries-not-happening": "Retries", "timeout": "Timeouts"}


def part(site: Site, arguments: tuple[str, ...], up: str, tables: list[Table] | None) -> str:
    """Returns the HTML of `<!-- client … -->`. Tables with anchors are added to `tables`.

    `raises PACKAGE LANGUAGE`, `sends PACKAGE LANGUAGE`, `limits SLUG PAGE`, `playbooks PAGE`, or `list`. Raises
    ShortcodeError if the arguments are others.
    """
    match arguments:
        case ("list",):
            return _list(site, up)
        case ("raises" | "sends" as kind, package, language):
            observed = load().of(package, language)
            if observed and kind == "sends":
                return _sends(observed[-1])
            if observed:
                made = raises(site, up, observed[-1])
                if tables is not None:
                    tables.append(made)
                return f"<p>{_run(observed[-1])} without retries, with a timeout of one second.</p>\n{made.html()}"
            known = ", ".join(f"{one.package} {one.language}" for one in load().clients)
            raise ShortcodeError(f"nothing was observed of this client. Name one of: {known}.")
        case ("limits", slug, page) if slug in _TABLES and _on(page):
            return _limits(site, slug, _on(page))
        case ("playbooks", page) if _on(page):
            mine = {program.slug for program in site.programs if program.client.page == page}
            return components.classes([one for one in site.catalog if one.slug in mine], up, summaries=False)
    raise ShortcodeError(
        "write `raises` or `sends` with a package and its language, `limits` with "
        f"{' or '.join(_TABLES)} and the `page` of a client, `playbooks` with it, or `list`."
    )


def raises(site: Site, up: str, client: Client) -> Table:
    """Returns one row for each exception class of a client, and one for the failures that raise none."""
    rows = exceptions.of_client(site, up, client)
    if silent := [one.name for one in load().failures if client.seen[one.id].exception is None]:
        what = "; ".join(silent)
        rows.append(Row("No exception", (text(what), "–", "–", "–"), f"no exception for {what}.", code=False))
    label = exceptions.label(client.package, client.language)
    return Table(f"raises-{client.language}", f"What {label} raises", exceptions.HEADS, rows)


def _on(page: str) -> list[ClientSpec]:
    return [one for one in clients() if one.page == page]


def _run(client: Client) -> str:
    return f"{text(client.package)} {text(client.version)}, run on {date(load().date)}"


def _sends(client: Client) -> str:
    """A table of what the bodies of requests have that the program did not give."""
    call, stream = (_added(client.sent[kind]) for kind in ("call", "stream"))
    said = f"<p>{_run(client)}, with a model and one message.</p>"
    if not call and not stream:
        return f"{said}\n<p>It sends nothing that you did not set.</p>"
    rows = (
        f"<td>{identifier(field)}</td><td>{_value(call, field)}</td><td>{_value(stream, field)}</td>"
        for field in dict.fromkeys((*call, *stream))
    )
    label = exceptions.label(client.package, client.language)
    return f"{said}\n{table(f'What {text(label)} adds', ('Field', 'In a call', 'In a stream'), rows)}"


def _added(body: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in body.items() if field not in _SENT_ANYWAY and value != _ASKED}


def _value(body: Mapping[str, Any], field: str) -> str:
    return f"<code>{text(json.dumps(body[field]))}</code>" if field in body else "–"


def _limits(site: Site, slug: str, wanted: list[ClientSpec]) -> str:
    """The rows of these clients in a playbook's table of clients, as columns."""
    packages = {one for client in wanted for one in (client.package, *client.install)}
    head, *rows = rows_of(pages.load(site.catalog.playbooks[slug]).prose)
    found = [row for row in rows if row[0].split(" ")[0] in packages]
    if not found:
        raise ShortcodeError(f"the table of docs/playbooks/{slug}.md has no row of {', '.join(sorted(packages))}.")
    lines = (
        f"<td>{inline(one)}</td>" + "".join(f"<td>{inline(row[place])}</td>" for row in found)
        for place, one in enumerate(head)
        if place
    )
    return table(_TABLES[slug], ("", *(plain(row[0]) for row in found)), lines)


def rows_of(prose: str) -> list[list[str]]:
    """Returns the cells of the table of clients in the section `table`, its heads first.

    A row that begins with `…` belongs to the client of the row before it, and gets its name.
    """
    lines = re.findall(r"^\| (.*) \|$", prose.partition("{#table}")[2].partition("\n## ")[0], re.MULTILINE)
    first = next(place for place, line in enumerate(lines) if line.startswith("Client |"))
    found: list[list[str]] = []
    for line in lines[first:]:
        cells = line.split(" | ")
        if len(cells) != len(lines[first].split(" | ")):
            break
        if cells[0].startswith("…"):
            cells[0] = found[-1][0].partition(",")[0] + cells[0].removeprefix("…")
        found.append(cells)
    return found


def _list(site: Site, up: str) -> str:
    """The clients with a page. The anchors of the rows that this page had before lead there."""
    return f"<ul>\n{''.join(_items(site, up))}\n</ul>"


def _items(site: Site, up: str) -> Iterator[str]:
    for client in load().clients:
        page = clients().get(client.language, client.package).page
        if page is None:
            continue
        made = raises(site, up, client)
        there = f"{up}frameworks/{page}/"
        old = "".join(
            f'<span id="{exceptions.former(client, row.key)}" data-now="{there}#{made.anchor(row)}"></span>'
            for row in made.rows
            if row.code
        )
        shown = link(f"{there}#{made.name}", text(exceptions.label(client.package, client.language)))
        yield f"<li>{old}{shown}: {text(client.package)} {text(client.version)}</li>"
