"""`guardrails` of a chat request block what exceeds a threshold, as documented."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api

BLOCK = {"action": "block"}


def chat(text: str, *guardrails: dict[str, Any], path: str = "/v1/chat/completions", **fields: Any) -> tuple[int, Any]:
    body = {
        "model": "mistral-small-latest",
        "messages": [{"role": "user", "content": text}],
        "guardrails": list(guardrails),
        **fields,
    }
    response, parsed, _ = send(Api(), body, path=path)
    return response.status, parsed


def test_the_documented_body_names_score_and_threshold() -> None:
    status, body = chat("A word about health.", {"moderation_llm_v2": BLOCK})
    assert (status, body["error"]) == (403, {"message": "Content blocked by guardrail", "status": 403})
    result = body["guardrails"]["results"]["moderation_llm_v2"]
    assert (result["model_name"], result["violated"], result["action"]) == ("mistral-moderation-2603", True, "block")
    decision = result["decisions"]["health"]
    assert decision["violated"]
    assert decision["score"] > decision["threshold"]
    assert [name for name, one in result["decisions"].items() if one["violated"]] == ["health"]


@pytest.mark.parametrize(
    ("config", "status"),
    [
        ({}, 200),  # `action` is `none` by default (OpenAPI)
        ({"action": "none"}, 200),
        (BLOCK, 403),
        ({**BLOCK, "custom_category_thresholds": {"health": 1}}, 200),
        ({**BLOCK, "custom_category_thresholds": {"sexual": 0.1}}, 403),
        ({**BLOCK, "custom_category_thresholds": {"sexual": 0.1}, "ignore_other_categories": True}, 200),
        ({**BLOCK, "custom_category_thresholds": {"health": 0.1}, "ignore_other_categories": True}, 403),
    ],
)
def test_what_decides(config: dict[str, Any], status: int) -> None:
    assert chat("A word about health.", {"moderation_llm_v2": config})[0] == status
    assert chat("A word about bees.", {"moderation_llm_v2": config})[0] == 200


def test_one_of_several_is_enough() -> None:
    status, body = chat("A word about health.", {"moderation_llm_v2": {}}, {"moderation_llm_v1": BLOCK})
    assert status == 403
    assert list(body["guardrails"]["results"]) == ["moderation_llm_v1"]


def test_a_text_to_speak_is_moderated_without_a_guardrail() -> None:
    """Reported 2026-10-03: the body, and that it comes each time."""
    api = Api()
    body = {"model": "voxtral-mini-tts-latest", "input": "A talk about sexual selection."}
    for _ in range(2):
        response, said, exchange = send(api, body, path="/v1/audio/speech")
        assert (response.status, exchange.code) == (403, "1920")
        assert list(said) == ["object", "message", "type", "param", "code", "raw_status_code", "guardrails"]
        categories = said["guardrails"][0]["moderation_llm_v2"]["categories"]
        assert [name for name, one in categories.items() if one["violated"]] == ["sexual"]
    assert send(api, {**body, "input": "A talk about selection."}, path="/v1/audio/speech")[0].status == 200
