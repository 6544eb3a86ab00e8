"""Answers in order, as a test sets them: in JSON, in a stream, and at the endpoints that have no text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mistralai.client.models import ChatCompletionResponse, CompletionChunk

from helpers.api import MODEL, chat, frames, send
from helpers.faults import CATALOG, EMBED, TOOL
from mistral_playbooks.mock import Api, Fault, FaultError, ReplyError
from mistral_playbooks.mock.faults.script import parse

FIM = {"model": "codestral-latest", "prompt": "def f("}
CALL = {"name": "weather", "arguments": {"city": "Paris"}}


def told(*answers: Any) -> Api:
    mock = Api(catalog=CATALOG)
    mock.reply(*answers)
    return mock


def said(mock: Api, **fields: Any) -> Any:
    """What a chat request, JSON or stream, is answered with, and the journal's answer is the same."""
    response, body, exchange = chat(mock, **fields)
    if body is not None:
        ChatCompletionResponse.model_validate(body)
        content = body["choices"][0]["message"]["content"]
    else:
        data = frames(response)
        for one in data:
            CompletionChunk.model_validate(one)
        content = "".join(
            delta for one in data if isinstance(delta := one["choices"][0]["delta"].get("content", ""), str)
        )
    if isinstance(content, str):
        assert (exchange.answer or "") == content
    return content


@pytest.mark.parametrize("stream", [False, True])
def test_texts_in_order_then_the_model_speaks_for_itself(stream):
    mock = told("One.", {"text": "Two, and ünïcode."}, "")
    assert [said(mock, stream=stream) for _ in range(3)] == ["One.", "Two, and ünïcode.", ""]
    assert said(mock, stream=stream).startswith("Mocked answer")


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_call_then_its_answer(stream):
    mock = told({"tool_calls": [CALL, {"name": "other", "id": "abcDEF123", "arguments": '{"cut'}]}, "22 C in Paris.")
    response, body, exchange = chat(mock, stream=stream)
    choice = frames(response)[-1]["choices"][0] if stream else body["choices"][0]
    first, second = (choice["delta"] if stream else choice["message"])["tool_calls"]
    assert choice["finish_reason"] == "tool_calls"
    assert (first["function"]["name"], json.loads(first["function"]["arguments"])) == ("weather", {"city": "Paris"})
    assert (second["id"], second["function"]["arguments"]) == ("abcDEF123", '{"cut')
    assert exchange.calls == (first["id"], "abcDEF123")
    assert said(mock, stream=stream) == "22 C in Paris."


@pytest.mark.parametrize("stream", [False, True])
def test_a_text_beside_tool_calls(stream):
    mock = told({"text": "I will look.", "tool_calls": [CALL]})
    assert said(mock, stream=stream) == "I will look."
    assert len(mock.journal[-1].calls) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_thinking_and_a_reason(stream):
    mock = told({"text": "42.", "thinking": "Six times seven.", "finish_reason": "length"}, {"finish_reason": "error"})
    response, body, _ = chat(mock, stream=stream)
    if stream:
        chunks = [one["choices"][0]["delta"].get("content") for one in frames(response)]
        parts = [part for delta in chunks if isinstance(delta, list) for part in delta]
        thoughts = [thought["text"] for part in parts for thought in part.get("thinking", ())]
        assert "".join(thoughts) == "Six times seven."
        assert frames(response)[-1]["choices"][0]["finish_reason"] == "length"
    else:
        thinking, text = body["choices"][0]["message"]["content"]
        assert (thinking["thinking"][0]["text"], text["text"]) == ("Six times seven.", "42.")
        assert body["choices"][0]["finish_reason"] == "length"
    response, body, exchange = chat(mock, stream=stream)
    assert (frames(response)[-1] if stream else body)["choices"][0]["finish_reason"] == "error"
    assert exchange.answer is not None
    assert exchange.answer.startswith("Mocked answer")


def test_usage_counts_what_was_said_and_each_choice_says_it():
    body = chat(told("abcd" * 10), n=2)[1]
    assert [choice["message"]["content"] for choice in body["choices"]] == ["abcd" * 10] * 2
    assert body["usage"]["completion_tokens"] == 20


def test_the_three_endpoints_of_completions_share_the_answers():
    mock = told("one", "two", "three")
    assert said(mock) == "one"
    assert send(mock, FIM, path="/v1/fim/completions")[1]["choices"][0]["message"]["content"] == "two"
    agent = send(mock, {"model": MODEL, "name": "a"}, path="/v1/agents")[1]["id"]
    asked = {"agent_id": agent, "messages": [{"role": "user", "content": "a"}]}
    assert send(mock, asked, path="/v1/agents/completions")[2].answer == "three"


def test_a_conversation_says_what_was_scripted():
    mock = told("Hi.", {"tool_calls": [CALL]}, "Streamed words.", {"outputs": []})
    asked = {"model": MODEL, "inputs": "Hello"}
    bodies = [send(mock, asked, path="/v1/conversations")[1] for _ in range(2)]
    assert bodies[0]["outputs"][0]["content"] == "Hi."
    assert (bodies[1]["outputs"][0]["type"], bodies[1]["outputs"][0]["name"]) == ("function.call", "weather")
    response, _, exchange = send(mock, {**asked, "stream": True}, path="/v1/conversations")
    assert b"Streamed" in response.content
    assert exchange.answer == "Streamed words."
    assert send(mock, asked, path="/v1/conversations")[1] == {"outputs": []}


def test_only_a_request_that_would_succeed_takes_an_answer():
    mock = told("Kept.")
    assert chat(mock, model="nope")[0].status == 400
    assert chat(mock, typo=1)[0].status == 422
    assert send(mock, b"", method="GET", path="/v1/models")[0].status == 200
    assert said(mock) == "Kept."


BODY = {
    "id": "x",
    "object": "chat.completion",
    "created": 1,
    "model": "mine",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Whole."}}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}


def test_a_whole_body_is_sent_as_it_is_and_a_stream_says_the_same():
    mock = told(BODY, BODY)
    response, body, exchange = chat(mock)
    assert (body, exchange.answer) == (BODY, "Whole.")
    assert response.header("content-length") == str(len(response.body))
    assert said(mock, stream=True) == "Whole."
    assert said(mock).startswith("Mocked answer")


def test_a_body_of_no_usual_form_is_one_frame_of_a_stream():
    mock = told({"choices": "none"}, {"choices": "none"})
    assert chat(mock)[1] == {"choices": "none"}
    response = chat(mock, stream=True)[0]
    assert response.chunks == (b'data: {"choices":"none"}\n\n', b"data: [DONE]\n\n")


def test_a_body_with_tool_calls_is_streamed_with_them():
    call = {"id": "abcDEF123", "type": "function", "function": {"name": "weather", "arguments": {"city": "Paris"}}}
    message = {"role": "assistant", "content": "", "tool_calls": [call]}
    mock = told({"choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}]})
    last = frames(chat(mock, stream=True)[0])[-1]["choices"][0]
    assert (last["finish_reason"], last["delta"]["tool_calls"][0]["id"]) == ("tool_calls", "abcDEF123")


def test_a_body_goes_to_the_endpoint_that_it_belongs_to():
    vectors = {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [1.0]}]}
    mock = told(vectors, "A text.", {"results": []}, {"anything": 1})
    assert said(mock) == "A text."
    assert send(mock, EMBED, path="/v1/embeddings")[1] == vectors
    moderated = {"model": "mistral-moderation-latest", "input": "a"}
    assert send(mock, moderated, path="/v1/moderations")[1] == {"results": []}
    assert send(mock, EMBED, path="/v1/embeddings")[1] == {"anything": 1}


def test_a_fault_in_its_turn():
    mock = told("One.", Fault("rate-limited"), Fault("server-error", times=2), "Two.")
    assert said(mock) == "One."
    assert [chat(mock)[0].status for _ in range(3)] == [429, 500, 500]
    assert said(mock) == "Two."


def test_injected_faults_come_before_the_answers_and_a_broken_answer_comes_again():
    mock = told("Hello there, dear friend of mine.")
    mock.inject(Fault("rate-limited", times=1))
    mock.inject(Fault("stream-interrupted", times=1, after=3))
    assert chat(mock)[0].status == 429
    exchange = chat(mock, stream=True)[2]
    assert exchange.fault == "stream-interrupted/cut"
    assert exchange.answer is not None
    assert "Hello there, dear friend of mine.".startswith(exchange.answer)
    assert said(mock, stream=True) == "Hello there, dear friend of mine."


def test_an_answer_that_comes_late_was_given():
    mock = told("Late.")
    mock.inject(Fault("timeout", "late", times=1, seconds=1))
    assert said(mock) == "Late."
    assert said(mock).startswith("Mocked")


def test_an_answer_that_the_fault_makes_up_leaves_the_script_for_the_next():
    mock = told("Scripted.")
    mock.inject(Fault("truncated-answer", "empty", times=1))
    assert chat(mock)[2].answer is None
    assert said(mock) == "Scripted."


def test_answers_by_key_and_their_end():
    mock = Api()
    mock.reply("For a.", key="a")
    mock.reply("For each.")
    answers = {}
    for key in ("a", "a", "b", "b"):
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        body = {"model": MODEL, "messages": [{"role": "user", "content": "Hello"}]}
        answers.setdefault(key, []).append(send(mock, body, headers=headers)[2].answer)
    assert answers["a"] == ["For a.", "For each."]
    assert answers["b"][0] == "For each."
    assert answers["b"][1].startswith("Mocked answer")
    mock.reply("Never.")
    mock.clear()
    assert said(mock).startswith("Mocked answer")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "A scripted answer must be a string"),
        (3, "A scripted answer must be a string"),
        (["a"], "A scripted answer must be a string"),
        ({}, "A scripted answer must be a string"),
        ({"text": 3}, "`text` of a scripted answer must be a string, not 3"),
        ({"thinking": []}, "`thinking` of a scripted answer must be a string"),
        ({"finish_reason": "done"}, "`finish_reason` must be one of stop, length"),
        ({"tool_calls": "weather"}, "`tool_calls` must be a list"),
        ({"tool_calls": ["weather"]}, "A scripted tool call is"),
        ({"tool_calls": [{"arguments": {}}]}, "A scripted tool call is"),
        ({"tool_calls": [{"name": "a", "argument": {}}]}, "A scripted tool call is"),
        ({"tool_calls": [{"name": "a", "arguments": []}]}, "A scripted tool call is"),
        ({"tool_calls": [{"name": "a", "id": 1}]}, "The `id` of a scripted tool call must be a string"),
        ({"tool_calls": [{"name": "a", "arguments": {"x": {1}}}]}, "are not JSON"),
        ({"data": {1, 2}}, "must be JSON"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_of_it_kept(value, text):
    mock = Api()
    with pytest.raises(ReplyError) as caught:
        mock.reply("Good.", value)
    assert text in str(caught.value)
    assert said(mock).startswith("Mocked answer")


def test_a_fault_that_cannot_be_had_is_refused():
    with pytest.raises(FaultError):
        Api().reply(Fault("import-error"))


TEXTS = st.text(max_size=8)
CALLS = st.fixed_dictionaries({"name": TEXTS, "arguments": st.dictionaries(TEXTS, TEXTS, max_size=2)})
SPEECH = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text(max_size=40),
        "thinking": st.text(min_size=1, max_size=40),
        "tool_calls": st.lists(CALLS, max_size=2),
        "finish_reason": st.sampled_from(["stop", "length", "error"]),
    },
).filter(bool)


@given(SPEECH, st.booleans(), st.booleans())
def test_whatever_is_scripted_is_said_in_a_form_that_the_sdk_reads(speech, stream, tools):
    mock = told(speech)
    response, body, exchange = chat(mock, stream=stream, **({"tools": [TOOL]} if tools else {}))
    assert response.status == 200
    for one in frames(response) if stream else [body]:
        (CompletionChunk if stream else ChatCompletionResponse).model_validate(one)
    if parse(speech).has_content:
        assert len(exchange.calls) == len(speech.get("tool_calls", ()))
        assert (exchange.answer or "") == speech.get("text", "")
