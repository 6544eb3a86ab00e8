"""The model data and GET /v1/models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api, Exchange, Response
from mistral_playbooks.mock.validation import models


def get(path: str, **more: Any) -> tuple[Response, Any, Exchange]:
    return send(Api(), b"", method="GET", path=path, **more)


VOXTRAL_3 = {
    "voxtral-mini-transcribe-3-0": {"voxtral-mini-transcribe-3", "voxtral-mini-transcribe-latest"},
    "voxtral-mini-transcribe-realtime-3-0": {
        "voxtral-mini-transcribe-realtime-3",
        "voxtral-mini-transcribe-realtime-latest",
    },
    "voxtral-small-transcribe-3": {"voxtral-small-transcribe-latest"},
    "voxtral-mini-tts-3-0": {"voxtral-mini-tts-3"},
    # Answered on 2026-10-04, before the release.
    "voxtral-transcribe-3": set(),
    "voxtral-transcribe-realtime-3": set(),
}
"""Ids with their aliases. All are documented or answered, and in no recorded list."""
HOSTED = {"deepseek-v4-1-flash-1017", "zai-glm-5-3-flash"}
"""Documented models of other makers, in no recorded list."""
UNLISTED = {*HOSTED, *VOXTRAL_3, *set[str]().union(*VOXTRAL_3.values())}


def test_the_data_is_sound():
    data = models.load()
    assert data.date == "2026-11-30"
    for id, model in data.known.items():
        assert re.fullmatch(r"[a-z0-9.-]+", id)
        assert model.capabilities <= {*models.CAPABILITIES, "embeddings"}
        assert model.capabilities, id
        assert model.labs == model.id.startswith("labs-")
        assert model.sources
        assert all(re.search(r"\b20\d\d-\d\d-\d\d\b|20\d\d|undated", source) for source in model.sources)
        for date in (model.released, model.deprecated, model.retired):
            assert date is None or re.fullmatch(r"20\d\d-\d\d-\d\d", date)
        assert model.announced is None or re.fullmatch(r"20\d\d-\d\d-\d\dT12:00:00Z", model.announced)
        for other in (model.replacement, model.announced_replacement, model.successor):
            assert other is None or other in data.served
        assert bool(model.listed) == (model.state == "served" and id not in UNLISTED)
        assert bool(model.successor) == (model.state == "redirected")
        assert (id in data.served) == (model.state in ("served", "redirected"))


def test_every_state_that_was_observed_says_when_and_one_against_the_documents_why():
    data = rows()
    for row in data["models"]:
        seen = row.get("seen", [])
        assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", date) for date in seen)
        if row["state"] == "served" and row["id"] not in UNLISTED:
            assert set(seen) <= set(data["lists"]), row["id"]
        past = row["retired"] is not None and row["retired"] <= data["date"]
        if row["state"] in ("served", "redirected") and past:
            assert row["note"], row["id"]


def rows() -> Any:
    """The content of the data file, with the keys that are notes for people."""
    return json.loads(Path(models.__file__).parents[1].joinpath("data", "models.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("alias", "model"),
    [
        ("mistral-large-latest", "mistral-large-2512"),
        ("mistral-medium-latest", "mistral-medium-3-5"),
        ("mistral-small-latest", "mistral-small-2603"),
        ("codestral-latest", "codestral-2508"),
        ("mistral-large-4", "mistral-large-4-0"),
        ("mistral-large-4-0-8", "mistral-large-4-0"),
        ("magistral-small-latest", "mistral-small-2603"),
        ("magistral-medium-latest", "mistral-medium-3-5"),
        ("mistral-vibe-cli-latest", "mistral-medium-3-5"),
        ("mistral-code-fim-latest", "codestral-2508"),
        ("glm-5-2", "zai-glm-5-2"),
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
        ("ocr", {"mistral-ocr-2512", "mistral-ocr-4-0", "mistral-ocr-4-1"}),
        (
            "audio_transcription",
            {"voxtral-mini-2602", "voxtral-mini-transcribe-3-0", "voxtral-small-transcribe-3", "voxtral-transcribe-3"},
        ),
        (
            "audio_transcription_realtime",
            {
                "voxtral-mini-transcribe-realtime-2602",
                "voxtral-mini-transcribe-realtime-3-0",
                "voxtral-transcribe-realtime-3",
            },
        ),
        ("audio_speech", {"voxtral-mini-tts-2603", "voxtral-mini-tts-3-0"}),
        ("audio", {"voxtral-small-2507"}),
        ("completion_fim", {"codestral-2508"}),
    ],
)
def test_every_endpoint_has_its_models(capability, ids):
    assert {model.id for model in models.load().served.values() if capability in model.capabilities} == ids


def test_voxtral_3_answers_under_every_documented_name():
    data = models.load()
    for id, aliases in VOXTRAL_3.items():
        assert {data.served[name].id for name in (id, *aliases)} == {id}
        assert data.served[id].is_voxtral_3
    assert {model.id for model in data.known.values() if model.is_voxtral_3} == set(VOXTRAL_3)
    # Last seen so on 2026-10-09. The docs announce that it will mean Voxtral 3.
    assert data.served["voxtral-mini-tts-latest"].id == "voxtral-mini-tts-2603"
    assert get("/v1/models/voxtral-mini-transcribe-3")[1]["max_context_length"] == 65536


@pytest.mark.parametrize("id", sorted(HOSTED))
def test_hosted_models_chat_with_tools_and_pictures_and_have_no_other_endpoint(id):
    model = models.load().served[id]
    assert model.foreign
    assert model.capabilities == {"completion_chat", "function_calling", "reasoning", "vision"}
    assert get(f"/v1/models/{id}")[1]["max_context_length"] == 1048576


@pytest.mark.parametrize("id", ["shieldstral-1-0", "timestral-1-0-209m"])
def test_a_page_of_the_docs_without_an_api_name_is_no_model(id):
    """The docs list Shieldstral and Timestral, whose weights are published, without a name for the API."""
    assert id not in models.load().known


def test_a_card_shows_no_capability_of_the_mock_alone():
    _, card, _ = get("/v1/models/mistral-embed")
    assert not any(card["capabilities"].values())
    assert "embeddings" not in card["capabilities"]


@pytest.mark.parametrize(
    "id",
    [
        # Reported as refused.
        "mistral-large-2411", "pixtral-12b-2409", "pixtral-large-latest", "mistral-saba-latest", "open-mistral-nemo",
        "open-codestral-mamba", "mistral-tiny",
        # Documented as retired, and in no newer list.
        "open-mistral-7b", "open-mixtral-8x7b", "mistral-small-2506", "magistral-medium-2509", "devstral-latest",
        "mistral-code-agent-latest", "mistral-medium-2508", "mistral-ocr-2505", "voxtral-mini-transcribe-2507",
    ],
)  # fmt: skip
def test_models_that_do_not_answer(id):
    data = models.load()
    assert id in data.known
    assert id not in data.served
    response, body, _ = send(Api(), {"model": id, "messages": [{"role": "user", "content": "Hi"}]})
    assert (response.status, body["message"], body["code"]) == (400, f"Invalid model: {id}", "1500")
    assert id not in {card["id"] for card in get("/v1/models")[1]["data"]}


@pytest.mark.parametrize("id", ["mistral-ocr-4-0", "labs-leanstral-1-5", "zai-glm-5-2"])
def test_a_documented_retirement_does_not_end_a_model_that_was_listed_last(id):
    model = models.load().known[id]
    assert model.retired is not None
    assert model.retired <= models.load().date
    card = get(f"/v1/models/{id}")[1]
    assert (card["id"], card["deprecation"], card["deprecation_replacement_model"]) == (id, None, None)


REDIRECTED = {"pixtral-12b": "ministral-14b-latest", "voxtral-mini-2507": "voxtral-mini-latest"}


def test_redirected_ids_have_the_limits_and_capabilities_of_their_successor():
    data = models.load()
    assert {id: model.successor for id, model in data.known.items() if model.successor} == REDIRECTED
    for id, successor in REDIRECTED.items():
        assert data.served[id] is data.known[successor]
        assert data.answering_id(id) == successor
        assert data.known[id].state == "redirected"
        assert id not in {card["id"] for card in data.resources()}
    assert data.answering_id("mistral-small-latest") == "mistral-small-latest"
    assert data.answering_id("nope") == "nope"


@pytest.mark.parametrize("stream", [False, True])
def test_a_redirected_chat_names_its_successor(stream):
    body = {"model": "pixtral-12b", "messages": [{"role": "user", "content": "Hi"}], "stream": stream}
    response, answer, exchange = send(Api(), body)
    assert (response.status, exchange.model) == (200, "pixtral-12b")
    if stream:
        frames = [json.loads(line[6:]) for line in response.content.split(b"\n") if line.startswith(b"data: {")]
        assert {frame["model"] for frame in frames} == {"ministral-14b-latest"}
    else:
        assert answer["model"] == "ministral-14b-latest"


ELSEWHERE = {
    "/v1/fim/completions": ("codestral-latest", {"prompt": "a"}),
    "/v1/embeddings": ("mistral-embed", {"input": "a"}),
    "/v1/moderations": ("mistral-moderation-2603", {"input": "a"}),
    "/v1/classifications": ("mistral-moderation-2603", {"input": "a"}),
    "/v1/ocr": (
        "mistral-ocr-latest",
        {"document": {"type": "document_url", "document_url": "https://docs.mistral.ai/b.pdf"}},
    ),
}


@pytest.mark.parametrize("path", ELSEWHERE)
def test_every_endpoint_names_the_successor(path, monkeypatch):
    """The recorded redirects are of chat and transcriptions; a table with one for each endpoint stands in."""
    successor, body = ELSEWHERE[path]
    table = rows()
    table["models"].append(row(id="former-1", state="redirected", listed=[], answers_as=successor))
    monkeypatch.setattr(models, "load", lambda: parsed)
    parsed = models.parse(table)
    response, answer, exchange = send(Api(), {"model": "former-1", **body}, path=path)
    assert (response.status, answer["model"], exchange.model) == (200, successor, "former-1")


def test_a_redirect_to_a_model_of_another_endpoint_is_refused_under_the_name_that_was_sent():
    body = {"model": "voxtral-mini-2507", "messages": [{"role": "user", "content": "Hi"}]}
    response, answer, _ = send(Api(), body)
    assert (response.status, answer["message"]) == (400, "Invalid model: voxtral-mini-2507")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("id", ["mistral-ocr-4-0", "magistral-small-latest", "pixtral-12b", "zai-glm-5-2"])
def test_no_answer_has_a_header_that_tells_of_a_retirement(id, stream):
    """Ten answers of mistral-small-2506, ten days before its documented retirement, had none (2026-07-21)."""
    if id == "mistral-ocr-4-0":
        response = get(f"/v1/models/{id}")[0]
    else:
        body = {"model": id, "messages": [{"role": "user", "content": "Hi"}], "stream": stream}
        response = send(Api(), body)[0]
    assert response.status == 200
    assert not [name for name, _ in response.headers if "deprecation" in name or name == "sunset"]


def test_the_list_repeats_aliases_and_leaves_out_what_is_not_listed():
    response, body, _ = get("/v1/models")
    assert response.status == 200
    assert list(body) == ["object", "data"]
    cards = {card["id"]: card for card in body["data"]}
    assert len(cards) == len(body["data"]) == 55
    data = models.load()
    assert set(data.served) - set(cards) == {
        *REDIRECTED, *UNLISTED, "mistral-large-4-0-8", "mistral-moderation-latest",
    }  # fmt: skip
    small = cards["mistral-small-latest"]
    assert list(small) == [
        "id", "object", "created", "owned_by", "capabilities", "name", "description", "max_context_length", "aliases",
        "deprecation", "deprecation_replacement_model", "default_model_temperature", "billing_model_name", "type",
    ]  # fmt: skip
    assert list(small["capabilities"]) == list(models.CAPABILITIES)
    others = ["mistral-small-2603", "mistral-vibe-cli-fast", "magistral-small-latest"]
    assert (small["name"], small["aliases"]) == ("mistral-small-2603", others)
    assert cards["mistral-small-2603"]["aliases"] == ["mistral-small-latest", *others[1:]]
    assert (small["object"], small["type"], small["owned_by"]) == ("model", "base", "mistralai")
    names = [name for name, _ in response.headers]
    assert not [name for name in names if name.startswith(("x-ratelimit", "x-max-retry"))]


def test_the_list_is_in_the_order_of_the_lists_of_october_2026():
    names = list(dict.fromkeys(card["name"] for card in get("/v1/models")[1]["data"]))
    chat = ["codestral-2508", "labs-leanstral-1-5-1", "ministral-14b-2512", "ministral-3b-2512", "ministral-8b-2512",
            "mistral-medium-latest", "mistral-small-2603", "voxtral-small-2507"]  # fmt: skip
    others = ["codestral-embed", "mistral-embed-2312", "mistral-moderation-2603", "mistral-ocr-2512", "mistral-ocr-4-0",
              "mistral-ocr-latest", "voxtral-mini-2602", "voxtral-mini-transcribe-realtime-2602",
              "voxtral-mini-tts-2603"]  # fmt: skip
    elsewhere = ["glm-5-2", "mistral-large-2512", "mistral-large-4", "zai-glm-5-3"]  # in lists of other keys
    assert [name for name in names if name not in elsewhere] == [*chat, *others]
    assert set(elsewhere) <= set(names)


def test_cards_of_the_lists_of_august_and_october_2026():
    cards = {card["id"]: card for card in get("/v1/models")[1]["data"]}
    speech = cards["voxtral-mini-tts-latest"]
    assert (speech["max_context_length"], speech["default_model_temperature"]) == (4096, 0.3)
    assert [name for name, has in speech["capabilities"].items() if has] == [
        "function_calling", "fine_tuning", "audio_speech",
    ]  # fmt: skip
    assert cards["mistral-ocr-4-1"]["name"] == "mistral-ocr-latest"
    assert cards["mistral-ocr-4-1"]["billing_model_name"] == "mistral-ocr-4"
    assert cards["mistral-medium-3.5"]["description"] == "Official mistral-medium-latest Mistral AI model"
    assert cards["mistral-medium-3.5"]["default_model_temperature"] == 1.0
    assert cards["ministral-3b-latest"]["capabilities"]["fine_tuning"] is True
    assert cards["mistral-large-4"]["max_context_length"] == 524288


def test_filters_of_the_list():
    assert [card["id"] for card in get("/v1/models", query="model=mistral-embed")[1]["data"]] == ["mistral-embed"]
    assert get("/v1/models", query="provider=nobody")[1]["data"] == []
    assert len(get("/v1/models", query="provider=mistralai")[1]["data"]) == len(models.load().resources())


def test_one_model():
    response, body, exchange = get("/v1/models/mistral-small-latest")
    assert (response.status, body["id"], exchange.model) == (200, "mistral-small-latest", "mistral-small-latest")


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("mistral-large-2411", "Model mistral-large-2411 is deprecated."),
        ("devstral-medium-latest", "Model devstral-medium-latest is deprecated."),
        ("pixtral-large-latest", "Model pixtral-large-latest was not found."),
        ("nope", "Model nope was not found."),
        ("a%20b", "Model a b was not found."),
    ],
)
def test_a_model_that_is_not_there(id, text):
    response, body, _ = get(f"/v1/models/{id}")
    assert (response.status, body) == (404, {"message": text})
    assert send(Api(), b"", method="GET", path=f"/v1/models/{id}", headers={})[0].status == 401


def row(**more: Any) -> dict[str, Any]:
    return {
        "id": "a", "state": "served", "listed": ["a"], "name": "a", "description": "a", "capabilities": [],
        "max_context_length": 1, "default_temperature": None, "efforts": [], "released": None, "deprecated": None,
        "retired": None, "replacement": None, "sources": ["x"],
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (row(), "the id a is given twice"),
        (row(id="b", listed=["b", "a"]), "the id a is given twice"),
        (row(id="b", listed=[], unlisted=["a"]), "the id a is given twice"),
        (row(id="b", listed=[], state="gone"), "b has the state gone. Use one of: served, "),
        (row(id="b", listed=[], state="redirected", answers_as="c"), "b is answered as c, which is not served"),
        (row(id="b", listed=[], state="redirected"), "b is answered as None, which is not served"),
    ],
)
def test_a_table_that_contradicts_itself_is_an_error(wrong, message):
    with pytest.raises(ValueError, match=message):
        models.parse({"date": "2026-11-23", "models": [row(), wrong]})
