"""What the box answers of the reference tables' rows, in Node: below the classes, for typed words alone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.site.addresses.keys import classes
from mistral_playbooks.site.exports import rules
from mistral_playbooks.site.reference.table import Row, Table
from mistral_playbooks.site.search import bundle, words
from mistral_playbooks.verify.runners import node

ASK = """
globalThis.self = globalThis
globalThis.document = {}
const [answers, reference, texts] = process.argv.slice(1)
require(answers)
const before = JSON.parse(texts).map(self.pbAnswer)
require(reference)
process.stdout.write(JSON.stringify([before, JSON.parse(texts).map(self.pbAnswer)]))
"""
TABLES = [
    Table(
        "header",
        "Header",
        ("Header", "Use"),
        [
            Row("x-ratelimit-limit-req-minute", ("a",), "How many requests the minute allows.", ("rpm",)),
            Row("x-ratelimit-remaining-req-minute", ("b",), "How many requests are left."),
            Row("server", ("c",), "Who answers: Cloudflare."),
        ],
    ),
    Table("code", "Code", ("Code", "Class"), [Row("3505", ("d",), "The model's capacity is used up.")]),
    Table(
        "error", "Exception", ("Name", "When"), [Row("SDKError", ("e",), "Any status."), Row("sdk", ("f",), "A word.")]
    ),
]
TRACEBACK = (
    "Traceback (most recent call last):\n"
    'mistralai.models.sdkerror.SDKError: API error occurred: Status 429. Body: {"message":"Rate limit exceeded"}'
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Asks the box's own script: the answers before and after the rows were loaded."""
    folder = tmp_path_factory.mktemp("box")
    read = catalog.read(ROOT / "docs/playbooks")
    entries = words.entries(classes(read), [])
    script = bundle.bundle(entries, rules.to_json(read, steps=False), rules.script(ROOT / "docs"))
    (folder / "answers.js").write_text(script, encoding="utf-8")
    (folder / "reference.js").write_text(bundle.reference({"reference/x/": TABLES}), encoding="utf-8")

    def asked(*texts: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        files = [str(folder / "answers.js"), str(folder / "reference.js")]
        command = [str(node.executable()), "-e", ASK, *files, json.dumps(texts)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        before, after = json.loads(done.stdout)
        return before, after

    return asked


@pytest.mark.parametrize(
    ("text", "url", "says"),
    [
        ("x-ratelimit-limit-req-minute", "header-x-ratelimit-limit-req-minute", "How many requests the minute allows."),
        ("X-RateLimit-Limit-Req-Minute", "header-x-ratelimit-limit-req-minute", "How many requests the minute allows."),
        ("x-ratelimit-rem", "header-x-ratelimit-remaining-req-minute", "How many requests are left."),
        ("rpm", "header-x-ratelimit-limit-req-minute", "How many requests the minute allows."),
        ("3505", "code-3505", "The model's capacity is used up."),
        ("SDKError", "error-sdkerror", "Any status."),
        ("sdk", "error-sdk", "A word."),
    ],
)
def test_a_row_is_found_by_its_first_cell(ask: Any, text: str, url: str, says: str) -> None:
    _, (found,) = ask(text)
    assert (found["rows"][0]["url"], found["rows"][0]["step"]) == (f"reference/x/#{url}", says)


@pytest.mark.parametrize("text", ["3505", "SDKError", "rate limit", "429", "key not working"])
def test_the_classes_are_those_that_are_found_without_the_rows(ask: Any, text: str) -> None:
    (before,), (after,) = ask(text)
    assert before["rows"] == []
    assert before["matches"] == after["matches"]


def test_a_pasted_error_finds_no_rows(ask: Any) -> None:
    _, (found,) = ask(TRACEBACK)
    assert found["matches"]
    assert found["rows"] == []


def test_other_words_find_no_rows(ask: Any) -> None:
    _, found = ask("tool call id", "my key is not working", "the server of my neighbour is on fire")
    assert [one["rows"] for one in found] == [[], [], []]


def test_each_row_says_what_it_is_and_where() -> None:
    script = bundle.reference({"reference/x/": TABLES})
    rows = json.loads(script.removeprefix("self.pbReference = "))
    assert rows[0] == {
        "title": "x-ratelimit-limit-req-minute",
        "url": "reference/x/#header-x-ratelimit-limit-req-minute",
        "seen": "Header",
        "step": "How many requests the minute allows.",
        "synonyms": ["rpm"],
    }


def test_without_tables_the_file_is_empty(tmp_path: Path) -> None:
    assert bundle.reference({}) == "self.pbReference = []\n"
