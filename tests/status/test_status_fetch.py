"""A file is read from a broken server within its bounds, and the reason of a failure is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from helpers import status_servers
from helpers.status_servers import Behavior, Server, answer
from mistral_playbooks.status import fetch


@pytest.fixture
def server() -> Iterator[Server]:
    with status_servers.running() as found:
        yield found


def test_a_whole_answer_of_any_status(server: Server) -> None:
    found = fetch.get(server.serve("/a", answer(b"body", "503 Busy", X_One="1")))
    assert (found.status, found.body, found.headers["x-one"]) == (503, b"body", "1")
    assert found.date is not None
    assert 0 <= found.latency_ms < 10_000
    assert fetch.get(server.serve("/c", status_servers.CHALLENGE)).challenge == "challenge"


def test_a_redirect_is_followed(server: Server) -> None:
    server.serve("/b", answer(b"there"))
    assert fetch.get(server.serve("/a", answer(b"", "302 Found", Location="/b"))).body == b"there"


@pytest.mark.parametrize(
    ("behavior", "reason", "reached"),
    [
        (status_servers.redirect_loop, "redirected more than 3 times", True),
        (answer(b"", "302 Found", Location="ftp://example.com/"), "not https", True),
        (answer(b"", "302 Found", Location="file:///etc/passwd"), "not https", True),
        (status_servers.noise, "more than 3,000,000 bytes", True),
        (status_servers.slow_body, "within 0.5 s", True),
        (status_servers.slow_head, "within 0.5 s", True),
        (status_servers.silent, "within 0.5 s", False),
        (status_servers.truncated(b"x" * 1000), "broke off", True),
        (lambda connection, _: connection.close(), "broke off", False),
        (lambda connection, _: connection.sendall(b"SSH-2.0-x\r\n\r\n"), "BadStatusLine", False),
        (lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 300), "HTTPException", False),
    ],
    ids=lambda one: getattr(one, "__name__", None) if callable(one) else None,
)
def test_a_broken_server_is_left_in_time_with_a_reason(
    server: Server, behavior: Behavior, reason: str, reached: bool
) -> None:
    url = server.serve("/a", behavior)
    began = time.monotonic()
    with pytest.raises(fetch.NoAnswerError, match=reason) as error:
        fetch.get(url, deadline=0.5 if "0.5" in reason else 5)
    assert time.monotonic() - began < 3
    assert error.value.reached == reached
    assert "127.0.0.1" not in str(error.value)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(fetch.NoAnswerError, match="refused"):
        fetch.get(f"http://127.0.0.1:{port}/")


def test_a_tls_handshake_that_hangs_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        began = time.monotonic()
        with pytest.raises(fetch.NoAnswerError, match="within"):
            fetch.get(f"https://127.0.0.1:{deaf.getsockname()[1]}/", deadline=0.5)
        assert time.monotonic() - began < 3


def test_what_hangs_elsewhere_does_not_hold_the_others_up() -> None:
    def call(number: int) -> str:
        if number == 2:
            threading.Event().wait(5)
        return f"did {number}"

    began = time.monotonic()
    assert fetch.together(call, [1, 2, 3], lambda number: f"gave up {number}", 0.3) == ["did 1", "gave up 2", "did 3"]
    assert time.monotonic() - began < 2
