"""The mock under anything: bytes that are no request, requests that are no good. Always an answer or a clean close."""

from __future__ import annotations

import copy
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httptools
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.api import HELLO, MODEL
from helpers.server import Client, Running, ask, request, running
from mistral_playbooks.mock import Api, Request
from mistral_playbooks.mock.routes import ROUTES
from mistral_playbooks.mock.server.parser import HEAD_LIMIT

PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": PARAMETERS}}]
ROUND = [
    *HELLO,
    {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "abcdefgh1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}],
    },
    {"role": "tool", "name": "weather", "content": "22 C", "tool_call_id": "abcdefgh1"},
]
PDF = "data:application/pdf;base64,JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvUGFnZT4+ZW5kb2JqCg=="
ROWS = [{"custom_id": "0", "body": {"messages": HELLO}}]

BODIES: dict[str, list[Any]] = {
    "/v1/chat/completions": [
        {"model": MODEL, "messages": HELLO, "stream": True, "n": 2, "max_tokens": 9, "stop": ["x"]},
        {"model": MODEL, "messages": ROUND, "tools": TOOLS, "tool_choice": "any", "temperature": 0.3, "top_p": 1},
        {
            "model": MODEL,
            "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "https://example.com/a"}]}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": PARAMETERS}},
            "reasoning_effort": "high",
        },
    ],
    "/v1/fim/completions": [{"model": "codestral-latest", "prompt": "def a(", "suffix": "return", "stream": True}],
    "/v1/embeddings": [{"model": "mistral-embed", "input": ["a", "b"], "encoding_format": "float"}],
    "/v1/moderations": [{"model": "mistral-moderation-latest", "input": ["a"]}],
    "/v1/chat/moderations": [{"model": "mistral-moderation-latest", "input": [HELLO]}],
    "/v1/classifications": [{"model": "mistral-moderation-latest", "input": "a"}],
    "/v1/chat/classifications": [{"model": "mistral-moderation-latest", "input": {"messages": HELLO}}],
    "/v1/ocr": [{"model": "mistral-ocr-latest", "document": {"type": "document_url", "document_url": PDF}}],
    "/v1/audio/speech": [{"model": "voxtral-mini-tts-latest", "input": "Hello", "voice_id": "gb_jane_neutral"}],
    "/v1/batch/jobs": [{"endpoint": "/v1/chat/completions", "model": MODEL, "requests": ROWS}],
    "/v1/agents": [{"model": MODEL, "name": "a", "tools": TOOLS, "completion_args": {"temperature": 0.3}}],
    "/v1/agents/completions": [{"agent_id": "AGENT", "messages": HELLO, "tools": TOOLS, "stream": True}],
    "/v1/conversations": [
        {"model": MODEL, "inputs": "Hello", "stream": True, "tools": TOOLS},
        {"agent_id": "AGENT", "inputs": [{"role": "user", "content": "Hello"}], "store": False},
    ],
}
IDS = ["AGENT", "CONVERSATION", "FILE", "JOB", MODEL, "nope", "0", "%00", ".."]
QUERIES = ["", "page=0", "page=-1&page_size=x", "page_size=100000000000000000000", "inline=true", "model=", "a=%ff&a=1"]


def multipart(fields: dict[str, Any], boundary: str = "xx") -> bytes:
    """A form; a value (name, type, bytes) is a file."""
    sent = b""
    for name, value in fields.items():
        more, content = "", str(value).encode()
        if isinstance(value, tuple):
            more, content = f'; filename="{value[0]}"\r\nContent-Type: {value[1]}', value[2]
        sent += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
        sent += content + b"\r\n"
    return sent + f"--{boundary}--\r\n".encode()


ROW = (json.dumps(ROWS[0]) + "\n").encode()
FORMS = {
    "/v1/files": multipart({"purpose": "batch", "file": ("a.jsonl", "application/jsonl", ROW)}),
    "/v1/audio/transcriptions": multipart(
        {"model": "voxtral-mini-latest", "file": ("a.wav", "audio/wav", b"RIFF\x24\0\0\0WAVEfmt "), "stream": "true"}
    ),
}
FORM = {"content-type": "multipart/form-data; boundary=xx"}


# -- requests, in the process --------------------------------------------------------------------------------------

ODD: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**18, max_value=10**400)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["", "null", "user", "tool", "assistant", "text", "https://", "data:,", "\ud800", "x" * 300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside of a value."""
    yield here
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield from places(one, (*here, key))


@st.composite
def mutants(draw: st.DrawFn, whole: Any) -> Any:
    """A sound body with up to three values replaced, dropped, doubled, moved, or added."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(places(value))))
        if not path:
            if draw(st.integers(0, 9)) == 0:
                value = draw(ODD)
            continue
        parent = value
        for key in path[:-1]:
            parent = parent[key]
        how = draw(st.sampled_from(["replace", "drop", "double", "add", "move"]))
        if how == "replace":
            parent[path[-1]] = draw(ODD)
        elif how == "drop":
            del parent[path[-1]]
        elif how == "move":
            source = value
            for key in draw(st.sampled_from(list(places(value)))):
                source = source[key]
            parent[path[-1]] = copy.deepcopy(source)
        elif isinstance(parent, list):
            parent.append(copy.deepcopy(parent[path[-1]]) if how == "double" else draw(ODD))
        else:
            names = st.text(max_size=6) | st.sampled_from(["type", "role", "id", "content", "stream", "tools"])
            parent[draw(names)] = copy.deepcopy(parent[path[-1]]) if how == "double" else draw(ODD)
    return value


class Known:
    """An Api in which an agent, a conversation, a file and a job are there."""

    def __init__(self) -> None:
        self.api = Api()
        self.ids = {
            "AGENT": self._make("/v1/agents", "id", {"model": MODEL, "name": "a"}),
            "CONVERSATION": self._make("/v1/conversations", "conversation_id", {"model": MODEL, "inputs": "a"}),
            "FILE": self._make("/v1/files", "id", FORMS["/v1/files"], FORM),
            "JOB": self._make("/v1/batch/jobs", "id", BODIES["/v1/batch/jobs"][0]),
        }

    def _make(self, path: str, key: str, body: Any, more: dict[str, str] | None = None) -> str:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return json.loads(self.send("POST", path, raw, more).body)[key]

    def real(self, text: str) -> str:
        for name, id in self.ids.items():
            text = text.replace(name, id)
        return text

    def send(self, method: str, path: str, raw: bytes, more: dict[str, str] | None = None, query: str = "") -> Any:
        headers = {"authorization": "Bearer key", "content-type": "application/json", **(more or {})}
        response, exchange = self.api.handle(Request(method, path, query, headers, raw))
        assert exchange.status == response.status
        return response


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


def sound(response: Any) -> None:
    """An answer that the API could have given: no 500, its own framing, JSON that says what it is."""
    assert response.status in (200, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429), response
    names = [name for name, _ in response.headers]
    assert len(names) == len(set(names))
    assert response.header("mistral-correlation-id") == response.header("x-kong-request-id")
    if response.chunks is not None:
        assert response.status == 200
        assert all(frame.endswith(b"\n\n") for frame in response.chunks)
        return
    length = None if response.status == 204 else str(len(response.body))
    assert response.header("content-length") == length
    if response.status == 204 or response.header("access-control-allow-methods"):  # a preflight's has no body either
        assert response.body == b""
    elif (response.header("content-type") or "").startswith("application/json"):
        refused(response.status, json.loads(response.body))


def refused(status: int, body: Any) -> None:
    """A refusal's body says its status, and the items of a 422 are pydantic's."""
    if status < 400:
        return
    assert isinstance(body, dict)
    if body.get("object") == "error":
        assert body["raw_status_code"] == status
        assert set(body) == {"object", "message", "type", "param", "code", "raw_status_code"}
    message = body.get("message")
    items = body.get("detail") or (message.get("detail") if isinstance(message, dict) else None)
    if status == 422 and isinstance(items, list):
        assert items
        for item in items:
            assert {"type", "loc", "msg"} <= set(item) <= {"type", "loc", "msg", "input", "ctx", "url"}
            assert "input" in item or body.get("object") != "error"  # files and batch jobs leave it out
            assert all(isinstance(part, str | int) for part in item["loc"])


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
FUZZ = settings(deadline=None, max_examples=40, suppress_health_check=SLOW)


@pytest.mark.parametrize("path", BODIES)
@FUZZ
@given(data=st.data())
def test_a_damaged_body_gets_an_answer_of_the_api(known: Known, path: str, data: st.DataObject):
    value = data.draw(data.draw(st.sampled_from([mutants(body) for body in BODIES[path]])))
    raw = known.real(json.dumps(value)).encode("utf-8", "surrogatepass")
    sound(known.send("POST", path, raw))


@FUZZ
@given(data=st.data())
def test_any_method_on_any_path_gets_an_answer_of_the_api(known: Known, data: st.DataObject):
    path = data.draw(st.sampled_from(sorted({route.path for route in ROUTES}))).split("{}")
    path = "".join(part + data.draw(st.sampled_from(IDS)) for part in path[:-1]) + path[-1]
    method = data.draw(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"]))
    body = data.draw(mutants({"inputs": "Hello", "from_entry_id": "msg_1", "name": "b", "stream": True}))
    query = data.draw(st.sampled_from(QUERIES) | st.text(max_size=12))
    raw = data.draw(st.sampled_from([b"", json.dumps(body).encode()]))
    sound(known.send(method, known.real(path), raw, None, known.real(query)))
    known.__init__()  # what a DELETE took is there again


@pytest.mark.parametrize("path", FORMS)
@FUZZ
@given(data=st.data())
def test_a_damaged_form_gets_an_answer_of_the_api(known: Known, path: str, data: st.DataObject):
    raw = damaged(data, FORMS[path])
    kind = data.draw(
        st.sampled_from(
            [FORM["content-type"], "multipart/form-data", "multipart/form-data; boundary=", "application/json",
             'multipart/form-data; boundary="x x"', "application/x-www-form-urlencoded", "", "\xff; boundary=\xff"]
        )
    )  # fmt: skip
    sound(known.send("POST", path, raw, {"content-type": kind}))


def damaged(data: st.DataObject, raw: bytes) -> bytes:
    """Bytes with some of them changed, cut off at the end or doubled."""
    sent = bytearray(raw)
    for position, value in data.draw(st.lists(st.tuples(st.integers(0, len(raw)), st.binary(max_size=3)), max_size=4)):
        sent[position : position + data.draw(st.integers(0, 2))] = value
    end = data.draw(st.just(len(sent)) | st.integers(0, len(sent)))
    return bytes(sent[:end]) * data.draw(st.sampled_from([1, 1, 1, 2]))


@pytest.mark.parametrize("path", [*BODIES, *FORMS])
@FUZZ
@given(raw=st.binary(max_size=30) | st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_as_a_body_get_an_answer_of_the_api(known: Known, path: str, raw: bytes):
    sound(known.send("POST", path, raw))


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"messages":[', b'{"metadata":{"a":'])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/conversations", "/v1/embeddings", "/v1/batch/jobs"])
def test_json_that_is_nested_without_end_gets_an_answer_of_the_api(known: Known, path: str, opening: bytes):
    for depth in (90, 900, 9_000, 200_000):
        sound(known.send("POST", path, opening * depth))
        closing = {b"[": b"]"}.get(opening, b"1" + b"}" * opening.count(b"{"))
        sound(known.send("POST", path, opening * depth + (b"]" if b"messages" in opening else b"") + closing * depth))


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}, "required": ["a", "b"]},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}], "required": ["a"]},
        {"$ref": "#"},
        {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000, "items": {"minLength": 9000}}},
        {"type": "string", "pattern": "^(a|aa)+$", "minLength": 9000},
        {"type": "string", "pattern": "(((a{1000}){1000}){1000}){1000}"},
        {"minProperties": 1e18, "additionalProperties": {"$ref": "#"}},
    ],
    ids=["tree", "branches", "itself", "lists", "search", "repetitions", "properties"],
)
def test_a_schema_without_a_reasonable_instance_is_answered_all_the_same(known: Known, schema: dict[str, Any]):
    """Each of them would take for ever, or all of the memory, if it were followed to its end."""
    format = {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}}
    body = {"model": MODEL, "messages": HELLO, "response_format": format, "n": 10**9 if "$ref" in schema else 1}
    began = time.process_time()
    response = known.send("POST", "/v1/chat/completions", json.dumps(body).encode())
    assert response.status == 200
    assert len(response.body) < 10_000_000
    assert time.process_time() - began < 60


# -- bytes, over a socket ------------------------------------------------------------------------------------------

AUTH = "authorization: Bearer key\r\n"
CHAT = {"model": MODEL, "messages": HELLO}
STREAM = {**CHAT, "stream": True}


def form(path: str) -> bytes:
    raw = FORMS[path]
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\n{AUTH}content-type: {FORM['content-type']}\r\n"
    return f"{head}content-length: {len(raw)}\r\n\r\n".encode() + raw


def chunked(body: Any, size: int = 7) -> bytes:
    raw = json.dumps(body).encode()
    parts = [raw[start : start + size] for start in range(0, len(raw), size)]
    head = f"POST /v1/chat/completions HTTP/1.1\r\n{AUTH}transfer-encoding: chunked\r\n\r\n".encode()
    return head + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


SEEDS = [
    request(CHAT),
    request(STREAM),
    request(STREAM) + request(CHAT),
    request(BODIES["/v1/embeddings"][0], path="/v1/embeddings"),
    request(BODIES["/v1/conversations"][0], path="/v1/conversations"),
    request(BODIES["/v1/batch/jobs"][0], path="/v1/batch/jobs"),
    request(method="GET", path="/v1/models"),
    request(method="DELETE", path="/v1/files/nope") + request(method="HEAD", path="/v1/models"),
    request(CHAT, more="expect: 100-continue\r\n"),
    request(CHAT, more="connection: Upgrade\r\nupgrade: h2c\r\n"),
    chunked(CHAT) + chunked(STREAM, 1),
    form("/v1/files"),
    form("/v1/audio/transcriptions"),
    b"OPTIONS * HTTP/1.1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


class Answers:
    """Reads answers one after the other, as strictly as a client does."""

    def __init__(self, data: bytes) -> None:
        self.statuses: list[int] = []
        self.whole = True
        while data:
            self._left = len(data)
            self._parser = httptools.HttpResponseParser(self)
            head = data.partition(b"\r\n\r\n")[0]
            if head.startswith(b"HTTP/1.1 100"):
                data = data[len(head) + 4 :]
                continue
            size = re.search(rb"\r\ncontent-length: ([0-9]+)(?:\r\n|$)", head)
            end = data.find(b"\r\n0\r\n\r\n") + 7 if size is None else len(head) + 4 + int(size[1])
            self.whole = False
            self._parser.feed_data(data[:end])
            data = data[end:]

    def on_message_complete(self) -> None:
        self.statuses.append(self._parser.get_status_code())
        self.whole = True


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as one:
        yield one


@settings(deadline=None, max_examples=150, suppress_health_check=SLOW)
@given(data=st.data())
def test_damaged_requests_get_whole_answers_and_then_a_close(server: Running, data: st.DataObject):
    raw = damaged(data, data.draw(st.sampled_from(SEEDS)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=3)))
    reply = b""
    with Client(server.port) as client:
        # Refused already: what is sent after it finds the connection closed, on a slow machine even reset.
        with suppress(OSError):
            for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
                client.send(raw[start:end])
            client.sock.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while part := client.sock.recv(65_536):
                reply += part
    if b"HEAD " not in raw:  # whose answer has a length and no body
        answers = Answers(reply)
        assert answers.whole
        assert set(answers.statuses) <= {200, 204, 400, 401, 403, 404, 405, 413, 415, 422}
    assert server.failures == []


def test_the_server_has_said_nothing_and_still_serves(server: Running, capfd):
    assert ask(server, request(CHAT))[0] == 200
    assert server.settled(lambda: not server.connections)
    assert server.failures == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("index", range(len(SEEDS)))
def test_byte_by_byte_is_as_good_as_at_once(server: Running, index: int):
    replies = []
    for slowly in (False, True):
        with Client(server.port) as client:
            for at in range(len(SEEDS[index])) if slowly else [0]:
                client.send(SEEDS[index][at : at + 1] if slowly else SEEDS[index])
            client.sock.shutdown(socket.SHUT_WR)
            replies.append(re.findall(rb"HTTP/1.1 [0-9]{3}", client.rest()))
    assert replies[0] == replies[1] != []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_connection_close_is_obeyed_on_every_route(server: Running, route):
    with Client(server.port) as client:
        client.send(
            request({}, method=route.method, path=route.path.replace("{}", "nope"), more="connection: close\r\n")
        )
        status, headers = client.head()
        assert status < 500
        assert headers["connection"] == "close"
        client.rest()


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if one.method == "GET" and one.serve], ids=lambda route: route.path
)
def test_head_has_the_headers_of_get_and_no_body(server: Running, route):
    path = route.path.replace("{}", "nope")
    with Client(server.port) as client:
        client.send(request(method="HEAD", path=path) + request(method="GET", path=path))
        head = client.head()
        status, headers, body = client.response()
        assert head[0] == status
        assert set(head[1]) == set(headers)
        assert int(head[1]["content-length"]) == len(body)


@pytest.mark.parametrize("path", [*BODIES, *FORMS])
def test_expect_100_continue_on_every_endpoint_with_a_body(server: Running, path: str):
    whole = form(path) if path in FORMS else request(BODIES[path][0], path=path)
    head, _, raw = whole.partition(b"\r\n\r\n")
    with Client(server.port) as client:
        client.send(head + b"\r\nexpect: 100-continue\r\n\r\n")
        assert client._until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue"
        client.send(raw)
        assert client.response()[0] < 500


# -- large bodies --------------------------------------------------------------------------------------------------


def test_a_body_over_64_mib_is_refused_before_it_is_sent(server: Running):
    for path in ("/v1/chat/completions", "/v1/files", "/v1/nowhere"):
        with Client(server.port) as client:
            client.send(f"POST {path} HTTP/1.1\r\ncontent-length: {64 * 1024 * 1024 + 1}\r\n\r\n".encode())
            status, headers, body = client.response()
            assert (status, headers["connection"]) == (413, "close")
            assert json.loads(body)["message"]


def test_a_chunked_body_over_64_mib_is_refused_as_soon_as_it_is_too_large(server: Running):
    piece = b"100000\r\n" + b" " * 1024 * 1024 + b"\r\n"
    with Client(server.port) as client:
        client.sock.settimeout(60)
        client.send(b"POST /v1/chat/completions HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(64):
            client.send(piece)
        assert len(server.connections) == 1
        client.send(piece)
        assert client.response()[0] == 413


def test_a_body_of_64_mib_is_read(server: Running):
    text = "x" * (64 * 1024 * 1024 - len(json.dumps({**CHAT, "metadata": {"x": ""}})))
    raw = request({**CHAT, "metadata": {"x": text}})
    with Client(server.port) as client:
        client.sock.settimeout(120)
        client.send(raw)
        assert client.response()[0] == 200
    server.api.journal.clear()


@pytest.mark.parametrize(
    "endless",
    [b"5\r\nabcde\r\n0\r\nx-trailer: ", b"5;extension=", b"5\r\nabcde\r\n000000000000"],
    ids=["trailer", "extension", "size"],
)
def test_what_is_no_body_cannot_go_on_for_ever(server: Running, endless: bytes):
    with Client(server.port) as client:
        client.send(b"POST /v1/chat/completions HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n" + endless)
        with pytest.raises((ConnectionError, StopIteration)):  # noqa: PT012 - the answer may come before the last byte
            for _ in range(100):
                client.send(b"0" * 65_536)
            raise StopIteration
        assert HEAD_LIMIT < 100 * 65_536
        assert server.settled(lambda: not server.connections)
