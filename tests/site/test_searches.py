"""What the box answers, in Node: searches by somebody who has not seen the synonyms, kinds of words, pasted texts.

Batches 1 and 2 of `queries.jsonl` were committed before the search, and nobody tunes to them. Batches 3 and 4 were
written without a look at the synonyms, too, but then the ranking was tuned with them: their rates are those of searches
already seen. Batch 5, in nine other languages, was written before `glossary.js`, which was then tuned with it: of its
80 searches, 39 were right without the glossary, and 65 with its first version. Misses stay in every batch. A word that
a record should have belongs into its synonyms whether or not somebody searched for it.
"""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import diagnose
from mistral_playbooks.site.addresses.keys import classes
from mistral_playbooks.site.exports import rules
from mistral_playbooks.site.markup import plain
from mistral_playbooks.site.search.bundle import HERE
from mistral_playbooks.verify.runners import node

QUERIES = [json.loads(line) for line in (ROOT / "tests/site/queries.jsonl").read_text(encoding="utf-8").splitlines()]
RIGHT = {1: 0.95, 2: 0.9, 3: 0.94, 4: 0.93, 5: 0.95}
"""Batch → the part of its searches whose first answer is right, at least. The second is worded as people write who do
not know the API's words."""
CATALOG = catalog.read(ROOT / "docs/playbooks")
CLASSES = classes(CATALOG)
_ASK = """
globalThis.self = globalThis
globalThis.document = {}
require(process.argv[1])
const { createInterface } = require("readline")
createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(`${JSON.stringify(self.pbAnswer(JSON.parse(line)))}\n`)
})
"""


class Box:
    """The script of the box, in one Node that answers texts until its input ends."""

    def __init__(self, script: Path, process: subprocess.Popen[str]) -> None:
        self.script, self._process = script, process

    def answer(self, text: str) -> dict[str, Any]:
        """What the box answers. Fails if the script threw."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(text)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"no answer to {text!r}"
        return json.loads(line)

    def slugs(self, text: str) -> list[str | None]:
        return [match.get("slug") for match in self.answer(text)["matches"]]


@pytest.fixture(scope="module")
def box(site: Path) -> Iterator[Box]:
    script = site / "assets/answers.js"
    command = [str(node.executable()), "-e", _ASK, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield Box(script, process)


@pytest.mark.parametrize("batch", RIGHT)
def test_the_first_answer_to_a_search_is_right(box: Box, batch: int) -> None:
    asked = [row for row in QUERIES if row["batch"] == batch]
    found = [box.answer(row["query"]) for row in asked]
    first = [next((match.get("slug") or match["url"] for match in one["matches"]), "") for one in found]
    missed = [
        f"{row['query']}: {answer}, not {row['accept']}"
        for row, answer in zip(asked, first, strict=True)
        if answer not in row["accept"] and not any(answer.startswith(f"{one}/") for one in row["accept"])
    ]
    assert len(missed) <= (1 - RIGHT[batch]) * len(asked) + 1e-9, "\n".join(missed)


def test_the_searches_are_of_every_kind() -> None:
    assert len(QUERIES) >= 120
    kinds = {"words", "code", "message", "exception", "type", "reference"}
    assert {row["kind"] for row in QUERIES} == kinds
    pages = {one.partition("/#")[0] for row in QUERIES for one in row["accept"] if one not in CLASSES}
    assert [one for one in pages if not list((ROOT / "docs").glob(f"{one}.*"))] == []


@pytest.fixture(scope="module")
def steps(site: Path) -> dict[str, list[tuple[str, str]]]:
    """Slug → causes and first steps, as the page loads them with its first answer."""
    script = (site / "assets/steps.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("self.pbSteps = "))


@pytest.mark.parametrize("slug", CLASSES)
def test_every_class_is_found_by_its_title_and_slug_and_says_what_to_do(
    box: Box, steps: dict[str, list[tuple[str, str]]], slug: str
) -> None:
    """Two classes may be seen as the same text; then both are among the answers."""
    one = CLASSES[slug]
    for text in (slug, one.playbook.title, one.playbook.title.lower().replace("…", " ")):
        found = [match for match in box.answer(text)["matches"] if match.get("slug") == slug]
        assert found, text
        match = found[0]
        assert match["url"].strip("/") == one.url.strip("/") or match["url"] is None
        assert match["why"]
        said = dict(steps[slug]).get(match.get("anchor", ""), steps[slug][0][1])
        assert 0 <= match["long"] - len(plain(said)) / 10 < 1
        assert match["retry"]


def test_every_synonym_finds_its_class(box: Box) -> None:
    """Among the first three: several classes may share a word."""
    asked = [(slug, word) for slug, one in CLASSES.items() for word in one.playbook.synonyms]
    found = [box.answer(word) for _, word in asked]
    missed = [
        f"{word}: {slug} is not in {[match.get('slug') for match in one['matches']]}"
        for (slug, word), one in zip(asked, found, strict=True)
        if slug not in [match.get("slug") for match in one["matches"]]
    ]
    assert len(missed) <= 0.02 * len(asked), "\n".join(missed)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("tool call without result", "tool-results-mismatch"),
        ("tool calls without results", "tool-results-mismatch"),
        ("too many requsets", "rate-limited"),
        ("unauthorised", "unauthorized"),
        ("authentification failed", "unauthorized"),
        ("time out", "timeout"),
        ("timed out", "timeout"),
        ("fine tuning", "fine-tuning-unavailable"),
        ("finetuning", "fine-tuning-unavailable"),
        ("contextwindow", "context-length"),
        ("retir", "invalid-model"),
        ("ResponseValidationError", "response-validation"),
        ("response validation error", "response-validation"),
        ("invalid_model", "invalid-model"),
        ("INVALID MODEL", "invalid-model"),
        ("3280", "tool-call-id-format"),
        ("my key is not working!", "unauthorized"),
        ("why is the api so slow", "timeout"),
    ],
)
def test_forms_typos_and_compounds(box: Box, text: str, slug: str) -> None:
    assert box.slugs(text)[:1] == [slug]


def test_all_words_come_before_some_words(box: Box) -> None:
    """But for a few pages that have the words only far from their titles."""
    wrong = []
    for row in QUERIES:
        found = box.answer(row["query"])
        if found["reading"] == "words":
            every = [match["why"][0].startswith("all words") for match in found["matches"] if match.get("slug")]
            if every != sorted(every, reverse=True):
                wrong.append(row["query"])
    assert len(wrong) <= 0.02 * len(QUERIES), wrong


@pytest.mark.parametrize(
    "text", ["what does verified mean", "mock", "write a playbook", "test your program", "labs", "network test"]
)
def test_other_pages_are_found(box: Box, text: str) -> None:
    assert any("slug" not in match for match in box.answer(text)["matches"]), box.answer(text)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("langchain", "langchain"),
        ("ChatMistralAI", "langchain"),
        ("litellm", "litellm"),
        ("litellm proxy", "litellm"),
        ("llama index", "llama-index"),
        ("llamaindex", "llama-index"),
        ("pydantic-ai", "pydantic-ai"),
        ("pydantic ai", "pydantic-ai"),
        ("vercel ai sdk", "ai-sdk"),
        ("@ai-sdk/mistral", "ai-sdk"),
        ("streamText", "ai-sdk"),
        ("openai sdk", "openai"),
        ("openai client with mistral", "openai"),
    ],
)
def test_the_page_of_a_framework_is_found_by_its_names(box: Box, text: str, page: str) -> None:
    urls = [match["url"] for match in box.answer(text)["matches"]]
    assert f"frameworks/{page}/" in urls[:3], urls


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("authentication lab", "authentication"),
        ("choose a model by capability", "models-and-capabilities"),
        ("how to read a stream in python", "streaming"),
        ("compare retry policies", "rate-limits-and-retries"),
        ("tool calling example from start to end", "tools"),
        ("json schema example in python", "structured-output"),
    ],
)
def test_each_lab_is_found_once(box: Box, text: str, stem: str) -> None:
    urls = [match["url"] for match in box.answer(text)["matches"]]
    assert urls.count(f"labs/{stem}/") == 1, urls


ABOUT_ALL = [
    "is it down?",
    "is mistral down",
    "Is Mistral down right now?",
    "mistral down",
    "mistral api down today",
    "outage",
    "mistral outage",
    "any outages now",
    "mistral status",
    "api status",
    "mistral api status",
    "status page",
    "uptime",
    "downtime",
    "incident",
    "is le chat down",
    "is mistral having an incident",
]


@pytest.mark.parametrize("text", ABOUT_ALL)
def test_who_asks_whether_it_is_down_gets_the_status_first(box: Box, text: str) -> None:
    found = box.answer(text)
    assert found["matches"][0]["url"] in ("status/", "triage/"), [one["url"] for one in found["matches"]]
    assert found["live"]


@pytest.mark.parametrize("text", ["is it me or mistral", "my network or the api"])
def test_who_doubts_the_network_gets_the_triage(box: Box, text: str) -> None:
    found = box.answer(text)
    assert {"status/", "triage/"} & {one["url"] for one in found["matches"][:2]}, found["matches"]


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("503", True),
        ("502 bad gateway", True),
        ("API error occurred: Status 500. Body: Internal Server Error", True),
        ("Status 429. Service tier capacity exceeded for this model.", True),
        ("The read operation timed out", True),
        ("3280", False),
        ("401", False),
        ("Invalid model: x", False),
        ("xyzzy plugh", False),
        ("", False),
    ],
)
def test_the_status_stands_above_what_an_outage_can_explain(box: Box, text: str, live: bool) -> None:
    assert box.answer(text)["live"] is live


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("xyzzy plugh", "words"),
        ("Traceback (most recent call last):\n  File 'a.py', line 1\npsycopg2.OperationalError: no route", "foreign"),
        ("lorem ipsum dolor\nsit amet", "unknown"),
    ],
)
def test_what_is_no_mistral_error_gets_no_answer(box: Box, text: str, reading: str) -> None:
    found = box.answer(text)
    assert found["matches"] == []
    assert found["reading"] in ({reading} if reading == "foreign" else {"words", "unknown"})


def test_a_word_of_another_language_finds_what_its_english_word_finds(box: Box) -> None:
    """Unless a page has the word itself, as a synonym in that language."""
    lines = (HERE / "glossary.js").read_text(encoding="utf-8").partition("LINES = `\n")[2].partition("\n`")[0]
    glossary = {other: line.split()[0] for line in lines.split("\n") for other in line.split()[1:]}
    assert len(glossary) == sum(len(line.split()) - 1 for line in lines.split("\n")), "a word stands twice"
    found = {english: box.slugs(f"{english} stream") for english in glossary.values()}
    assert [english for english in found if not box.slugs(english)] == []
    others = [other for other, english in glossary.items() if box.slugs(f"{other} stream") != found[english]]
    assert len(others) < 0.05 * len(glossary), others


@pytest.mark.parametrize(
    "text",
    [
        "cannot import name Mistral from mistralai, installed mistralai 2.4.6",
        "rate limit exceeded 429 too many requests, mistralai==2.4.6",
        "invalid model @mistralai/mistralai@2.2.3 unknown model",
    ],
)
def test_a_malicious_release_comes_before_what_the_words_say(box: Box, text: str) -> None:
    assert box.slugs(text)[0] == "compromised-release"
    assert box.slugs(text.replace("2.4.6", "2.4.7").replace("2.2.3", "2.2.5"))[0] != "compromised-release"


def test_who_tells_an_error_in_own_words_gets_the_answer_of_the_terminal(box: Box) -> None:
    """Which has the words from the records, and the box from the entries that it searches."""
    told = "We do not know why this is so, and it is not clear to us how the program got here: "
    texts = [f"{told}{cause.tell}. {'. '.join(playbook.synonyms)}"[:290]
             for playbook in CATALOG for cause in playbook.causes]  # fmt: skip
    answers = [[match.slug for match in diagnose(text, CATALOG, 5)] for text in texts]
    assert sum(bool(answer) for answer in answers) > len(texts) / 2
    for text, answer in zip(texts, answers, strict=True):
        assert [slug for slug in box.slugs(text) if slug] == answer, text


def test_what_the_text_does_not_decide_is_asked(box: Box) -> None:
    """By a command or a line of code, or, for a status alone, by the page that tells its errors apart."""
    found = box.answer("400 3230")
    assert len(found["matches"]) >= 3
    assert found["ask"].startswith("mistral-playbooks check")
    assert "responseBody" in box.answer("AI_APICallError")["ask"]
    found = box.answer("400")
    assert (found["reading"], found["status"], found["ask"]) == ("status", 400, None)
    assert len(found["matches"]) >= 3
    assert all(400 in CLASSES[match["slug"]].statuses for match in found["matches"])


def test_the_script_is_small(box: Box) -> None:
    """In bytes, compressed; the diagnosis (test_parity.py) and the words each have their own bound."""

    def weight(*parts: str) -> int:
        return len(gzip.compress("".join(parts).encode(), 9))

    script = box.script.read_text(encoding="utf-8")
    diagnosis = (rules.script(ROOT / "docs"), rules.to_json(CATALOG, steps=False))
    assert weight(*diagnosis) <= 40_000
    for part in diagnosis:
        assert part in script
        script = script.replace(part, "")
    assert weight(script) <= 60_000
