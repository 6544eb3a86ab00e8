"""The questions of the FAQ: each is found by the box under its own anchor, and starts with its answer."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from helpers.machine import ROOT
from mistral_playbooks.site.search import questions
from mistral_playbooks.verify.runners import node

FAQ = ROOT / "docs/faq.md"
_ASK = """
globalThis.self = globalThis
globalThis.document = {}
require(process.argv[1])
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(texts.map(self.pbAnswer)))
"""
SEARCHES = {
    "Mistral API vs OpenAI API pricing": "price",
    "Can I run Mistral models locally": "local",
    "La Plateforme vs Mistral chat": "products",
    "what is the free tier's limit": "limits",
    "which models support function calling": "function-calling",
    "is mistral cheaper than openai": "price",
    "run mistral offline on my laptop": "local",
    "does le chat pro include api access": "one-plan",
    "is the mistral api free": "free",
    "eu region api endpoint": "regions",
    "which file formats does ocr accept": "files",
    "prompt caching not working": "prompt-cache",
    "can't create an api key in the console": "no-key",
    "does mistral small support function calling": "function-calling",
    "is a wrong model a 404 or 422": "model-status",
}


def ask(site: Path, texts: list[str]) -> list[dict[str, Any]]:
    command = [str(node.executable()), "-e", _ASK, str(site / "assets/answers.js")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_search_finds_the_answer_first(site: Path) -> None:
    found = ask(site, list(SEARCHES))
    first = {text: one["matches"][0]["url"] for text, one in zip(SEARCHES, found, strict=True)}
    assert first == {text: f"faq/#{anchor}" for text, anchor in SEARCHES.items()}


def test_each_question_typed_as_it_stands_is_found_first_and_answered(site: Path) -> None:
    asked = re.findall(r"^## (.*) \{#(.*)\}$", FAQ.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(asked) >= 15
    for (title, anchor), one in zip(asked, ask(site, [title for title, _ in asked]), strict=True):
        assert (one["matches"][0]["url"], one["matches"][0]["title"]) == (f"faq/#{anchor}", title)
        assert one["matches"][0]["step"]


def test_no_answer_is_longer_than_six_sentences() -> None:
    for section in FAQ.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, answer = section.partition("\n")
        prose = "\n".join(line for line in answer.splitlines() if not line.startswith("|"))
        assert len(re.findall(r"[.?](?:\s|$)", re.sub(r"`[^`]*`", "", prose))) <= 6, title


@pytest.mark.parametrize(
    ("listed", "html", "says"),
    [
        ({"a": []}, "<h2 id='b'>B?</h2><p>Yes.</p>", "no heading has the anchor 'a'"),
        ({"a": []}, "<h2 id='a'>A?</h2><p>Yes.</p><h2 id='b'>B?</h2><p>No.</p>", "lacks 'b'"),
        ({"a": []}, "<h2 id='a'>A?</h2><ul></ul>", "no paragraph follows 'a'"),
        ({"a": "word"}, "<h2 id='a'>A?</h2><p>Yes.</p>", "`questions: a` is not a list"),
    ],
)
def test_a_question_without_heading_or_answer_is_refused(listed: dict[str, object], html: str, says: str) -> None:
    with pytest.raises(questions.QuestionError, match=re.escape(says)):
        questions.find(listed, html, "docs/faq.md")


def test_the_answer_is_the_first_sentence_without_markup() -> None:
    html = "<h2 id='a'>A <code>b</code>?<a class='headerlink'>¶</a></h2><p>Yes: <b>see</b> .docx\nfiles. Not more.</p>"
    (found,) = questions.find({"a": ["word"]}, html, "docs/faq.md")
    assert found == questions.Question("a", "A b?", "Yes: see .docx files.", ("word",))
