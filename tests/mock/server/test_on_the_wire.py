"""What api.mistral.ai puts on the wire and a mock usually gets wrong, check by check, over raw HTTP.

Each check stands on recordings of public repositories (1,926 pairs, to 2026-10) unless its docstring says otherwise.
`python tests/mock/server/test_on_the_wire.py PORT` gives the score of any server there,
which must accept the key `key`.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

MODEL = "mistral-small-latest"
HELLO = [{"role": "user", "content": "Hello, what is the weather in Paris?"}]
LIMITS = {
    "mistral-medium-latest": {"requests": 1, "tokens": 1_000_000},
    "ministral-3b-latest": {"requests": 100, "tokens": 5},
    "*": {"requests": 10_000, "tokens": 100_000_000},
}
"""The limits of the server under test: one model for each bucket that trips."""

HEX = re.compile("[0-9a-f]{32}")
UUID7 = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PADDING = "abcdefghijklmnopqrstuvwxyz0123456789"
REQUESTS = ["x-ratelimit-limit-req-minute", "x-ratelimit-remaining-req-minute"]
TOKENS = ["x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute"]
COST = "x-ratelimit-tokens-query-cost"


class Got:
    """One answer as received."""

    def __init__(self, status: int, headers: list[tuple[str, str]], raw: bytes) -> None:
        self.status = status
        self.names = [name.lower() for name, _ in headers]
        self.headers = {name.lower(): value for name, value in headers}
        self.raw = raw

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def limits(self) -> list[str]:
        return [name for name in self.names if "ratelimit" in name]

    @property
    def data(self) -> list[dict[str, Any]]:
        """The data frames of a stream, without `[DONE]`."""
        frames = self.raw.decode().split("\n\n")
        return [json.loads(frame[6:]) for frame in frames if frame.startswith("data: {")]

    @property
    def choice(self) -> dict[str, Any]:
        (choice,) = self.json["choices"]
        return choice


class Server:
    """A server on 127.0.0.1, asked over plain HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self, body: Any = None, path: str = "/v1/chat/completions", method: str | None = None, key: str | None = "key"
    ) -> Got:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        raw = None
        if body is not None:
            raw = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=500)
        connection.request(method or ("GET" if body is None else "POST"), path, raw, headers)
        answer = connection.getresponse()
        got = Got(answer.status, answer.getheaders(), answer.read())
        connection.close()
        return got

    def chat(self, **fields: Any) -> Got:
        return self.ask({"model": MODEL, "messages": HELLO, **fields})

    def stream(self, **fields: Any) -> Got:
        return self.chat(stream=True, **fields)


Check = Callable[[Server], None]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def tool(name: str = "get_weather", **properties: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


CITY = {"type": "string"}
CALLS = {
    "messages": [{"role": "user", "content": "What are the weather and the time in Paris?"}],
    "tools": [tool(city=CITY, unit=CITY), tool("get_time", city=CITY)],
    "tool_choice": "any",
}


def call(id: str) -> dict[str, Any]:
    calls = [{"id": id, "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}]
    return {"role": "assistant", "content": "", "tool_calls": calls}


# -- a completion as JSON ------------------------------------------------------------------------------------------


@check
def json_id_is_32_hex_digits(server: Server) -> None:
    assert HEX.fullmatch(server.chat().json["id"])


@check
def json_keys_in_their_order(server: Server) -> None:
    assert list(server.chat().json) == ["id", "created", "model", "usage", "object", "choices"]


@check
def json_is_compact(server: Server) -> None:
    got = server.chat()
    assert got.raw == json.dumps(got.json, separators=(",", ":"), ensure_ascii=False).encode()


@check
def json_model_is_the_alias_as_asked(server: Server) -> None:
    assert [server.chat(model=id).json["model"] for id in (MODEL, "mistral-small-2603")] == [
        MODEL,
        "mistral-small-2603",
    ]


@check
def json_object_and_created(server: Server) -> None:
    body = server.chat().json
    assert body["object"] == "chat.completion"
    assert abs(body["created"] - time.time()) < 60


@check
def json_usage_has_service_tier_and_cached_tokens(server: Server) -> None:
    usage = server.chat().json["usage"]
    assert list(usage) == [
        "prompt_tokens", "total_tokens", "completion_tokens", "prompt_tokens_details", "service_tier",
    ]  # fmt: skip
    assert (usage["prompt_tokens_details"], usage["service_tier"]) == ({"cached_tokens": 0}, "standard")


@check
def json_usage_adds_up(server: Server) -> None:
    usage = server.chat().json["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > usage["prompt_tokens"] > 0


@check
def json_choice_and_message_keys_in_their_order(server: Server) -> None:
    choice = server.chat().choice
    assert list(choice) == ["index", "finish_reason", "message"]
    assert list(choice["message"]) == ["role", "tool_calls", "content"]


@check
def json_without_a_call_has_tool_calls_null(server: Server) -> None:
    message = server.chat().choice["message"]
    assert message["tool_calls"] is None
    assert isinstance(message["content"], str)


@check
def json_finish_reason_length_at_max_tokens(server: Server) -> None:
    got = server.chat(max_tokens=3)
    assert got.choice["finish_reason"] == "length"
    assert got.json["usage"]["completion_tokens"] <= 3


@check
def json_two_choices_are_counted_both(server: Server) -> None:
    body = server.chat(n=2).json
    assert [choice["index"] for choice in body["choices"]] == [0, 1]
    assert body["usage"]["completion_tokens"] > server.chat(n=1).json["usage"]["completion_tokens"]


@check
def json_tool_call_has_an_id_of_nine_letters_or_digits(server: Server) -> None:
    calls = server.chat(**CALLS).choice["message"]["tool_calls"]
    assert all(re.fullmatch("[A-Za-z0-9]{9}", one["id"]) for one in calls)
    assert len({one["id"] for one in calls}) == len(calls)


@check
def json_tool_call_has_type_function_and_index(server: Server) -> None:
    """`type` is there since 2026-06."""
    calls = server.chat(**CALLS).choice["message"]["tool_calls"]
    assert [list(one) for one in calls] == [["id", "type", "function", "index"]] * len(calls)
    assert [(one["type"], one["index"]) for one in calls] == [("function", index) for index in range(len(calls))]


@check
def json_tool_call_has_empty_content_and_its_finish_reason(server: Server) -> None:
    choice = server.chat(**CALLS).choice
    assert (choice["finish_reason"], choice["message"]["content"]) == ("tool_calls", "")


@check
def json_arguments_are_text_with_pythons_spaces(server: Server) -> None:
    for one in server.chat(**CALLS).choice["message"]["tool_calls"]:
        text = one["function"]["arguments"]
        assert text == json.dumps(json.loads(text))
        assert ": " in text


@check
def json_arguments_of_a_call_without_any(server: Server) -> None:
    (one,) = server.chat(tools=[tool("now")], tool_choice="any").choice["message"]["tool_calls"]
    assert one["function"]["arguments"] == "{}"


@check
def json_a_call_cut_at_max_tokens_is_sent_cut(server: Server) -> None:
    choice = server.chat(tools=[tool(city=CITY)], tool_choice="any", max_tokens=4).choice
    assert choice["finish_reason"] == "length"
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"])


@check
def json_reasoning_gives_chunks(server: Server) -> None:
    content = server.chat(reasoning_effort="high").choice["message"]["content"]
    assert [chunk["type"] for chunk in content] == ["thinking", "text"]
    assert [chunk["type"] for chunk in content[0]["thinking"]] == ["text"]


@check
def json_response_format_is_obeyed(server: Server) -> None:
    """Documented."""
    free = server.chat(response_format={"type": "json_object"}).choice["message"]["content"]
    assert isinstance(json.loads(free), dict)
    schema = {"type": "object", "properties": {"city": {"enum": ["Paris"]}}, "required": ["city"]}
    format = {"type": "json_schema", "json_schema": {"name": "place", "schema": schema}}
    assert json.loads(server.chat(response_format=format).choice["message"]["content"]) == {"city": "Paris"}


# -- a completion as a stream --------------------------------------------------------------------------------------


@check
def sse_is_chunked_and_of_its_type(server: Server) -> None:
    headers = server.stream().headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["transfer-encoding"] == "chunked"
    assert "content-length" not in headers


@check
def sse_frames_are_data_alone_and_end_with_done(server: Server) -> None:
    frames = server.stream().raw.decode().split("\n\n")
    assert frames.pop() == ""
    assert frames.pop() == "data: [DONE]"
    assert all(frame.startswith('data: {"id":') and "\n" not in frame for frame in frames)


@check
def sse_keys_in_their_order(server: Server) -> None:
    first, *rest, last = server.stream().data
    head = ["id", "object", "created", "model", "choices"]
    assert list(first) == head
    assert all(list(one) == [*head, "p"] for one in rest)
    assert list(last) == [*head, "usage", "p"]


@check
def sse_first_chunk_is_the_role_alone(server: Server) -> None:
    first, *rest = server.stream().data
    assert first["choices"] == [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]
    assert not any("role" in one["choices"][0]["delta"] for one in rest)


@check
def sse_later_chunks_are_padded(server: Server) -> None:
    """`p`, a prefix of the letters and digits, 1 to 36 long, since 2025-09."""
    first, *rest = server.stream().data
    assert "p" not in first
    assert all(one["p"] and PADDING.startswith(one["p"]) for one in rest)


@check
def sse_usage_comes_with_the_finish_reason_in_the_last_chunk(server: Server) -> None:
    """With `stream_options` and without, and never in a chunk of its own."""
    for options in ({}, {"stream_options": {"include_usage": True}}):
        data = server.stream(**options).data
        assert ["usage" in one for one in data] == [False] * (len(data) - 1) + [True]
        assert [one["choices"][0]["finish_reason"] for one in data] == [None] * (len(data) - 1) + ["stop"]
        assert data[-1]["usage"]["service_tier"] == "standard"


@check
def sse_chunks_share_id_time_and_model(server: Server) -> None:
    data = server.stream().data
    ((id, created, model, object_),) = {(one["id"], one["created"], one["model"], one["object"]) for one in data}
    assert HEX.fullmatch(id)
    assert (model, object_) == (MODEL, "chat.completion.chunk")
    assert abs(created - time.time()) < 60


@check
def sse_text_comes_in_tokens(server: Server) -> None:
    pieces = [one["choices"][0]["delta"].get("content", "") for one in server.stream().data]
    assert len(pieces) > 4
    assert 0 < max(map(len, pieces)) < 20


@check
def sse_tool_calls_come_whole_with_reason_and_usage(server: Server) -> None:
    """Parallel calls are in the same chunk."""
    role, last = server.stream(**CALLS).data
    assert role["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    (choice,) = last["choices"]
    assert choice["finish_reason"] == "tool_calls"
    assert list(choice["delta"]) == ["tool_calls"]
    calls = choice["delta"]["tool_calls"]
    assert [one["function"]["name"] for one in calls] == ["get_weather", "get_time"]
    assert all(isinstance(json.loads(one["function"]["arguments"]), dict) for one in calls)
    assert "usage" in last


@check
def sse_two_choices_begin_each_and_end_each(server: Server) -> None:
    data = server.stream(n=2).data
    assert [one["choices"][0]["index"] for one in data[:2]] == [0, 1]
    assert [one["choices"][0]["delta"].get("role") for one in data[:3]] == ["assistant", "assistant", None]
    ends = {one["choices"][0]["index"]: one["choices"][0]["finish_reason"] for one in data}
    assert ends == {0: "stop", 1: "stop"}
    assert ["usage" in one for one in data].index(True) == len(data) - 1


@check
def sse_reasoning_comes_before_the_text(server: Server) -> None:
    deltas = [one["choices"][0]["delta"] for one in server.stream(reasoning_effort="high").data]
    kinds = ["thinking" if isinstance(delta["content"], list) else "text" for delta in deltas]
    assert deltas[1] == {"content": ""}
    assert kinds == sorted(kinds[:2], reverse=True) + ["thinking"] * kinds.count("thinking") + ["text"] * (
        kinds.count("text") - 2
    )
    assert kinds.count("thinking") > 0


@check
def sse_of_glm_is_fragmented(server: Server) -> None:
    """Recorded 2026-08-20 (vercel/ai@702aba71)."""
    data = server.ask({"model": "zai-glm-5", "messages": HELLO, "stream": True, **CALLS}).data
    parts = [one for chunk in data for one in chunk["choices"][0]["delta"].get("tool_calls", ())]
    named = [one for one in parts if one["function"]["name"]]
    assert [one["function"]["name"] for one in named] == ["get_weather", "get_time"]
    assert all(one["id"].startswith("chatcmpl-tool-") and one["function"]["arguments"] == "" for one in named)
    assert all("id" not in one for one in parts if not one["function"]["name"])
    assert len(parts) > len(named)


@check
def sse_refusals_are_json_with_their_status(server: Server) -> None:
    got = server.stream(model="nope")
    assert (got.status, got.json["code"]) == (400, "1500")
    assert got.headers["content-type"].startswith("application/json")


# -- headers -------------------------------------------------------------------------------------------------------


@check
def headers_correlation_id_is_kongs_and_a_uuid7(server: Server) -> None:
    for got in (server.chat(), server.stream(), server.chat(model="nope"), server.ask({}, key="wrong")):
        assert UUID7.fullmatch(got.headers["mistral-correlation-id"])
        assert got.headers["mistral-correlation-id"] == got.headers["x-kong-request-id"]


@check
def headers_of_cloudflare(server: Server) -> None:
    headers = server.chat().headers
    assert headers["server"] == "cloudflare"
    assert headers["cf-cache-status"] == "DYNAMIC"
    assert re.fullmatch("[0-9a-f]{16}-[A-Z]{3}", headers["cf-ray"])
    assert headers["alt-svc"] == 'h3=":443"; ma=86400'
    assert headers["strict-transport-security"] == "max-age=15552000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


@check
def headers_of_kong_and_envoy(server: Server) -> None:
    headers = server.chat().headers
    for name in ("x-envoy-upstream-service-time", "x-kong-upstream-latency", "x-kong-proxy-latency"):
        assert headers[name].isdigit()
    assert "x-kong-response-latency" not in headers


@check
def headers_of_limits_on_json(server: Server) -> None:
    got = server.chat()
    assert got.limits == [*TOKENS, COST, *REQUESTS]
    assert got.headers["x-max-retry-attempts-reached"] == "false"


@check
def headers_of_limits_are_not_on_streams(server: Server) -> None:
    """Since 2025-07; in their place one header since the end of 2026-06."""
    got = server.stream()
    assert got.limits == []
    assert got.headers["x-max-retry-attempts-reached"] == "false"


@check
def headers_query_cost_is_the_total(server: Server) -> None:
    got = server.chat()
    assert got.headers[COST] == str(got.json["usage"]["total_tokens"])


@check
def headers_remaining_counts_down(server: Server) -> None:
    first, second = server.chat(), server.chat()
    while int(first.headers[REQUESTS[1]]) < int(second.headers[REQUESTS[1]]):  # a new minute has begun
        first, second = second, server.chat()
    assert int(first.headers[REQUESTS[1]]) - int(second.headers[REQUESTS[1]]) == 1
    assert int(first.headers[TOKENS[1]]) - int(second.headers[TOKENS[1]]) == int(second.headers[COST])


@check
def headers_never_say_when_to_come_back(server: Server) -> None:
    """No `retry-after` in 2 of 2 recorded 429 and 163 reports; no `x-ratelimit-reset-*` since 2025-05."""
    for got in (server.chat(), server.stream(), server.chat(model="nope"), _second(server)):
        assert not [name for name in got.names if name == "retry-after" or "reset" in name]


@check
def headers_of_errors_carry_no_limits(server: Server) -> None:
    for got in (server.chat(model="nope"), server.chat(temperature=9), server.ask({}, key="wrong")):
        assert got.limits == []
        assert "x-max-retry-attempts-reached" not in got.names


# -- refusals ------------------------------------------------------------------------------------------------------


def _error(got: Got) -> tuple[int, str, str | None, Any]:
    body = got.json
    assert list(body) == ["object", "message", "type", "param", "code", "raw_status_code"]
    assert (body["object"], body["param"], body["raw_status_code"]) == ("error", None, got.status)
    return got.status, body["type"], body["code"], body["message"]


@check
def error_401_is_a_detail_with_a_newline(server: Server) -> None:
    for key in ("wrong", None):
        got = server.ask({"model": MODEL, "messages": HELLO}, key=key)
        assert (got.status, got.raw) == (401, b'{"detail":"Invalid API Key"}\n')


@check
def error_401_is_kongs_own(server: Server) -> None:
    got = server.ask({"model": MODEL, "messages": HELLO}, key="wrong")
    assert got.headers["x-kong-response-latency"].isdigit()
    assert not {"x-kong-upstream-latency", "x-kong-proxy-latency", "x-envoy-upstream-service-time"} & set(got.names)


@check
def error_unknown_model_is_400_with_code_1500(server: Server) -> None:
    assert _error(server.chat(model="mistral-nope")) == (400, "invalid_model", "1500", "Invalid model: mistral-nope")


@check
def error_a_chat_model_cannot_embed(server: Server) -> None:
    got = server.ask({"model": MODEL, "input": ["a"]}, "/v1/embeddings")
    assert _error(got) == (400, "invalid_model", "1500", f"Invalid model: {MODEL}")


@check
def error_3230_system_after_assistant(server: Server) -> None:
    messages = [*HELLO, {"role": "assistant", "content": "a"}, {"role": "system", "content": "b"}, *HELLO]
    text = "Unexpected role 'system' after role 'assistant'"
    assert _error(server.chat(messages=messages)) == (400, "invalid_request_message_order", "3230", text)


@check
def error_3230_assistant_last(server: Server) -> None:
    """Reported, in many places."""
    text = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
    messages = [*HELLO, {"role": "assistant", "content": "a"}]
    assert _error(server.chat(messages=messages)) == (400, "invalid_request_message_order", "3230", text)


@check
def error_3230_calls_without_results(server: Server) -> None:
    """Reported, in many places."""
    text = "Not the same number of function calls and responses"
    messages = [*HELLO, call("abcdefgh1"), {"role": "assistant", "content": "b", "prefix": True}]
    assert _error(server.chat(messages=messages)) == (400, "invalid_request_message_order", "3230", text)


@check
def error_3280_tool_call_id(server: Server) -> None:
    """Reported (2026-08)."""
    result = {"role": "tool", "tool_call_id": "call_1", "name": "get_weather", "content": "22 C"}
    text = "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9."
    got = server.chat(messages=[*HELLO, call("call_1"), result], model="mistral-large-latest")
    assert _error(got) == (400, "invalid_function_call", "3280", text)


@check
def error_422_is_wrapped_and_names_the_extra_field(server: Server) -> None:
    """The wrapped form: moderation 2025-10 and audio 2026-08."""
    got = server.chat(max_completion_tokens=5)
    status, type_, code, message = _error(got)
    assert (status, type_, code) == (422, "invalid_request_error", None)
    assert message == {
        "detail": [
            {
                "type": "extra_forbidden",
                "loc": ["body", "max_completion_tokens"],
                "msg": "Extra inputs are not permitted",
                "input": 5,
            }
        ]
    }


@check
def error_422_inside_a_message_is_bare_and_names_the_place(server: Server) -> None:
    """The bare list: recorded 2025-04 and 2025-05, and reported for chat in 2026."""
    got = server.chat(messages=[{"role": "user", "content": 5}])
    assert (got.status, list(got.json)) == (422, ["detail"])
    assert ["body", "messages", 0, "user", "content", "str"] in [item["loc"] for item in got.json["detail"]]


@check
def error_422_of_a_range(server: Server) -> None:
    _, _, _, message = _error(server.chat(temperature=2))
    (item,) = message["detail"]
    assert (item["type"], item["loc"]) == ("less_than_equal", ["body", "temperature"])
    assert (item["msg"], item["ctx"]) == ("Input should be less than or equal to 1.5", {"le": 1.5})


@check
def error_3051_reasoning_effort(server: Server) -> None:
    text = "reasoning_effort='low' is not supported for this model. Must be one of (none, high)"
    assert _error(server.chat(reasoning_effort="low")) == (400, "invalid_request_invalid_args", "3051", text)


@check
def error_3051_logprobs(server: Server) -> None:
    text = "Logprobs are not enabled for this model"
    assert _error(server.chat(logprobs=True)) == (400, "invalid_request_invalid_args", "3051", text)


@check
def error_404_is_kongs(server: Server) -> None:
    """Reported (2026-07): one key a line."""
    got = server.ask({}, "/v1/nowhere")
    assert got.status == 404
    assert re.fullmatch(
        rb'\{\n  "message":"no Route matched with those values",\n  "request_id":"[0-9a-f]{32}"\n\}', got.raw
    )


def _second(server: Server, model: str = "mistral-medium-latest") -> Got:
    """The refusal of the second request to a model of one request a minute."""
    for _ in range(3):  # a minute may end between the two
        got = server.chat(model=model)
        if got.status == 429:
            return got
    raise AssertionError("three requests in a row, and no 429")


@check
def error_429_of_requests_shows_their_pair_alone(server: Server) -> None:
    got = _second(server)
    assert _error(got) == (429, "rate_limited", "1300", "Rate limit exceeded")
    assert got.limits == REQUESTS
    assert [got.headers[name] for name in REQUESTS] == ["1", "0"]


@check
def error_429_of_tokens_shows_their_pair_alone(server: Server) -> None:
    """Recorded 2026-02-10 of a request larger than its whole budget: nothing was spent, all of it remains."""
    got = server.chat(model="ministral-3b-latest")
    assert _error(got) == (429, "rate_limited", "1300", "Rate limit exceeded")
    assert got.limits == TOKENS
    assert [got.headers[name] for name in TOKENS] == ["5", "5"]


# -- other endpoints -----------------------------------------------------------------------------------------------


@check
def embeddings_have_their_body(server: Server) -> None:
    body = server.ask({"model": "mistral-embed", "input": ["a", "b"]}, "/v1/embeddings").json
    assert list(body) == ["id", "object", "data", "model", "usage"]
    assert HEX.fullmatch(body["id"])
    assert [(list(one), one["index"], len(one["embedding"])) for one in body["data"]] == [
        (["object", "embedding", "index"], 0, 1024),
        (["object", "embedding", "index"], 1, 1024),
    ]
    assert body["usage"]["completion_tokens"] == 0


@check
def embeddings_show_the_request_bucket_alone(server: Server) -> None:
    """Since 2026-08."""
    got = server.ask({"model": "mistral-embed", "input": "a"}, "/v1/embeddings")
    assert sorted(got.limits) == sorted([*REQUESTS, COST])


@check
def models_have_a_type_and_aliases_of_their_own(server: Server) -> None:
    got = server.ask(path="/v1/models")
    cards = {card["id"]: card for card in got.json["data"]}
    assert {card["type"] for card in cards.values()} == {"base"}
    card = cards[MODEL]
    assert set(card["aliases"]) <= set(cards)
    assert card["capabilities"]["completion_chat"] is True
    assert {"max_context_length", "deprecation", "default_model_temperature"} <= set(card)


@check
def models_show_no_limits(server: Server) -> None:
    got = server.ask(path="/v1/models")
    assert (got.status, got.limits) == (200, [])


@check
def fim_is_a_chat_completion(server: Server) -> None:
    body = server.ask({"model": "codestral-latest", "prompt": "def a("}, "/v1/fim/completions").json
    assert list(body) == ["id", "created", "model", "usage", "object", "choices"]
    assert body["object"] == "chat.completion"


@check
def moderations_have_categories_and_scores(server: Server) -> None:
    body = server.ask({"model": "mistral-moderation-latest", "input": ["a"]}, "/v1/moderations").json
    (result,) = body["results"]
    assert set(result) == {"categories", "category_scores"}
    assert list(result["categories"]) == list(result["category_scores"])
    assert {"sexual", "pii", "law"} <= set(result["categories"])


@check
def conversations_have_their_body(server: Server) -> None:
    body = server.ask({"model": MODEL, "inputs": "Hello"}, "/v1/conversations").json
    assert list(body)[:2] == ["object", "conversation_id"]
    assert body["object"] == "conversation.response"
    assert re.fullmatch("conv_[0-9a-f]{12}7[0-9a-f]{19}", body["conversation_id"])
    assert body["outputs"][0]["type"] == "message.output"


@check
def conversations_stream_named_events_without_done(server: Server) -> None:
    got = server.ask({"model": MODEL, "inputs": "Hello", "stream": True}, "/v1/conversations")
    events = [frame.split("\n") for frame in got.raw.decode().split("\n\n")[:-1]]
    names = [event.removeprefix("event: ") for event, _ in events]
    assert names == [json.loads(data.removeprefix("data: "))["type"] for _, data in events]
    assert (names[0], names[-1]) == ("conversation.response.started", "conversation.response.done")
    assert set(names[1:-1]) == {"message.output.delta"}
    assert b"[DONE]" not in got.raw


@check
def agents_are_made_and_deleted(server: Server) -> None:
    got = server.ask({"model": MODEL, "name": "a"}, "/v1/agents")
    assert (got.status, got.json["object"], got.json["version"], got.limits) == (200, "agent", 0, [])
    assert re.fullmatch("ag_[0-9a-f]{32}", got.json["id"])
    gone = server.ask(path=f"/v1/agents/{got.json['id']}", method="DELETE")
    assert (gone.status, gone.raw) == (204, b"")


@check
def ocr_counts_pages(server: Server) -> None:
    file = base64.b64encode(b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n").decode()
    document = {"type": "document_url", "document_url": f"data:application/pdf;base64,{file}"}
    got = server.ask({"model": "mistral-ocr-latest", "document": document}, "/v1/ocr")
    assert list(got.json)[:2] == ["pages", "model"]
    assert "x-ratelimit-ocr-pages-query-cost" in got.limits


@check
def speech_is_base64_and_counts_characters(server: Server) -> None:
    body = {"model": "voxtral-mini-tts-latest", "input": "Hello", "voice_id": "gb_jane_neutral"}
    got = server.ask(body, "/v1/audio/speech")
    assert list(got.json) == ["audio_data"]
    assert "x-ratelimit-input-characters-query-cost" in got.limits


@check
def files_are_listed_with_spaces_and_no_limits(server: Server) -> None:
    got = server.ask(path="/v1/files")
    assert got.raw == json.dumps(got.json).encode()
    assert (got.json["object"], got.limits) == ("list", [])


@check
def preflight_lacks_openais_header(server: Server) -> None:
    """Reported (2026-03): `x-stainless-timeout` is not allowed, so browsers fail with the OpenAI SDK."""
    got = server.ask(path="/v1/chat/completions", method="OPTIONS", key=None)
    allowed = got.headers["access-control-allow-headers"].lower()
    assert got.status == 200
    assert "authorization" in allowed
    assert "x-stainless-timeout" not in allowed


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from helpers.server import running
    from mistral_playbooks.mock import Settings

    file = tmp_path_factory.mktemp("limits") / "limits.json"
    file.write_text(json.dumps(LIMITS), encoding="utf-8")
    with running(settings=Settings(api_key="key", limits=file)) as mock:
        yield Server(mock.port)


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.__name__)
def test_on_the_wire(server: Server, one: Check):
    one(server)


def test_there_are_as_many_checks_as_were_promised():
    assert len(CHECKS) == len({one.__name__ for one in CHECKS}) >= 40


if __name__ == "__main__":
    passed = 0
    for one in CHECKS:
        problem = ""
        try:
            one(Server(int(sys.argv[1])))
            passed += 1
        except Exception as error:  # whatever a strange server makes of a check, it is not passed
            problem = f"{type(error).__name__} {str(error)[:80]}".replace("\n", " ")
        print("no " if problem else "yes", one.__name__, problem)
    print(f"{passed} of {len(CHECKS)}")
