"""FIM: the form of a chat completion, a prompt and a suffix, codestral alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers.api import HELLO, frames, send
from mistral_playbooks.mock import Api, Exchange, Response, Settings

PROMPT = "def add(a, b):\n    return "


def fim(api: Api | None = None, **fields: Any) -> tuple[Response, Any, Exchange]:
    """A FIM request with a sound model and prompt unless given."""
    return send(api or Api(), {"model": "codestral-latest", "prompt": PROMPT, **fields}, path="/v1/fim/completions")


def text(body: Any) -> str:
    return body["choices"][0]["message"]["content"]


def test_an_answer_has_the_body_and_headers_of_chat():
    response, body, exchange = fim(suffix="\n\nprint(add(2, 3))", max_tokens=64)
    assert response.status == 200
    assert list(body) == ["id", "created", "model", "usage", "object", "choices"]
    assert (body["object"], body["model"]) == ("chat.completion", "codestral-latest")
    (choice,) = body["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"] == {"role": "assistant", "tool_calls": None, "content": exchange.answer}
    usage = body["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert response.header("x-ratelimit-tokens-query-cost") == str(usage["total_tokens"])
    assert response.header("x-max-retry-attempts-reached") == "false"
    assert exchange.model == "codestral-latest"


def test_a_stream_has_the_frames_of_chat_and_the_same_text():
    response, _, exchange = fim(stream=True)
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    assert response.header("x-ratelimit-limit-req-minute") is None
    sent = frames(response)
    assert sent[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert "".join(one["choices"][0]["delta"]["content"] for one in sent) == exchange.answer
    assert [("usage" in one, one["choices"][0]["finish_reason"]) for one in sent[-2:]] == [
        (False, None),
        (True, "stop"),
    ]
    assert response.chunks
    assert response.chunks[-1] == b"data: [DONE]\n\n"


def test_prompt_suffix_and_seed_decide_the_text():
    texts = {
        text(fim()[1]),
        text(fim(suffix="x")[1]),
        text(fim(prompt="y")[1]),
        text(fim(Api(Settings(seed="other")))[1]),
    }
    assert len(texts) == 4
    assert text(fim()[1]) == text(fim()[1])


@pytest.mark.parametrize("model", ["mistral-small-latest", "mistral-large-2512"])
def test_a_chat_model_cannot_fill_in(model):
    response, body, _ = fim(model=model)
    assert response.status == 400
    assert body == {
        "object": "error",
        "message": "FIM is not enabled for this model",
        "type": "invalid_request_invalid_args",
        "param": None,
        "code": "3051",
        "raw_status_code": 400,
    }


@pytest.mark.parametrize("model", ["nope", "mistral-embed", "codestral-2405"])
def test_what_answers_no_chat_is_an_invalid_model(model):
    _, body, _ = fim(model=model)
    assert (body["type"], body["code"], body["message"]) == ("invalid_model", "1500", f"Invalid model: {model}")


@pytest.mark.parametrize(
    ("fields", "type_", "loc"),
    [
        ({"safe_prompt": True}, "extra_forbidden", ["body", "safe_prompt"]),
        ({"messages": HELLO}, "extra_forbidden", ["body", "messages"]),
        ({"n": 2}, "extra_forbidden", ["body", "n"]),
        ({"prompt": None}, "string_type", ["body", "prompt"]),
        ({"temperature": 2}, "less_than_equal", ["body", "temperature"]),
        ({"top_p": 0}, "greater_than", ["body", "top_p"]),
        ({"min_tokens": -1}, "greater_than_equal", ["body", "min_tokens"]),
    ],
)
def test_the_body_is_judged(fields, type_, loc):
    response, body, _ = fim(**fields)
    assert response.status == 422
    (item,) = body["message"]["detail"]
    assert (item["type"], item["loc"]) == (type_, loc)


def test_a_missing_prompt_is_named():
    _, body, _ = send(Api(), {"model": "codestral-latest"}, path="/v1/fim/completions")
    assert [(one["type"], one["loc"]) for one in body["message"]["detail"]] == [("missing", ["body", "prompt"])]


def test_null_and_absent_suffix_are_the_same_to_the_schema():
    assert fim(suffix=None)[0].status == 200


def test_it_stops_at_max_tokens_before_a_stop_and_not_before_min_tokens():
    _, cut, _ = fim(max_tokens=3)
    assert cut["choices"][0]["finish_reason"] == "length"
    assert cut["usage"]["completion_tokens"] == 3
    _, stopped, _ = fim(stop=["never said", "answer"])
    assert text(stopped) == "Mocked "
    assert stopped["choices"][0]["finish_reason"] == "stop"
    assert fim(min_tokens=100)[1]["usage"]["completion_tokens"] >= 100
    assert fim(min_tokens=100, max_tokens=50)[1]["usage"]["completion_tokens"] == 50


def test_greedy_sampling_wants_a_top_p_of_one():
    _, body, _ = fim(temperature=0, top_p=0.5)
    assert (body["code"], body["message"]) == ("3054", "top_p must be 1 when using greedy sampling.")
    assert fim(temperature=0, top_p=1)[0].status == 200


def test_a_prompt_beyond_the_context_is_refused():
    _, body, _ = fim(prompt="x" * 4 * 256_001)
    assert body["code"] == "3059"
    assert body["message"].endswith(" > 256000 maximum context length")


def test_limits_count_what_fim_uses(tmp_path):
    limits = tmp_path / "limits.json"
    limits.write_text(json.dumps({"codestral-latest": {"requests": 1, "tokens": 10_000}}))
    api = Api(Settings(limits=limits), clock=lambda: 1_000.0)
    assert fim(api)[0].header("x-ratelimit-remaining-req-minute") == "0"
    response, body, _ = fim(api)
    assert (response.status, body["code"]) == (429, "1300")


def test_a_scripted_answer_is_said_in_both_forms():
    api = Api()
    api.reply("a + b", {"text": "a * b", "finish_reason": "length"}, {"choices": [], "mine": True})
    assert text(fim(api)[1]) == "a + b"
    response, _, exchange = fim(api, stream=True)
    sent = frames(response)
    assert "".join(one["choices"][0]["delta"]["content"] for one in sent) == exchange.answer == "a * b"
    assert sent[-1]["choices"][0]["finish_reason"] == "length"
    assert fim(api)[1] == {"choices": [], "mine": True}
    assert text(fim(api)[1]).startswith("Mocked answer ")


def test_what_is_no_unicode_survives():
    response, _, _ = send(Api(), b'{"model": "codestral-latest", "prompt": "\\ud800"}', path="/v1/fim/completions")
    assert response.status == 200
    response, body, _ = send(Api(), b'{"model": "\\ud800", "prompt": "x"}', path="/v1/fim/completions")
    assert (response.status, body["message"]) == (400, "Invalid model: \ud800")
