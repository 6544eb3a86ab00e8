"""The server over raw sockets, over TLS, and through the official SDK."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mistralai.client import Mistral, errors
from pydantic import BaseModel

from helpers.api import HELLO, MODEL
from helpers.faults import CATALOG
from helpers.server import Client, Running, ask, request, running
from mistral_playbooks.mock import Api, Exchange, Request, Response, Settings, parse_fault
from mistral_playbooks.mock.server import HttpProtocol, connection, parser

CHAT = {"model": MODEL, "messages": HELLO}


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("MISTRAL_"):
            monkeypatch.delenv(name)


LIST = request(method="GET", path="/v1/models")


def test_json_and_stream_on_one_connection():
    with running() as server, Client(server.port) as client:
        client.send(request(CHAT))
        status, headers, body = client.response()
        assert (status, headers["connection"], headers["server"]) == (200, "keep-alive", "cloudflare")
        assert json.loads(body)["choices"][0]["message"]["content"] == server.api.journal[0].answer
        client.send(request({**CHAT, "stream": True}))
        status, headers = client.head()
        assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert "content-length" not in headers
        frames = list(client.chunks())
        assert frames[-1] == b"data: [DONE]\n\n"
        assert len(frames) > 4
        assert all(name == name.lower() for name in headers)
        assert server.settled(lambda: all(one.finished and one.ended_at for one in server.api.journal))


def test_pipelined_requests_are_answered_in_order():
    bodies = [{**CHAT, "max_tokens": n} for n in range(1, 60)] + [{**CHAT, "stream": True}, {**CHAT, "model": "no"}]
    with running() as server, Client(server.port) as client:
        client.send(b"".join(request(body) for body in bodies))
        answers = [client.response() for _ in bodies]
    assert [status for status, _, _ in answers] == [200] * 60 + [400]
    assert [json.loads(body)["usage"]["completion_tokens"] for _, _, body in answers[:10]] == list(range(1, 11))
    assert answers[-2][2].endswith(b"data: [DONE]\n\n")


def test_a_request_in_single_bytes_and_in_chunks():
    with running(settings=Settings(api_key="key")) as server, Client(server.port) as client:
        for byte in request(CHAT):
            client.send(bytes([byte]))
        assert client.response()[0] == 200
        raw = json.dumps(CHAT).encode()
        parts = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (raw[:10], raw[10:11], raw[11:]))
        head = b"POST /v1/chat/completions HTTP/1.1\r\nauthorization: Bearer key\r\ntransfer-encoding: chunked\r\n"
        client.send(
            head
            + b"content-type: application/json\r\n\r\n"
            + parts
            + b"0\r\nauthorization: Bearer of-a-trailer\r\n\r\n"
        )
        assert client.response()[0] == 200
        assert server.api.journal[1].body == CHAT


def test_expect_100_continue():
    raw = json.dumps(CHAT).encode()
    head = request(CHAT, more="expect: 100-continue\r\n").removesuffix(raw)
    with running() as server, Client(server.port) as client:
        client.send(head)
        assert client._until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue"
        client.send(raw)
        assert client.response()[0] == 200
        client.send(request(CHAT) + head)  # in order: the first is answered before the second is asked for
        assert client.response()[0] == 200
        assert client._until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue"


def test_connection_close_and_http_1_0():
    with running() as server:
        with Client(server.port) as client:
            client.send(request(CHAT, more="connection: close\r\n"))
            status, headers, _ = client.response()
            assert (status, headers["connection"]) == (200, "close")
            assert client.rest() == b""
        with Client(server.port) as client:
            client.send(request({**CHAT, "stream": True}).replace(b"HTTP/1.1", b"HTTP/1.0"))
            status, headers = client.head()
            assert (status, headers["connection"]) == (200, "close")
            assert "transfer-encoding" not in headers
            assert client.rest().endswith(b"data: [DONE]\n\n")
        with Client(server.port) as client:
            client.send(request(CHAT, more="connection: keep-alive\r\n").replace(b"HTTP/1.1", b"HTTP/1.0") * 2)
            assert [client.response()[0] for _ in range(2)] == [200, 200]


def test_head_options_absolute_target_and_upgrade():
    with running() as server, Client(server.port) as client:
        client.send(request(method="HEAD", path="/v1/models"))
        status, headers, _ = client.response(body=False)
        assert status == 200
        assert int(headers["content-length"]) > 1000
        client.send(request(method="OPTIONS"))
        assert client.response()[0] == 200
        client.send(request(method="GET", path="http://api.mistral.ai/v1/models?model=mistral-embed#x"))
        assert len(json.loads(client.response()[2])["data"]) == 1
        client.send(request(CHAT, more="connection: Upgrade\r\nupgrade: h2c\r\n"))
        assert client.response()[0] == 200


UPGRADE = "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAAB\r\n"


def chunked(body: bytes, more: str = "") -> bytes:
    """A chat request whose length is not known beforehand, in two chunks."""
    head = request(more=f"{UPGRADE}{more}").replace(b"content-length: 0", b"transfer-encoding: chunked")
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:], b""))


def test_the_body_after_an_upgrade_that_is_not_granted_belongs_to_its_request():
    """Java's client asks for `h2c`, and sends a stream whose length it does not know in chunks."""
    raw = json.dumps(CHAT).encode()
    with running() as server, Client(server.port) as client:
        client.send(chunked(raw) * 2 + request(CHAT, more=UPGRADE) + LIST)
        assert [client.response()[0] for _ in range(4)] == [200] * 4
        for byte in chunked(raw):
            client.send(bytes([byte]))
        assert client.response()[0] == 200
        assert [exchange.body for exchange in server.api.journal] == [CHAT, CHAT, CHAT, None, CHAT]
        assert {exchange.sent.get("upgrade") for exchange in server.api.journal} == {"h2c", None}
        head, _, body = chunked(raw, "expect: 100-continue\r\n").partition(b"\r\n\r\n")
        client.send(head + b"\r\n\r\n")
        assert client.head()[0] == 100
        client.send(body)
        assert client.response()[0] == 200
    with running() as server, Client(server.port) as client:
        client.send(chunked(raw).replace(b"connection: Upgrade", b"connection: close, Upgrade"))
        assert client.response()[0] == 200
        assert client.rest() == b""


@pytest.mark.parametrize(("rest", "status"), [(b"zz\r\n", 400), (b"4000001\r\n" + b"a" * 0x4000001, 413)])
def test_a_body_after_an_upgrade_is_bounded_as_any_other(rest: bytes, status: int):
    head = chunked(b"").partition(b"\r\n\r\n")[0]
    with running() as server, Client(server.port) as client:
        client.send(head + b"\r\n\r\n" + rest)
        assert client.response()[0] == status
        assert client.rest() == b""
        assert not server.api.journal


@pytest.mark.parametrize(
    "data",
    [
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nx: " + b"a" * (parser.HEAD_LIMIT + 70_000),
    ],
    ids=["words", "tls", "length", "chunk", "header", "endless"],
)
def test_what_is_no_request_gets_400_and_the_connection_closes(data):
    with running() as server, Client(server.port) as client:
        client.send(data)
        status, headers, _ = client.response()
        assert (status, headers["connection"]) == (400, "close")
        assert client.rest() == b""
        assert not server.api.journal


def test_a_good_request_before_a_bad_one_is_answered():
    with running() as server, Client(server.port) as client:
        client.send(request(CHAT) + b"NONSENSE\r\n\r\n")
        assert [client.response()[0] for _ in range(2)] == [200, 400]


def test_a_body_that_is_too_large_gets_413(monkeypatch):
    assert parser.BODY_LIMIT == 64 * 1024 * 1024
    monkeypatch.setattr(parser, "BODY_LIMIT", 1000)
    head = b"POST /v1/chat/completions HTTP/1.1\r\n"
    with running() as server:
        with Client(server.port) as client:
            client.send(head + b"content-length: 1001\r\n\r\n")
            assert client.response()[0] == 413
        with Client(server.port) as client:
            client.send(head + b"content-length: 99999999999999999999999\r\n\r\n")
            assert client.response()[0] in (400, 413)
        with Client(server.port) as client:
            client.send(head + b"transfer-encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001)
            assert client.response()[0] == 413


def test_a_large_body_within_the_limit_is_read():
    body = {**CHAT, "metadata": {"x": "y" * 3_000_000}}
    with running() as server:
        assert ask(server, request(body))[0] == 200


def test_a_slow_reader_gets_everything_and_finished_waits_for_it():
    count = 600  # more than the kernel keeps for a reader that does not read
    with running() as server, Client(server.port) as client:
        client.send(request(method="GET", path="/v1/models") * count)
        assert server.settled(lambda: len(server.api.journal) > 50)
        time.sleep(0.1)
        assert not all(one.finished for one in server.api.journal)
        assert {len(client.response()[2]) for _ in range(count)} == {len(ask(server, LIST)[2])}
        assert server.settled(lambda: all(one.finished for one in server.api.journal))
        assert len(server.api.journal) == count + 1


def test_a_cut_stream_ends_without_the_last_chunk():
    with running("stream-interrupted") as server, Client(server.port) as client:
        client.send(request({**CHAT, "stream": True}))
        assert client.head()[0] == 200
        rest = client.rest()
        assert rest.count(b"data: ") == 2
        assert not rest.endswith(b"0\r\n\r\n")
        exchange = server.api.journal[0]
        assert (exchange.fault, exchange.finished) == ("stream-interrupted/cut", False)
        assert exchange.ended_at is not None


def test_a_stream_may_end_properly_without_its_end():
    with running("stream-interrupted/end") as server:
        body = ask(server, request({**CHAT, "stream": True}))[2]
        assert b"[DONE]" not in body
        assert server.settled(lambda: server.api.journal[0].finished)


def test_a_cut_json_is_shorter_than_it_says():
    with running("stream-interrupted") as server, Client(server.port) as client:
        client.send(request(CHAT))
        _, headers = client.head()
        assert len(client.rest()) < int(headers["content-length"])


@pytest.mark.parametrize("fault", ["stream-interrupted/stall", "connection-error/silent"])
def test_a_stall_lasts_until_the_client_leaves(fault):
    with running(fault) as server, Client(server.port) as client:
        client.send(request({**CHAT, "stream": True}))
        if "stall" in fault:
            assert client.head()[0] == 200
            client._until(b"data: ")
        client.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.rest()
        client.send(request(CHAT))  # is not answered any more
        with pytest.raises(TimeoutError):
            client.rest()
        assert len(server.api.journal) == 1
        assert server.api.journal[0].ended_at is None
        client.sock.close()
        assert server.settled(lambda: not server.connections)
        assert server.api.journal[0].finished is False
        assert server.api.journal[0].ended_at is not None


def test_a_stall_ends_after_a_while(monkeypatch):
    monkeypatch.setattr(connection, "STALL_SECONDS", 0.05)
    with running("connection-error/silent") as server, Client(server.port) as client:
        client.send(request(CHAT))
        with suppress(ConnectionResetError):
            assert client.rest() == b""
        assert server.settled(lambda: not server.connections)


def test_a_reset_is_a_reset():
    with running("connection-error:1") as server:
        with Client(server.port) as client:
            client.send(request(CHAT))
            with pytest.raises(ConnectionResetError):
                client.rest()
        exchange = server.api.journal[0]
        assert (exchange.status, exchange.finished, exchange.fault) == (0, False, "connection-error/reset")
        assert ask(server, request(CHAT))[0] == 200


class Given(Api):
    """Answers its requests with these, in order, then as the API does."""

    def __init__(self, *responses: Response) -> None:
        super().__init__()
        self._given = list(responses)

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        response, exchange = super().handle(request)
        return (self._given.pop(0) if self._given else response), exchange


def plain(text: str, **more: Any) -> Response:
    return Response(200, (("content-length", str(len(text))), ("connection", "keep-alive")), text.encode(), **more)


def test_a_late_answer_comes_after_its_delay_and_what_was_asked_after_it_waits():
    given = Given(plain("late", delay=0.3), plain("next"), plain("later", delay=0.01))
    with Running(given) as server, Client(server.port) as client:
        start = time.monotonic()
        client.send(request(CHAT) * 3)
        assert client.response()[2] == b"late"
        assert time.monotonic() - start >= 0.3
        assert [client.response()[2] for _ in range(2)] == [b"next", b"later"]
        client.send(request(CHAT))
        assert client.response()[0] == 200
        assert server.settled(lambda: all(one.finished for one in server.api.journal))


@pytest.mark.parametrize("more", [b"", request(CHAT), b"NONSENSE\r\n\r\n"], ids=["alone", "pipelined", "bad"])
def test_a_client_that_leaves_before_a_late_answer_ends_the_wait(more):
    with Running(Given(plain("late", delay=3600))) as server:
        client = Client(server.port)
        client.send(request(CHAT) + more)
        assert server.settled(lambda: len(server.api.journal) == 1)
        client.sock.close()
        assert server.settled(lambda: not server.connections)
        assert len(server.api.journal) == 1
        assert server.api.journal[0].finished is False
        assert server.api.journal[0].ended_at is not None


def test_more_than_may_wait_behind_a_late_answer_is_read_once_it_has_gone():
    many = 400
    with Running(Given(plain("late", delay=0.2))) as server, Client(server.port) as client:
        client.send(request(CHAT) * many)
        assert client.response()[2] == b"late"
        assert {client.response()[0] for _ in range(many - 1)} == {200}


def test_what_is_no_request_waits_for_the_late_answer_before_it():
    with Running(Given(plain("late", delay=0.1))) as server, Client(server.port) as client:
        client.send(request(CHAT) + b"NONSENSE\r\n\r\n")
        assert client.response()[2] == b"late"
        assert client.response()[0] == 400
        assert client.rest() == b""


def test_a_client_is_told_to_continue_after_the_late_answer_before_it():
    raw = json.dumps(CHAT).encode()
    head = request(CHAT, more="expect: 100-continue\r\n").removesuffix(raw)
    with Running(Given(plain("late", delay=0.1))) as server, Client(server.port) as client:
        client.send(request(CHAT) + head)
        assert client.response()[2] == b"late"
        assert client._until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue"
        client.send(raw)
        assert client.response()[0] == 200


def test_a_late_answer_over_tls():
    got, problem, api = tls_exchange([], request(CHAT, more="connection: close\r\n"), api=Given(plain("x", delay=0.1)))
    assert problem is None
    assert got.endswith(b"\r\n\r\nx")
    assert api.journal[0].finished


def test_no_timer_is_left_of_an_answer_whose_client_left():
    async def main() -> None:
        protocol, wire = HttpProtocol(Given(plain("late", delay=60))), Wire()
        protocol.connection_made(wire)
        protocol.data_received(request(CHAT))
        loop: Any = asyncio.get_running_loop()
        assert [timer.cancelled() for timer in loop._scheduled] == [False]
        protocol.connection_lost(None)
        assert [timer.cancelled() for timer in loop._scheduled] == [True]
        assert wire.data == b""

    asyncio.run(main())


STREAM = (("transfer-encoding", "chunked"), ("connection", "keep-alive"))


@pytest.mark.parametrize("chunks", [(b"data: 1\n\n", b"data: 22\n\n"), (b"data: 22\n\n",), ()])
def test_half_a_chunk(chunks):
    with Running(Given(Response(200, STREAM, b"", chunks, "half"))) as server, Client(server.port) as client:
        client.send(request(CHAT))
        _, headers = client.head()
        assert headers["connection"] == "close"
        whole = b"9\r\ndata: 1\n\n\r\n" if len(chunks) == 2 else b""
        assert client.rest() == whole + (b"a\r\ndata:" if chunks else b"")
        assert server.api.journal[0].finished is False


def test_half_a_chunk_for_http_1_0_is_half_a_frame():
    response = Response(200, STREAM, b"", (b"data: 1\n\n", b"data: 22\n\n"), "half")
    with Running(Given(response)) as server, Client(server.port) as client:
        client.send(request(CHAT).replace(b"HTTP/1.1", b"HTTP/1.0"))
        client.head()
        assert client.rest() == b"data: 1\n\ndata:"


def test_a_stream_with_a_pause_arrives_in_two_parts_and_the_connection_is_kept(monkeypatch):
    monkeypatch.setattr(connection, "_PAUSE_SECONDS", 0.4)
    response = Response(200, STREAM, b"", (b"data: 1", b"\n\n", b"data: 2\n\n"), pause=1)
    with Running(Given(response, response)) as server, Client(server.port) as client:
        for _ in range(2):
            client.send(request(CHAT))
            client.head()
            client._until(b"data: 1\r\n")
            client.sock.settimeout(0.1)
            with pytest.raises(TimeoutError):
                client.rest()
            client.sock.settimeout(5)
            assert client._until(b"0\r\n\r\n").endswith(b"data: 2\n\n\r\n")


@pytest.mark.parametrize(
    "response",
    [
        Response(200, STREAM, b"", (b"data: 1\n\n",), "stall", silence=0.1),
        Response(0, (), ending="no-answer", silence=0.1),
    ],
)
def test_a_silence_of_a_given_length_ends_with_the_connection(response):
    with Running(Given(response)) as server, Client(server.port) as client:
        start = time.monotonic()
        client.send(request(CHAT))
        with suppress(ConnectionResetError):
            client.rest()
        assert time.monotonic() - start >= 0.1
        assert server.settled(lambda: not server.connections)


def test_a_client_that_leaves_at_any_byte_leaves_nothing_behind():
    data = request({**CHAT, "stream": True})
    with running() as server:
        for size in (*range(0, len(data), 7), len(data)):
            with Client(server.port) as client:
                client.send(data[:size])
        assert server.settled(lambda: not server.connections)
        assert ask(server, request(CHAT))[0] == 200


def test_many_connections_at_once():
    with running() as server:
        clients = [Client(server.port) for _ in range(60)]
        for client in clients:
            client.send(request(CHAT))
        assert {client.response()[0] for client in clients} == {200}
        for client in clients:
            client.sock.close()
        assert server.settled(lambda: not server.connections)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_bytes_of_any_kind_never_break_the_server(fuzzed: Running, data):
    seeds = [
        request(CHAT),
        request({**CHAT, "stream": True}),
        b"GET /v1/models HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        b"",
    ]
    raw = bytearray(data.draw(st.sampled_from(seeds)) + data.draw(st.binary(max_size=40)))
    for position, value in data.draw(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=4)):
        if position < len(raw):
            raw[position] = value
    cut = data.draw(st.integers(0, len(raw)))
    with Client(fuzzed.port) as client:
        client.send(bytes(raw[:cut]))
        client.send(bytes(raw[cut:]))
        client.sock.shutdown(socket.SHUT_WR)
        reply = client.rest()
    assert reply == b"" or re.match(rb"HTTP/1.1 (100|200|400|401|404|405|413|422) ", reply)
    assert ask(fuzzed, request(CHAT))[0] == 200
    assert fuzzed.failures == []


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[Running]:
    with running() as server:
        yield server


def tls_exchange(fault: Sequence[str], *data: bytes, api: Api | None = None) -> tuple[bytes, BaseException | None, Api]:
    """Requests, one after the other, through `loop.start_tls` with `connection_made` called by hand."""
    authority = trustme.CA()
    outer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("api.mistral.ai").configure_cert(outer)
    inner = ssl.create_default_context()
    authority.configure_trust(inner)
    served = api or Api(faults=[parse_fault(one, CATALOG) for one in fault], catalog=CATALOG)

    class Door(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.task = asyncio.ensure_future(self.upgrade(transport))

        async def upgrade(self, transport: Any) -> None:
            protocol = HttpProtocol(served)
            wrapped = await asyncio.get_running_loop().start_tls(transport, protocol, outer, server_side=True)
            assert wrapped is not None
            protocol.connection_made(wrapped)

    async def main() -> tuple[bytes, BaseException | None]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Door, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=inner, server_hostname="api.mistral.ai")
        got, problem = b"", None
        try:
            for one in data[:-1]:
                writer.write(one)
                while not got.endswith(b"0\r\n\r\n"):
                    got += await asyncio.wait_for(reader.read(65536), 5)
            writer.write(data[-1])
            while part := await asyncio.wait_for(reader.read(65536), 5):
                got += part
        except OSError as error:
            problem = error
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0.05)
        return got, problem

    got, problem = asyncio.run(main())
    return got, problem, served


def test_over_tls():
    got, problem, api = tls_exchange([], request({**CHAT, "stream": True}, more="connection: close\r\n"))
    assert problem is None
    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert got.endswith(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
    assert api.journal[0].finished


def test_a_connection_over_tls_is_kept():
    stream = request({**CHAT, "stream": True})
    got, problem, api = tls_exchange([], stream, stream, request(CHAT, more="connection: close\r\n"))
    assert problem is None
    assert got.count(b"HTTP/1.1 200 OK") == 3
    assert all(one.finished for one in api.journal)


class Wire(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def write(self, data) -> None:
        self.data += bytes(data)

    def set_write_buffer_limits(self, high=None, low=None) -> None:
        pass

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass


def test_what_comes_before_the_transport_is_answered_once_it_is_there():
    async def main() -> None:
        raw = json.dumps(CHAT).encode()
        head = request(CHAT, more="expect: 100-continue\r\n").removesuffix(raw)
        protocol, wire = HttpProtocol(Api()), Wire()
        protocol.data_received(head)
        protocol.connection_made(wire)
        assert wire.data == b"HTTP/1.1 100 Continue\r\n\r\n"
        protocol.data_received(raw)
        await asyncio.sleep(0)
        assert wire.data.count(b"HTTP/1.1 200 OK") == 1
        early, wire = HttpProtocol(Api()), Wire()
        early.data_received(request(CHAT))
        early.connection_made(wire)
        await asyncio.sleep(0)
        assert wire.data.startswith(b"HTTP/1.1 200 OK")

    asyncio.run(main())


def test_answers_of_one_turn_of_the_loop_are_sent_at_its_end_in_order():
    """Each connection's in one write; also before `100 Continue`, the end of what the client sends, and a refusal."""

    async def main() -> None:
        api, raw = Api(), request(CHAT)
        one, two = HttpProtocol(api), HttpProtocol(api)
        wires = Wire(), Wire()
        for protocol, wire in zip((one, two), wires, strict=True):
            protocol.connection_made(wire)
        one.data_received(raw * 3)
        two.data_received(raw)
        assert [wire.data for wire in wires] == [b"", b""]
        assert not any(exchange.finished for exchange in api.journal)
        await asyncio.sleep(0)
        assert [wire.data.count(b"HTTP/1.1 200 OK") for wire in wires] == [3, 1]
        assert all(exchange.finished and exchange.ended_at for exchange in api.journal)
        texts = [json.loads(part.rpartition(b"\r\n")[2])["id"] for part in wires[0].data.split(b"HTTP/1.1 ")[1:]]
        assert len(texts) == 3

        one.data_received(raw + request(CHAT, more="expect: 100-continue\r\n").removesuffix(json.dumps(CHAT).encode()))
        assert wires[0].data.endswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert wires[0].data.count(b"HTTP/1.1 200 OK") == 4
        two.data_received(raw)
        two.eof_received()
        assert wires[1].data.count(b"HTTP/1.1 200 OK") == 2
        two.data_received(raw)
        two.connection_lost(None)
        assert not api.journal[-1].finished
        assert api.journal[-1].ended_at
        await asyncio.sleep(0)
        assert wires[1].data.count(b"HTTP/1.1 200 OK") == 2

    asyncio.run(main())


def test_a_loop_that_ended_leaves_the_next_one_its_outbox():
    for _ in range(2):

        async def main() -> None:
            protocol, wire = HttpProtocol(Api()), Wire()
            protocol.connection_made(wire)
            protocol.data_received(request(CHAT))
            await asyncio.sleep(0)
            assert b"200 OK" in wire.data
            protocol.data_received(request(CHAT))  # the loop ends before its turn does

        asyncio.run(main())


def test_a_stall_keeps_no_timer_once_the_client_has_left():
    async def main() -> None:
        api = Api(faults=[parse_fault("connection-error/silent", CATALOG)], catalog=CATALOG)
        protocol, wire = HttpProtocol(api), Wire()
        protocol.connection_made(wire)
        protocol.data_received(request(CHAT))
        assert wire.data == b""
        loop: Any = asyncio.get_running_loop()
        assert [timer.cancelled() for timer in loop._scheduled] == [False]
        protocol.connection_lost(None)
        assert [timer.cancelled() for timer in loop._scheduled] == [True]

    asyncio.run(main())


def test_faults_over_tls():
    got, problem, _ = tls_exchange(["stream-interrupted"], request({**CHAT, "stream": True}))
    assert problem is None
    assert got.count(b"data: ") == 2
    assert not got.endswith(b"0\r\n\r\n")
    got, problem, _ = tls_exchange(["connection-error"], request(CHAT))
    assert got == b""
    assert isinstance(problem, ConnectionResetError)


# -- the official SDK ----------------------------------------------------------------------------------------------


class Book(BaseModel):
    title: str
    pages: int
    tags: list[str]
    author: str | None = None


TOOL: Any = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "d",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
MESSAGES: Any = HELLO


@pytest.fixture(scope="module")
def sdk() -> Iterator[tuple[Mistral, Running]]:
    with running(settings=Settings(api_key="key")) as server, Mistral(api_key="key", server_url=server.url) as client:
        yield client, server


def test_sdk_complete_stream_and_parse(sdk):
    client, server = sdk
    text = client.chat.complete(model=MODEL, messages=MESSAGES).choices[0].message.content
    assert text == server.api.journal[-1].answer
    with client.chat.stream(model=MODEL, messages=MESSAGES) as events:
        chunks = [event.data for event in events]
    assert "".join(chunk.choices[0].delta.content for chunk in chunks) == server.api.journal[-1].answer
    assert chunks[-1].usage.total_tokens > 0
    assert chunks[-1].choices[0].finish_reason == "stop"
    parsed = client.chat.parse(Book, model=MODEL, messages=MESSAGES).choices[0].message.parsed
    assert isinstance(parsed, Book)


def test_sdk_every_argument_it_offers(sdk):
    client, _ = sdk
    answer = client.chat.complete(
        model=MODEL, messages=MESSAGES, temperature=0.2, top_p=0.9, max_tokens=50, stop=["zzz"], random_seed=1,
        metadata={"a": 1}, response_format={"type": "text"}, tools=None, tool_choice="auto",
        presence_penalty=0.1, frequency_penalty=0.1, n=1, prediction={"type": "content", "content": "x"},
        parallel_tool_calls=True, reasoning_effort="none", safe_prompt=False, min_tokens=1,
        repetition_penalty=1.0, prompt_cache_key="k", service_tier="auto", guardrails=[{"block_on_error": False}],
    )  # fmt: skip
    assert answer.choices[0].finish_reason == "stop"


def test_sdk_images_prefix_and_reasoning(sdk):
    client, _ = sdk
    image: Any = [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://example.com/a"}}]
    assert client.chat.complete(model=MODEL, messages=[{"role": "user", "content": image}]).choices
    prefixed: Any = [*MESSAGES, {"role": "assistant", "content": "Sure", "prefix": True}]
    assert client.chat.complete(model=MODEL, messages=prefixed).choices[0].message.content.startswith("Sure ")
    message = client.chat.complete(model=MODEL, messages=MESSAGES, reasoning_effort="high").choices[0].message
    assert [chunk.type for chunk in message.content] == ["thinking", "text"]
    assert client.chat.complete(model=MODEL, messages=[*MESSAGES, message, *MESSAGES]).choices


def test_sdk_tool_round(sdk):
    client, _ = sdk
    message = client.chat.complete(model=MODEL, messages=MESSAGES, tools=[TOOL]).choices[0].message
    (call,) = message.tool_calls
    assert list(json.loads(call.function.arguments)) == ["city"]
    result: Any = {"role": "tool", "name": "weather", "content": "22 C", "tool_call_id": call.id}
    final = client.chat.complete(model=MODEL, messages=[*MESSAGES, message, result], tools=[TOOL])
    assert final.choices[0].message.content.endswith("; results: 22 C.")


def test_sdk_fragmented_tool_call_of_glm(sdk):
    """Executed with the SDK 3.7.0: later fragments come with id "null" and an empty name."""
    client, _ = sdk
    with client.chat.stream(model="zai-glm-5", messages=MESSAGES, tools=[TOOL]) as events:
        parts = [call for event in events for call in event.data.choices[0].delta.tool_calls or ()]
    assert [part.id == "null" for part in parts] == [False] + [True] * (len(parts) - 1)
    assert list(json.loads("".join(part.function.arguments for part in parts))) == ["city"]


def test_sdk_models(sdk):
    client, _ = sdk
    assert MODEL in [card.id for card in client.models.list().data]
    assert client.models.retrieve(model_id=MODEL).capabilities.completion_chat is True


def test_sdk_errors(sdk):
    client, server = sdk
    with pytest.raises(errors.SDKError, match="Invalid model: mistral-small"):
        client.chat.complete(model="mistral-small", messages=MESSAGES)
    with pytest.raises(errors.HTTPValidationError, match=r"less than or equal to 1\.5"):
        client.chat.complete(model=MODEL, messages=MESSAGES, temperature=2)
    with (
        Mistral(api_key="wrong", server_url=server.url) as stranger,
        pytest.raises(errors.SDKError, match="Invalid API Key") as caught,
    ):
        stranger.chat.complete(model=MODEL, messages=MESSAGES)
    assert caught.value.status_code == 401
    with pytest.raises(errors.SDKError, match="was not found"):
        client.models.retrieve(model_id="nope")


def test_sdk_meets_a_cut_stream():
    import httpx2

    with running("stream-interrupted") as server, Mistral(api_key="k", server_url=server.url) as client:
        events = client.chat.stream(model=MODEL, messages=MESSAGES)
        with pytest.raises(httpx2.RemoteProtocolError, match="incomplete chunked read"), events:
            for _ in events:
                pass


@pytest.mark.parametrize(
    ("fault", "streamed", "name", "said"),
    [
        ("timeout/no-answer", False, "httpx2.ReadTimeout", "timed out"),
        ("timeout/late,seconds=60", False, "httpx2.ReadTimeout", "timed out"),
        ("timeout/stalled,after=2", True, "httpx2.ReadTimeout", "timed out"),
        ("connection-error/reset", False, "httpx2.ReadError", "Connection reset by peer"),
        ("connection-error/wrong-length", False, "httpx2.RemoteProtocolError", "expected"),
        ("connection-error/wrong-length", True, "httpx2.RemoteProtocolError", "expected"),
        ("stream-interrupted/half-chunk", True, "httpx2.RemoteProtocolError", "incomplete chunked read"),
        ("malformed", False, "ResponseValidationError", "EOF while parsing"),
        ("sse-parsing/malformed-frame", True, "ResponseValidationError", "Response validation failed"),
        ("stream-error-event", True, "ResponseValidationError", "Response validation failed"),
        ("gateway-error/cloudflare-502", False, "SDKError", "Status 502"),
        ("response-not-read", True, "httpx2.ResponseNotRead", "streaming response content"),
    ],
)
def test_sdk_meets_each_fault_of_the_transport(fault, streamed, name, said):
    """Executed with the SDK 3.7.0. Its patience is short only where the fault outlasts it."""
    patience = 700 if name.endswith("Timeout") else 60_000

    def call() -> None:
        with Mistral(api_key="k", server_url=server.url, timeout_ms=patience) as client:
            if not streamed:
                client.chat.complete(model=MODEL, messages=MESSAGES)
                return
            with client.chat.stream(model=MODEL, messages=MESSAGES) as events:
                for _ in events:
                    pass

    with running(fault) as server:
        with pytest.raises(Exception, match=re.escape(said)) as caught:
            call()
        kind = type(caught.value)
        assert name in (kind.__name__, f"{kind.__module__.partition('.')[0]}.{kind.__name__}")
        assert server.api.journal[0].fault is not None


def test_sdk_gets_a_late_answer_and_meets_a_wait_that_it_was_told():
    faults = ("timeout/late:1,seconds=0.3", "rate-limited/retry-after:1")
    with running(*faults) as server, Mistral(api_key="k", server_url=server.url) as client:
        start = time.monotonic()
        assert client.chat.complete(model=MODEL, messages=MESSAGES).choices
        assert time.monotonic() - start >= 0.3
        with pytest.raises(errors.SDKError) as caught:
            client.chat.complete(model=MODEL, messages=MESSAGES)
        assert caught.value.headers["retry-after"] == "2"


def test_a_late_answer_is_no_more_once_its_client_has_left():
    with running("timeout/late,seconds=3600") as server:
        clients = [Client(server.port) for _ in range(5)]
        for client in clients:
            client.send(request(CHAT))
        assert server.settled(lambda: len(server.api.journal) == 5)
        for client in clients:
            client.sock.close()
        assert server.settled(lambda: not server.connections)
        assert {(one.finished, one.fault) for one in server.api.journal} == {(False, "timeout/late")}


def test_sdk_async():
    async def main(url: str) -> str:
        async with Mistral(api_key="k", server_url=url) as client:
            made: Any = await client.chat.complete_async(model=MODEL, messages=MESSAGES)
            return str(made.choices[0].message.content)

    with running() as server:
        assert asyncio.run(main(server.url)) == server.api.journal[0].answer
