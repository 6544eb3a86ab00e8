"""What `verify SLUG` says about a page: nothing about the published ones, everything about one that lacks something."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import scaffold
from mistral_playbooks.mock.faults import library
from mistral_playbooks.site.checks import page
from mistral_playbooks.support.files import create

SITE = page.read(ROOT)


@pytest.mark.parametrize("slug", list(SITE.catalog.playbooks))
def test_a_published_page_lacks_nothing(slug: str) -> None:
    assert page.find(SITE, ROOT, slug) == []


def test_every_shared_wording_stands_on_two_pages_at_least() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    used = {name: sum(f"<!-- include {name} -->" in text for text in pages) for name in SITE.includes}
    assert {name: count for name, count in used.items() if count < 2} == {}


def test_programs_of_every_class_are_linted() -> None:
    assert page.lint(ROOT) == []


def found(folder: Path, slug: str) -> list[str]:
    return page.find(page.read(folder), folder, slug)


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a class that `new` has begun, whose rows are still in faults.json."""
    row = {"status": 403, "type": "made_up", "code": "1999", "message": "Made up.", "basis": "reported", "source": "x"}
    rows = {"made-up": {"first": row, "second": {**row, "message": "Made up again."}}}
    monkeypatch.setattr(
        library, "rows", lambda: {"made-up": {id: library.Row.from_dict(one) for id, one in rows["made-up"].items()}}
    )
    draft = scaffold.draft("made-up", faults=json.dumps(rows), npm='{"dependencies": {}}', today=datetime.date.today())
    create(tmp_path, draft.new, {})
    shutil.copytree(ROOT / "docs/includes", tmp_path / "docs/includes")
    return tmp_path


def test_what_is_still_to_be_written_is_named(begun: Path) -> None:
    said = found(begun, "made-up")
    assert not [one for one in said if "no anchor" in one], "a comment in the front matter links to another page"
    text = (begun / "docs/playbooks/made-up.md").read_text(encoding="utf-8")
    count = sum("TODO" in line for line in text.splitlines())
    assert said[0].startswith(f"docs/playbooks/made-up.md: {count} places still say TODO, in lines 6, ")
    assert "snippets/made-up/fixed.py: 1 place still says TODO, in line 17." in said
    assert "docs/playbooks/made-up.md: the section of `second` has 2" in "\n".join(said)
    assert [one for one in said if one.startswith("faults.json: `made-up/")] == [
        f"faults.json: `made-up/{id}`: docs/playbooks/made-up.md lists this cause. Remove the row."
        for id in ("first", "second")
    ]


def test_a_class_that_nobody_can_trigger_by_a_request_has_no_test_yet(tmp_path: Path) -> None:
    draft = scaffold.draft("made-up", faults="{}", npm='{"dependencies": {}}', today=datetime.date.today())
    create(tmp_path, draft.new, {})
    shutil.copytree(ROOT / "docs/includes", tmp_path / "docs/includes")
    assert any(
        "the broken programs do not send the request that fails yet. Send it" in one
        for one in found(tmp_path, "made-up")
    )


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A checkout of the published classes."""
    for folder in ("docs", "snippets"):
        ignored = shutil.ignore_patterns("node_modules", "assets", "labs", "results")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("[x](extra-forbiden.md)", "there is no page `extra-forbiden.md`. Did you mean `extra-forbidden.md`?"),
        ("[x](../nowhere/at-all.md)", "there is no page `../nowhere/at-all.md`. Name a Markdown file in docs/."),
        ("[x](extra-forbidden.md#embedings)", "the page has no anchor `#embedings`. Did you mean `#embeddings`?"),
        ("[x](extra-forbidden.md#zzz)", "the page has no anchor `#zzz`. Its anchors: conversations, "),
        ("[x](#brust)", "the page has no anchor `#brust`. Did you mean `#burst`?"),
        ("[x](extra-forbidden.md#embeddings) [y](#burst) [z](#prints) [k](extra-forbidden.md#evidence)", None),
        ("[x](#in-your-own-code) [y](https://example.com/a.md#b) `[z](nowhere.md)` [c](../reference/codes.md)", None),
        ("```text\n[x](nowhere.md)\n```", None),
    ],
)
def test_a_link_that_leads_nowhere_is_named(published: Path, link: str, says: str | None) -> None:
    file = published / "docs/playbooks/rate-limited.md"
    text = file.read_text(encoding="utf-8")
    before, heading, after = text.partition("## In your own code")
    file.write_text(f"{before}{link}\n\n{heading}{after}", encoding="utf-8")
    line = before.count("\n") + 1
    said = found(published, "rate-limited")
    if says is None:
        assert said == []
    else:
        assert len(said) == 1
        assert said[0].startswith(f"docs/playbooks/rate-limited.md, line {line}: {says}")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("", "", None),
        ("## In your own code", "## Afterwards", "the section `## In your own code` is missing"),
        ("{#older-wording}", "", "nothing on the page has the id `older-wording` of a cause. Write a heading"),
        ("## Why it happens", "### ", "the page does not say why `requests` happens"),
        ("<!-- program tell.py tell.ts tell.sh -->", "", "tell.py appears nowhere on the page. Write `<!-- program "),
        ("<!-- cause burst -->", "<!-- include nothing -->", "there is no docs/includes/nothing.md. Name one of: "),
        ("<!-- cause burst -->", "<!-- cause bursts -->", "name one cause other than the default"),
        (
            "says `Requests rate limit exceeded`",
            "ends.",
            "the `tell` of `older-wording` ends with a full stop. Remove it.",
        ),
        ("kind: documented", "kind: reported", None),
        (
            "kind: recorded",
            "kind: reported",
            "the answer of `older-wording` is based on `recorded`, but no evidence is of that kind. Add it.",
        ),
        (
            "kind: reported",
            "kind: recorded",
            "the answer of `requests` is based on `reported`, but no evidence is of that kind. Add it.",
        ),
        ("seen: 2026-09-20", "seen: 2999-01-01", "2999-01-01 is in the future. Write the day of the source."),
        ('message: "Rate limit exceeded"', 'message: "Come again"', None),
        ("retry: after-wait", "retry: with-backoff", "`patience` is missing. Write how many seconds"),
        ("retry: after-wait", "retry: with-backoff\npatience: 20", None),
    ],
)
def test_what_a_page_lacks_is_named(published: Path, before: str, after: str, says: str | None) -> None:
    file = published / "docs/playbooks/rate-limited.md"
    text = file.read_text(encoding="utf-8")
    assert before in text
    if before == "## Why it happens":
        start, end = text.index(before), text.index("## Many calls at once")
        text = text[:start] + text[end:]
    file.write_text(text.replace(before, after) if before else text, encoding="utf-8")
    said = found(published, "rate-limited")
    assert said == [] if says is None else any(says in one for one in said), said


def test_a_wrong_shortcode_hides_no_dead_link(published: Path) -> None:
    file = published / "docs/playbooks/rate-limited.md"
    wrong = "[a](nowhere-at-all.md) [b](#burst)\n\n<!-- include nothing -->\n\n## In your own code"
    file.write_text(file.read_text(encoding="utf-8").replace("## In your own code", wrong), encoding="utf-8")
    first, second = found(published, "rate-limited")
    assert "there is no docs/includes/nothing.md" in first
    assert "there is no page `nowhere-at-all.md`" in second


def test_a_first_section_that_is_too_short_is_told_from_a_missing_one(published: Path) -> None:
    file = published / "docs/playbooks/rate-limited.md"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("## Why it happens"), text.index("## Many calls at once")
    file.write_text(f"{text[:start]}## Why it happens\n\nToo fast.\n\n{text[end:]}", encoding="utf-8")
    assert any(
        "the first section has 6 words. Say in 25 or more why" in one for one in found(published, "rate-limited")
    )


def test_what_keeps_a_reader_from_copying_a_program_is_named(published: Path) -> None:
    file = published / "snippets/rate-limited/fixed.py"
    text = file.read_text(encoding="utf-8")
    long = "#" + "x" * 120
    file.write_text(f"import json\n{text}{long}\nserver_url = unknown\n", encoding="utf-8")
    said = "\n".join(found(published, "rate-limited"))
    assert "fixed.py: `server_url` is not for readers. Take it out." in said
    assert "fixed.py: a line has 121 characters. Break it before 100." in said
    assert "F821 Undefined name `unknown`" in said


def test_an_address_that_a_page_allows_is_its_subject(published: Path) -> None:
    program = published / "snippets/rate-limited/broken.py"
    text = program.read_text(encoding="utf-8")
    program.write_text(text.replace("Mistral(", 'Mistral(server_url="http://127.0.0.1:9",', 1), encoding="utf-8")
    assert any("`server_url` is not for readers" in one for one in found(published, "rate-limited"))
    page = published / "docs/playbooks/rate-limited.md"
    entry = "  - {program: broken.py, what: 'server_url= http://127.0.0.1:9', reason: The page is about it.}"
    page.write_text(
        page.read_text(encoding="utf-8").replace("\nretry: ", f"\nallows:\n{entry}\nretry: ", 1), encoding="utf-8"
    )
    assert not any("not for readers" in one for one in found(published, "rate-limited"))
