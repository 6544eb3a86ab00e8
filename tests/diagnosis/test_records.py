"""Ten compact records, written from the facts: the diagnosis is developed against these, not against the pages.

`seed()` is the catalog of the ten classes of the first version; `wider()` adds three neighbours that share a
code, a status or a text with them.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.records import wider
from mistral_playbooks.content.catalog import Catalog, Playbook
from mistral_playbooks.content.regex_subset import fault
from mistral_playbooks.diagnosis import LIKELY, diagnose


@pytest.mark.parametrize("playbook", list(wider()), ids=lambda p: p.slug)
def test_expressions_are_in_the_subset(playbook: Playbook) -> None:
    for text in (*playbook.signatures, *(s for c in playbook.causes for s in c.signatures)):
        if text.startswith("/"):
            assert fault(text[1:-1]) is None, text


def test_general_words_count_in_a_text_about_this_api_or_alone() -> None:
    name, words = "rate-limited", "the frame came in two halves"
    page = replace(wider().playbooks[name], signatures=(), general=(words,))
    pages = Catalog({**wider().playbooks, name: page})
    assert not diagnose(f"Film reel 7 broken, {words}, cinema closed early", pages)
    assert not diagnose(f"psycopg2.OperationalError: {words}", pages)
    (found, *_) = diagnose(f"ERROR {words}", pages)
    assert (found.slug, found.score < LIKELY) == (name, True)
    (found, *_) = diagnose(f"https://api.mistral.ai/v1/chat/completions: {words}", pages)
    assert found.slug == name
