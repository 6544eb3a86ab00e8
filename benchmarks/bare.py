"""The least that servers in Python do, on asyncio. `python bare.py [--checked]` prints the server's URL.

By default it validates nothing: the maximum of the load generator. With `--checked` it does what no mock of an API can
leave out: it parses the head and the JSON, validates them with pydantic, and serializes an answer, each event of a
stream by itself.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any, Literal, cast

import httptools
from pydantic import BaseModel

_BODY = b'{"id":"0","object":"chat.completion","choices":[]}'
_JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
_EVENT = b'data: {"id":"0","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" word"}}]}\n\n'
_STREAM = b"".join(
    (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
        (b"%x\r\n%s\r\n" % (len(_EVENT), _EVENT)) * 8,
        b"0\r\n\r\n",
    )
)
_EVENTS = 15
"""Events of a stream: about those of the mock."""


class Bare(asyncio.Protocol):
    """Treats every packet as one request and validates nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(_STREAM if b'"stream"' in data else _JSON)


class Message(BaseModel):
    role: Literal["system", "user", "assistant", "tool"]
    content: str


class Chat(BaseModel):
    model: str
    messages: list[Message]
    stream: bool = False


class Checked(Bare):
    """Parses and validates each request, and makes its answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._parser = httptools.HttpRequestParser(self)
        self._headers: dict[str, str] = {}

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self._body = body

    def on_message_complete(self) -> None:
        chat = Chat.model_validate(json.loads(self._body))
        said = chat.messages[-1].content
        if chat.stream:
            events = [_event(chat.model, {"content": said[:5]}) for _ in range(_EVENTS)]
            self._answer("text/event-stream", "transfer-encoding: chunked", b"".join([*events, b"0\r\n\r\n"]))
            return
        message = {"role": "assistant", "content": said}
        choices = [{"index": 0, "finish_reason": "stop", "message": message}]
        body = json.dumps({"id": "0", "object": "chat.completion", "model": chat.model, "choices": choices}).encode()
        self._answer("application/json", f"content-length: {len(body)}", body)

    def _answer(self, kind: str, length: str, body: bytes) -> None:
        lines = ("HTTP/1.1 200 OK", f"content-type: {kind}", length, "\r\n")
        self._transport.write("\r\n".join(lines).encode() + body)
        self._headers = {}


def _event(model: str, delta: dict[str, Any]) -> bytes:
    choices = [{"index": 0, "delta": delta, "finish_reason": None}]
    chunk = {"id": "0", "object": "chat.completion.chunk", "model": model, "choices": choices}
    data = f"data: {json.dumps(chunk)}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(data), data)


async def main() -> None:
    """Serves on a free port until it is killed."""
    protocol = Checked if "--checked" in sys.argv else Bare
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
