"""Texts in somebody's own words, which no signature fits: the classes with the nearest words."""

from __future__ import annotations

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import LIKELY, examine

PAGES = catalog.load()
TOLD = {
    "We stream from Mistral, and the pieces of the arguments are fragments that never fit together.":
        "streamed-tool-calls",
    "Since the holidays the embedding vectors that I store for Mistral are nothing but zeros.":
        "embeddings-zero-vectors",
    "Mistral cuts its answer in the middle of a sentence, as if it had reached a maximum length.": "truncated-answer",
    "Our proxy replaces the certificate, so Mistral is not trusted by Node.": "tls-error",
    "A guardrail of our workspace blocks harmless requests to Mistral.": "guardrail-blocked",
}  # fmt: skip


@pytest.mark.parametrize(("text", "slug"), TOLD.items())
def test_a_text_in_own_words_has_its_class_among_the_first_and_none_is_likely(text: str, slug: str) -> None:
    matches = examine(text, PAGES).matches
    assert slug in [match.slug for match in matches]
    assert matches[0].score < LIKELY
    assert all(reason.startswith(("word `", "text `")) for match in matches for reason in match.why)


UNNAMED = {
    "I upload the recording as JSON, but the answer is HTTP 422: the request is not formatted as multipart. Why?":
        "multipart-required",
    "We offer the schema with the answer format, but it does not follow the schema, so parsing of the output fails.":
        "structured-output-parse",
    "After I cancel a tool, the conversation is stuck: it can't append other inputs while results are still missing.":
        "conversation-results-missing",
}  # fmt: skip


@pytest.mark.parametrize(("text", "slug"), UNNAMED.items())
def test_who_tells_it_in_own_words_need_not_name_the_api(text: str, slug: str) -> None:
    matches = examine(text, PAGES).matches
    assert matches[0].slug == slug
    assert matches[0].score < LIKELY


@pytest.mark.parametrize("text", UNNAMED)
@pytest.mark.parametrize(
    "line", ["[{}] ERROR worker=3 code='E_{}' in <main>", '{{"level": "error", "msg": "{}"}} [{}]']
)
def test_what_a_program_wrote_is_no_telling(text: str, line: str) -> None:
    words = text.replace(" the ", " ").replace(" I ", " ").replace(" is ", " ").replace(" not ", " ").split()
    assert not examine("\n".join(line.format(word, word) for word in words), PAGES).matches


@pytest.mark.parametrize(
    "text",
    [
        "My table has a column with the same name as a keyword, and I do not know how to quote it in the query.",
        "The button of our page is not shown in Safari, but it is in Firefox, and I do not know why.",
        "How do I undo the last commit, when it is on the server and my colleagues have it?",
        "After the upgrade of our framework the application does not start any more, although it was working with the "
        "older version and nothing else is different. It is a demo project that shows the behavior.",
        "The next step of the game is expected to show a smooth transition, but it does not, only in the build that I "
        "made. Steps to reproduce: any scene with an animation that is still running.",
        # long enough to share words with any class
        "When I use the form of our intranet, the model of the car is not shown below the price while I am using it on "
        "my phone, but it is shown when other people use it. I have tried the same steps with another account, and "
        "the support of the shop does not see any problem either. What else can I check, or is there a way to see why "
        "it is hidden?",
    ],
)
def test_who_tells_of_something_else_gets_no_guess(text: str) -> None:
    assert not examine(text, PAGES).matches


def test_words_that_no_class_has_are_no_guess() -> None:
    assert examine("Mistral is a cold wind that blows along the valley of a river in France.", PAGES).matches == []


def test_of_equals_the_one_with_the_nearest_words_comes_first() -> None:
    said = "POST to Mistral failed: HTTP {}, while 900 chunks were sent to be embedded, too large a batch?"
    assert examine(said.format(400), PAGES).matches[0].slug == "embeddings-batch-too-large"
