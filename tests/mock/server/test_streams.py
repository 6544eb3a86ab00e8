"""Many streams at once on one process, clients that read late or leave, and what is left of them: nothing."""

from __future__ import annotations

import gc
import json
import selectors
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.api import HELLO, MODEL
from helpers.server import Client, Running, request, running
from mistral_playbooks.mock.model.completion import Choice, Completion
from mistral_playbooks.mock.server import HttpProtocol

MANY = 500
CHOICES = 20  # their stream is larger than what the kernel is left to keep for a client that does not read


@pytest.fixture(autouse=True)
def descriptors() -> Iterator[None]:
    """Both ends of every connection are in this process: it needs more descriptors than it gets at first."""
    resource = pytest.importorskip("resource", reason="Windows has no limit of descriptors to be raised")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MANY
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def stream(number: int, **fields: object) -> bytes:
    message = {"role": "user", "content": f"Stream {number}"}
    return request({"model": MODEL, "messages": [message], "stream": True, **fields})


def connect(server: Running, *, small: bool) -> socket.socket:
    """A connection; a small one has buffers of a few KiB on both sides."""
    open_before = set(server.connections)
    sock = socket.socket()
    if small:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", server.port))
    if small:
        assert server.settled(lambda: len(server.connections) > len(open_before))
        (made,) = set(server.connections) - open_before
        assert made._transport is not None
        made._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    return sock


@contextmanager
def clients(server: Running, *, small: bool = False, **fields: object) -> Iterator[dict[socket.socket, int]]:
    """So many connections, each of which has asked for a stream and has not read a byte of it."""
    socks = {connect(server, small=small): number for number in range(MANY)}
    try:
        for sock, number in socks.items():
            sock.sendall(stream(number, **fields))
        yield socks
    finally:
        for sock in socks:
            sock.close()


def read(socks: dict[socket.socket, int]) -> dict[int, bytes]:
    """All the answers, read a little at a time from each in turn."""
    found = {number: bytearray() for number in socks.values()}
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(30)
            assert ready, "no stream goes on"
            for key, _ in ready:
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(16_384)
                found[socks[key.fileobj]] += data
                if not data or found[socks[key.fileobj]].endswith(b"\r\n0\r\n\r\n"):
                    selector.unregister(key.fileobj)
    return {number: bytes(data) for number, data in found.items()}


def frames(raw: bytes) -> list[bytes]:
    """The chunks of a whole chunked answer."""
    head, _, rest = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    made: list[bytes] = []
    while True:
        size, _, rest = rest.partition(b"\r\n")
        if not int(size, 16):
            assert rest == b"\r\n"
            return made
        made.append(rest[: int(size, 16)])
        assert rest[int(size, 16) :].startswith(b"\r\n")
        rest = rest[int(size, 16) + 2 :]


def test_500_streams_at_once_are_complete_and_in_order():
    with running() as server:
        with clients(server, small=True, n=CHOICES) as socks:
            assert server.settled(lambda: len(server.api.journal) == MANY)
            assert len(server.connections) == MANY
            under_way = [one for one in server.api.journal if one.ended_at is None]
            assert len(under_way) == MANY  # nobody has read: none of them can have ended
            answers = read(socks)
            assert server.settled(lambda: all(one.finished for one in server.api.journal))
        said = {}
        for one in server.api.journal:
            assert one.answer is not None
            said[int(one.body["messages"][0]["content"].split()[1])] = one.answer.split("\n")
        for number, raw in answers.items():
            *data, done = frames(raw)
            assert done == b"data: [DONE]\n\n"
            chunks = [json.loads(frame[6:]) for frame in data]
            texts = [""] * CHOICES
            for chunk in chunks:
                (choice,) = chunk["choices"]
                texts[choice["index"]] += choice["delta"]["content"]
            assert texts == said[number]
            assert ["usage" in chunk for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
        assert len({answer for texts in said.values() for answer in texts}) == MANY * CHOICES
        assert server.settled(lambda: not server.connections)


def left_behind() -> int:
    gc.collect()
    return sum(isinstance(one, HttpProtocol) for one in gc.get_objects())


def test_clients_that_leave_amid_their_streams_leave_nothing_behind():
    before = left_behind()
    with running() as server:
        with clients(server, small=True, n=CHOICES) as socks:
            assert server.settled(lambda: len(server.api.journal) == MANY)
            for sock in list(socks)[::2]:  # every second one with a reset
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert server.settled(lambda: not server.connections)
        assert [one for one in server.api.journal if one.finished or one.ended_at is None] == []
        with Client(server.port) as client:
            client.send(stream(0))
            assert client.response()[0] == 200
    assert left_behind() <= before


def test_500_stalled_streams_are_freed_when_their_clients_leave():
    before = left_behind()
    with running("stream-interrupted/stall") as server:
        with clients(server) as socks:
            assert server.settled(lambda: len(server.api.journal) == MANY)
            for sock in socks:
                assert sock.recv(15) == b"HTTP/1.1 200 OK"
            assert len(server.connections) == MANY
            assert {one.ended_at for one in server.api.journal} == {None}
        assert server.settled(lambda: not server.connections)
        assert [one for one in server.api.journal if one.finished or one.ended_at is None] == []
    assert left_behind() <= before


def test_streams_one_after_the_other_on_one_connection_leave_nothing_behind():
    with running() as server, Client(server.port) as client:
        client.send(request({"model": MODEL, "messages": HELLO}))
        client.response()
        gc.collect()
        kept = len(gc.get_objects())
        for number in range(300):
            client.send(stream(number))
            status, _, body = client.response()
            assert (status, body[-14:]) == (200, b"data: [DONE]\n\n")
        assert server.settled(lambda: all(one.finished for one in server.api.journal))
        server.api.journal.clear()
        gc.collect()
        assert len(gc.get_objects()) - kept < 300


def test_others_are_answered_while_a_client_does_not_read():
    with running() as server:
        lazy = connect(server, small=True)
        lazy.sendall(stream(0, n=CHOICES) * 3)
        for number in range(20):
            with Client(server.port) as client:
                client.send(stream(number))
                assert client.response()[0] == 200
        assert server.api.journal[0].finished is False
        lazy.close()
        assert server.settled(lambda: not server.connections)


WORDS = st.lists(st.sampled_from(["a", "river", "  ", "\n", '"', "\\", "\x7f", "é", "\ud800", "{}"]), max_size=90)


@given(WORDS.map(" ".join), st.binary(min_size=32, max_size=32), st.sampled_from(["stop", "length"]))
def test_the_short_way_to_a_stream_gives_the_same_bytes(text: str, seed: bytes, reason: str):
    choice = Choice(text=text, reason=reason)
    made = Completion("0" * 32, 1, "modèle", 7, (choice,), family="mistral-small-2603", seed=seed)
    frames, said = made.frames()
    assert (frames, said) == made._general_frames()
    assert "".join(said) == text
    assert len(frames) == len(said)
