"""422: the items are pydantic's own, in the envelope of August 2026."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.api import BEARER, HELLO, MODEL, chat, send
from mistral_playbooks.mock import Api

CHUNKS = (
    "list[tagged-union[TextChunk,ImageURLChunk,DocumentURLChunk,ReferenceChunk,BBoxChunk,FileURLChunk,AudioChunk,"
    "FileChunk,ThinkChunk]]"
)
OBJECT = "Input should be a valid dictionary or object to extract fields from"


def items(**fields):
    response, body, exchange = chat(**fields)
    assert response.status == 422, body
    assert exchange.body == {"model": MODEL, "messages": HELLO, **fields}
    if list(body) == ["detail"]:
        assert exchange.code is None
        assert all(item["loc"][:2] == ["body", "messages"] for item in body["detail"])
        return body["detail"]
    assert list(body) == ["object", "message", "type", "param", "code", "raw_status_code"]
    assert (body["object"], body["type"]) == ("error", "invalid_request_error")
    assert (body["param"], body["code"], body["raw_status_code"]) == (None, None, 422)
    found = body["message"]["detail"]
    assert not all(item["loc"][:2] == ["body", "messages"] for item in found)
    assert all("url" not in item for item in found)
    return found


@pytest.mark.parametrize(
    "field",
    ["max_completion_tokens", "seed", "user", "store", "logit_bias", "functions", "top_a",
     "chat_template_kwargs", "modalities"],
)  # fmt: skip
def test_fields_of_openai_are_extra(field):
    assert items(**{field: {"a": 1}}) == [
        {
            "type": "extra_forbidden",
            "loc": ["body", field],
            "msg": "Extra inputs are not permitted",
            "input": {"a": 1},
        }
    ]


def test_the_reported_item_of_a_wrong_content_is_reproduced():
    """crmne/ruby_llm, 2025-05-05, with the chunk names of 2026-01-29."""
    wrong = {"type": "text", "wrong": "format"}
    text = ["body", "messages", 0, "user", "content"]
    assert items(messages=[{"role": "user", "content": wrong}]) == [
        {"type": "string_type", "loc": [*text, "str"], "msg": "Input should be a valid string", "input": wrong},
        {"type": "list_type", "loc": [*text, CHUNKS], "msg": "Input should be a valid list", "input": wrong},
    ]


def test_the_reported_item_of_an_extra_key_in_a_tool_result_is_reproduced():
    """langchain-ai/langchain-mcp-adapters#411, 2026-01-29."""
    content = [{"type": "text", "text": "8", "id": "lc_1"}]
    found = items(messages=[*HELLO, {"role": "tool", "content": content, "tool_call_id": "abcdefghi"}])
    assert found[0]["loc"] == ["body", "messages", 1, "tool", "content", "str"]
    assert found[1]["loc"] == ["body", "messages", 1, "tool", "content", CHUNKS, 0, "text", "id"]
    assert (found[1]["type"], found[1]["input"]) == ("extra_forbidden", "lc_1")


def test_an_unknown_chunk_is_told_all_types():
    """maruel/genai@ae451f7a GenStreamMultiModal-Audio-aac-URL.yaml, 2025-07-22."""
    url = {"type": "audio_url", "audio_url": {"url": "https://example.com/a.aac"}}
    (_, item) = items(messages=[{"role": "user", "content": [{"type": "text", "text": "a"}, url]}])
    names = ("text", "image_url", "document_url", "reference", "bbox", "file_url", "input_audio", "file", "thinking")
    expected = ", ".join(f"<ChunkTypes.{name}: '{name}'>" for name in names)
    assert item["msg"] == (
        f"Input tag 'audio_url' found using 'type' does not match any of the expected tags: {expected}"
    )
    assert item["ctx"] == {"discriminator": "'type'", "tag": "audio_url", "expected_tags": expected}


@pytest.mark.parametrize(
    ("message", "loc", "kind"),
    [
        ({"role": "user", "content": "a", "name": "b"}, ["user", "name"], "extra_forbidden"),
        ({"role": "assistant", "content": "a", "reasoning_content": "b"}, ["assistant", "reasoning_content"],
         "extra_forbidden"),
        ({"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{}"}, "name": "f"}]},
         ["assistant", "tool_calls", 0, "name"], "extra_forbidden"),
        ({"role": "user"}, ["user", "content"], "missing"),
        ({"role": "system", "content": None}, ["system", "content", "str"], "string_type"),
        ({"role": "developer", "content": "a"}, [], "union_tag_invalid"),
        ({"content": "a"}, [], "union_tag_not_found"),
        ("text", [], "model_attributes_type"),
    ],
)  # fmt: skip
def test_messages_are_named_by_index_and_role(message, loc, kind):
    first = items(messages=[*HELLO, message])[0]
    assert first["loc"] == ["body", "messages", 1, *loc]
    assert first["type"] == kind


@pytest.mark.parametrize(
    ("field", "value", "kind", "message"),
    [
        ("temperature", 1.6, "less_than_equal", "Input should be less than or equal to 1.5"),
        ("temperature", -0.1, "greater_than_equal", "Input should be greater than or equal to 0"),
        ("top_p", 0, "greater_than", "Input should be greater than 0"),
        ("top_p", 1.1, "less_than_equal", "Input should be less than or equal to 1"),
        ("max_tokens", -1, "greater_than_equal", "Input should be greater than or equal to 0"),
        ("n", 0, "greater_than_equal", "Input should be greater than or equal to 1"),
        ("random_seed", -1, "greater_than_equal", "Input should be greater than or equal to 0"),
        ("presence_penalty", 3, "less_than_equal", "Input should be less than or equal to 2"),
        ("frequency_penalty", -3, "greater_than_equal", "Input should be greater than or equal to -2"),
        ("stream", None, "bool_type", "Input should be a valid boolean"),
        ("service_tier", "priority", "enum", "Input should be 'auto' or 'standard_only'"),
        ("prompt_mode", "x", "enum", "Input should be 'reasoning'"),
        ("reasoning_effort", "huge", "enum",
         "Input should be 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' or 'max'"),
        ("model", None, "string_type", "Input should be a valid string"),
    ],
)  # fmt: skip
def test_ranges_types_and_enumerations(field, value, kind, message):
    (item,) = items(**{field: value})
    assert (item["type"], item["loc"], item["msg"], item["input"]) == (kind, ["body", field], message, value)
    if kind == "enum":
        assert item["ctx"]["expected"] == message.removeprefix("Input should be ")
    elif kind not in ("bool_type", "string_type"):
        assert list(item["ctx"].values()) == [float(message.rpartition(" ")[2])]


@pytest.mark.parametrize(
    "fields",
    [
        {"temperature": 0}, {"temperature": 1.5}, {"top_p": 1}, {"top_p": 0.01}, {"max_tokens": 5}, {"n": 2},
        {"random_seed": 0}, {"stop": ["a"]}, {"stop": None}, {"metadata": {"a": 1}}, {"safe_prompt": True},
        {"presence_penalty": 2}, {"frequency_penalty": None}, {"prompt_cache_key": "k"}, {"min_tokens": 3},
        {"repetition_penalty": 1.1}, {"logprobs": False}, {"prediction": {"type": "content", "content": "x"}},
        {"guardrails": [{"block_on_error": True}]}, {"service_tier": "auto"}, {"tools": None},
        {"tools": [{"function": {"name": "f", "parameters": {}}}]}, {"tool_choice": "required"},
        {"response_format": {"type": "text"}}, {"document_image_limit": 8, "document_page_limit": 64},
    ],
)  # fmt: skip
def test_what_is_allowed_passes(fields):
    assert chat(**fields)[0].status == 200


def test_tools_and_tool_choice():
    assert items(tools=[{"type": "function", "function": {"name": "f"}}])[0]["loc"] == [
        "body", "tools", 0, "function", "function", "parameters",
    ]  # fmt: skip
    first, second = items(tool_choice="always")
    assert (first["loc"], first["msg"]) == (["body", "tool_choice", "ToolChoice"], OBJECT)
    assert second["msg"] == "Input should be 'auto', 'none', 'any' or 'required'"
    assert items(tools=[{"type": "retrieval"}])[0]["type"] == "union_tag_invalid"


def test_several_problems_come_at_once_extras_last():
    """As recorded for moderation, 2025-10-12: missing first, then extra."""
    response, body, _ = send(Api(), {"model": MODEL, "input": "a", "temperature": 5})
    assert response.status == 422
    kinds = [item["type"] for item in body["message"]["detail"]]
    assert kinds == ["less_than_equal", "missing", "extra_forbidden"]
    assert body["message"]["detail"][1]["input"] == {"model": MODEL, "input": "a", "temperature": 5}


@pytest.mark.parametrize(
    ("raw", "kind", "loc"),
    [
        (b"", "missing", ["body"]),
        (b"null", "missing", ["body"]),
        (b"{", "json_invalid", ["body", 1]),
        (b'{"model": x}', "json_invalid", ["body", 10]),
        (b"[]", "model_attributes_type", ["body"]),
        (b'"text"', "model_attributes_type", ["body"]),
    ],
)
def test_a_body_that_is_no_object(raw, kind, loc):
    response, body, _ = send(Api(), raw)
    assert response.status == 422
    assert [(item["type"], item["loc"]) for item in body["message"]["detail"]] == [(kind, loc)]


@pytest.mark.parametrize("raw", [b'{"a": "\xff"}', b"[" * 100_000, b'{"n": ' + b"1" * 5000 + b"}"])
def test_a_body_that_cannot_be_parsed_at_all(raw):
    response, body, _ = send(Api(), raw)
    assert (response.status, body) == (400, {"detail": "There was an error parsing the body"})


def test_deep_but_readable_json_never_breaks_the_mock():
    deep = "[" * 700 + "]" * 700
    raw = f'{{"model":"{MODEL}","messages":[],"metadata":{{"a":{deep}}},"x":{deep}}}'.encode()
    assert send(Api(), raw)[0].status in (400, 422)
    schema = '{"not":' * 700 + "{}" + "}" * 700
    tools = f'[{{"type":"function","function":{{"name":"f","parameters":{schema}}}}}]'
    raw = f'{{"model":"{MODEL}","messages":[{{"role":"user","content":"a"}}],"tools":{tools}}}'.encode()
    assert send(Api(), raw)[0].status in (200, 400)


def test_a_form_is_not_json():
    """curl -d without a content-type header."""
    headers = {**BEARER, "content-type": "application/x-www-form-urlencoded"}
    raw = json.dumps({"model": MODEL, "messages": HELLO}).encode()
    response, body, _ = send(Api(), raw, headers=headers)
    assert response.status == 422
    assert body["message"]["detail"] == [
        {"type": "model_attributes_type", "loc": ["body"], "msg": OBJECT, "input": raw.decode()}
    ]
    for kind in ("application/json; charset=utf-8", "application/vnd.api+json", ""):
        assert send(Api(), raw, headers={**BEARER, "content-type": kind})[0].status == 200


@pytest.mark.parametrize("raw", [b'"\\ud800"', b"1e999", b"-1e999", b"NaN", b'{"\\udfff": 1}'])
def test_values_that_json_cannot_carry_are_answered_in_valid_json(raw):
    body = b'{"model":"' + MODEL.encode() + b'","messages":[],"temperature":' + raw + b',"x":' + raw + b"}"
    response, parsed, _ = send(Api(), body)
    assert response.status == 422
    assert parsed["message"]["detail"][-1]["loc"] == ["body", "x"]
    json.loads(response.body, parse_constant=lambda name: pytest.fail(f"not JSON: {name}"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELD = st.sampled_from(
    ["model", "messages", "tools", "tool_choice", "stop", "n", "max_tokens", "response_format", "stream"]
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(FIELD, JSON), st.booleans())
def test_no_json_breaks_the_core(fields, sound):
    base = {"model": MODEL, "messages": HELLO} if sound else {}
    response, _, exchange = send(Api(), {**base, **fields})
    assert response.status in (200, 400, 422)
    assert exchange.status == response.status


def test_numbers_in_texts_are_taken_as_by_the_api():
    """pydantic's lax mode, which FastAPI uses."""
    assert chat(temperature="0.7", max_tokens="5")[0].status == 200
