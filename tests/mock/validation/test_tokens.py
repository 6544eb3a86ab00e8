"""The length of prompts: counted by mistral-common's tokenizer where it matters and is installed, else estimated."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from helpers.api import HELLO, MODEL, chat, frames
from mistral_playbooks.mock import Api
from mistral_playbooks.mock.model import answers
from mistral_playbooks.mock.validation import tokens
from mistral_playbooks.mock.validation.models import load


def user(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


@pytest.fixture
def estimated(monkeypatch):
    """As where mistral-common is not installed."""
    monkeypatch.setattr(tokens, "_counter", lambda: None)


def refusal(count: int, limit: int) -> str:
    return f"Prompt {count} > {limit} maximum context length"


def test_the_count_of_the_recorded_refusal_is_reproduced_to_the_token():
    """pydantic/pydantic-ai, 2026-01-26: 150,000 times `word `, against a model of 131,072 tokens. The wording is that
    of September 2026."""
    response, body, exchange = chat(model="ministral-3b-latest", messages=user("word " * 150_000))
    assert (response.status, exchange.code) == (400, "3059")
    assert body["message"] == refusal(150_004, 131_072)
    assert body["type"] == "invalid_request_prompt_too_long"


def test_without_the_library_it_is_estimated(estimated):
    body = chat(model="voxtral-small-latest", messages=user("x" * 139_400))[1]
    assert body["message"] == refusal(32_803, 32_768)
    assert chat(model="voxtral-small-latest", messages=user("x" * 139_200))[0].status == 200


def test_a_text_of_more_characters_than_four_a_token_fits_by_count_and_not_by_estimate(monkeypatch):
    text = "consideration " * 20_000  # fourteen characters and one token each, the first word two
    response, body, _ = chat(model="voxtral-small-latest", messages=user(text))
    assert (response.status, body["usage"]["prompt_tokens"]) == (200, 20_005)
    monkeypatch.setattr(tokens, "_counter", lambda: None)
    assert chat(model="voxtral-small-latest", messages=user(text))[0].status == 400


def test_the_whole_request_is_counted():
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    call = {"id": "abcDEF123", "function": {"name": "f", "arguments": "{}"}}
    image = [{"type": "image_url", "image_url": "https://example.com/a.png"}, {"type": "text", "text": "a b"}]
    body = {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": image},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "content": "r", "tool_call_id": "abcDEF123"},
        ],
        "tools": [tool],
    }
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return len(text.split())

    total = tokens.exact(body, count)
    assert counted[:2] == ["s", "a b"]
    assert any('"arguments"' in text for text in counted)
    assert any('"parameters"' in text for text in counted)
    assert total == 1 + 2 + 2 + 1 + 2 + 3 + 2 + 256 + sum(len(text.split()) for text in counted)


def test_usage_is_the_estimate_for_every_prompt_that_is_surely_short_enough():
    body = chat()[1]
    assert body["usage"]["prompt_tokens"] == answers.prompt_tokens({"messages": HELLO}, "mistral-small-2603")


def counted(model: str = "ministral-3b-latest", **fields: Any) -> int:
    return chat(model=model, **fields)[1]["usage"]["prompt_tokens"]


def test_the_small_model_counts_twelve_more_except_where_json_is_asked_for():
    """0xPlaygrounds/rig, 2026-08-16: 20 and 8 for the same body, 88 and 88 if it asks for JSON."""
    assert counted(MODEL) - counted() == 12
    assert counted("mistral-small-2603") == counted(MODEL)
    for wanted in (
        {"type": "json_object"},
        {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object", "properties": {}}}},
    ):
        assert counted(MODEL, response_format=wanted) == counted(response_format=wanted) == counted()
    assert counted(MODEL, response_format={"type": "text"}) == counted(MODEL)


def test_tools_that_cannot_be_called_are_not_counted():
    tools = [{"type": "function", "function": {"name": name, "parameters": {"type": "object"}}} for name in ("f", "g")]
    named = {"type": "function", "function": {"name": "g"}}
    assert counted(tools=tools, tool_choice="none") == counted()
    assert counted(tools=tools, tool_choice=named) == counted(tools=tools[1:], tool_choice="any") > counted()
    assert counted(tools=tools) > counted(tools=tools[:1])


@pytest.mark.parametrize(
    ("model", "text", "recorded"),
    [
        ("ministral-3b-latest", "Reply with exactly: cobalt", 8),
        (MODEL, "Reply with exactly: cobalt", 20),
        (MODEL, "Reply with exactly: identity probe", 21),
        (MODEL, "What is 6*7? Answer with just the number.", 28),
        ("mistral-large-latest", "Hello", 4),
    ],
)
def test_a_prompt_of_text_is_near_its_recorded_count(model, text, recorded):
    """0xPlaygrounds/rig, 2026-08-14 and 2026-08-16; vercel/ai, 2026-08-15."""
    assert counted(model, messages=user(text)) == pytest.approx(recorded, rel=0.15)


def test_far_too_long_is_a_500_and_is_not_counted(monkeypatch):
    """crmne/ruby_llm, 2025-08-10 to 2026-01-16: ten messages of a million characters."""
    monkeypatch.setattr(tokens, "_counter", lambda: pytest.fail("counted"))
    huge = [{"role": role, "content": "a" * 1_000_000} for _ in range(5) for role in ("user", "assistant")]
    response, body, _ = chat(messages=[*huge, *HELLO])
    assert response.status == 500
    assert (body["message"], body["type"], body["code"]) == ("Service unavailable.", "internal_server_error", "1000")


def test_models_of_others_are_estimated(monkeypatch):
    monkeypatch.setattr(tokens, "_counter", lambda: pytest.fail("counted"))
    glm = load().served["zai-glm-latest"]
    assert tokens.prompt({"messages": user("a " * 600_000)}, glm) == 2 + 1 + 282_353
    assert chat(model="zai-glm-latest", messages=user("a " * 600_000))[0].status == 200


def test_the_library_waits_for_the_first_long_prompt():
    code = f"""
import json, sys
sys.path.insert(0, "tests")
from helpers.api import chat
assert chat()[0].status == 200
assert "mistral_common" not in sys.modules
assert chat(model={MODEL!r}, messages=[{{"role": "user", "content": "word " * 60_000}}])[0].status == 200
assert "mistral_common" in sys.modules
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr


def test_lone_surrogates_and_astral_text_are_counted():
    count = tokens._counter()
    assert count is not None
    assert count("\ud800") >= 1
    assert count("😀" * 10) >= 10


@pytest.mark.parametrize(("start", "cached"), [(253, 224), (1559, 1536), (41, 16), (83, 64), (137, 112), (20, 0)])
def test_a_start_is_cached_in_blocks_without_the_last(start, cached):
    """The first two have a key (pydantic/pydantic-ai, 2026-07-24; RandyNorthrup/muse-spark-code, 2026-10-04)."""
    assert tokens.in_blocks(start) == cached


LONG = [{"role": "system", "content": "Retain this instruction. " * 60}, {"role": "user", "content": "Say one."}]


def cached(api: Api, messages: Any = LONG, key: str | None = "k", **fields: Any) -> int:
    """The cached tokens of an answer; what it cost is the rest."""
    response, body, _ = chat(api, messages=messages, prompt_cache_key=key, **fields)
    usage = body["usage"] if body else frames(response)[-1]["usage"]
    found = usage["prompt_tokens_details"]["cached_tokens"]
    if body:
        assert response.header("x-ratelimit-tokens-query-cost") == str(usage["total_tokens"] - found)
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    return found


@pytest.mark.parametrize("stream", [False, True])
def test_what_a_prompt_shares_with_the_last_one_of_its_key_is_cached(stream):
    api = Api()
    assert cached(api) == 0
    whole = cached(api, [*LONG, {"role": "assistant", "content": "One."}, *HELLO], stream=stream)
    assert whole == tokens.in_blocks(chat(messages=LONG)[1]["usage"]["prompt_tokens"])
    assert 0 < cached(api, [LONG[0], *HELLO], stream=stream) <= whole
    assert 0 < cached(api, [{"role": "system", "content": LONG[0]["content"] + "B"}, *HELLO]) <= whole
    for question in ("Who?", "Where?"):
        parts = [{"type": "text", "text": text} for text in (LONG[0]["content"], question)]
        last = cached(api, [{"role": "user", "content": parts}])
    assert 0 < last <= whole


@pytest.mark.parametrize(
    "other",
    [{"key": None}, {"key": "other"}, {"model": "ministral-3b-latest"}, {"messages": HELLO},
     {"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]}],
)  # fmt: skip
def test_another_start_or_key_is_not_cached(other):
    api = Api()
    cached(api)
    assert cached(api, **other) == 0
