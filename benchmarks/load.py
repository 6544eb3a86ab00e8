"""A load generator for one server: `python load.py PORT [--stream] …` prints one line of JSON.

Closed loop: every connection sends its next request after the complete answer to the last one, without pipelining. Each
prompt contains a unique number, so that no server can cache answers. The generator is a separate process with raw
sockets, because asyncio's protocols would cost more than the server under test. Its maximum is measured, too
(`bare.py`), and shown with the results.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

PROMPT = "Hello %08d, name the words that you know."
_HOST = "api.mistral.ai"


def requests(model: str, *, stream: bool) -> Callable[[int], bytes]:
    """Returns a function for the n-th request, including its head. All have the same length."""
    body: dict[str, Any] = {"model": model, "messages": [{"role": "user", "content": PROMPT}]}
    if stream:
        body["stream"] = True
    text = json.dumps(body)
    length = len(text % 0)
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: {_HOST}\r\nAuthorization: Bearer key\r\n"
        f"Content-Type: application/json\r\nAccept: */*\r\nContent-Length: {length}\r\n\r\n"
    )
    template = (head + text).encode()
    return lambda number: template % number


class Connection:
    """One connection and the answer that it is waiting for."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._buffer = b""
        self._need = -1  # bytes of the complete answer; 0: chunked; -1: head not received yet
        self.began = 0.0
        self.events = 0

    def ask(self, data: bytes) -> None:
        """Sends a request, which fits into the socket's empty buffer."""
        self._buffer, self._need = b"", -1
        self.began = time.perf_counter()
        self.sock.sendall(data)

    def complete(self) -> bool:
        """Reads available data. Returns whether the answer is complete. Raises RuntimeError unless it is a 200."""
        data = self._receive()
        self._buffer = buffer = self._buffer + data if self._buffer else data
        if self._need < 0:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            if not buffer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(buffer[:400].decode("latin-1"))
            head = buffer[:end].lower()
            at = head.find(b"content-length: ")
            self._need = 0 if at < 0 else end + 4 + int(head[at + 16 :].split(b"\r", 1)[0])
        if self._need:
            return len(buffer) >= self._need
        if not buffer.endswith(b"\r\n0\r\n\r\n"):
            return False
        self.events = buffer.count(b"data: ")
        return True

    def _receive(self) -> bytes:
        if not isinstance(self.sock, ssl.SSLSocket):
            data = self.sock.recv(65_536)
            if not data:
                raise RuntimeError("the server closed the connection")
            return data
        parts: list[bytes] = []
        while True:  # one TLS record at a time
            try:
                data = self.sock.recv(65_536)
            except ssl.SSLWantReadError:
                return b"".join(parts)
            if not data:
                raise RuntimeError("the server closed the connection")
            parts.append(data)


def connect(port: int, authority: str | None) -> socket.socket:
    """Connects to 127.0.0.1, or with a CA file through the CONNECT proxy there, with TLS."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if authority is None:
        return sock
    sock.sendall(f"CONNECT {_HOST}:443 HTTP/1.1\r\nHost: {_HOST}:443\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += sock.recv(1)
    if b" 200 " not in answer:
        raise RuntimeError(answer.decode("latin-1"))
    secure = ssl.create_default_context(cafile=authority).wrap_socket(sock, server_hostname=_HOST)
    secure.setblocking(False)
    return secure


def run(
    connections: list[Connection], request: Callable[[int], bytes], numbers: Iterator[int], seconds: float, total: int
) -> tuple[list[float], int, float]:
    """Sends requests for `seconds`, or `total` requests if that is not 0.

    Returns the latencies in seconds, the number of SSE events, and the duration in seconds.
    """
    latencies: list[float] = []
    events = 0
    now = time.perf_counter
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.sock, selectors.EVENT_READ, connection)
            connection.ask(request(next(numbers)))
        began = now()
        until = began + seconds
        busy = sent = len(connections)
        while busy:
            for key, _ in selector.select():
                connection: Connection = key.data
                if not connection.complete():
                    continue
                done = now()
                latencies.append(done - connection.began)
                events += connection.events
                if sent >= total if total else done >= until:
                    busy -= 1
                else:
                    sent += 1
                    connection.ask(request(next(numbers)))
        return latencies, events, now() - began


def main() -> None:
    """Loads the server as the command line says, and prints the result."""
    options = argparse.ArgumentParser()
    options.add_argument("port", type=int)
    options.add_argument("--stream", action="store_true")
    options.add_argument("--connections", type=int, default=16)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--requests", type=int, default=0, help="number of requests, instead of --seconds")
    options.add_argument("--warm", type=float, default=0.5, help="seconds of load before measuring")
    options.add_argument("--first", type=int, default=0, help="number of the first request")
    options.add_argument("--authority", help="CA file (PEM), for TLS through the CONNECT proxy at this port")
    options.add_argument("--model", default="mistral-small-latest")
    given = options.parse_args()
    connections = [Connection(connect(given.port, given.authority)) for _ in range(given.connections)]
    request, numbers = requests(given.model, stream=given.stream), count(given.first)
    if given.warm:
        run(connections, request, numbers, given.warm, 0)
    cpu = time.process_time()
    latencies, events, took = run(connections, request, numbers, given.seconds, given.requests)
    cpu = time.process_time() - cpu
    latencies.sort()
    print(
        json.dumps(
            {
                "requests": len(latencies),
                "seconds": took,
                "per_second": len(latencies) / took,
                "events_per_second": events / took,
                "events_per_stream": events / len(latencies),
                "p50_ms": 1000 * latencies[len(latencies) // 2],
                "p99_ms": 1000 * latencies[len(latencies) * 99 // 100],
                "generator_cpu": cpu / took,
                "next": next(numbers),
            }
        )
    )


if __name__ == "__main__":
    main()
