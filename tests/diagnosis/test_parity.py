"""The diagnosis in the page is the one of the terminal: both give the same answer for every text."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from helpers.error_texts import ROOT, generated, known
from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import Unusable, examine
from mistral_playbooks.diagnosis.rules import CONDENSED, LIMIT
from mistral_playbooks.site.exports import rules
from mistral_playbooks.verify.runners import node

PAGES = catalog.load()
COUNT = 10_000
SEED = 20261128
RUN = """
const { readFileSync } = require("fs")
const { examine } = require(process.argv[2])
const rules = JSON.parse(readFileSync(process.argv[3], "utf8"))
for (const line of readFileSync(0, "utf8").split("\\n")) {
  const before = process.cpuUsage()
  const answer = examine(JSON.parse(line), rules, 3)
  const { user, system } = process.cpuUsage(before)
  process.stdout.write(`${JSON.stringify({ answer, seconds: (user + system) / 1e6 })}\\n`)
}
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script and the rules of a build, and a program that reads texts as JSON lines."""
    folder = tmp_path_factory.mktemp("diagnosis")
    for path, content in rules.files(PAGES, ROOT / "docs").items():
        (folder / Path(path).name).write_text(content, encoding="utf-8")
    (folder / "run.cjs").write_text(RUN)
    return folder


def in_node(script: Path, texts: list[str]) -> list[dict[str, Any]]:
    command = [node.executable(), *(str(script / name) for name in ("run.cjs", "diagnosis.js", "rules.json"))]
    lines = "\n".join(map(json.dumps, texts))
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def in_python(text: str) -> dict[str, Any]:
    nothing: dict[str, Any] = {"matches": [], "status": None, "slugs": [], "client": None, "means": None}
    try:
        answer = examine(text, PAGES, 3)
    except Unusable as problem:
        return {**nothing, "reading": "empty" if "empty" in str(problem) else "binary"}
    client = answer.client if answer.matches else None
    return {
        "matches": [match.to_dict() for match in answer.matches],
        "reading": answer.reading,
        "status": answer.status,
        "slugs": list(answer.slugs),
        "client": client.name if client else None,
        "means": client.describe() if client else None,
    }


def compare(script: Path, texts: list[str]) -> list[dict[str, Any]]:
    """Fails with the first text that the two answer differently. Returns the answers."""
    answers = [row["answer"] for row in in_node(script, texts)]
    assert len(answers) == len(texts)
    for text, answer in zip(texts, answers, strict=True):
        assert answer == in_python(text), repr(text)
    return answers


def test_no_difference_for_any_text_that_is_known(script: Path) -> None:
    answers = compare(script, known())
    assert {"error", "status", "foreign", "words", "unknown", "empty", "binary"} <= {one["reading"] for one in answers}


def test_no_difference_for_texts_that_are_made_of_them(script: Path) -> None:
    answers = compare(script, list(generated(known(), COUNT, SEED)))
    assert sum(bool(answer["matches"]) for answer in answers) > COUNT / 4


def within(script: Path, texts: list[str], seconds: float) -> None:
    """Fails if a text takes more process time than this in Python or in Node, or if the two answer differently."""
    for text, row in zip(texts, in_node(script, texts), strict=True):
        assert row["seconds"] < seconds, repr(text[:80])
        started = time.process_time()
        assert row["answer"] == in_python(text), repr(text[:80])
        assert time.process_time() - started < seconds, repr(text[:80])


LOG = "".join(f"2026-03-01 10:11:{at % 60:02} ERROR worker-{chr(97 + at % 26)} request failed: status {400 + at % 99}\n"
              for at in range(500))  # fmt: skip


@pytest.mark.parametrize("unit", ["x", "{", "\n", "\u00e9 ", "\U0001f642", '{"message": "a", ', LOG])
def test_five_megabytes_of_anything_take_two_seconds_at_most(script: Path, unit: str) -> None:
    """Two seconds are asked of an idle machine; twice that of process time here, so that a busy one passes."""
    within(script, [unit * (5 * LIMIT // len(unit)) + "x"], 4)


SMALL, CLASSES = 40_000, 77
"""How many bytes the data and its interpreter take at most, and for how many classes. More classes may take more."""


def test_what_the_page_loads_to_find_a_class_is_small() -> None:
    """What a match says is loaded later."""
    data = json.loads(rules.to_json(PAGES, steps=False))
    said = json.loads(rules.files(PAGES, ROOT / "docs")["assets/rules.json"]).pop("steps")
    assert "steps" not in data
    assert list(said) == data["classes"]["slug"]
    needed = (rules.script(ROOT / "docs") + json.dumps(data, ensure_ascii=False, separators=(",", ":"))).encode()
    size, count = len(gzip.compress(needed, 6)), len(PAGES.playbooks)
    most = SMALL * max(count, CLASSES) // CLASSES
    assert size <= most, (
        f"The rules of the diagnosis for {count} classes take {size:,} bytes compressed, and may take {most:,}: "
        f"{SMALL // CLASSES} per class. A new page has room for its own. Shorten its signatures if they are long, else "
        "look for what grew in `diagnosis` and docs/assets/js/diagnosis."
    )


UNITS = [
    "a", "{", '{"a":', "\\", "{'", "401 ", "\n", " ", "'", '\\"', "a.", "[31", "A1", "&", "x=", "{`", "---", "\t", ":",
    "@", "\u00e9", "Tool call id was ", "Error: ", "Invalid tool schema: {", "error code ", "site-packages/",
    "not found ", "\\u0041", "cannot import name '", "status\n", "\u00e9.", '"message": "', "&#65;", "model=", "http://",
    "Traceback (most recent call last):\n", "api_key=", "\\\\\\n", "ValueError: ", "a_b.c_d ", "_" * 30, " " * 30,
    "9" * 30,
]  # fmt: skip


def test_no_text_takes_long_to_match(script: Path) -> None:
    """Long enough for a quadratic expression to show, and short enough that all of it is examined."""
    chance = random.Random(SEED)
    texts = []
    for _ in range(100):
        unit = "".join(chance.choices(UNITS, k=chance.randint(1, 4)))
        texts.append((chance.choice(UNITS) + unit * (CONDENSED // len(unit) + 1))[:CONDENSED])
    within(script, texts, 1)
