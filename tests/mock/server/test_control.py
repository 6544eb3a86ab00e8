"""The mock's own endpoints, by value, and as a program in another language meets them: over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from helpers.api import HELLO, MODEL
from mistral_playbooks.cli import main
from mistral_playbooks.mock import Api, Request, Settings
from mistral_playbooks.mock.server.control import Controlled


def ask(
    mock: Controlled, method: str, path: str, body: Any = None, *, key: str | None = None, query: str = ""
) -> tuple[int, dict[str, Any]]:
    """One request to the mock itself → (status, its JSON)."""
    raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    response, _ = mock.handle(Request(method, path, query, headers, raw))
    assert response.header("content-length") == str(len(response.body))
    value = json.loads(response.body)
    assert value.pop("mock") == "mistral-playbooks"
    return response.status, value


def chat(mock: Controlled, key: str = "a") -> tuple[int, str | None]:
    """A chat request of this key → (status, the text it was answered with)."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    body = json.dumps({"model": MODEL, "messages": HELLO}).encode()
    response, exchange = mock.handle(Request("POST", "/v1/chat/completions", "", headers, body))
    return response.status, exchange.answer


def test_faults_for_one_key():
    mock = Controlled(Api())
    status, value = ask(mock, "POST", "/_mock/faults", ["rate-limited:2", "timeout/late:1,seconds=2"], key="a")
    expected = [
        {"fault": "rate-limited:2", "name": "rate-limited/requests", "left": 2},
        {"fault": "timeout/late:1,seconds=2", "name": "timeout/late", "left": 1},
    ]
    assert (status, value) == (200, {"key": "a", "faults": expected})
    assert chat(mock, "a")[0] == 429
    expected[0]["left"] = 1
    assert ask(mock, "GET", "/_mock/faults", query="key=a")[1]["faults"] == expected
    assert ask(mock, "GET", "/_mock/faults", key="b")[1]["faults"] == []
    assert chat(mock, "b")[0] == 200
    assert ask(mock, "DELETE", "/_mock/faults", key="a") == (200, {"key": "a", "faults": []})
    assert chat(mock, "a")[0] == 200


def test_faults_for_all_keys():
    mock = Controlled(Api())
    assert chat(mock, "a")[0] == 200
    assert ask(mock, "POST", "/_mock/faults", "server-error:1")[1]["key"] is None
    assert [chat(mock, key)[0] for key in "aabb"] == [500, 200, 500, 200]
    assert len(ask(mock, "GET", "/_mock/faults")[1]["faults"]) == 1
    ask(mock, "DELETE", "/_mock/faults")
    assert chat(mock, "c")[0] == 200


def test_the_parameter_comes_before_the_header():
    mock = Controlled(Api())
    assert ask(mock, "POST", "/_mock/faults", "server-error", key="a", query="key=b%2Fc")[1]["key"] == "b/c"
    assert (chat(mock, "a")[0], chat(mock, "b/c")[0]) == (200, 500)


@pytest.mark.parametrize(
    "body", ["server-error", ["server-error"], {"faults": ["server-error"]}, {"fault": "server-error"}]
)
def test_forms_of_a_fault(body):
    mock = Controlled(Api())
    assert ask(mock, "POST", "/_mock/faults", body, key="a")[0] == 200
    assert chat(mock)[0] == 500


def test_scripted_answers():
    mock = Controlled(Api())
    status, value = ask(mock, "POST", "/_mock/replies", ["One.", {"fault": "rate-limited"}, {"text": "Two."}], key="a")
    assert (status, value) == (200, {"key": "a", "replies": 3})
    assert chat(mock, "b")[1] != "One."
    assert [chat(mock) for _ in range(3)] == [(200, "One."), (429, None), (200, "Two.")]
    assert ask(mock, "GET", "/_mock/replies", key="a")[1]["replies"] == 0
    ask(mock, "POST", "/_mock/replies", {"text": "Never."}, key="a")
    assert ask(mock, "DELETE", "/_mock/replies", key="a")[1]["replies"] == 0
    assert chat(mock)[1] != "Never."


def test_faults_and_answers_are_cleared_apart():
    mock = Controlled(Api())
    ask(mock, "POST", "/_mock/replies", "Kept.", key="a")
    ask(mock, "POST", "/_mock/faults", "server-error", key="a")
    ask(mock, "DELETE", "/_mock/faults", key="a")
    assert chat(mock) == (200, "Kept.")


def test_the_journal_of_one_key_and_of_all():
    mock = Controlled(Api(Settings(), clock=lambda: 100.0))
    text = chat(mock, "secret-a")[1]
    chat(mock, "b")
    (entry,) = ask(mock, "GET", "/_mock/journal", key="secret-a")[1]["requests"]
    assert (entry["method"], entry["path"], entry["status"], entry["at"]) == (
        "POST",
        "/v1/chat/completions",
        200,
        100.0,
    )
    assert (entry["answer"], entry["model"], entry["body"]) == (text, MODEL, {"model": MODEL, "messages": HELLO})
    assert entry["sent"] == {"authorization": "…", "content-type": "application/json"}
    assert entry["received"]["content-type"] == "application/json"
    assert len(ask(mock, "GET", "/_mock/journal")[1]["requests"]) == 2
    assert "secret-a" not in json.dumps(ask(mock, "GET", "/_mock/journal")[1])
    assert ask(mock, "DELETE", "/_mock/journal", key="secret-a") == (
        200,
        {"key": "secret-a", "dropped": 0, "requests": []},
    )
    assert len(mock.api.journal) == 1
    ask(mock, "DELETE", "/_mock/journal")
    assert not mock.api.journal


def test_the_journal_says_how_many_requests_it_has_let_go():
    mock = Controlled(Api(Settings(journal=2)))
    for key in "aab":
        chat(mock, key)
    value = ask(mock, "GET", "/_mock/journal", key="b")[1]
    assert (value["dropped"], len(value["requests"])) == (1, 1)
    assert ask(mock, "DELETE", "/_mock/journal", key="b")[1]["dropped"] == 1
    assert ask(mock, "DELETE", "/_mock/journal")[1] == {"key": None, "dropped": 0, "requests": []}


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "status", "said"),
    [
        ("GET", "/_mock", "", None, 404, "the mock of mistral-playbooks, not the API. It does not serve /_mock"),
        ("GET", "/_mock/fault", "", None, 404, "/_mock/faults, /_mock/replies, /_mock/journal"),
        ("PUT", "/_mock/faults", "", None, 405, "/_mock/faults accepts GET, POST, DELETE, not PUT"),
        ("POST", "/_mock/journal", "", None, 405, "/_mock/journal accepts GET, DELETE, not POST"),
        ("POST", "/_mock/faults", "", None, 400, "The body is not JSON"),
        ("POST", "/_mock/faults", "", b"rate-limited", 400, 'Send JSON such as "rate-limited:2"'),
        ("POST", "/_mock/faults", "", b"[" * 100_000, 400, "The body is not JSON"),
        ("POST", "/_mock/faults", "", [], 400, "The list is empty"),
        ("POST", "/_mock/faults", "", [3], 400, "A fault must be a string such as"),
        ("POST", "/_mock/faults", "", {"nope": 1}, 400, "A fault must be a string such as"),
        ("POST", "/_mock/faults", "", "nope", 400, "Unknown error class `nope`"),
        ("POST", "/_mock/faults", "", ["server-error", "import-error"], 400, "happens outside the server"),
        ("POST", "/_mock/replies", "", [None], 400, "A scripted answer must be a string"),
        ("POST", "/_mock/replies", "", {"fault": 3}, 400, "A fault must be a string such as"),
        ("GET", "/_mock/faults", "key=", None, 400, "`?key=` is empty"),
        ("GET", "/_mock/faults", "kee=a", None, 400, "Unknown parameter `kee`"),
    ],
)
def test_what_cannot_be_done_is_said(method, path, query, body, status, said):
    mock = Controlled(Api())
    got, value = ask(mock, method, path, body, query=query)
    assert got == status
    assert said in value["message"]
    assert not mock.api.journal
    assert chat(mock)[0] == 200  # nothing of it was kept


def test_the_api_itself_is_as_without():
    mock = Controlled(Api())
    response, exchange = mock.handle(Request("GET", "/_mockery", "", {}, b""))
    assert (response.status, list(mock.api.journal)) == (404, [exchange])
    assert b"no Route matched" in response.body
    response, _ = Api().handle(Request("GET", "/_mock/faults", "", {}, b""))
    assert b"no Route matched" in response.body  # as under the gateway, where there is only the API


@given(st.sampled_from(["faults", "replies", "journal", "x", ""]), st.sampled_from(["GET", "POST", "DELETE", "PATCH"]),
       st.text(max_size=10), st.binary(max_size=40) | st.recursive(
           st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.just("server-error"),
           lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "fault", "x"]), inner),
           max_leaves=5).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_request_breaks_it(path, method, query, body):
    response, _ = Controlled(Api()).handle(Request(method, f"/_mock/{path}", query, {}, body))
    assert response.status in (200, 400, 404, 405)
    assert json.loads(response.body)["mock"] == "mistral-playbooks"


# -- as a user starts it -------------------------------------------------------------------------------------------


@contextmanager
def started(*options: str) -> Iterator[str]:
    """`mistral-playbooks mock` in a process of its own: its address."""
    command = [sys.executable, "-m", "mistral_playbooks", "mock", "--port", "0", *options]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert child.stdout
        line = child.stdout.readline()
        assert line.startswith("The mocked Mistral API: http://127.0.0.1:")
        yield line.split()[4]
    finally:
        child.terminate()
        assert child.wait(500) == 0
        child.stdout.close()  # type: ignore[union-attr]


def fetch(url: str, body: Any = None, *, key: str | None = None, method: str | None = None) -> tuple[int, Any]:
    headers = {"content-type": "application/json"} | ({} if key is None else {"authorization": f"Bearer {key}"})
    data = None if body is None else json.dumps(body).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, data, headers, method=method), timeout=500) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_faults_by_key_from_the_command_line_and_by_http():
    options = ("--fault", "server-error:1", "--key-fault", "a", "rate-limited:1", "--key-fault", "b", "unauthorized")
    with started(*options) as url:
        asked = {"model": MODEL, "messages": HELLO}

        def send(key: str) -> int:
            return fetch(f"{url}/v1/chat/completions", asked, key=key)[0]

        assert [send("a") for _ in range(3)] == [500, 429, 200]
        assert [send("b") for _ in range(3)] == [500, 401, 401]
        assert [send("c") for _ in range(2)] == [500, 200]
        assert fetch(f"{url}/_mock/faults?key=c", "connection-error/reset:1")[0] == 200
        with pytest.raises(ConnectionResetError):
            send("c")
        assert fetch(f"{url}/_mock/replies", ["From Java."], key="c") == (
            200,
            {"mock": "mistral-playbooks", "key": "c", "replies": 1},
        )
        status, body = fetch(f"{url}/v1/chat/completions", asked, key="c")
        assert (status, body["choices"][0]["message"]["content"]) == (200, "From Java.")
        journal = fetch(f"{url}/_mock/journal", key="c")[1]["requests"]
        assert [one["status"] for one in journal] == [500, 200, 0, 200]
        assert fetch(f"{url}/_mock/journal", key="c", method="DELETE")[0] == 200
        assert fetch(f"{url}/_mock/journal", key="c")[1]["requests"] == []
        assert fetch(f"{url}/_mock/nothing")[0] == 404


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--fault", "nope"), "Unknown error class `nope`"),
        (("--fault", "import-error"), "`import-error` happens outside the server"),
        (("--fault", "made-up"), "Unknown error class `made-up`"),
        (("--fault", "rate-limited@/v1/nope"), "unknown endpoint `/v1/nope`"),
        (("--fault", "rate-limited,after=1"), "`after` applies only to faults that break a stream"),
        (("--fault", "timeout/late,seconds=9999"), "`seconds` must be more than 0 and up to 3600"),
        (("--fault", "timeout/late,second=1"), "unknown parameter `second`"),
        (("--key-fault", "a", "nope"), "Unknown error class `nope`"),
    ],
)
def test_a_fault_that_cannot_be_had_ends_the_command_with_status_2(options, said):
    done = CliRunner().invoke(main, ["mock", "--port", "0", *options])
    assert done.exit_code == 2
    assert said in done.stderr
    unavailable = "Unknown error class" in said or "outside the server" in said
    assert ("Available faults: assistant-message-content, " in done.stderr) == unavailable
    assert "Traceback" not in done.output
