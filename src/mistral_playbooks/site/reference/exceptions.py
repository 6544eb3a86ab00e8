"""The tables of exceptions: what each failure raises in each client, and what each class carries.

From two kinds of runs: the programs of the playbooks (docs/results/), and each client made to meet each failure
(`content.reference.exceptions`).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ...content.clients import ClientSpec
from ...content.clients import table as clients_table
from ...content.reference.exceptions import Client, Failure, Observations, Raised, load
from ...support.versions import sort_key
from ..markup import breakable, identifier, link, text
from ..playbook_page import Site
from ..tables.clients import printed
from .table import Row, Table

_OFFICIAL = (("mistralai", "python"), ("@mistralai/mistralai", "typescript"))
_BASE = "MistralError"
_NOT_CAUGHT = "†"
_STATUS = re.compile(r"Status ([45]\d\d)")
_ATTRIBUTES = ("status", "body", "headers")


@dataclass
class _Class:
    """One exception class of one client."""

    name: str
    package: str
    language: str
    versions: dict[str, str] = field(default_factory=dict)
    """Version → the library that the class is from, if that is another one."""
    failures: dict[str, str] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    seen: list[Raised] = field(default_factory=list)
    said: str = ""

    @property
    def key(self) -> str:
        return f"{self.name}, {label(self.package, self.language)}"

    @property
    def bases(self) -> tuple[str, ...] | None:
        """The classes that catch it, beside itself and the most general one; None if not observed."""
        if self.seen:
            names = (name for one in self.seen for name in one.caught_by)
            return tuple(dict.fromkeys(name for name in names if name != self.name))
        if self.language == "python" and isinstance(found := getattr(builtins, self.name, None), type):
            return tuple(one.__name__ for one in found.__mro__[1:] if one.__name__ not in _GENERAL)
        return None


_GENERAL = ("Exception", "BaseException", "object")


HEADS = ("Exception", "Raised for", "Status, body, headers", "Also caught by", "Reads")


def exceptions(site: Site, up: str) -> Table:
    """Returns one row for each exception class that a run has shown of each client without a page of its own."""
    found = [one for one in _classes(site, load()) if _spec(one.package, one.language).page is None]
    rows = [_row(one, up) for one in sorted(found, key=_order)]
    return Table("exceptions", "Exceptions by client", (HEADS[0], "Versions", *HEADS[1:]), rows)


def of_client(site: Site, up: str, client: Client) -> list[Row]:
    """Returns one row for each exception class that a run has shown of this client, with cells for `HEADS`."""
    wanted = (client.package, client.language)
    found = [one for one in _classes(site, load()) if (one.package, one.language) == wanted]
    rows = [(one, _row(one, up)) for one in sorted(found, key=_order)]
    # The page has a list of all playbooks of the client; a class that no failure raised names its own.
    return [
        replace(row, key=one.name, cells=(text(_summed(one.failures.values())) or row.cells[1], *row.cells[2:]))
        for one, row in rows
    ]


def former(client: Client, exception: str) -> str:
    """Returns the anchor that a class of a client had in the table of all clients."""
    row = Row(f"{exception}, {label(client.package, client.language)}", (), "")
    return Table("exceptions", "", (), ()).anchor(row)


def raised(_site: Site, _up: str) -> Table:
    """Returns one row for each failure, with what each major version of Mistral's Python SDK raises."""
    observed = load()
    return _failures("raised", "What each failure raises in the Python SDK", observed, observed.of(*_OFFICIAL[0]))


def raised_typescript(_site: Site, _up: str) -> Table:
    """Returns one row for each failure, with what each major version of Mistral's SDK for TypeScript throws."""
    observed = load()
    return _failures(
        "raised-typescript", "What each failure throws in TypeScript", observed, observed.of(*_OFFICIAL[1])
    )


def _failures(anchor: str, caption: str, observed: Observations, releases: Sequence[Client]) -> Table:
    heads = ("Failure", *map(_head, releases))
    rows = [
        Row(
            failure.name,
            tuple(_cell(one.seen[failure.id], one) for one in releases),
            f"{failure.name}: {_sentence(failure, releases)}",
            tuple(dict.fromkeys(found for one in releases if (found := one.seen[failure.id].exception))),
            code=False,
        )
        for failure in observed.failures
    ]
    return Table(anchor, caption, heads, rows)


def _head(client: Client) -> str:
    """A release in a few characters, because the table's caption names the language."""
    return f"SDK {client.version}"


def _cell(one: Raised, client: Client) -> str:
    if one.exception is None:
        return "waits" if one.waits else "nothing"
    shown = identifier(one.exception)
    base = _base(client)
    return shown if base is None or base in one.caught_by else f"{shown}&nbsp;{_NOT_CAUGHT}"


def _base(client: Client) -> str | None:
    """The class that programs catch to catch every error of an SDK of Mistral's; None if there is none."""
    if (client.package, client.language) not in _OFFICIAL:
        return None
    return _BASE if client.major else {"python": "MistralException"}.get(client.language)


def _sentence(failure: Failure, releases: Sequence[Client]) -> str:
    shown = (
        f"{one.seen[failure.id].exception or 'nothing'} in {label(one.package, one.language)} {one.version}"
        for one in releases[-2:]
    )
    return f"raises {', '.join(shown)}."


def _classes(site: Site, observed: Observations) -> Iterable[_Class]:
    found: dict[tuple[str, str, str], _Class] = {}
    for client in observed.clients:
        names = {failure.id: failure.name for failure in observed.failures}
        for one in client.seen.values():
            if one.exception:
                mine = _entry(found, one.exception, client.package, client.language)
                mine.versions[client.version] = "" if client.name.startswith(one.library) else one.library
                mine.failures[one.failure] = names[one.failure]
                mine.seen.append(one)
                mine.said = mine.said or one.text
    for row in site.failures:
        shown = printed(row.output, row.language)
        if row.language != "curl" and shown.exception:
            mine = _entry(found, shown.exception, row.sdk, row.language)
            mine.versions.setdefault(row.version, "")
            mine.slugs.add(row.slug)
            mine.said = mine.said or shown.message
    return found.values()


def _entry(found: dict[tuple[str, str, str], _Class], name: str, package: str, language: str) -> _Class:
    return found.setdefault((name, package, language), _Class(name, package, language))


def _order(one: _Class) -> tuple[int, bool, str]:
    """The clients in the order of the table of clients; the classes that carry a status first."""
    order = [(client.package, client.language) for client in clients_table()]
    return order.index((one.package, one.language)), not any(seen.status for seen in one.seen), one.name


def _row(one: _Class, up: str) -> Row:
    reasons = _summed(one.failures.values())
    links = ", ".join(link(f"{up}playbooks/{slug}/", slug) for slug in sorted(one.slugs))
    short = " ".join(one.said.split())
    return Row(
        one.key,
        (
            ", ".join(_versions(one)),
            "<br>".join(part for part in (text(reasons), links) if part),
            _carried(one),
            _caught(one),
            f'<code class="pb-text">{text(short)}</code>' if short else "no text",
        ),
        f"{one.name} of {label(one.package, one.language)}: raised for {reasons or ', '.join(sorted(one.slugs))}.",
        (one.name,),
        slugs=tuple(sorted(one.slugs)),
    )


def _summed(failures: Iterable[str]) -> str:
    """Returns the names of failures in one line, those of statuses as one."""
    found = list(failures)
    statuses = list(dict.fromkeys(match[1] for name in found if (match := _STATUS.match(name))))
    others = [name for name in found if not _STATUS.match(name)]
    return "; ".join([f"Status {', '.join(statuses)}", *others] if statuses else others)


def _versions(one: _Class) -> Iterator[str]:
    for version in sorted(one.versions, key=sort_key):
        library = one.versions[version]
        yield text(version) + (f" ({text(library)})" if library else "")


def _carried(one: _Class) -> str:
    """The attributes that have status, body and headers, the most frequent one of each."""
    cells = []
    for name in _ATTRIBUTES:
        paths = [path for seen in one.seen if (path := getattr(seen, name))]
        cells.append(max(paths, key=paths.count) if paths else "–")
    return ", ".join(one if one == "–" else identifier(one) for one in cells) if set(cells) != {"–"} else "–"


def _caught(one: _Class) -> str:
    if one.bases is None:
        return "not observed"
    names = ", ".join(map(breakable, one.bases))
    official = (one.package, one.language) in _OFFICIAL
    if (
        official
        and _BASE not in (one.name, *one.bases)
        and any(not version.startswith("0") for version in one.versions)
    ):
        return f"{names + ', but ' if names else ''}not {_BASE}"
    return names or "–"


def label(package: str, language: str) -> str:
    """Returns how the tables name a client."""
    spec = _spec(package, language)
    return f"{spec.label} SDK" if spec.official else spec.label


def _spec(package: str, language: str) -> ClientSpec:
    return clients_table().get(language, package)
