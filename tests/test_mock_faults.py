"""Injected faults, against a catalog of the test's own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from test_mock_api import HELLO, MODEL, chat, frames, send

from mistral_playbooks.catalog import Catalog, Cause, Evidence, Playbook, Reply, StreamFault
from mistral_playbooks.mock import Api, Fault, FaultError, available, parse_fault

LIMITED = {
    "object": "error",
    "message": "Rate limit exceeded",
    "type": "rate_limited",
    "param": None,
    "code": "1300",
    "raw_status_code": 429,
}


def playbook(slug: str, response: Reply | None, *causes: Cause) -> Playbook:
    return Playbook(
        slug=slug,
        title="Title",
        summary="A summary that is long enough.",
        category="server",
        statuses=(),
        codes=(),
        types=(),
        exceptions=(),
        signatures=(),
        same_text=(),
        retry="never",
        causes=causes or (Cause(id="usual", tell="tell", action="act"),),
        evidence=(Evidence(url="https://example.com", seen="2026-01", kind="reported"),),
        response=response,
        related=(),
    )


def cause(id: str, response: Reply | None = None) -> Cause:
    return Cause(id=id, tell="tell", action="act", response=response)


def stream(after: int, then: Any) -> Reply:
    return Reply(stream=StreamFault(after=after, then=then), basis="reported")


DEPRECATED = {"X-Model-Deprecation-Timestamp": "2026-12-01", "server": "mock", "Content-Length": "5"}
CATALOG = Catalog(
    playbooks={
        one.slug: one
        for one in (
            playbook(
                "rate-limited",
                Reply(status=429, headers={"X-RateLimit-Limit-Req-Minute": "4"}, body=LIMITED, basis="recorded"),
                cause("burst"),
                cause("tokens", Reply(status=429, body={"code": 7}, basis="recorded")),
            ),
            playbook("unauthorized", Reply(status=401, body={"detail": "Invalid API Key"}, basis="recorded")),
            playbook("gateway-error", Reply(status=502, body="<html>502</html>", basis="reported")),
            playbook("empty", Reply(status=504, basis="reported")),
            playbook("stream-interrupted", stream(2, "cut"), cause("cut"), cause("stall", stream(1, "stall")),
                     cause("end", stream(1000, "end")), cause("none", stream(0, "cut"))),
            playbook("connection-error", Reply(transport="reset", basis="reported"), cause("reset"),
                     cause("silent", Reply(transport="no-answer", basis="reported"))),
            playbook("response-not-read", Reply(status=200, headers=DEPRECATED, basis="reported")),
            playbook("event", Reply(status=200, headers={"content-type": "text/event-stream"},
                                    body='data: {"object":"error"}\n\n', basis="reported")),
            playbook("import-error", None),
            playbook("half", None, cause("outside"), cause("inside", Reply(status=400, body={}, basis="reported"))),
        )
    }
)  # fmt: skip


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
        ("nope", "no error class `nope`"),
        ("rate-limited/nope", "has no cause `nope`. Its causes: burst, tokens"),
        ("import-error", "`import-error` happens outside the server"),
        ("half", "`half` happens outside the server"),
        ("half/outside", "`half/outside` happens outside the server"),
        ("rate-limited:0", "must be from 1"),
        ("rate-limited:-1", "not of the form"),
        ("rate-limited:", "not of the form"),
        ("rate-limited:2.5", "not of the form"),
        ("Rate-Limited", "not of the form"),
        ("rate limited", "not of the form"),
        ("", "not of the form"),
        ("a/b/c", "not of the form"),
        ("server-error/x", "has no cause `x`. Its causes: unavailable, code-3000, detail"),
    ],
)
def test_what_cannot_be_had_is_said_with_what_can(text, said):
    with pytest.raises(FaultError) as caught:
        parse_fault(text, CATALOG)
    assert said in str(caught.value)
    if "must be" not in said and "no cause" not in said:
        assert f"The server can cause: {', '.join(available(CATALOG))}." in str(caught.value)
        assert "import-error" not in str(caught.value).partition("The server can cause")[2]


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


def test_server_error_is_built_in():
    _, body, exchange = chat(api("server-error"))
    assert (body["message"], body["type"], body["code"]) == ("Service unavailable.", "internal_server_error", "1000")
    assert exchange.fault == "server-error/unavailable"


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

    monkeypatch.setitem(sys.modules, "mistral_playbooks.catalog", SimpleNamespace())
    assert chat(Api())[0].status == 200
