"""The limiter: windows, buckets, headers, and files that cannot be used."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers.api import HELLO, MODEL, chat, send
from mistral_playbooks.mock import Api, LimitsError, Settings


class Clock:
    """Seconds that stand still until they are set."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limited(tmp_path, clock: Clock, limits: dict[str, Any], **settings: Any) -> Api:
    file = tmp_path / "limits.json"
    file.write_text(json.dumps(limits))
    return Api(Settings(limits=file, **settings), clock=clock)


def pairs(response) -> dict[str, str]:
    return {
        name.removeprefix("x-ratelimit-"): value for name, value in response.headers if name.startswith("x-ratelimit-")
    }


def test_a_burst_to_the_limit_passes_then_all_fail_until_the_minute_ends(tmp_path, clock):
    api = limited(tmp_path, clock, {"*": {"requests": 4, "tokens": None}})
    clock.now += 48.7  # 1_800_000_000 is a full minute
    assert [chat(api)[0].status for _ in range(8)] == [200] * 4 + [429] * 4
    clock.now = 1_800_000_059.99
    assert chat(api)[0].status == 429
    clock.now = 1_800_000_060.0
    assert chat(api)[0].status == 200


def test_the_429_of_requests_shows_only_their_pair(tmp_path, clock):
    api = limited(tmp_path, clock, {"*": {"requests": 1, "tokens": 1000}})
    assert pairs(chat(api)[0]) == {
        "limit-tokens-minute": "1000",
        "remaining-tokens-minute": str(1000 - chat(Api())[1]["usage"]["total_tokens"]),
        "tokens-query-cost": str(chat(Api())[1]["usage"]["total_tokens"]),
        "limit-req-minute": "1",
        "remaining-req-minute": "0",
    }
    response, body, exchange = chat(api)
    assert body == {
        "object": "error",
        "message": "Rate limit exceeded",
        "type": "rate_limited",
        "param": None,
        "code": "1300",
        "raw_status_code": 429,
    }
    assert pairs(response) == {"limit-req-minute": "1", "remaining-req-minute": "0"}
    assert exchange.code == "1300"
    names = {name for name, _ in response.headers}
    assert not names & {"retry-after", "x-max-retry-attempts-reached"}
    assert not [name for name in names if "reset" in name]


def test_the_429_of_tokens_shows_only_theirs_and_a_request_may_be_too_large_alone(tmp_path, clock):
    api = limited(tmp_path, clock, {"*": {"requests": 100, "tokens": 60}})
    response, _, _ = chat(api, messages=[{"role": "user", "content": "x" * 1000}])
    assert response.status == 429
    assert pairs(response) == {"limit-tokens-minute": "60", "remaining-tokens-minute": "60"}
    assert [chat(api)[0].status for _ in range(4)] == [200, 200, 429, 429]
    assert pairs(chat(api)[0]) == {"limit-tokens-minute": "60", "remaining-tokens-minute": "0"}
    clock.now += 60
    assert chat(api)[0].status == 200


def test_a_limit_of_zero_is_a_429_that_shows_zero_and_never_ends(tmp_path, clock):
    api = limited(tmp_path, clock, {MODEL: {"requests": 0, "tokens": 0}})
    for _ in range(3):
        response, body, _ = chat(api)
        assert (response.status, body["code"]) == (429, "1300")
        assert pairs(response) == {"limit-req-minute": "0", "remaining-req-minute": "0"}
        clock.now += 60
    assert chat(api, model="mistral-medium-latest")[0].status == 200


def test_buckets_are_by_key_and_model_and_an_alias_is_its_model(tmp_path, clock):
    api = limited(tmp_path, clock, {"mistral-small-latest": {"requests": 1}, "*": {"requests": 1}})
    assert chat(api)[0].status == 200
    assert chat(api, model="mistral-small-2603")[0].status == 429
    assert chat(api, model="codestral-latest")[0].status == 200
    headers = {"authorization": "Bearer second", "content-type": "application/json"}
    assert send(api, {"model": MODEL, "messages": HELLO}, headers=headers)[0].status == 200


def test_only_answered_requests_count(tmp_path, clock):
    api = limited(tmp_path, clock, {"*": {"requests": 1}})
    assert chat(api, typo=1)[0].status == 422
    assert chat(api, model="nope")[0].status == 400
    assert chat(api, messages=[])[0].status == 400
    assert chat(api, stream=True)[0].status == 200
    assert chat(api)[0].status == 429


def test_a_shorter_minute(tmp_path, clock):
    api = limited(tmp_path, clock, {"*": {"requests": 1}}, minute=2.0)
    assert [chat(api)[0].status for _ in range(2)] == [200, 429]
    clock.now += 1.9
    assert chat(api)[0].status == 429
    clock.now += 0.1
    assert chat(api)[0].status == 200


def test_none_is_out_of_the_way_and_still_sends_headers(clock):
    api = Api(clock=clock)
    assert {chat(api)[0].status for _ in range(200)} == {200}
    assert pairs(chat(api)[0])["remaining-req-minute"] == str(1_000_000 - 201)


@pytest.mark.parametrize(
    ("plan", "model", "requests", "tokens"),
    [
        ("free", "mistral-small-latest", "50", "50000"),
        ("free", "mistral-large-latest", "4", "250000"),
        ("free", "ministral-3b-latest", "750", "1300000"),
        ("free", "ministral-8b-latest", "188", "625000"),
        ("free", "ministral-14b-latest", "30", "937500"),
        ("free", "codestral-2508", "125", "625000"),
        ("free", "mistral-medium-latest", "50", "25000"),
        ("paid", "mistral-small-latest", "100", "100000"),
        ("paid", "mistral-large-2512", "15", "400000"),
    ],
)
def test_the_published_and_the_recorded_figures(plan, model, requests, tokens, clock):
    api = Api(Settings(limits=plan), clock=clock)
    shown = pairs(chat(api, model=model)[0])
    assert (shown["limit-req-minute"], shown["limit-tokens-minute"]) == (requests, tokens)
    for _ in range(int(requests) - 1):
        chat(api, model=model)
    assert chat(api, model=model)[0].status == 429


@pytest.mark.parametrize("model", ["glm-5-2", "zai-glm-5-2", "zai-glm-5-3"])
def test_glm_has_no_quota_in_free_mode(model, clock):
    response, _, _ = chat(Api(Settings(limits="free"), clock=clock), model=model)
    assert (response.status, pairs(response)["limit-req-minute"]) == (429, "0")


def test_a_request_larger_than_the_whole_bucket_is_refused_before_its_length_is_judged(tmp_path, clock):
    """crmne/ruby_llm, 2026-02-19: ten messages of a million characters, limit 2000000, remaining 2000000."""
    api = limited(tmp_path, clock, {"*": {"requests": 60, "tokens": 2_000_000}})
    huge = [{"role": role, "content": "a" * 1_000_000} for _ in range(5) for role in ("user", "assistant")]
    response, body, _ = chat(api, model="mistral-small-latest", messages=[*huge, *HELLO])
    assert (response.status, body["code"]) == (429, "1300")
    assert pairs(response) == {"limit-tokens-minute": "2000000", "remaining-tokens-minute": "2000000"}
    # One that the bucket would hold, but not the model, is told so.
    response, body, _ = chat(api, model="voxtral-small-latest", messages=huge[:1])
    assert (response.status, body["code"]) == (400, "3059")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"*": {"refused": "no"}}', "refused` must be `tier_not_allowed` or `labs_not_enabled`"),
        ('{"*": {"refused": ["tier_not_allowed"]}}', "refused` must be"),
        ("{", "is not JSON"),
        ("[]", "is not a non-empty JSON object"),
        ("{}", "is not a non-empty JSON object"),
        ('{"*": 5}', "`*` is not an object"),
        ('{"*": {"rpm": 5}}', "unknown key `rpm`"),
        ('{"*": {"requests": -1}}', "`*.requests` must be a non-negative integer"),
        ('{"*": {"tokens": 1.5}}', "`*.tokens` must be a non-negative integer"),
        ('{"*": {"tokens": true}}', "`*.tokens` must be a non-negative integer"),
        ('{"*": {"tokens": "5"}}', "`*.tokens` must be a non-negative integer"),
        (b"\xff", "is not JSON"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path, text, said):
    file = tmp_path / "limits.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LimitsError) as caught:
        Api(Settings(limits=file))
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    assert '{"<model>": {"requests": 4' in str(caught.value)


def test_a_file_that_is_not_there_and_a_minute_that_cannot_be(tmp_path):
    with pytest.raises(LimitsError, match="not none, free or paid"):
        Api(Settings(limits="gratis"))
    with pytest.raises(LimitsError, match="cannot be read as a file"):
        Api(Settings(limits=tmp_path))
    for minute in (0, -1, float("nan")):
        with pytest.raises(LimitsError, match="is impossible"):
            Api(Settings(minute=minute))
