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


@pytest.mark.parametrize("text", TOLD)
def test_without_the_name_of_the_api_nothing_is_guessed(text: str) -> None:
    assert not examine(text.replace("Mistral", "The service"), PAGES).matches


def test_words_that_no_class_has_are_no_guess() -> None:
    assert examine("Mistral is a cold wind that blows along the valley of a river in France.", PAGES).matches == []


def test_of_equals_the_one_with_the_nearest_words_comes_first() -> None:
    said = "POST to Mistral failed: HTTP {}, while 900 chunks were sent to be embedded, too large a batch?"
    assert examine(said.format(400), PAGES).matches[0].slug == "embeddings-batch-too-large"
