"""GET /v1/audio/voices, /v2/audio/voices and one voice."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api


def get(path: str) -> tuple[int, Any]:
    where, _, query = path.partition("?")
    response, body, _ = send(Api(), b"", method="GET", path=where, query=query)
    return response.status, body


def slugs(voices: list[dict[str, Any]]) -> set[str]:
    return {voice["slug"] for voice in voices}


def test_ten_voices_are_a_page_unless_asked_for_more():
    _, first = get("/v1/audio/voices")
    assert {name: value for name, value in first.items() if name != "items"} == {
        "total": 39, "page": 1, "page_size": 10, "total_pages": 4,
    }  # fmt: skip
    _, last = get("/v1/audio/voices?limit=10&offset=30")
    _, whole = get("/v1/audio/voices?limit=100")
    assert (last["page"], len(last["items"]), len(whole["items"])) == (4, 9, 39)
    assert slugs(last["items"]) < slugs(whole["items"]) > slugs(first["items"])
    assert get("/v1/audio/voices?type=custom")[1]["items"] == []
    assert get("/v1/audio/voices?limit=101")[0] == 422


def test_a_walk_by_tokens_finds_every_voice_once():
    found, token = [], ""
    while token is not None:
        _, page = get(f"/v2/audio/voices?page_size=7&page_token={token}")
        found += page["data"]
        token = page["next_page_token"]
    assert len(found) == len(slugs(found)) == 39


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("language=en", 26), ("language=en_gb", 16), ("language=fr", 6), ("language=fr&language=en_us", 14),
        ("gender=female", 22), ("gender=female&gender=male", 39), ("gender=neutral", 0), ("query=marie", 6),
        ("type=preset&language=fr&gender=female", 6), ("type=custom", 0),
    ],
)  # fmt: skip
def test_the_search_filters_as_observed_of_the_presets(query, count):
    assert len(get(f"/v2/audio/voices?page_size=100&{query}")[1]["data"]) == count


@pytest.mark.parametrize("id", ["gb_oliver_cheerful", "5ad5d44e-6b4e-4a57-a8a8-4cae088034ed"])
def test_one_voice_by_its_slug_or_id(id):
    status, body = get(f"/v1/audio/voices/{id}")
    assert (status, body["name"], body["type"]) == (200, "Oliver - Cheerful", "preset")


def test_a_voice_of_voxtral_3_as_listed_on_2026_10_04():
    status, body = get("/v1/audio/voices/voice_483")
    assert (status, body["name"], body["languages"], body["age"], body["tags"]) == (200, "Esmeralda", [], None, [])


def test_a_voice_that_is_not_there():
    assert get("/v1/audio/voices/alloy") == (404, {"detail": "Voice not found"})
