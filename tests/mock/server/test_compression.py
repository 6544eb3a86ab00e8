"""Answers as gzip, for clients that accept it."""

from __future__ import annotations

import gzip
import json

import pytest
from mistralai.client import Mistral
from mistralai.client.models import UserMessage

from helpers.api import HELLO, MODEL
from helpers.server import Client, request, running
from mistral_playbooks.mock import Response
from mistral_playbooks.mock.server.compression import compress

CHAT = {"model": MODEL, "messages": HELLO}
ACCEPT = "accept-encoding: gzip, deflate, br\r\n"
BODY = b'{"object":"list"}'


def response(status: int = 200, kind: str = "application/json", body: bytes = BODY) -> Response:
    headers = (("date", "x"), ("content-type", kind), ("content-length", str(len(body))), ("server", "cloudflare"))
    return Response(status, headers, body)


def test_a_body_is_sent_in_chunks_without_a_length():
    coded = compress(response(), "gzip")
    assert gzip.decompress(coded.content) == BODY
    assert [name for name, _ in coded.headers] == [
        "date", "content-type", "transfer-encoding", "content-encoding", "server",
    ]  # fmt: skip
    assert coded.content == compress(response(), "gzip").content


@pytest.mark.parametrize(
    ("accepted", "coded"),
    [
        ("gzip", True),
        ("br, gzip, deflate", True),
        ("gzip;q=1.0,deflate;q=0.6,identity;q=0.3", True),
        ("deflate, GZIP; q=0.5", True),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
    ],
)
def test_only_for_clients_that_accept_it(accepted, coded):
    assert (compress(response(), accepted).header("content-encoding") == "gzip") is coded


@pytest.mark.parametrize(
    ("made", "coded"),
    [
        (response(404), True),
        (response(403, "text/html; charset=UTF-8"), True),
        (response(400), False),
        (response(401), False),
        (response(422), False),
        (response(429), False),
        (response(500), False),
        (response(200, "application/octet-stream"), False),
        (response(200, body=b""), False),
        (Response(200, (("content-type", "application/json"),), BODY, ending="cut"), False),
        (Response(200, (("content-type", "text/event-stream; charset=utf-8"),), b"", (b"data: {}",)), False),
    ],
)
def test_only_what_the_api_compresses(made, coded):
    assert (compress(made, "gzip") is not made) is coded


def test_the_journal_keeps_the_body_and_the_headers_as_sent():
    with running() as server, Client(server.port) as client:
        client.send(request(CHAT, more=ACCEPT))
        status, headers, body = client.response()
        assert (status, headers["content-encoding"], headers["transfer-encoding"]) == (200, "gzip", "chunked")
        exchange = server.api.journal[0]
        assert json.loads(gzip.decompress(body))["choices"][0]["message"]["content"] == exchange.answer
        assert dict(exchange.received)["content-encoding"] == "gzip"
        client.send(request(CHAT))  # on the same connection
        _, headers, body = client.response()
        assert "content-encoding" not in headers
        assert json.loads(body)["choices"][0]["message"]["content"] == exchange.answer
        client.send(request({**CHAT, "stream": True}, more=ACCEPT))
        _, headers, body = client.response()
        assert "content-encoding" not in headers
        assert body.endswith(b"data: [DONE]\n\n")


def test_the_sdk_decodes_what_it_accepts():
    with running() as server, Mistral(api_key="key", server_url=server.url) as client:
        made = client.chat.complete(model=MODEL, messages=[UserMessage(content="Hello")])
        exchange = server.api.journal[0]
        assert "gzip" in exchange.sent["accept-encoding"]
        assert dict(exchange.received)["content-encoding"] == "gzip"
        assert made.choices[0].message
        assert made.choices[0].message.content == exchange.answer
