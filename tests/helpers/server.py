"""The mock on a port, and a client that reads its answers from the bare socket."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from helpers.faults import CATALOG
from mistral_playbooks.mock import Api, Settings, parse_fault
from mistral_playbooks.mock.server import Connections, serve, stop

PATIENCE = 500  # seconds until a test gives up: a bound, which no test that passes comes near on an idle machine


class Running:
    """A server in a thread: its Api, its port and its open connections."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.port = 0
        self.connections = Connections()
        self.failures: list[dict[str, Any]] = []
        self._loop = asyncio.new_event_loop()
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self._loop.set_exception_handler(lambda _, context: self.failures.append(context))
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        server = await serve(self.api, connections=self.connections)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set_result(None)
        await self._stop.wait()
        await stop(server, self.connections)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Running:
        self._ready: Future[None] = Future()
        self._thread.start()
        self._ready.result(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stop
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        assert self.failures == []

    def settled(self, condition) -> bool:
        """Waits until the server has come so far, at most as long as the busiest machine may need."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True


@contextmanager
def running(*faults: str, settings: Settings | None = None) -> Iterator[Running]:
    api = Api(settings, [parse_fault(one, CATALOG) for one in faults], CATALOG)
    with Running(api) as server:
        yield server


def request(body: Any = None, *, method: str = "POST", path: str = "/v1/chat/completions", more: str = "") -> bytes:
    raw = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer key\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(raw)}\r\n{more}\r\n".encode() + raw


class Client:
    """A raw connection that reads responses one by one."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.buffer = b""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise EOFError(self.buffer)
        self.buffer += data

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            self._more()
        part, _, self.buffer = self.buffer.partition(mark)
        return part

    def _take(self, size: int) -> bytes:
        while len(self.buffer) < size:
            self._more()
        part, self.buffer = self.buffer[:size], self.buffer[size:]
        return part

    def head(self) -> tuple[int, dict[str, str]]:
        status, *lines = self._until(b"\r\n\r\n").decode().split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        return int(status.split()[1]), {name: value for name, value in pairs}

    def response(self, *, body: bool = True) -> tuple[int, dict[str, str], bytes]:
        status, headers = self.head()
        if not body:
            return status, headers, b""
        if headers.get("transfer-encoding") == "chunked":
            return status, headers, b"".join(self.chunks())
        return status, headers, self._take(int(headers["content-length"]))

    def chunks(self) -> Iterator[bytes]:
        while size := int(self._until(b"\r\n"), 16):
            yield self._take(size)
            assert self._take(2) == b"\r\n"
        assert self._take(2) == b"\r\n"

    def rest(self) -> bytes:
        """Everything until the server closes."""
        while data := self.sock.recv(65536):
            self.buffer += data
        part, self.buffer = self.buffer, b""
        return part


def ask(server: Running, data: bytes) -> tuple[int, dict[str, str], bytes]:
    with Client(server.port) as client:
        client.send(data)
        return client.response()
