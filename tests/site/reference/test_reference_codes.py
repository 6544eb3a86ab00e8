"""The tables of codes: complete, dated, and each row true of the answers that it is made of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.content.records import CatalogError
from mistral_playbooks.content.reference import files, sightings
from mistral_playbooks.site.addresses.keys import classes, keys
from mistral_playbooks.site.reference import bodies, codes
from mistral_playbooks.site.reference.answers import answers

CATALOG = catalog.read(ROOT / "docs/playbooks")
SITE: Any = SimpleNamespace(catalog=CATALOG)
TABLES = {
    "code": (codes.codes(SITE, "../../"), sightings.sightings().codes),
    "status": (codes.statuses(SITE, "../../"), sightings.sightings().statuses),
    "type": (codes.types(SITE, "../../"), sightings.sightings().types),
}


@pytest.mark.parametrize("kind", TABLES)
def test_page_and_data_have_the_same_keys(kind: str) -> None:
    """A new code needs an entry in sightings.json: its first and last day, or an empty list if no report shows one."""
    table, data = TABLES[kind]
    assert {row.key for row in table.rows} == set(data)


@pytest.mark.parametrize("kind", TABLES)
def test_every_key_has_an_address_and_every_row_leads_to_its_classes(kind: str) -> None:
    known, found = keys(CATALOG), classes(CATALOG)
    for row in TABLES[kind][0].rows:
        assert kind in known[row.key].kinds
        assert any(f'"../../{one.url}"' in row.cells[1] for one in found.values()), row.key
        assert row.what.endswith(".")


@pytest.mark.parametrize("kind", TABLES)
def test_each_day_is_shown_with_its_source(kind: str) -> None:
    table, data = TABLES[kind]
    for row in table.rows:
        for cell, seen in zip(row.cells[-2:], (data[row.key][:1], data[row.key][-1:]), strict=True):
            assert (f'datetime="{seen[0].date}"' in cell) if seen else cell == codes.UNDATED
            assert not seen or not seen[0].source or f'href="{seen[0].source}"' in cell


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"object": "error", "message": "x", "type": "y", "param": None, "code": "1"}, "envelope"),
        ({"object": "error", "message": {"detail": [{"msg": "x"}]}}, "nested"),
        ({"object": "Error", "message": "x", "code": 3001}, "Error"),
        ({"detail": "x"}, "detail"),
        ({"detail": [{"msg": "x"}]}, "fields"),
        ('{\n  "message":"x",\n  "request_id":"y"\n}', "gateway"),
        ({"message": "x"}, "message"),
        ("<html><title>x</title></html>", "HTML"),
        ("upstream connect error", "plain text"),
        ("", "empty"),
        (None, "empty"),
        ({"error": {"message": "x"}}, "other JSON"),
        ([1], "other JSON"),
    ],
)
def test_the_format_of_a_body(body: Any, name: str) -> None:
    assert bodies.shape(body).name == name


def test_every_answer_has_a_format_that_the_page_shows() -> None:
    shown = {row.key for row in bodies.table(SITE, "").rows}
    assert {bodies.shape(one.response.body).name for one in answers(CATALOG) if one.status >= 400} == shown


def test_a_code_of_another_cause_is_not_called_by_the_usual_one() -> None:
    row = next(row for row in TABLES["code"][0].rows if row.key == "3810")
    assert "3505" not in row.what


SEEN = {"date": "2026-08-01", "kind": "reported", "source": "https://github.com/a/b/issues/1"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([SEEN | {"date": "yesterday"}], "codes.1.0.date"),
        ([SEEN | {"source": "somewhere"}], "codes.1.0.source"),
        ([{"date": "2026-08-01"}], "codes.1.0.kind"),
        ([SEEN, SEEN], "the first sighting is not before the last"),
        ([SEEN] * 3, "has 3 sightings"),
    ],
)
def test_a_wrong_sighting_is_named(rows: list[dict[str, str]], says: str) -> None:
    def read() -> None:
        found = files.parse("f.json", sightings.Sightings, {"codes": {"1": rows}, "statuses": {}, "types": {}})
        sightings.check("f.json", "1", found.codes["1"])

    with pytest.raises(CatalogError, match=says):
        read()
