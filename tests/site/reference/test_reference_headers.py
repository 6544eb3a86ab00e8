"""The tables of headers: dated, linked both ways, and each line of code in a program that is run."""

from __future__ import annotations

from functools import cache

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.reference import sightings
from mistral_playbooks.sdk import releases
from mistral_playbooks.site.addresses.keys import classes
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference import headers
from mistral_playbooks.site.reference.answers import answers
from mistral_playbooks.verify import store


@cache
def site() -> Site:
    read = catalog.read(ROOT / "docs/playbooks")
    rows = Results(
        tuple(store.read(ROOT / "docs/results")),
        releases.load(ROOT / "docs/releases.json"),
        store.read_verification(ROOT / "docs/results"),
    )
    return Site(read, tuple(programs.find(ROOT, read)), rows, (), {}, None)


def test_every_header_has_its_days_with_a_source() -> None:
    assert [one.name for one in sightings.headers() if not one.seen] == []
    for one, row in zip(sightings.headers(), headers.table(site(), "../../").rows, strict=True):
        assert row.key == one.name
        for seen in one.seen:
            assert seen.source
            assert seen.source in "".join(row.cells[-2:])


def test_a_header_that_is_only_documented_is_not_called_seen() -> None:
    row = next(row for row in headers.table(site(), "").rows if row.key == "retry-after")
    assert row.cells[2] == headers.NEVER
    assert "(documented)" in row.cells[3]


def test_every_header_is_listed_once_and_leads_to_existing_classes() -> None:
    names = [one.name for one in sightings.headers()]
    assert len(names) == len(set(names))
    assert {slug for one in sightings.headers() for slug in one.slugs} <= set(classes(site().catalog))


def test_every_header_of_a_known_error_is_listed() -> None:
    sent = {name.lower() for one in answers(site().catalog) for name in one.response.headers}
    assert sent <= {one.name for one in sightings.headers()}


def test_every_way_to_read_a_header_stands_in_a_program_that_passed() -> None:
    for one, row in zip(sightings.reads(), headers.reads(site(), "").rows, strict=True):
        assert one.how in (ROOT / one.program).read_text(encoding="utf-8"), one.client
        assert row.cells[-1], f"{one.program} has no result"
