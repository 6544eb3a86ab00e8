"""The tables of models: what the page says is what the data and the mock say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from mistral_playbooks.content import catalog
from mistral_playbooks.content.reference import figures
from mistral_playbooks.mock.validation import lifecycle, models
from mistral_playbooks.site import markup
from mistral_playbooks.site.addresses.keys import classes
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference import asks
from mistral_playbooks.site.reference import models as model_table
from mistral_playbooks.site.reference.table import Table


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return Site(catalog.read(root / "docs/playbooks"), (), Results((), {}, None))


@pytest.fixture(scope="module")
def table(site: Site) -> Table:
    return model_table.table(site, "../../")


@pytest.fixture(scope="module")
def rows(table: Table) -> dict[str, Tag]:
    """The rows of the table by the model's id."""
    found = BeautifulSoup(table.html(), "html.parser").select("tbody tr")
    return {row.th.get_text(): row for row in found if row.th}


def test_each_model_has_one_row_with_its_ids_its_price_and_its_dates(rows: dict[str, Tag]) -> None:
    known = dict.fromkeys(models.load().known.values())
    assert {*rows} == {model.id for model in known}
    for model in known:
        row = rows[model.id]
        assert {*model.ids} <= {code.get_text() for code in row.select("code")}, model.id
        days = {"released": model.released, "deprecated": model.deprecated, "retired": model.retired}
        text = row.get_text(" ")
        assert all(f"{what} {markup.day(day, short=True)}" in text for what, day in days.items() if day), model.id
        if price := figures.prices().get(model.id):
            assert all(line.what in text for line in price.lines)
            assert row.find("a", href=price.source), model.id


def test_a_row_says_what_its_data_says(rows: dict[str, Tag]) -> None:
    data = models.load()
    words = {"answers": "answers", "redirected": "answered by", "unknown": "unknown", "refused": "refused"}
    for model in dict.fromkeys(data.known.values()):
        now = rows[model.id].select("td")[0].get_text()
        assert now.startswith(words[lifecycle.standing(model, data.date)]), model.id


def test_every_link_to_another_model_leads_to_its_row(rows: dict[str, Tag]) -> None:
    anchors = {str(row["id"]) for row in rows.values()}
    assert {str(a["href"]) for row in rows.values() for a in row.select("a[href^='#']")} <= {f"#{a}" for a in anchors}


def test_each_model_has_evidence(rows: dict[str, Tag]) -> None:
    for id, row in rows.items():
        last = row.select("td")[-1]
        assert last.find("a", href=re.compile(r"^https://")) or last.get_text(), id


def test_evidence_that_is_a_page_is_a_link_to_it(rows: dict[str, Tag]) -> None:
    links = {str(a["href"]): a.get_text() for a in rows["voxtral-small-transcribe-3"].select("td")[-1].select("a")}
    assert links["https://docs.mistral.ai/studio/audio/migrate-from-voxtral-2"] == "docs.mistral.ai"


def test_the_box_finds_a_model_by_each_of_its_ids(table: Table) -> None:
    by_word = {word: row.key for row in table.rows for word in (row.key, *row.words)}
    for id, model in models.load().known.items():
        assert by_word[id] == model.id


def test_each_endpoint_has_a_model_and_no_request_is_wrong_in_itself() -> None:
    """A request that no model could take would be refused by all of them, with another status."""
    for ask in figures.asks():
        outcome = asks.outcomes()[ask.name]
        assert outcome.accepted or not ask.base, ask.name
        for refusal in outcome.refused:
            assert refusal.status == 400, (ask.name, refusal)
            assert refusal.code, (ask.name, refusal)


def test_what_a_model_accepts_is_what_its_entry_says() -> None:
    data, found = models.load(), asks.outcomes()
    for name, capability in {
        "tools": "function_calling",
        "image_url": "vision",
        "input_audio": "audio",
        "POST /v1/fim/completions": "completion_fim",
        "POST /v1/ocr": "ocr",
        "POST /v1/audio/transcriptions": "audio_transcription",
        "POST /v1/audio/speech": "audio_speech",
        "POST /v1/embeddings": "embeddings",
    }.items():
        outcome = found[name]
        assert all(capability in data.known[id].capabilities for id in outcome.accepted), name
        refused = [id for group in outcome.refused.values() for id in group]
        assert not any(capability in data.known[id].capabilities for id in refused), name


def test_a_refusal_leads_to_its_class_and_says_what_it_is_based_on(site: Site) -> None:
    rows = {row.key: row.cells for row in asks.table(site, "../../").rows}
    _, accepted, refused, basis = rows["image_url"]
    assert "<code>mistral-small-2603</code>" in accepted
    url = classes(site.catalog)["image-input"].url
    assert f'<a href="../../{url}">400 · 3051</a> Image input is not enabled' in refused
    assert basis == "recorded"
    assert "recorded" in rows["input_audio"][3]
    assert (rows["top_k"][3], rows["POST /v1/ocr"][3]) == ("reported", "not observed")
    assert "recorded" in rows["POST /v1/audio/transcriptions"][3]


def test_no_model_whose_answer_is_unknown_is_said_to_accept_anything() -> None:
    data = models.load()
    unknown = {m.id for m in data.known.values() if lifecycle.standing(m, data.date) != "answers"}
    for outcome in asks.outcomes().values():
        assert not unknown & {*outcome.accepted, *(id for group in outcome.refused.values() for id in group)}
