"""The fixture `mistral_mock`, as a test of a user's project meets it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
import urllib.request
from typing import Any

import httpx2
import pytest
from mistralai.client import Mistral
from mistralai.client.errors import SDKError

from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.mock import Fault, FaultError
from mistral_playbooks.mock.state.journal import Journal
from mistral_playbooks.testing import MistralMock
from mistral_playbooks.testing.fixture import start

# Made at import time, as programs do: before any fixture is active.
client = Mistral(api_key="a-key-of-the-program")
plain = httpx2.Client(headers={"authorization": "Bearer a-key-of-the-program"})

CHAT = "https://api.mistral.ai/v1/chat/completions"
EMBEDDINGS = "https://api.mistral.ai/v1/embeddings"
HELLO: list[Any] = [{"role": "user", "content": "Hello"}]
BODY = {"model": "mistral-small-latest", "messages": HELLO}


def ask() -> Any:
    answer = client.chat.complete(model="mistral-small-latest", messages=HELLO)
    return answer.choices[0].message.content if answer.choices and answer.choices[0].message else None


def test_a_client_made_at_import_time_meets_the_mock(mistral_mock: MistralMock) -> None:
    text = ask()
    (sent,) = mistral_mock.requests
    assert (sent.method, sent.path, sent.status, sent.finished) == ("POST", "/v1/chat/completions", 200, True)
    assert sent.answer == text
    assert sent.body["messages"] == HELLO
    assert sent.model == "mistral-small-latest"
    assert (sent.fault, sent.code, sent.waited) == (None, None, None)


def test_the_key_is_masked_and_the_host_is_the_real_one(mistral_mock: MistralMock) -> None:
    ask()
    headers = mistral_mock.requests[0].headers
    assert headers["authorization"] == "Bearer [secret]"
    assert headers["host"] == "api.mistral.ai"
    assert "a-key-of-the-program" not in repr(mistral_mock.requests)


def test_the_program_finds_a_made_up_key(mistral_mock: MistralMock) -> None:
    import os

    assert os.environ["MISTRAL_API_KEY"] == KEY
    with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as mistral:
        assert mistral.models.list().data


def test_each_test_has_a_journal_of_its_own(mistral_mock: MistralMock) -> None:
    assert mistral_mock.requests == []
    assert mistral_mock.findings == []


def test_what_is_not_kept_any_more_is_counted(mistral_mock: MistralMock) -> None:
    mistral_mock._api.journal = Journal(2)
    mistral_mock.fault("unauthorized")
    for _ in range(4):
        plain.post(CHAT, json=BODY)
    assert len(mistral_mock.requests) == 2
    assert {finding.request for finding in mistral_mock.findings} == {4}
    head, note, first, *_ = mistral_mock.summary().splitlines()
    assert head.startswith("4 requests to ")
    assert "the first 2 are not kept" in note
    assert first.startswith("  3  POST ")
    mistral_mock.clear()


def test_a_fault_a_number_of_times_then_well(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("rate-limited", times=2)
    statuses = [plain.post(CHAT, json=BODY).status_code for _ in range(3)]
    assert statuses == [429, 429, 200]
    assert [sent.fault and sent.fault.split("/")[0] for sent in mistral_mock.requests] == ["rate-limited"] * 2 + [None]


def test_a_fault_without_end_can_be_cleared(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("unauthorized")
    for _ in range(2):
        with pytest.raises(SDKError, match="401"):
            ask()
    mistral_mock.clear()
    assert ask()


def test_faults_come_in_sequence(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("rate-limited:1")
    mistral_mock.fault("server-error", times=1)
    assert [plain.post(CHAT, json=BODY).status_code for _ in range(3)] == [429, 500, 200]


def test_a_fault_of_one_key(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("unauthorized", key="revoked")
    statuses = [
        plain.post(CHAT, json=BODY, headers={"authorization": f"Bearer {key}"}).status_code
        for key in ("good", "revoked", "good")
    ]
    assert statuses == [200, 401, 200]


def test_a_fault_of_one_endpoint(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("rate-limited@/v1/embeddings", times=1)
    assert plain.post(CHAT, json=BODY).status_code == 200
    body = {"model": "mistral-embed", "input": ["a text"]}
    assert [plain.post(EMBEDDINGS, json=body).status_code for _ in range(2)] == [429, 200]


@pytest.mark.parametrize(("fault", "times"), [("rate-limited:2", 3), ("rate-limited", 0), ("rate-limited", -1)])
def test_how_often_is_said_once_and_is_a_number(mistral_mock: MistralMock, fault: str, times: int) -> None:
    with pytest.raises(FaultError):
        mistral_mock.fault(fault, times)
    assert plain.post(CHAT, json=BODY).status_code == 200


@pytest.mark.parametrize(("fault", "times"), [(None, None), (429, None), ("rate-limited", "2"), ("rate-limited", 1.5)])
def test_what_is_no_fault_is_said(mistral_mock: MistralMock, fault: Any, times: Any) -> None:
    with pytest.raises(FaultError, match=r"is a string such as 'rate-limited:2'|must be a whole number"):
        mistral_mock.fault(fault, times)
    assert plain.post(CHAT, json=BODY).status_code == 200


def test_an_unknown_fault_says_which_there_are(mistral_mock: MistralMock) -> None:
    with pytest.raises(FaultError, match=r"Unknown error class `no-such-thing`.*rate-limited"):
        mistral_mock.fault("no-such-thing")


def test_replies_in_order(mistral_mock: MistralMock) -> None:
    mistral_mock.reply("one", {"text": "two"}, Fault("rate-limited"))
    assert [ask(), ask()] == ["one", "two"]
    with pytest.raises(SDKError, match="429"):
        ask()
    assert ask() not in ("one", "two")


def test_findings_and_the_playbook_that_helps(mistral_mock: MistralMock) -> None:
    mistral_mock.assert_no_findings()
    mistral_mock.fault("unauthorized")
    for _ in range(2):
        plain.post(CHAT, json=BODY)
    assert [finding.id for finding in mistral_mock.findings] == ["retried-refusal"]
    with pytest.raises(AssertionError, match=r"(?s)1 finding.*retried-refusal: .*mistral-playbooks explain unauth"):
        mistral_mock.assert_no_findings()


def test_the_wait_before_a_retry(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("rate-limited", times=1)
    plain.post(CHAT, json=BODY)
    time.sleep(0.05)
    plain.post(CHAT, json=BODY)
    waited = mistral_mock.requests[1].waited
    assert waited is not None
    assert waited >= 0.04


@pytest.mark.mistral_mock(api_key="the-only-one")
def test_with_one_valid_key_the_others_are_refused_as_by_the_api(mistral_mock: MistralMock) -> None:
    assert plain.post(CHAT, json=BODY).status_code == 401
    assert plain.post(CHAT, json=BODY, headers={"authorization": "Bearer the-only-one"}).status_code == 200


@pytest.mark.mistral_mock(limits="free", minute=3600)
def test_rate_limits(mistral_mock: MistralMock) -> None:
    statuses = {plain.post(CHAT, json=BODY).status_code for _ in range(100)}
    assert statuses == {200, 429}


def ask_after_a_result() -> int:
    call = {"id": "abcDEF123", "function": {"name": "f", "arguments": "{}"}}
    user = BODY["messages"][0]
    made, result = {"role": "assistant", "tool_calls": [call]}, {"role": "tool", "content": "r"}
    messages = [user, made, {**result, "tool_call_id": "abcDEF123"}, user]
    return plain.post(CHAT, json={**BODY, "messages": messages}).status_code


def test_the_rules_for_messages_are_those_of_the_hosted_api(mistral_mock: MistralMock) -> None:
    assert ask_after_a_result() == 200


@pytest.mark.mistral_mock(profile="self-hosted")
def test_the_rules_for_messages_can_be_those_of_a_server_of_ones_own(mistral_mock: MistralMock) -> None:
    assert ask_after_a_result() == 400
    mistral_mock.fault("rate-limited", times=1)
    assert ask_after_a_result() == 429


def test_the_url_for_a_client_that_is_not_redirected(mistral_mock: MistralMock) -> None:
    host, port = mistral_mock.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(b"GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\nconnection: close\r\n\r\n")
        assert raw.recv(15) == b"HTTP/1.1 200 OK"
    with Mistral(api_key="x", server_url=mistral_mock.url) as mistral:
        assert mistral.models.list().data


def test_a_server_url_reaches_past_the_proxy_of_the_machine(
    mistral_mock: MistralMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    opener = urllib.request.build_opener()  # `urlopen` would keep these proxies for every later test
    for base in (mistral_mock.url, "https://api.mistral.ai", "http://api.mistral.ai", "https://api.eu.mistral.ai"):
        request = urllib.request.Request(f"{base}/v1/models", headers={"authorization": "Bearer x"})
        with httpx2.Client() as made, opener.open(request) as answer:
            assert made.get(f"{base}/v1/models", headers={"authorization": "Bearer x"}).status_code == 200
            assert json.load(answer)["data"]
    assert len(mistral_mock.requests) == 8


# -- streams and transport faults are real ones ------------------------------------------------------------------


def test_a_stream(mistral_mock: MistralMock) -> None:
    with client.chat.stream(model="mistral-small-latest", messages=HELLO) as events:
        text = "".join(str(event.data.choices[0].delta.content or "") for event in events)
    assert text == mistral_mock.requests[0].answer


def test_a_stream_that_is_cut(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("stream-interrupted")
    with (
        pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)),
        plain.stream("POST", CHAT, json={**BODY, "stream": True}) as answer,
    ):
        for _ in answer.iter_lines():
            pass
    assert not mistral_mock.requests[0].finished


def test_an_unread_stream_is_not_finished(mistral_mock: MistralMock) -> None:
    mistral_mock.reply("many words " * 50_000)
    with plain.stream("POST", CHAT, json={**BODY, "stream": True}) as answer:
        assert answer.status_code == 200
    deadline = time.monotonic() + 500
    while mistral_mock.requests[0].finished and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not mistral_mock.requests[0].finished


# -- asynchronous programs and threads ---------------------------------------------------------------------------


def test_asyncio(mistral_mock: MistralMock) -> None:
    async def main() -> list[Any]:
        one = client.chat.complete_async(model="mistral-small-latest", messages=HELLO)
        two = client.chat.complete_async(model="mistral-small-latest", messages=HELLO)
        return list(await asyncio.gather(one, two))

    for _ in range(2):  # the same client on another event loop
        assert len(asyncio.run(main())) == 2
    assert len(mistral_mock.requests) == 4


def test_an_asynchronous_stream(mistral_mock: MistralMock) -> None:
    async def main() -> str:
        text = ""
        async with await client.chat.stream_async(model="mistral-small-latest", messages=HELLO) as events:
            async for event in events:
                text += str(event.data.choices[0].delta.content or "")
        return text

    assert asyncio.run(main()) == mistral_mock.requests[0].answer


def test_an_asynchronous_read_that_times_out(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("stream-interrupted/stalled")

    async def main() -> None:
        async with (
            httpx2.AsyncClient(timeout=0.3) as made,
            made.stream("POST", CHAT, json={**BODY, "stream": True}, headers={"authorization": "Bearer x"}) as answer,
        ):
            async for _ in answer.aiter_lines():
                pass

    with pytest.raises(httpx2.ReadTimeout):
        asyncio.run(main())


def test_threads(mistral_mock: MistralMock) -> None:
    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert [sent.status for sent in mistral_mock.requests] == [200] * 16


# -- what is left of an older test -------------------------------------------------------------------------------


def made(test: str) -> MistralMock:
    return start(test, api_key=None, limits="none", minute=60.0, seed="")


def test_what_an_older_test_left_does_not_reach_a_newer_ones_journal() -> None:
    older, newer = made("older"), made("newer")
    with older._active():
        older.reply("words " * 100_000)
        stream = plain.stream("POST", CHAT, json={**BODY, "stream": True})
        answer = stream.__enter__()
    with newer._active():
        with pytest.raises(httpx2.TransportError):
            answer.read()
        stream.__exit__(None, None, None)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{older.url}/v1/models")
        assert newer.requests == []
        plain.post(CHAT, json=BODY)
        assert (len(older.requests), len(newer.requests)) == (1, 1)
