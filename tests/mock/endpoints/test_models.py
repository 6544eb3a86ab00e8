"""The model data and GET /v1/models."""

from __future__ import annotations

import re
from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api, Exchange, Response
from mistral_playbooks.mock.validation import models


def get(path: str, **more: Any) -> tuple[Response, Any, Exchange]:
    return send(Api(), b"", method="GET", path=path, **more)


def test_the_data_is_sound():
    data = models.load()
    assert data.date == "2026-11-23"
    everything = {**data.served, **data.retired}
    assert len(everything) == len(data.served) + len(data.retired)
    for id, model in everything.items():
        assert re.fullmatch(r"[a-z0-9.-]+", id)
        assert model.capabilities <= {*models.CAPABILITIES, *models.INTERNAL}
        assert model.capabilities, id
        assert model.labs == model.id.startswith("labs-")
        assert model.sources
        assert all(re.search(r"\b20\d\d-\d\d-\d\d\b|20\d\d", source) for source in model.sources)
        for date in (model.released, model.deprecated, model.retired):
            assert date is None or re.fullmatch(r"20\d\d-\d\d-\d\d", date)
        assert model.replacement is None or model.replacement in data.served
        assert model.served == (id in data.served)
        if not model.served:
            assert model.retired is not None
            assert model.retired <= data.date


@pytest.mark.parametrize(
    ("alias", "model"),
    [
        ("mistral-large-latest", "mistral-large-2512"),
        ("mistral-medium-latest", "mistral-medium-3-5"),
        ("mistral-small-latest", "mistral-small-2603"),
        ("codestral-latest", "codestral-2508"),
        ("mistral-large-4", "mistral-large-4-0"),
        ("zai-glm-latest", "zai-glm-5-3"),
        ("mistral-embed", "mistral-embed-2312"),
        ("mistral-ocr-latest", "mistral-ocr-4-1"),
    ],
)
def test_aliases_of_november_2026(alias, model):
    assert models.load().served[alias].id == model


@pytest.mark.parametrize(
    ("capability", "ids"),
    [
        ("embeddings", {"codestral-embed-2505", "mistral-embed-2312"}),
        ("moderation", {"mistral-moderation-2603"}),
        ("classification", {"mistral-moderation-2603"}),
        ("ocr", {"mistral-ocr-2512", "mistral-ocr-4-1"}),
        ("audio_transcription", {"voxtral-mini-2602"}),
        ("audio_transcription_realtime", {"voxtral-mini-transcribe-realtime-2602"}),
        ("audio_speech", {"voxtral-mini-tts-2603"}),
        ("audio", {"voxtral-small-2507"}),
        ("completion_fim", {"codestral-2508"}),
    ],
)
def test_every_endpoint_has_its_models(capability, ids):
    assert {model.id for model in models.load().served.values() if capability in model.capabilities} == ids


def test_a_card_shows_no_capability_of_the_mock_alone():
    _, card, _ = get("/v1/models/mistral-embed")
    assert not any(card["capabilities"].values())
    assert "embeddings" not in card["capabilities"]


def test_retired_models_of_the_docs():
    retired = models.load().retired
    for id in ("open-mistral-7b", "open-mixtral-8x7b", "mistral-large-2411", "mistral-small-2506",
               "open-mistral-nemo", "magistral-medium-latest", "devstral-latest", "mistral-medium-2508",
               "mistral-ocr-4-0", "zai-glm-5-2"):  # fmt: skip
        assert id in retired, id


def test_the_list_repeats_aliases_and_leaves_out_what_is_retired():
    response, body, _ = get("/v1/models")
    assert response.status == 200
    assert list(body) == ["object", "data"]
    cards = {card["id"]: card for card in body["data"]}
    assert len(cards) == len(body["data"])
    assert set(cards) == set(models.load().served)
    small = cards["mistral-small-latest"]
    assert list(small) == [
        "id", "object", "created", "owned_by", "capabilities", "name", "description", "max_context_length",
        "aliases", "deprecation", "deprecation_replacement_model", "default_model_temperature", "type",
    ]  # fmt: skip
    assert list(small["capabilities"]) == list(models.CAPABILITIES)
    assert (small["name"], small["aliases"]) == ("mistral-small-2603", ["mistral-small-2603"])
    assert cards["mistral-small-2603"]["aliases"] == ["mistral-small-latest"]
    assert (small["object"], small["type"], small["owned_by"]) == ("model", "base", "mistralai")
    names = [name for name, _ in response.headers]
    assert not [name for name in names if name.startswith(("x-ratelimit", "x-max-retry"))]


def test_filters_of_the_list():
    assert [card["id"] for card in get("/v1/models", query="model=mistral-embed")[1]["data"]] == ["mistral-embed"]
    assert get("/v1/models", query="provider=nobody")[1]["data"] == []
    assert len(get("/v1/models", query="provider=mistralai")[1]["data"]) == len(models.load().served)


def test_one_model():
    response, body, exchange = get("/v1/models/mistral-small-latest")
    assert (response.status, body["id"], exchange.model) == (200, "mistral-small-latest", "mistral-small-latest")


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("mistral-large-2411", "Model mistral-large-2411 is deprecated."),
        ("nope", "Model nope was not found."),
        ("a%20b", "Model a b was not found."),
    ],
)
def test_a_model_that_is_not_there(id, text):
    response, body, _ = get(f"/v1/models/{id}")
    assert (response.status, body) == (404, {"message": text})
    assert send(Api(), b"", method="GET", path=f"/v1/models/{id}", headers={})[0].status == 401


def test_an_id_twice_is_an_error():
    row = {
        "id": "a", "aliases": ["a"], "name": "a", "description": "a", "capabilities": [], "max_context_length": 1,
        "default_temperature": None, "efforts": [], "released": None, "deprecated": None, "retired": None,
        "replacement": None, "sources": ["x"],
    }  # fmt: skip
    with pytest.raises(ValueError, match="the id a is given twice"):
        models.parse({"date": "2026-11-23", "models": [row]})
