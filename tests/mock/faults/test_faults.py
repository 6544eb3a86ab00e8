"""Injected faults, against a catalog of the test's own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.api import BEARER, HELLO, MODEL, chat, frames, send
from helpers.faults import CATALOG, EMBED, LIMITED, TOOL, cause, playbook, reported
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.content.response import ErrorResponse
from mistral_playbooks.content.response_entries import ResponseEntry
from mistral_playbooks.mock import Api, Fault, FaultError, Request, available, parse_fault
from mistral_playbooks.mock.faults.library import FILE, Library, rows
from mistral_playbooks.mock.routes import ROUTES


def api(*faults: str) -> Api:
    return Api(faults=[parse_fault(one, CATALOG) for one in faults], catalog=CATALOG)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rate-limited", Fault("rate-limited", None, None)),
        ("rate-limited:2", Fault("rate-limited", None, 2)),
        ("rate-limited/tokens:3", Fault("rate-limited", "tokens", 3)),
        ("half/inside", Fault("half", "inside", None)),
        ("server-error:1", Fault("server-error", None, 1)),
    ],
)
def test_parse(text, fault):
    assert parse_fault(text, CATALOG) == fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nope", "Unknown error class `nope`"),
        ("rate-limited/nope", "has no cause `nope`. Its causes: burst, tokens"),
        ("import-error", "`import-error` happens outside the server"),
        ("half", "`half` happens outside the server"),
        ("half/outside", "`half/outside` happens outside the server"),
        ("rate-limited:0", "`rate-limited:0`: the number of times must be from 1"),
        ("rate-limited:-1", "not of the form"),
        ("rate-limited:", "not of the form"),
        ("rate-limited:2.5", "not of the form"),
        ("Rate-Limited", "not of the form"),
        ("rate limited", "not of the form"),
        ("", "not of the form"),
        ("a/b/c", "not of the form"),
        ("server-error/x", "has no cause `x`. Its causes: unavailable, code-3000"),
    ],
)
def test_what_cannot_be_had_is_said_with_what_can(text, said):
    with pytest.raises(FaultError) as caught:
        parse_fault(text, CATALOG)
    assert said in str(caught.value)
    if not text.startswith("rate-limited") and "no cause" not in said:
        assert f"Available faults: {', '.join(available(CATALOG))}." in str(caught.value)
        assert "import-error" not in str(caught.value).partition("Available faults")[2]


def test_available():
    slugs = available(CATALOG)
    assert slugs == tuple(sorted(slugs))
    assert {"server-error", "half"} <= set(slugs)
    assert "import-error" not in slugs


def test_a_fault_for_two_requests_then_well():
    mock = api("rate-limited:2")
    assert [chat(mock)[0].status for _ in range(3)] == [429, 429, 200]
    assert [exchange.fault for exchange in mock.journal] == ["rate-limited/burst", "rate-limited/burst", None]
    assert [exchange.code for exchange in mock.journal] == ["1300", "1300", None]


def test_faults_come_in_sequence_and_one_without_end_never_ends():
    mock = api("rate-limited:1", "server-error:2", "unauthorized")
    assert [chat(mock)[0].status for _ in range(6)] == [429, 500, 500, 401, 401, 401]


def test_the_reply_of_the_cause_with_the_usual_headers():
    response, body, _ = chat(api("rate-limited"))
    assert body == LIMITED
    assert list(body) == list(LIMITED)
    assert response.header("x-ratelimit-limit-req-minute") == "4"
    assert response.header("mistral-correlation-id")
    assert response.header("content-length") == str(len(response.body))
    _, body, exchange = chat(api("rate-limited/tokens"))
    assert (body, exchange.fault, exchange.code) == ({"code": 7}, "rate-limited/tokens", "7")


def test_a_401_is_the_gateways_own():
    response, _, _ = chat(api("unauthorized"))
    assert response.body == b'{"detail":"Invalid API Key"}\n'
    assert response.header("x-kong-response-latency")
    assert not response.header("x-kong-upstream-latency")


def test_texts_and_empty_bodies():
    response, _, _ = chat(api("gateway-error"))
    assert (response.body, response.header("content-type")) == (b"<html>502</html>", "text/html; charset=UTF-8")
    response, _, _ = chat(api("empty"))
    assert (response.status, response.body, response.header("content-length")) == (504, b"", "0")


def test_a_page_of_cloudflare_has_no_headers_of_the_gateway():
    names = [name for name, _ in chat(api("gateway-error"))[0].headers]
    assert "server" in names
    assert not [name for name in names if "kong" in name or "mistral" in name]


def at(mock: Api, host: str, path: str = "/any/path") -> tuple[Any, Any, Any]:
    return send(mock, {"messages": HELLO}, path=path, headers={**BEARER, "host": host})


def test_another_host_answers_without_the_apis_headers_and_the_api_as_usual():
    mock = api("elsewhere")
    response, body, exchange = at(mock, "a.b.example.com:443")
    assert (response.status, body, exchange.fault) == (400, {"error": "theirs"}, "elsewhere/error")
    assert {name for name, _ in response.headers} == {"date", "content-type", "content-length", "connection"}
    assert chat(mock)[0].status == 200


def test_what_another_host_answers_to_something_else_is_not_invented():
    mock = api("elsewhere/answer:1")
    for path, fault in (("/other", None), ("/chat", "elsewhere/answer"), ("/chat", None)):
        response, body, exchange = at(mock, "ai.example.net", path)
        assert exchange.fault == fault
        assert response.header("mistral-correlation-id") is None
        if fault:
            assert (response.status, exchange.answer) == (200, "Their answer")
        else:
            assert response.status == 404
            assert "not ai.example.net" in body["message"]


def test_a_host_that_no_fault_names_is_the_apis():
    assert at(api("elsewhere"), "127.0.0.1:8001", "/v1/models")[0].header("mistral-correlation-id")


def test_the_answer_of_bedrock_has_its_text_in_the_journal():
    mock = Api(faults=[parse_fault("hosted-elsewhere/bedrock-answer")])
    path = "/model/mistral.mistral-large-3-675b-instruct/converse"
    exchange = at(mock, "bedrock-runtime.eu-west-3.amazonaws.com", path)[2]
    assert exchange.answer == "Mocked answer: Paris is the capital of France."


def test_a_200_without_a_body_is_the_real_answer_with_headers_more():
    fields: Any
    for fields in ({}, {"stream": True}):
        whole = chat(Api(), **fields)[0]
        response, _, exchange = chat(api("response-not-read"), **fields)
        assert response.header("x-model-deprecation-timestamp") == "2026-12-01"
        assert [value for name, value in response.headers if name == "server"] == ["mock"]
        assert (response.status, response.ending) == (200, "complete")
        assert response.header("content-length") == whole.header("content-length")
        assert len(response.content) == len(whole.content)
        assert exchange.fault == "response-not-read/usual"
        assert exchange.answer in (chat(Api(), **fields)[2].answer,)
    assert chat(api("response-not-read"), model="nope")[2].fault is None


def test_an_error_event_inside_a_200_stream():
    response, _, _ = chat(api("event"), stream=True)
    assert (response.status, response.header("content-type")) == (200, "text/event-stream")
    assert response.content == b'data: {"object":"error"}\n\n'


def test_server_error_answers_as_recorded():
    """With the installed catalog: what a fixed program of another class meets without end."""
    texts = ("server-error:1", "server-error/code-3000:1", "server-error/detail")
    mock = Api(faults=[parse_fault(text) for text in texts])
    _, body, exchange = chat(mock)
    assert (body["message"], body["type"], body["code"]) == ("Service unavailable.", "internal_server_error", "1000")
    assert exchange.fault == "server-error/unavailable"
    assert chat(mock)[1]["code"] == "3000"
    assert chat(mock)[1] == {"detail": "Internal Server Error"}


def test_a_refusal_answers_whatever_the_key_and_body():
    mock = api("rate-limited")
    assert send(mock, b"no json", headers={})[0].status == 429
    assert mock.journal[-1].body is None
    assert chat(mock, model="nope")[0].status == 429
    body: Any = mock.journal[-1].body
    assert (mock.journal[-1].model, body["messages"]) == ("nope", HELLO)
    assert send(mock, {"model": "x"}, path="/v1/embeddings")[0].status == 429


def test_only_inference_meets_a_fault():
    mock = api("rate-limited:1")
    assert send(mock, b"", method="GET", path="/v1/models")[0].status == 200
    assert send(mock, b"", method="GET")[0].status == 405
    assert send(mock, {}, path="/v1/nowhere")[0].status == 404
    assert chat(mock)[0].status == 429


@pytest.mark.parametrize(
    ("fault", "ending", "count"),
    [
        ("stream-interrupted", "cut", 2),
        ("stream-interrupted/stall", "stall", 1),
        ("stream-interrupted/none", "cut", 0),
    ],
)
def test_a_stream_breaks_after_some_chunks_of_the_real_answer(fault, ending, count):
    whole = chat(Api(), stream=True)[0]
    response, _, exchange = chat(api(fault), stream=True)
    assert (response.status, response.ending) == (200, ending)
    assert whole.chunks is not None
    assert len(frames(response)) == count
    deltas = [one["choices"][0]["delta"] for one in frames(response)]
    assert deltas == [one["choices"][0]["delta"] for one in frames(whole)[:count]]
    assert exchange.answer == ("".join(delta["content"] for delta in deltas) or None)
    assert exchange.fault == (fault if "/" in fault else f"{fault}/cut")


def test_a_stream_that_ends_early_has_no_reason_and_no_done():
    response, _, _ = chat(api("stream-interrupted/end"), stream=True)
    assert response.ending == "complete"
    assert b"[DONE]" not in response.content
    data = frames(response)
    assert len(data) == len(frames(chat(Api(), stream=True)[0])) - 1
    assert all(one["choices"][0]["finish_reason"] is None for one in data)


@pytest.mark.parametrize(("fault", "ending"), [("", "cut"), ("/end", "cut"), ("/stall", "stall")])
def test_a_stream_fault_cuts_the_json_of_a_request_that_does_not_stream(fault, ending):
    whole = chat(Api())[0]
    response, _, exchange = chat(api(f"stream-interrupted{fault}"))
    assert exchange.answer is None
    assert (response.status, response.ending, response.chunks) == (200, ending, None)
    assert response.header("content-length") == str(len(whole.body))
    assert 0 < len(response.body) < len(whole.body)


def test_a_wrong_request_gets_its_own_error_and_the_stream_fault_waits():
    mock = api("stream-interrupted:1")
    assert chat(mock, stream=True, model="nope")[0].status == 400
    assert send(mock, {"model": MODEL, "messages": HELLO, "stream": True}, headers={})[0].status == 401
    assert chat(mock, stream=True, typo=1)[0].status == 422
    assert [exchange.fault for exchange in mock.journal] == [None] * 3
    assert chat(mock, stream=True)[0].ending == "cut"
    assert chat(mock, stream=True)[0].ending == "complete"


@pytest.mark.parametrize(("fault", "ending"), [("connection-error", "reset"), ("connection-error/silent", "no-answer")])
def test_transport_faults_answer_nothing(fault, ending):
    response, _, exchange = chat(api(fault))
    assert (response.status, response.headers, response.content) == (0, (), b"")
    assert response.ending == ending
    assert exchange.status == 0
    assert exchange.body["model"] == MODEL


def test_the_catalog_is_not_needed_without_faults(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "mistral_playbooks.content.catalog", SimpleNamespace())
    assert chat(Api())[0].status == 200


# -- one endpoint, parameters, sequences ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("server-error:1@/v1/embeddings", Fault("server-error", None, 1, "/v1/embeddings")),
        ("rate-limited/tokens@/v1/conversations/{}", Fault("rate-limited", "tokens", None, "/v1/conversations/{}")),
        ("rate-limited@/v1/conversations/conv_1", Fault("rate-limited", None, None, "/v1/conversations/conv_1")),
        ("stream-interrupted:2,after=7", Fault("stream-interrupted", None, 2, None, 7)),
        ("timeout/late,seconds=0.25", Fault("timeout", "late", None, None, None, 0.25)),
        ("timeout/stalled:1@/v1/chat/completions,after=0,seconds=3",
         Fault("timeout", "stalled", 1, "/v1/chat/completions", 0, 3.0)),
        ("timeout/stalled,seconds=3,after=1", Fault("timeout", "stalled", None, None, 1, 3.0)),
    ],
)  # fmt: skip
def test_parse_endpoint_and_parameters(text, fault):
    assert parse_fault(text, CATALOG) == fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rate-limited@/v1/nowhere", "unknown endpoint `/v1/nowhere`. Endpoints: /v1/chat/completions"),
        ("rate-limited@/v1/workflows", "unknown endpoint `/v1/workflows`"),
        ("rate-limited@", "not of the form"),
        ("rate-limited@v1/embeddings", "not of the form"),
        ("rate-limited@/v1/embeddings:2", "unknown endpoint `/v1/embeddings:2`"),
        (
            "file-not-found@/v1/chat/completions",
            "this fault exists only on /v1/files/{}, /v1/files/{}/content, /v1/files/{}/url",
        ),
        ("rate-limited,after=1", "`after` applies only to faults that break a stream, not to `rate-limited/burst`"),
        ("rate-limited,seconds=1", "`seconds` applies only to faults that delay, not to `rate-limited/burst`"),
        (
            "stream-interrupted,seconds=1",
            "`seconds` applies only to faults that delay, not to `stream-interrupted/cut`",
        ),
        ("rate-limited,times=1", "unknown parameter `times`. A fault takes `after=K` and `seconds=S`"),
        ("rate-limited,after", "not of the form"),
        ("stream-interrupted,after=-1", "`after` must be a whole number from 0 to 1000"),
        ("stream-interrupted,after=1.5", "`after` must be a whole number from 0 to 1000"),
        ("stream-interrupted,after=1001", "`after` must be a whole number from 0 to 1000"),
        ("stream-interrupted,after=1,after=2", "`after` is given twice"),
        ("timeout/late,seconds=0", "`seconds` must be more than 0 and up to 3600"),
        ("timeout/late,seconds=3601", "`seconds` must be more than 0 and up to 3600"),
        ("timeout/late,seconds=soon", "`seconds` must be a number up to 3600"),
        ("timeout/late,seconds=nan", "`seconds` must be a number up to 3600"),
        ("rate-limitd", "Unknown error class `rate-limitd`. Did you mean `rate-limited`?"),
    ],
)
def test_an_endpoint_or_parameter_that_cannot_be_is_said(text, said):
    with pytest.raises(FaultError) as caught:
        parse_fault(text, CATALOG)
    assert said in str(caught.value)
    assert ("Available faults: " in str(caught.value)) == ("Unknown error class" in said)  # the name is right
    assert caught.value.available == available(CATALOG)


@pytest.mark.parametrize(
    "fault",
    [Fault("rate-limited", times=0), Fault("rate-limited", at="nope"), Fault("timeout", "late", seconds=-1.0),
     Fault("stream-interrupted", after=-1)],
)  # fmt: skip
def test_a_fault_made_by_hand_is_checked_too(fault):
    with pytest.raises(FaultError):
        Api(catalog=CATALOG).inject(fault)
    with pytest.raises(FaultError):
        Api(faults=[fault], catalog=CATALOG)


@given(
    st.sampled_from(
        [("timeout", "stalled"), ("rate-limited", None), ("stream-interrupted", None), ("timeout", "late")]
    ),
    st.none() | st.integers(1, 1_000_000),
    st.none() | st.sampled_from(["/v1/embeddings", "/v1/conversations/{}", "/v1/files/a-b_c.d"]),
    st.none() | st.integers(0, 1000),
    st.none() | st.floats(1e-9, 3600) | st.integers(1, 3600),
)
def test_a_fault_as_text_is_read_back(which, times, at, after, seconds):
    slug, cause = which
    fault = Fault(
        slug,
        cause,
        times,
        at,
        after if slug == "stream-interrupted" or cause == "stalled" else None,
        None if seconds is None or slug != "timeout" else float(seconds),
    )
    assert parse_fault(str(fault), CATALOG) == fault


def test_a_fault_of_one_endpoint_does_not_stand_in_the_way_of_others():
    mock = api("server-error:1@/v1/embeddings", "rate-limited:1", "gateway-error:1@/v1/embeddings")
    assert [chat(mock)[0].status for _ in range(2)] == [429, 200]
    assert [send(mock, EMBED, path="/v1/embeddings")[0].status for _ in range(3)] == [500, 502, 200]
    assert chat(mock)[0].status == 200


def test_a_fault_at_a_path_meets_what_no_model_answers_and_each_method():
    mock = api("server-error:2@/v1/files", "unauthorized:1@/v1/models/mistral-embed")
    assert send(mock, b"", method="GET", path="/v1/files")[0].status == 500
    assert send(mock, b"", path="/v1/files")[0].status == 500
    assert send(mock, b"", method="GET", path=f"/v1/models/{MODEL}")[0].status == 200
    assert send(mock, b"", method="GET", path="/v1/models/mistral-embed")[0].status == 401
    assert send(mock, b"", method="GET", path="/v1/models/mistral-embed")[0].status == 200


def test_a_fault_that_belongs_to_an_endpoint_waits_for_it():
    mock = api("card:1", "batch:1")
    assert chat(mock)[0].status == 200
    assert send(mock, EMBED, path="/v1/embeddings")[1]["code"] == "3210"
    assert send(mock, b"", method="GET", path=f"/v1/models/{MODEL}")[0].status == 404
    assert send(mock, b"", method="GET", path=f"/v1/models/{MODEL}")[0].status == 200


def test_parameters_change_what_the_cause_does():
    assert len(frames(chat(api("stream-interrupted,after=1"), stream=True)[0])) == 1
    assert chat(api("timeout/late"))[0].delay == 5
    response, _, exchange = chat(api("timeout/late,seconds=0.5"))
    assert (response.status, response.delay, exchange.fault) == (200, 0.5, "timeout/late")
    assert exchange.answer
    assert exchange.answer in response.body.decode()
    assert chat(api("timeout/no-answer,seconds=2"))[0].silence == 2
    assert chat(api("timeout/no-answer"))[0].silence is None
    stalled = chat(api("timeout/stalled,seconds=2,after=0"), stream=True)[0]
    assert (stalled.ending, stalled.silence, stalled.chunks) == ("stall", 2, ())


# -- what is done to a good answer ---------------------------------------------------------------------------------


def test_an_answer_of_the_wrong_length_announces_more_than_it_sends():
    whole = chat(Api())[0]
    response, _, exchange = chat(api("connection-error/wrong-length"))
    assert (response.status, response.ending) == (200, "cut")
    assert len(response.body) == len(whole.body)
    assert int(response.header("content-length") or 0) > len(response.body)
    assert exchange.answer is None
    whole = chat(Api(), stream=True)[0]
    response, _, exchange = chat(api("connection-error/wrong-length"), stream=True)
    assert (response.chunks, response.ending, response.header("transfer-encoding")) == (None, "cut", None)
    assert response.header("content-length") == str(len(whole.content))
    assert b"[DONE]" not in response.body
    assert exchange.answer is not None
    assert exchange.answer.startswith("Mocked")


def test_a_whole_answer_of_a_fault_has_its_text_in_the_journal():
    _, said, exchange = chat(api("response-validation/newer-part:1"))
    *_, text = said["choices"][0]["message"]["content"]
    assert exchange.answer == text["text"]
    assert chat(api("server-error"))[2].answer is None


def test_malformed_json_is_framed_well():
    mock = api("malformed")
    response, exchange = mock.handle(
        Request("POST", "/v1/chat/completions", "", BEARER, json.dumps({"model": MODEL, "messages": HELLO}).encode())
    )
    assert (response.status, response.ending, exchange.answer) == (200, "complete", None)
    assert response.header("content-length") == str(len(response.body))
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.body)


def test_a_malformed_frame_stands_amid_good_ones():
    whole = chat(Api(), stream=True)[0]
    response = chat(api("sse-parsing/malformed-frame"), stream=True)[0]
    assert response.chunks is not None
    assert whole.chunks is not None
    assert len(response.chunks) == len(whole.chunks)
    bad = []
    for chunk in response.chunks[:-1]:
        assert chunk.endswith(b"\n\n")
        try:
            json.loads(chunk[6:])
        except json.JSONDecodeError:
            bad.append(chunk)
    assert len(bad) == 1
    assert response.chunks[-1] == b"data: [DONE]\n\n"


def test_a_split_stream_has_the_same_bytes_and_a_pause_in_a_frame():
    whole, (response, _, exchange) = chat(Api(), stream=True)[0], chat(api("sse-parsing"), stream=True)
    assert response.content == whole.content
    assert exchange.answer
    assert response.chunks is not None
    first = b"".join(response.chunks[: response.pause])
    assert first.startswith(b"data: ")
    assert not first.endswith(b"\n")
    assert chat(api("sse-parsing"))[2].fault is None


def test_half_a_chunk_comes_after_whole_ones():
    response = chat(api("stream-interrupted/half-chunk,after=2"), stream=True)[0]
    assert response.ending == "half"
    assert len(frames(response)) == 3
    cut, _, exchange = chat(api("stream-interrupted/half-chunk"))
    assert (cut.ending, cut.chunks, exchange.answer) == ("cut", None, None)


def test_an_error_frame_comes_inside_a_stream_and_waits_for_one():
    mock = api("stream-error-event:1,after=2")
    assert chat(mock)[2].fault is None
    response, _, exchange = chat(mock, stream=True)
    assert (response.status, response.ending) == (200, "complete")
    data = frames(response)
    assert len(data) == 3
    assert data[-1]["object"] == "error"
    assert exchange.answer == "".join(one["choices"][0]["delta"]["content"] for one in data[:2])
    assert chat(mock, stream=True)[2].fault is None


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fault", "reason", "part"),
    [
        ("truncated-answer", "length", 0.5),
        ("truncated-answer/model-length", "model_length", 0.5),
        ("truncated-answer/empty", "length", 0),
        ("stream-error-event/finish-reason", "error", 0.5),
    ],
)
def test_an_answer_that_ends_too_early(fault, reason, part, stream):
    whole = chat(Api(), stream=stream)[2].answer
    response, body, exchange = chat(api(fault), stream=stream)
    assert whole is not None
    choice = frames(response)[-1]["choices"][0] if stream else body["choices"][0]
    assert choice["finish_reason"] == reason
    assert (exchange.answer or "") == whole[: int(len(whole) * part)]
    assert exchange.fault is not None
    assert exchange.fault.startswith(fault)


def test_content_comes_as_chunks_although_nobody_asked_for_a_reasoning():
    body = chat(api("content-chunks"))[1]
    assert [chunk["type"] for chunk in body["choices"][0]["message"]["content"]] == ["thinking", "text"]
    deltas = [one["choices"][0]["delta"].get("content") for one in frames(chat(api("content-chunks"), stream=True)[0])]
    assert any(isinstance(delta, list) for delta in deltas)


def test_a_text_cites_a_source_in_a_chunk_of_its_own():
    """The forms of a stream: vercel/ai#4820 (2025-02-10), meilisearch/meilisearch#6170 (2026-02-20)."""
    body = chat(api("content-chunks/references"))[1]
    before, reference, after = body["choices"][0]["message"]["content"]
    assert reference == {"type": "reference", "reference_ids": [0]}
    assert before["text"] + after["text"] == chat(Api())[2].answer
    forms = set()
    for number in range(20):
        response, _, exchange = chat(api("content-chunks/references"), stream=True, random_seed=number)
        contents = [one["choices"][0]["delta"]["content"] for one in frames(response)]
        chunks = [one for one in contents if isinstance(one, list)]
        forms.add(tuple(chunk["type"] for chunk in chunks[0]))
        assert len(chunks) == 1
        told = [one if isinstance(one, str) else "".join(chunk.get("text", "") for chunk in one) for one in contents]
        assert "".join(told) == exchange.answer
    assert forms == {("reference",), ("reference", "text")}


def test_no_source_is_cited_where_there_is_no_text():
    assert chat(api("content-chunks/references"), tools=[TOOL])[1]["choices"][0]["message"]["content"] == ""


def test_a_tool_call_comes_in_pieces_on_a_stream_alone():
    mock = api("streamed-tool-calls:1")
    assert chat(mock, tools=[TOOL])[2].fault is None
    response, _, exchange = chat(mock, tools=[TOOL], stream=True)
    calls = [call for one in frames(response) for call in one["choices"][0]["delta"].get("tool_calls", ())]
    assert len(calls) > 1
    assert [call.get("id") for call in calls] == [*exchange.calls] + [None] * (len(calls) - 1)
    assert list(json.loads("".join(call["function"]["arguments"] for call in calls))) == ["city"]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("choice", "called"),
    [({}, False), ({"tool_choice": "auto"}, False), ({"tool_choice": "any"}, True), ({"tool_choice": "required"}, True),
     ({"tool_choice": {"type": "function", "function": {"name": "weather"}}}, True)],
)  # fmt: skip
def test_a_model_that_declines_calls_a_tool_only_if_it_has_to(choice, called, stream):
    mock = Api(catalog=CATALOG, faults=[parse_fault("tool-not-called", CATALOG)])
    _, _, exchange = chat(mock, tools=[TOOL], stream=stream, **choice)
    assert exchange.fault == "tool-not-called/usual"
    assert bool(exchange.calls) is called
    assert bool(exchange.answer) is not called


@pytest.mark.parametrize("stream", [False, True])
def test_the_arguments_of_a_tool_call_are_cut(stream):
    response, body, _ = chat(api("tool-arguments"), tools=[TOOL], stream=stream)
    choice = frames(response)[-1]["choices"][0] if stream else body["choices"][0]
    (call,) = (choice["delta"] if stream else choice["message"])["tool_calls"]
    assert choice["finish_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(call["function"]["arguments"])


def test_what_the_model_says_is_not_changed_where_no_model_speaks():
    mock = api("truncated-answer:1")
    assert send(mock, EMBED, path="/v1/embeddings")[2].fault is None
    assert send(mock, {"model": "codestral-latest", "prompt": "def f("}, path="/v1/fim/completions")[2].fault


# -- each key by itself --------------------------------------------------------------------------------------------


def as_key(mock: Api, key: str, **fields: Any) -> int:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    return send(mock, {"model": MODEL, "messages": HELLO, **fields}, headers=headers)[0].status


def test_each_key_meets_the_faults_in_full():
    mock = api("rate-limited:1", "server-error:1")
    assert [as_key(mock, "a") for _ in range(3)] == [429, 500, 200]
    assert [as_key(mock, "b") for _ in range(3)] == [429, 500, 200]


def test_faults_for_one_key_or_all_and_their_end():
    mock = Api(catalog=CATALOG)
    mock.inject(Fault("rate-limited", times=1), key="a")
    assert (as_key(mock, "b"), as_key(mock, "a"), as_key(mock, "a")) == (200, 429, 200)
    mock.inject(Fault("server-error"))
    mock.inject(Fault("rate-limited"), key="a")
    assert (as_key(mock, "a"), as_key(mock, "b"), as_key(mock, "new")) == (500, 500, 500)
    mock.clear("a")
    assert (as_key(mock, "a"), as_key(mock, "b")) == (200, 500)
    mock.clear()
    assert (as_key(mock, "a"), as_key(mock, "b"), as_key(mock, "newer")) == (200, 200, 200)
    mock.inject(Fault("rate-limited", times=1))
    assert (as_key(mock, "a"), as_key(mock, "a"), as_key(mock, "b")) == (429, 200, 429)


KINDS = ["rate-limited:1", "server-error:2", "unauthorized", "stream-interrupted:1", "timeout/late:1", "half/inside:3",
         "gateway-error:1@/v1/embeddings"]  # fmt: skip
STEPS = st.tuples(st.sampled_from("ab"), st.sampled_from([None, *KINDS, "clear", "reply"]))


@given(st.lists(STEPS, max_size=30), st.lists(st.sampled_from(KINDS), max_size=3))
def test_two_keys_never_see_each_others_faults(steps, given_to_all):
    """What a key gets while another is served is what it gets alone."""
    both = api(*given_to_all)
    alone = {key: api(*given_to_all) for key in "ab"}
    for number, (key, step) in enumerate(steps):
        for mock in (both, alone[key]):
            if step == "clear":
                mock.clear(key)
            elif step == "reply":
                mock.reply(f"answer {number} for {key}", key=key)
            elif step is not None:
                mock.inject(parse_fault(step, CATALOG), key)
        assert as_key(both, key) == as_key(alone[key], key)
        ours, theirs = both.journal[-1], alone[key].journal[-1]
        assert (ours.fault, ours.answer, ours.code) == (theirs.fault, theirs.answer, theirs.code)


# -- the file of faults --------------------------------------------------------------------------------------------

ROWS = [(slug, cause, row) for slug, causes in rows().items() for cause, row in causes.items()]


@pytest.mark.parametrize(("slug", "cause", "row"), ROWS, ids=[f"{slug}/{cause}" for slug, cause, _ in ROWS])
def test_every_row_of_the_file_answers_as_it_says(slug, cause, row):
    """Where its endpoints say so, with the installed catalog."""
    on = row.on[0] if row.on else "POST /v1/chat/completions"
    method, _, path = on.rpartition(" ")
    routes = [one for one in ROUTES if one.path == path and method in ("", one.method)]
    headers = BEARER if row.host is None else {**BEARER, "host": row.host.replace("*", "any")}
    assert routes or row.host, f"`{slug}/{cause}`: there is no endpoint `{on}`. Correct `on`."
    concrete = path.replace("{}", "3b3b5c1e-6d0b-4f6e-8f5e-2f0b6a1f0a11")
    mock = Api(faults=[parse_fault(f"{slug}/{cause}:1")])
    if row.body is not None or row.transport in ("reset", "no-answer") or row.status not in (None, 200):
        method = method or routes[0].method
        response, _, exchange = send(mock, {}, method=method, path=concrete, headers=headers)
        assert exchange.fault == f"{slug}/{cause}"
        assert response.status == (row.status or 0)
        body = row.body if isinstance(row.body, str) else json.dumps(row.body) if row.body is not None else ""
        assert response.body.decode().split() == body.split() or json.loads(response.body) == row.body
        assert {*row.headers.items()} <= {*response.headers}
    elif path == "/v1/conversations":
        body = {"model": MODEL, "inputs": "Hello", "stream": True}
        response, _, exchange = send(mock, body, path=path)
        assert exchange.fault == f"{slug}/{cause}"
        assert b"conversation.response.error" in response.content
    else:
        streamed, _, exchange = chat(mock, stream=True)
        assert exchange.fault == f"{slug}/{cause}"
        assert streamed.status == 200
        assert chat(mock, stream=True)[2].fault is None


@pytest.mark.parametrize(("slug", "cause", "row"), ROWS, ids=[f"{slug}/{cause}" for slug, cause, _ in ROWS])
def test_every_row_of_the_file_has_a_dated_source_and_an_envelope_of_its_time(slug, cause, row):
    assert re.search(r"\b20[12]\d\b", row.source), "The source has no date. Add its year, better its day."
    body = row.body
    if isinstance(body, dict) and body.get("object") == "error":
        assert isinstance(body["code"], str | None)
        assert list(body)[:5] == ["object", "message", "type", "param", "code"]
        assert body.get("raw_status_code", row.status) == row.status
    if isinstance(body, dict) and body.get("object") == "Error":
        assert isinstance(body["code"], int)


def test_every_row_of_the_file_is_a_valid_response():
    for slug, causes in json.loads(FILE.read_bytes()).items():
        for id, row in causes.items():
            keys = {key: value for key, value in row.items() if key != "source"}
            entry = ResponseEntry.model_validate_json(json.dumps(keys))
            validated = entry.model_dump(mode="json", exclude_unset=True)
            assert ErrorResponse.from_dict(validated) == ErrorResponse.from_dict(keys), f"{slug}/{id}"


def test_an_obsolete_row_is_named_with_the_action():
    own = Catalog(playbooks={"timeout": playbook("timeout", reported(status=504), cause("late"))})
    (said,) = Library(own).obsolete()
    assert said == "faults.json: `timeout/late`: docs/playbooks/timeout.md lists this cause. Remove the row."


def test_a_playbook_wins_over_the_file_which_only_adds_causes():
    mine = cause("mine", reported(status=504, body={"code": 1}))
    own = Catalog(playbooks={"connection-error": playbook("connection-error", None, mine, cause("reset"))})
    assert list(Library(own).causes("connection-error")) == ["mine", "reset", "wrong-length"]
    assert chat(Api(faults=[parse_fault("connection-error", own)], catalog=own))[1] == {"code": 1}
    assert chat(Api(faults=[parse_fault("connection-error/wrong-length", own)], catalog=own))[0].ending == "cut"
    with pytest.raises(FaultError, match="`connection-error/reset` happens outside the server"):
        parse_fault("connection-error/reset", own)


@pytest.mark.parametrize(
    "slug",
    ["missing-api-key", "install-failed", "compromised-release", "dependency-conflict", "unexpected-argument",
     "client-lifecycle", "esm-commonjs", "tls-error", "client-url-error", "browser-cors"],
)  # fmt: skip
def test_what_happens_outside_the_server_is_in_neither(slug):
    assert slug not in available()
    with pytest.raises(FaultError, match="Available faults: "):
        parse_fault(slug)


def test_the_file_is_read_only_where_a_fault_is_injected():
    code = (
        "import sys; from mistral_playbooks.mock import Api; Api(); "
        "late = ('.catalog', '.library'); "
        "print([m for m in sys.modules if m.startswith('pydantic') or m.endswith(late)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == "[]\n"
