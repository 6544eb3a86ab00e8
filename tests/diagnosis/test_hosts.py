"""Errors of other hosts and of gateways are told from this API's own, which may mention other addresses.

`hosts.jsonl` has texts as people paste them. Do not add a signature for one of them: what is wrong about one is wrong
about its kind.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import SURE, examine

PAGES = catalog.load()
ROWS = [json.loads(line) for line in Path(__file__).with_name("hosts.jsonl").read_text("utf-8").splitlines()]
TRACE = 'mistralai.client.errors.sdkerror.SDKError: API error occurred: Status 404. Body: {"detail":"Not Found"}\n'


def slugs(text: str) -> list[str]:
    return [match.slug for match in examine(text, PAGES, 3).matches]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['slug']}-{at}" for at, row in enumerate(ROWS)])
def test_who_answered_decides(row: dict[str, str]) -> None:
    assert slugs(row["text"])[:1] == [row["slug"]]


def test_an_unknown_host_is_likely_and_not_sure() -> None:
    text = TRACE + "server_url='https://llm.example.net/mistral'"
    first, *others = examine(text, PAGES, 3).matches
    assert first.slug == "hosted-elsewhere"
    assert 0.5 <= first.score < SURE
    assert all(other.score < first.score for other in others)


@pytest.mark.parametrize(
    "mention",
    [
        "GET https://llm.example.net/docs 404",
        'HTTP Request: POST https://llm.example.net/v1/embeddings "HTTP/1.1 200 OK"',
        "LANGFUSE_BASE_URL=https://langfuse.example.net",
        "server_url='https://api.mistral.ai'",
        "POST https://llm.example.net/v1/chat/completions, then https://api.mistral.ai/v1/chat/completions",
    ],
)
def test_an_address_that_nothing_was_asked_of_is_no_host(mention: str) -> None:
    assert slugs(TRACE + mention)[:1] == slugs(TRACE)[:1] == ["route-not-found"]


def test_a_status_that_no_class_has_contradicts_none() -> None:
    assert slugs("API error occurred: Status 525. Body: error code: 525")[:1] == ["gateway-error"]
