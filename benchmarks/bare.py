"""A server that only answers, to measure the load generator's maximum. `python bare.py` prints its URL."""

from __future__ import annotations

import asyncio
from typing import cast

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


class Bare(asyncio.Protocol):
    """Treats every packet as one request and validates nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(_STREAM if b'"stream"' in data else _JSON)


async def main() -> None:
    """Serves on a free port until it is killed."""
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
