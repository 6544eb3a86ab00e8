"""403: what the plan behind a key may use, before any 429."""

from __future__ import annotations

import json

import pytest

from helpers.api import HELLO, chat, send
from mistral_playbooks.mock import Api, Settings

PAGE = {"type": "document_url", "document_url": "https://docs.mistral.ai/a.pdf"}
TIER = "This model is not available in your subscription tier"


@pytest.fixture
def api(tmp_path) -> Api:
    file = tmp_path / "limits.json"
    rows = {
        "mistral-large-latest": {"refused": "tier_not_allowed", "requests": 0},
        "ministral-3b-2512": {"refused": "labs_not_enabled"},
        "ministral-8b-2512": {"refused": None, "requests": 1},
        "*": {"requests": 5, "tokens": 5000},
    }
    file.write_text(json.dumps(rows))
    return Api(Settings(limits=file))


def test_a_model_outside_the_subscription(api):
    response, body, exchange = chat(api, model="mistral-large-2512")
    assert response.status == 403
    assert body == {
        "object": "error",
        "message": TIER,
        "type": "tier_not_allowed",
        "param": None,
        "code": "1910",
        "raw_status_code": 403,
    }
    assert exchange.code == "1910"
    assert not [name for name, _ in response.headers if name.startswith("x-ratelimit")]


def test_a_labs_model_names_itself_as_it_was_asked_for(api):
    response, body, _ = chat(api, model="ministral-3b-latest")
    assert (response.status, body["type"], body["code"]) == (403, "labs_not_enabled", "1913")
    assert body["message"] == (
        "Model ministral-3b-latest is a Labs model. To use Labs models, an admin must enable them in your "
        "organization settings at https://admin.mistral.ai/plateforme/privacy."
    )


def test_the_plan_is_judged_after_the_model_and_before_messages_and_limits(api):
    assert chat(api, model="nope")[0].status == 400
    assert (
        chat(api, model="mistral-large-latest", messages=[*HELLO, {"role": "assistant", "content": "a"}])[1]["code"]
        == "1910"
    )
    # Zero requests a minute would be a 429; the plan's 403 comes first.
    assert {chat(api, model="mistral-large-latest")[0].status for _ in range(3)} == {403}
    assert chat(api, model="mistral-large-latest", temperature=9)[0].status == 422


def test_null_is_no_refusal_and_others_keep_their_limits(api):
    assert [chat(api, model="ministral-8b-latest")[0].status for _ in range(2)] == [200, 429]
    assert chat(api)[0].status == 200


@pytest.mark.parametrize("plan", ["none", "free", "paid"])
def test_no_named_plan_refuses_a_model(plan):
    assert chat(Api(Settings(limits=plan)), model="mistral-large-latest")[0].status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"model": "mistral-small-latest", "messages": HELLO}),
        ("/v1/ocr", {"model": "mistral-ocr-latest", "document": PAGE}),
        ("/v1/audio/speech", {"model": "voxtral-mini-tts-latest", "input": "Hello"}),
        ("/v1/embeddings", {"model": "mistral-embed", "input": "a"}),
    ],
)
def test_a_model_without_any_quota_never_answers_whatever_it_counts(tmp_path, path, body):
    file = tmp_path / "limits.json"
    file.write_text('{"*": {"requests": 0}}')
    response, said, _ = send(Api(Settings(limits=file)), body, path=path)
    assert (response.status, said["code"]) == (429, "1300")
    assert response.header("x-ratelimit-limit-req-minute") == "0"
