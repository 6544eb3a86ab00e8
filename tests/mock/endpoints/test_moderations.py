"""Moderation and classification of texts and conversations."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.api import HELLO, send
from mistral_playbooks.mock import Api, Exchange, Response, Settings
from mistral_playbooks.mock.model.moderation import CATEGORIES

MODEL = "mistral-moderation-latest"
SPOKEN = [*HELLO, {"role": "assistant", "content": "Hi there!"}, {"role": "user", "content": "How are you?"}]


def moderate(
    input: Any = "Hello", api: Api | None = None, path: str = "/v1/moderations", **fields: Any
) -> tuple[Response, Any, Exchange]:
    """A moderation of a harmless text unless given."""
    return send(api or Api(), {"model": MODEL, "input": input, **fields}, path=path)


def test_the_body_has_the_recorded_form_and_the_documented_categories():
    response, body, _ = moderate(["one", "two", "three"])
    assert response.status == 200
    assert list(body) == ["id", "usage", "model", "results"]
    prompt = body["usage"]["prompt_tokens"]
    assert body["usage"] == {
        "prompt_audio_seconds": None,
        "prompt_tokens": prompt,
        "total_tokens": prompt + 61,
        "completion_tokens": 0,
        "request_count": 1,
        "prompt_token_details": None,
        "prompt_tokens_details": None,
        "completion_tokens_details": None,
        "service_tier": None,
    }
    assert (body["model"], len(body["id"]), len(body["results"])) == (MODEL, 32, 3)
    for result in body["results"]:
        assert list(result) == ["category_scores", "categories"]
        assert tuple(result["categories"]) == tuple(result["category_scores"]) == CATEGORIES
        assert not any(result["categories"].values())
        assert all(0 < score < 0.01 for score in result["category_scores"].values())


def test_the_prompt_alone_is_charged():
    api = Api(Settings(limits="paid"))
    response, body, _ = moderate("x" * 400, api)
    assert body["usage"]["prompt_tokens"] == 100
    assert response.header("x-ratelimit-tokens-query-cost") == "100"


@pytest.mark.parametrize("path", ["/v1/moderations", "/v1/chat/moderations"])
def test_of_the_limits_it_shows_requests_alone(path):
    """Recorded 2026-07-21 of mistral-moderation-2603."""
    response, _, _ = moderate(HELLO if "chat" in path else "x", path=path)
    assert sorted(name for name, _ in response.headers if "ratelimit" in name) == [
        "x-ratelimit-limit-req-minute",
        "x-ratelimit-remaining-req-minute",
        "x-ratelimit-tokens-query-cost",
    ]


def test_a_text_that_names_a_category_is_flagged_with_it():
    _, body, _ = moderate(["I think of selfharm.", "A claw, a flaw and a lawn"])
    named, harmless = body["results"]
    assert [name for name, flagged in named["categories"].items() if flagged] == ["selfharm"]
    assert named["category_scores"]["selfharm"] >= 0.9
    assert not any(harmless["categories"].values())


def test_scores_are_those_of_the_text_alone():
    first, second = (moderate(text)[1]["results"] for text in ("one", "two"))
    assert first != second
    assert moderate(["one", "two"])[1]["results"] == first + second


def test_conversations_are_judged_whole():
    _, one, _ = moderate(SPOKEN, path="/v1/chat/moderations")
    _, several, _ = moderate([SPOKEN, HELLO], path="/v1/chat/moderations")
    assert len(one["results"]) == 1
    assert len(several["results"]) == 2
    assert several["results"][0] == one["results"][0]
    chunks = [{"role": "user", "content": [{"type": "text", "text": "jailbreaking"}]}]
    _, flagged, _ = moderate(chunks, path="/v1/chat/moderations")
    assert flagged["results"][0]["categories"]["jailbreaking"] is True


def test_messages_in_place_of_input_get_the_recorded_items():
    body = {"model": "mistral-moderation-2411", "messages": SPOKEN}
    response, answer, _ = send(Api(), body, path="/v1/moderations")
    assert response.status == 422
    assert answer == {
        "object": "error",
        "message": {
            "detail": [
                {"type": "missing", "loc": ["body", "input"], "msg": "Field required", "input": body},
                {
                    "type": "extra_forbidden",
                    "loc": ["body", "messages"],
                    "msg": "Extra inputs are not permitted",
                    "input": SPOKEN,
                },
            ]
        },
        "type": "invalid_request_error",
        "param": None,
        "code": None,
        "raw_status_code": 422,
    }


@pytest.mark.parametrize(
    ("path", "input"),
    [
        ("/v1/moderations", 1),
        ("/v1/chat/moderations", "Hello"),
        ("/v1/chat/moderations", [{"role": "robot", "content": "x"}]),
        ("/v1/chat/classifications", SPOKEN),
        ("/v1/chat/classifications", {"messages": SPOKEN, "more": 1}),
    ],
)
def test_the_body_is_judged(path, input):
    response, body, _ = moderate(input, path=path)
    assert response.status == 422
    assert all(item["loc"][:2] == ["body", "input"] for item in body["message"]["detail"])


@pytest.mark.parametrize(
    ("path", "input"),
    [
        ("/v1/moderations", "x"),
        ("/v1/chat/moderations", HELLO),
        ("/v1/classifications", "x"),
        ("/v1/chat/classifications", {"messages": HELLO}),
    ],
)
@pytest.mark.parametrize("model", ["mistral-small-latest", "mistral-moderation-2411", "nope"])
def test_another_model_is_invalid(path, input, model):
    _, body, _ = moderate(input, path=path, model=model)
    assert (body["code"], body["message"]) == ("1500", f"Invalid model: {model}")


@pytest.mark.parametrize("path", ["/v1/moderations", "/v1/chat/moderations", "/v1/classifications"])
def test_nothing_is_refused(path):
    response, body, _ = moderate([], path=path)
    assert (response.status, body["code"]) == (400, "3210")


def test_a_text_beyond_the_context_is_refused():
    response, body, _ = moderate(["x", "x" * 4 * 131_073])
    assert response.status == 400
    assert body["message"].startswith("Prompt contains 131073 tokens")


def test_classifications_have_the_documented_form():
    _, body, _ = moderate(["one", "two"], path="/v1/classifications")
    assert list(body) == ["id", "model", "results"]
    assert len(body["results"]) == 2
    for result in body["results"]:
        for target in result.values():
            assert all(isinstance(score, float) for score in target["scores"].values())
    _, chats, _ = moderate([{"messages": HELLO}, {"messages": SPOKEN}], path="/v1/chat/classifications")
    assert len(chats["results"]) == 2
    _, chat, _ = moderate({"messages": HELLO}, path="/v1/chat/classifications")
    assert chat["results"] == chats["results"][:1]


def test_a_scripted_body_is_sent_as_it_is():
    api = Api()
    api.reply({"results": [], "id": "x", "model": MODEL})
    assert moderate(api=api)[1] == {"results": [], "id": "x", "model": MODEL}
    assert len(moderate(api=api)[1]["results"]) == 1


def test_what_is_no_unicode_survives():
    raw = b'{"model": "mistral-moderation-latest", "input": ["\\ud800"]}'
    assert send(Api(), raw, path="/v1/moderations")[0].status == 200
