"""Front matter → records: what is accepted, and the message for everything that is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from helpers.front_matter import GOOD
from mistral_playbooks.content import catalog, front_matter
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
    published = catalog.Catalog(read.playbooks, "https://playbooks.example/")
    assert catalog.from_json(published.to_json()) == published


def test_what_clients_see_follows_from_the_responses_and_is_added_to(tmp_path: Path) -> None:
    short = "response: {status: 404, message: gone, type: model_gone, code: '1501', basis: documented}"
    text = GOOD.replace("response: {status: 400, body: {message: gone}, basis: documented}", short)
    text = text.replace('codes: ["1500"]\n', "codes: ['1502']\n").replace("statuses: [400]\n", "")
    record = catalog.read(write(tmp_path, invalid_model=text)).playbooks["invalid-model"]
    assert (record.statuses, record.codes) == ((400, 404), ("1501", "1502"))
    assert record.types == ("model_gone", "invalid_model")
    row = json.loads(catalog.Catalog({record.slug: record}).to_json())["playbooks"][0]
    assert row["statuses"] == [400, 404]
    assert row["causes"][1]["response"]["body"]["raw_status_code"] == 404


def test_lists_may_be_left_out(tmp_path: Path) -> None:
    keys = ("statuses", "codes", "types", "exceptions", "signatures", "same_text", "related")
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(keys))
    record = catalog.read(write(tmp_path, invalid_model=text)).playbooks["invalid-model"]
    assert (record.exceptions, record.synonyms, record.related, record.statuses) == ((), (), (), (400,))


@pytest.mark.parametrize(
    ("keys", "waits_for"),
    [
        ("retry: after-change", None),
        ("retry: with-backoff", None),
        ("retry: with-backoff\npatience: 7", 7),
        ("retry: after-wait", 60),
        ("retry: after-wait\npatience: 30", 30),
    ],
)
def test_what_a_fix_waits_for_is_the_window_or_what_the_page_says(
    tmp_path: Path, keys: str, waits_for: int | None
) -> None:
    text = GOOD.replace("retry: after-change", keys)
    assert catalog.read(write(tmp_path, invalid_model=text)).playbooks["invalid-model"].waits_for == waits_for


def test_all_missing_keys_are_named_each_with_an_example_that_is_valid(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        catalog.read(write(tmp_path, invalid_model="---\nrelated: []\n---\n"))
    said = str(caught.value)
    assert "6 mistakes" in said
    examples = "\n".join(line.removeprefix("    ") for line in said.splitlines() if line.startswith("    "))
    assert set(yaml.safe_load(examples)) == {"title", "summary", "category", "retry", "causes", "evidence"}
    assert catalog.read(write(tmp_path, invalid_model=f"---\n{examples}\n---\n"))


@pytest.mark.parametrize(
    ("program", "limits"),
    [
        ("broken-burst.py", "name"),
        ("broken-burst.ts", "role and cause"),
        ("tell-burst.py", "cause"),
        ("broken.py", "role"),
        ("broken-tokens.openai.py", "role"),
        ("fixed.sh", None),
    ],
)
def test_the_most_specific_key_of_runs_wins(program: str, limits: str | None) -> None:
    keys = {"broken": "role", "burst": "cause", "broken-burst": "role and cause", "broken-burst.py": "name"}
    causes = [{"id": id, "tell": "Tell.", "action": "Act."} for id in ("requests", "burst", "tokens")]
    playbook = catalog.Playbook.from_dict(
        {"slug": "x", "title": "x", "summary": "x", "category": "limits", "retry": "never", "causes": causes,
         "evidence": [], "runs": {key: {"limits": value} for key, value in keys.items()}}
    )  # fmt: skip
    run = playbook.run_of(program)
    assert (run.limits if run else None) == limits


def test_the_schema_for_editors_is_current(root: Path) -> None:
    command = "python -m mistral_playbooks.content.front_matter > docs/assets/playbook.schema.json"
    assert (root / "docs/assets/playbook.schema.json").read_text(encoding="utf-8") == front_matter.schema(), command


def test_every_key_is_described_and_every_required_one_has_an_example() -> None:
    entries = [front_matter.FrontMatter, *front_matter.NESTED.values()]
    for entry in entries:
        for name, field in entry.model_fields.items():
            assert field.description, f"{entry.__name__}.{name}"
            assert field.examples or not field.is_required(), f"{entry.__name__}.{name}"


# --- the cache of a checkout ------------------------------------------------------------------------------------------


def test_a_checkout_compiles_its_pages_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".cache" / "catalog.json"
    first = catalog.cached(write(tmp_path, invalid_model=GOOD), file)
    with monkeypatch.context() as patch:
        patch.setattr(catalog, "read", None)
        assert catalog.cached(tmp_path, file) == first
    write(tmp_path, invalid_model=GOOD.replace("title: Invalid model", "title: Another one"))
    assert catalog.cached(tmp_path, file).playbooks["invalid-model"].title == "Another one"
    write(tmp_path, another=GOOD)
    assert len(catalog.cached(tmp_path, file).playbooks) == 2
    file.write_text(file.read_text()[:300])
    assert len(catalog.cached(tmp_path, file).playbooks) == 2
    assert [path.name for path in file.parent.iterdir()] == ["catalog.json"]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file, not a folder")
    assert catalog.cached(write(tmp_path, invalid_model=GOOD), tmp_path / ".cache" / "catalog.json").playbooks


def test_the_catalog_is_read_without_a_validator(root: Path) -> None:
    catalog.load()
    code = (
        "import sys; from mistral_playbooks import catalog; catalog.load(); "
        "print([name for name in ('pydantic', 'yaml', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == "[]\n"


SIGNATURES = next(line for line in GOOD.splitlines() if line.startswith("signatures:"))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("codes:", "code:", ["key `code` is unknown", "Did you mean `codes`?"]),
        ("same_text:", "frobnicate:", ["key `frobnicate` is unknown", "The keys here are title, summary"]),
        (
            "tell: Not in",
            "tel: Not in",
            [
                "`tel` of entry 1 of `causes` is unknown",
                "`tell`?",
                "`tell` of entry 1 of `causes` is missing",
                "tell: It",
            ],
        ),
        ("retry: after-change\n", "", ["`retry` is missing", "    retry: after-change"]),
        ("retry: after-change", "retry: maybe", ["`retry`", "Correct the value"]),
        ("retry: after-change", "retry: after-change\npatience: 9", ["`patience` needs a `retry` of `after-wait`"]),
        ("retry: after-change", "retry: with-backoff\npatience: 0", ["`patience`", "greater than or equal to 1"]),
        ("retry: after-change", "retry: with-backoff\npatience: 500", ["`patience`", "less than or equal to 120"]),
        ("category: models", "category: cookery", ["`category`"]),
        ("related: []", "related: [no-such-class]", ["`related`", "no-such-class", "docs/playbooks/no-such-class.md"]),
        ("same_text: []", "same_text: [invalid-model]", ["`same_text`", "itself"]),
        ("id: retired", "id: unknown", ["`causes`", "`unknown`", "twice"]),
        ("id: retired", "id: retired\n    former: [unknown]", ["`former`", "`unknown` is already an anchor"]),
        ("related: []", "related: []\nformer: [invalid-model]", ["`former`", "address of `invalid-model`"]),
        ("id: retired", "id: broken-id", ["`causes`", "`broken-id`", "role"]),
        ("/model [a-z]+ gone/", "/model [a-z+ gone/", ["`signatures`", "another way"]),
        (SIGNATURES, 'signatures: [""]', ["`signatures`", "it is empty"]),
        (SIGNATURES, 'signatures: ["a"]', ["`signatures`", "make it more specific"]),
        (SIGNATURES, 'signatures: ["error"]', ["`signatures`", "make it more specific"]),
        (SIGNATURES, 'signatures: ["/.*/"]', ["`signatures`", "make it more specific"]),
        ("title: Invalid model", "title: [unclosed", ["not valid YAML", "line"]),
        ("---\ntitle", "title", ["no front matter"]),
        ("title: Invalid model", "slug: other\ntitle: Invalid model", ["`slug`", "Remove"]),
        ("kind: reported", "kind: rumour", ["key `kind` of entry 1 of `evidence`: Input should be"]),
        ("title: Invalid model", f"title: {'x' * 66}", ["`title` has 66 characters", "at most 65", "Shorten it."]),
        ("summary: ", "synonyms: [ok then, 12]\nsummary: ", ["entry 2 of `synonyms`: Input", 'in quotes: "12".']),
        ("status: 400, body", "code: 3051, status: 400, body", ["`response.code`", 'Put it in quotes: "3051".']),
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
