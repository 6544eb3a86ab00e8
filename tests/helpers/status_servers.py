"""Local servers that speak the forms of status pages, and misbehave in all ways that a server can."""

from __future__ import annotations

import datetime
import email.utils
import json
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.status_feeds import Fixture
from mistral_playbooks.status.services import Service, Watched

Behavior = Callable[[socket.socket, str], None]
"""Answers one request for a path on a connection."""


def answer(body: bytes, status: str = "200 OK", ahead: int = 0, **headers: str) -> Behavior:
    """A whole answer. `ahead`: seconds by which the server's clock is ahead."""

    def send(connection: socket.socket, _path: str) -> None:
        date = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)
        found = {"Content-Length": str(len(body)), "Date": email.utils.format_datetime(date, usegmt=True)}
        found |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in found.items())
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body)

    return send


UNAUTHORIZED = answer(b'{"detail":"Unauthorized"}', "401 Unauthorized")
CHALLENGE = answer(b"<!DOCTYPE html><title>Just a moment...</title>", "403 Forbidden", cf_mitigated="challenge")
CHALLENGE_200 = answer(b"<!DOCTYPE html><title>Just a moment...</title>", cf_mitigated="challenge")


def truncated(body: bytes) -> Behavior:
    """Announces the whole body and breaks off in its middle."""

    def send(connection: socket.socket, _path: str) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])

    return send


def redirect_loop(connection: socket.socket, path: str) -> None:
    """Redirects to itself."""
    connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n".encode())


def noise(connection: socket.socket, _path: str) -> None:
    """Sends 10 MB of noise without saying how much there is."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(160):
        connection.sendall(b"\x00noise#\xff" * 8192)


def slow_body(connection: socket.socket, _path: str) -> None:
    """Sends one byte of the body every 50 ms, without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    _drip(connection, b" ")


def slow_head(connection: socket.socket, _path: str) -> None:
    """Sends one byte of a header every 50 ms, without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(connection, b"a")


def silent(connection: socket.socket, _path: str) -> None:
    """Answers nothing at all."""
    connection.recv(1)


def _drip(connection: socket.socket, byte: bytes) -> None:
    while True:
        connection.sendall(byte)
        time.sleep(0.05)


@dataclass
class Server:
    """A server whose answers are set by path. What has none is answered with 404."""

    url: str
    answers: dict[str, Behavior] = field(default_factory=dict)
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    """What was sent to it."""

    def serve(self, path: str, behavior: Behavior) -> str:
        """Sets the answer of a path and returns its address."""
        self.answers[path] = behavior
        return self.url + path


@contextmanager
def running() -> Iterator[Server]:
    """A server on a free port of this machine."""
    made = Server("")

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head and (piece := self.request.recv(4096)):
                head += piece
            path = head.split(b" ")[1].decode() if b" " in head else ""
            head, _, body = head.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            while length and len(body) < int(length[1]) and (piece := self.request.recv(4096)):
                body += piece
            made.heads.append(head)
            made.bodies.append(body)
            behave = made.answers.get(path.partition("?")[0], answer(b"not here", "404 Not Found"))
            with suppress(OSError):  # the client has gone
                behave(self.request, path)

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Threads(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            made.url = f"http://127.0.0.1:{server.server_address[1]}"
            yield made
        finally:
            server.shutdown()


def page(server: Server, name: str, fixture: Fixture | None, decides: tuple[str, ...] = ()) -> Service:
    """A service whose page is served by this server; `show` sets what it says. None: of a form that nobody knows."""
    if fixture is None:
        return Service(name, name.title(), server.url, "Test.", "test 2026")
    files = {key: f"{server.url}/{name}/{key}" for key in fixture.files}
    show(server, name, fixture)
    return Service(name, name.title(), server.url, "Test.", "test 2026", fixture.form, files, decides)


def show(server: Server, name: str, fixture: Fixture) -> None:
    """Sets what a page says."""
    for key, body in fixture.bodies().items():
        server.serve(f"/{name}/{key}", answer(body))


def misbehave(server: Server, service: Service, behavior: Behavior) -> None:
    """Sets how all files of a page are answered."""
    for key in service.files:
        server.serve(f"/{service.id}/{key}", behavior)


def watched(server: Server, main: Service, *related: Service) -> Watched:
    """What a recorder reads; the probe is answered with 401 until it is set otherwise."""
    return Watched(main, server.serve("/v1/models", UNAUTHORIZED), related)


def services_file(folder: Path, found: Watched) -> Path:
    """Writes a file for `--services`."""

    def value(one: Any) -> str:
        if isinstance(one, Mapping):
            return "{ " + ", ".join(f"{key} = {json.dumps(text)}" for key, text in one.items()) + " }"
        return json.dumps(list(one) if isinstance(one, tuple) else one)

    text = f"probe = {json.dumps(found.probe)}\n"
    for service in (found.main, *found.related):
        fields = {key: one for key, one in vars(service).items() if one is not None}
        text += "\n[[service]]\n" + "".join(f"{key} = {value(one)}\n" for key, one in fields.items())
    file = folder / "services.toml"
    file.write_text(text, encoding="utf-8")
    return file
