"""A new playbook: what is written from a row of faults.json, or from nothing."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, front_matter, scaffold
from mistral_playbooks.content.catalog import CatalogError
from mistral_playbooks.content.scaffold import fault_rows
from mistral_playbooks.support.files import FilesError, create

FAULTS = (ROOT / scaffold.FAULTS).read_text(encoding="utf-8")
NPM = (ROOT / scaffold.NPM).read_text(encoding="utf-8")
CLASSES = [slug for slug in json.loads(FAULTS) if not (ROOT / f"docs/playbooks/{slug}.md").exists()]
CLIENTS = ("openai", "ai", "langchain")
ROW = {
    "status": 403,
    "type": "new_model_not_enabled",
    "code": "1999",
    "message": "Model new-model is a new model. To use new models, an admin must enable them.",
    "basis": "reported",
    "source": "a live call of 2026-09-19",
}


def draft(slug: str, **given) -> scaffold.Draft:
    return scaffold.draft(slug, **{"faults": FAULTS, "npm": NPM, "today": datetime.date(2026, 11, 28), **given})


def page(found: scaffold.Draft, slug: str) -> str:
    return found.new[f"docs/playbooks/{slug}.md"]


@pytest.mark.parametrize("slug", [*CLASSES, "made-up"])
def test_every_class_without_a_page_can_be_begun(slug: str) -> None:
    found = draft(slug, clients=CLIENTS)
    record = front_matter.parse(page(found, slug), slug, "a page")
    catalog.check({slug: record}, {slug: "a page"})  # its signatures can be used
    assert [cause.id for cause in record.causes] == list(json.loads(FAULTS).get(slug, ["default"]))
    assert set(found.new) == {
        f"docs/playbooks/{slug}.md",
        *(
            f"snippets/{slug}/{role}.{name}"
            for role in ("broken", "fixed")
            for name in ("py", "ts", "sh", "openai.py", "openai.ts", "ai.ts", "langchain.py")
        ),
    }
    assert record.waits_for == (60 if record.retry in ("after-wait", "with-backoff") else None)
    assert not [file for file, text in found.new.items() if re.search("@[A-Z_]+@", text)]


def test_every_key_is_explained() -> None:
    text = page(draft("new-class", faults=json.dumps({"new-class": {"admin": ROW}})), "new-class")
    for model in (front_matter.FrontMatter, front_matter.CauseEntry, front_matter.EvidenceEntry, front_matter.RunEntry):
        for name, field in model.model_fields.items():
            said = str(field.description).replace("[the list](#allowed)", "the list")
            explained = f"{name}: {said}" in text or f"# {said}" in text
            assert explained or f"More keys: {name}" in text or f", {name}" in text, name


def test_the_answer_moves_from_the_faults_into_the_page() -> None:
    faults = json.loads(FAULTS)
    found = draft("new-class", faults=json.dumps(faults | {"new-class": {"admin": ROW}}))
    record = front_matter.parse(page(found, "new-class"), "new-class", "a page")
    assert record.response is not None
    assert (record.response.status, record.response.body["code"]) == (ROW["status"], ROW["code"])
    assert (record.title, record.retry, record.category) == (f"{ROW['message'][:64]}…", "never", "account")
    assert record.evidence[0].seen == "2026-09-19"
    assert json.loads(found.changed[scaffold.FAULTS]) == faults


def test_one_cause_of_another_class_is_taken() -> None:
    rows = {name: {"status": 400, "message": name, "basis": "reported", "source": name} for name in ("greedy", "top-k")}
    faults = json.dumps({"other-class": rows})
    found = draft("greedy-sampling", from_fault="other-class/greedy", faults=faults)
    record = front_matter.parse(page(found, "greedy-sampling"), "greedy-sampling", "a page")
    assert [cause.id for cause in record.causes] == ["greedy"]
    assert list(json.loads(found.changed[scaffold.FAULTS])["other-class"]) == ["top-k"]


def test_the_file_of_faults_is_written_as_it_stands() -> None:
    assert fault_rows.dumps(json.loads(FAULTS)) == FAULTS


def test_a_class_that_nobody_knows_begins_with_places_to_fill_in() -> None:
    found = draft("made-up")
    assert found.changed == {}
    text = page(found, "made-up")
    assert "TODO: the message of made-up" in text
    assert "\n  type: TODO\n  code: TODO\n" in text
    assert "# The group in the index. One of: account, models, requests, " in text
    assert "# Whether a retry helps. One of: never, after-wait, " in text


@pytest.mark.parametrize(
    ("slug", "given", "says"),
    [
        ("Made Up", {}, "`Made Up` is not a slug. Use lower-case words with hyphens"),
        ("made-up", {"from_fault": "nothing"}, "faults.json has no row `nothing`. It has: "),
        ("made-up", {"from_fault": "gateway-error/x"}, "It has: gateway-error/cloudflare-502, "),
        ("made-up", {"clients": ["got"]}, "There is no client `got`. There are: ai, aiohttp, axios, httpx, lang"),
    ],
)
def test_what_cannot_be_begun_is_named(slug: str, given: dict, says: str) -> None:
    with pytest.raises(CatalogError) as error:
        draft(slug, **given)
    assert says in str(error.value)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(FilesError, match="b exists already"):
        create(tmp_path, {"a": "1", "b": "2"}, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]


def test_all_is_written_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("before")
    (tmp_path / "file").write_text("")
    with pytest.raises(FilesError, match="Nothing was written"):
        create(tmp_path, {"new/a": "1", "file/b": "2"}, {"old.json": "after"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old.json"]
    assert (tmp_path / "old.json").read_text() == "before"
    create(tmp_path, {"new/a": "1"}, {"old.json": "after"})
    assert ((tmp_path / "new/a").read_text(), (tmp_path / "old.json").read_text()) == ("1", "after")
