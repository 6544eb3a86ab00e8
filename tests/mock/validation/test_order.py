"""The order in which a chat request is judged: every flaw at once, then one after the other mended."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api, Settings

KEY = {"authorization": "Bearer right"}
USER = {"role": "user", "content": "u"}
SAID = {"role": "assistant", "content": "a"}
BROKEN_IMAGE = {"type": "image_url", "image_url": "data:image/png;base64,AAAA"}
LONG = {"role": "user", "content": "word " * 300_000}


@pytest.fixture
def api(tmp_path) -> Api:
    rows = {
        "mistral-large-2512": {"refused": "tier_not_allowed", "requests": 0},
        "mistral-small-2603": {"requests": 0},
        "voxtral-small-2507": {"tokens": 100_000},
    }
    file = tmp_path / "limits.json"
    file.write_text(json.dumps(rows))
    return Api(Settings(limits=file, api_key="right"))


def tool(parameters: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "f", "parameters": parameters}}


def test_each_check_in_its_turn(api):
    body: dict[str, Any] = {
        "model": "nope",
        "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "AAAA"}, BROKEN_IMAGE]}, SAID],
        "tools": [tool({"type": "x"})],
        "user": "u",
        "top_k": 3,
    }

    def answered(headers: dict[str, str] = KEY, **change: Any) -> tuple[int, str | None, str]:
        body.update(change)
        response, said, exchange = send(api, json.dumps(body).encode(), headers=headers)
        return response.status, exchange.code, json.dumps(said)

    assert answered({"authorization": "Bearer wrong"})[:2] == (401, None)
    status, _, said = answered()
    assert (status, "extra_forbidden" in said) == (422, True)
    del body["user"]
    status, _, said = answered()
    assert (status, "Image content must be" in said) == (422, True)
    body["messages"][0]["content"].pop(0)
    assert answered()[:2] == (400, "1500")
    assert answered(model="mistral-large-latest")[:2] == (403, "1910")
    assert answered(model="mistral-small-latest")[:2] == (400, "3230")
    body["messages"].pop()
    status, _, said = answered()
    assert (status, "Invalid tool schema" in said) == (400, True)
    assert answered(tools=[tool({})])[:2] == (400, "3051")
    del body["top_k"]
    assert answered()[:2] == (400, "3310")
    body["messages"] = [LONG]
    assert answered()[:2] == (400, "3059")
    body["messages"] = [USER]
    assert answered()[:2] == (429, "1300")
    assert answered(model="ministral-3b-latest")[0] == 200


def test_a_request_larger_than_the_bucket_comes_before_its_length(api):
    body = {"model": "voxtral-small-latest", "messages": [LONG]}
    assert send(api, json.dumps(body).encode(), headers=KEY)[2].code == "1300"


@pytest.mark.parametrize("model", ["mistral-large-4", "zai-glm-latest"])
@pytest.mark.parametrize("field", [{"top_k": 3}, {"logprobs": True, "top_logprobs": 2}])
def test_what_is_not_known_of_a_model_is_not_refused(model, field):
    body = {"model": model, "messages": [USER], **field}
    assert send(Api(), json.dumps(body).encode())[0].status == 200


@pytest.mark.parametrize(
    "field",
    [
        {"tools": [tool({})], "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}},
        {"response_format": {"type": "json_schema"}},
        {"n": 2, "prediction": {"type": "content", "content": "a"}},
        {"tools": [tool({}) for _ in range(129)]},
        {"tools": [tool({}), tool({})]},
        {"tools": [tool({})], "tool_choice": {"type": "function", "function": {"name": "other"}}},
        {"tools": [tool({"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "a"})]},
    ],
)  # fmt: skip
def test_what_was_documented_or_refused_once_only_is_not_refused(field):
    body = {"model": "mistral-small-latest", "messages": [USER], **field}
    assert send(Api(), json.dumps(body).encode())[0].status == 200
