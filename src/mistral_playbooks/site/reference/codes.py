"""Every code, status and type of the API's errors: classes, bodies, first and last sighting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ...content.reference.sightings import Sighting, sightings
from ..addresses.keys import ErrorClass
from ..markup import date, link, text
from ..playbook_page import Site
from ..search.words import meaning
from .answers import Answer, answers
from .bodies import shape
from .table import Row, Table

SHOWN = 4
"""More classes of one key are on the key's own page."""
UNDATED = "not dated"
_CODE = re.compile(r"^Code \d+(?: \([^)]*\))?: ")
"""The code of a class's usual answer: a row may be about another."""


def codes(site: Site, up: str) -> Table:
    """Returns the codes in the order of their numbers."""
    found = _by(answers(site.catalog), lambda one: one.codes)
    heads = ("Code", "Status and type", "Error", "Body", "First seen", "Last seen")
    rows = [
        _row(key, found[key], sightings().codes, up, _unique(_with(one, one.types) for one in found[key]))
        for key in sorted(found, key=lambda key: (len(key), key))
    ]
    return Table("code", "Codes of errors", heads, rows)


def statuses(site: Site, up: str) -> Table:
    """Returns the statuses of errors, with the codes that come with each."""
    found = _by(answers(site.catalog), lambda one: (str(one.status),) if one.status >= 400 else ())
    heads = ("Status", "Codes", "Error", "Body", "First seen", "Last seen")
    rows = [
        _row(key, found[key], sightings().statuses, up, sorted({code for one in found[key] for code in one.codes}))
        for key in sorted(found)
    ]
    return Table("status", "Statuses of errors", heads, rows)


def types(site: Site, up: str) -> Table:
    """Returns the types of errors and of the entries of a 422, by name."""
    found = _by(answers(site.catalog), lambda one: one.types)
    heads = ("Type", "Status and code", "Error", "Body", "First seen", "Last seen")
    rows = [
        _row(key, found[key], sightings().types, up, _unique(_with(one, one.codes) for one in found[key]))
        for key in sorted(found)
    ]
    return Table("type", "Types of errors", heads, rows)


def seen(one: Sighting | None) -> str:
    """Returns the day of a sighting as HTML, which links to its source."""
    if one is None:
        return ""
    day = date(one.date, short=True)
    said = link(one.source, day)
    return f"{said} (documented)" if one.kind == "documented" else said


def first_and_last(found: Sequence[Sighting]) -> tuple[str, str]:
    """Returns the cells of the first and the last sighting."""
    return (seen(found[0]), seen(found[-1])) if found else (UNDATED, UNDATED)


def _by(found: Iterable[Answer], keys: Callable[[Answer], Iterable[str]]) -> dict[str, list[Answer]]:
    grouped: dict[str, list[Answer]] = {}
    for one in found:
        for key in keys(one):
            grouped.setdefault(key, []).append(one)
    return grouped


def _row(
    key: str, found: Sequence[Answer], dated: Mapping[str, tuple[Sighting, ...]], up: str, beside: Sequence[str]
) -> Row:
    classes = list({one.of.slug: one.of for one in found}.values())
    bodies = _unique(shape(one.response.body).name for one in found)
    cells = (
        text(", ".join(beside)),
        _links(key, classes, up),
        text(", ".join(bodies)),
        *first_and_last(dated.get(key, ())),
    )
    return Row(key, cells, _what(found, classes), slugs=tuple(one.slug for one in classes))


def _links(key: str, classes: Sequence[ErrorClass], up: str) -> str:
    some = [link(f"{up}{one.url}", text(one.slug)) for one in classes[:SHOWN]]
    if len(classes) > SHOWN:
        some.append(link(f"{up}e/{key}/", f"all {len(classes)}"))
    return ", ".join(some)


def _what(found: Sequence[Answer], classes: Sequence[ErrorClass]) -> str:
    said = " or ".join(_unique(str(one.status) for one in found))
    if len(classes) == 1:
        sentence = _CODE.sub("", meaning(classes[0]))
        return f"{sentence}." if "status" in sentence else f"Status {said}: {sentence[:1].upper()}{sentence[1:]}."
    return f"Status {said}, {len(classes)} errors: {', '.join(one.slug for one in classes[:SHOWN])}" + (
        "." if len(classes) <= SHOWN else " and others."
    )


def _with(one: Answer, beside: Sequence[str]) -> str:
    return " ".join((str(one.status), *beside[:1]))


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
