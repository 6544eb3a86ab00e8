"""Front matter → records: what is accepted, and the message for everything that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.front_matter import GOOD
from mistral_playbooks.content import catalog
from mistral_playbooks.content.catalog import CatalogError


def write(folder: Path, **files: str) -> Path:
    for slug, text in files.items():
        (folder / f"{slug.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_record_is_read_whole(tmp_path: Path) -> None:
    record = catalog.read(write(tmp_path, invalid_model=GOOD)).playbooks["invalid-model"]
    assert (record.slug, record.url, record.codes) == ("invalid-model", "/playbooks/invalid-model/", ("1500",))
    assert record.evidence[0].seen == "2026-04-21"
    assert record.cause(None).id == "unknown"
    default, retired = record.response_of(None), record.response_of("retired")
    assert default is not None
    assert retired is not None
    assert (default.basis, retired.basis) == ("recorded", "documented")


def test_json_gives_the_same_catalog(tmp_path: Path) -> None:
    read = catalog.read(write(tmp_path, invalid_model=GOOD))
    assert catalog.from_json(read.to_json()) == read


SIGNATURES = next(line for line in GOOD.splitlines() if line.startswith("signatures:"))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("codes:", "code:", ["invalid-model.md", "`code`", "Remove it"]),
        ("retry: after-change\n", "", ["`retry`", "missing", "Add it"]),
        ("retry: after-change", "retry: maybe", ["`retry`", "Correct the value"]),
        ("category: models", "category: cookery", ["`category`"]),
        ("related: []", "related: [no-such-class]", ["`related`", "no-such-class", "docs/playbooks/no-such-class.md"]),
        ("same_text: []", "same_text: [invalid-model]", ["`same_text`", "itself"]),
        ("id: retired", "id: unknown", ["`causes`", "`unknown`", "twice"]),
        ("/model [a-z]+ gone/", "/model [a-z+ gone/", ["`signatures`", "another way"]),
        (SIGNATURES, 'signatures: [""]', ["`signatures`", "it is empty"]),
        (SIGNATURES, 'signatures: ["a"]', ["`signatures`", "make it more specific"]),
        (SIGNATURES, 'signatures: ["error"]', ["`signatures`", "make it more specific"]),
        (SIGNATURES, 'signatures: ["/.*/"]', ["`signatures`", "make it more specific"]),
        ("title: Invalid model", "title: [unclosed", ["not YAML", "line"]),
        ("---\ntitle", "title", ["no front matter"]),
        ("title: Invalid model", "slug: other\ntitle: Invalid model", ["`slug`", "Remove"]),
        ("kind: reported", "kind: rumour", ["`evidence.0.kind`"]),
        ('status: 400, body: {message: "Invalid model: x"}', "body: {message: x}", ["`response`", "status"]),
    ],
)
def test_a_fault_is_named_with_file_key_and_action(tmp_path: Path, before: str, after: str, says: list[str]) -> None:
    assert before in GOOD
    with pytest.raises(CatalogError) as caught:
        catalog.read(write(tmp_path, invalid_model=GOOD.replace(before, after, 1)))
    for part in ["docs/playbooks/invalid-model.md", *says]:
        assert part in str(caught.value)


def test_same_text_must_be_said_on_both_sides(tmp_path: Path) -> None:
    one = GOOD.replace("same_text: []", "same_text: [other]")
    with pytest.raises(CatalogError, match=r"other\.md: key `same_text`: `one` names `other`"):
        catalog.read(write(tmp_path, one=one, other=GOOD))
    both = GOOD.replace("same_text: []", "same_text: [one]")
    assert set(catalog.read(write(tmp_path, one=one, other=both)).playbooks) == {"one", "other"}


def test_slugs_that_differ_in_case_only_are_one(tmp_path: Path) -> None:
    write(tmp_path, one=GOOD)
    (tmp_path / "ONE.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(CatalogError):
        catalog.read(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogError, match=r"one\.md: cannot be read as UTF-8"):
        catalog.read(tmp_path)


def test_the_published_catalog_is_the_seed_at_least(root: Path) -> None:
    published = catalog.read(root / "docs" / "playbooks").playbooks
    seed = {
        "unauthorized",
        "invalid-model",
        "invalid-parameter",
        "stream-api-misuse",
        "stream-interrupted",
        "rate-limited",
        "tool-results-mismatch",
        "tool-call-id-format",
        "invalid-tool-schema",
        "import-error",
    }
    assert seed <= set(published)
