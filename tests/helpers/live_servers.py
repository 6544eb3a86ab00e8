"""Servers for the tests of `verify --live`: the mock on a port, and the mock with one difference planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mistral_playbooks.mock import Api, Exchange, Request, Response
from mistral_playbooks.mock.server import Connections, serve, stop
from mistral_playbooks.support.loop_thread import LoopThread

Change = Callable[[Response], Response]


class Planted:
    """An Api whose answer to some requests is changed on its way out."""

    def __init__(self, api: Api, path: str, holds: bytes, change: Change) -> None:
        self._api, self._path, self._holds, self._change = api, path, holds, change
        self.clock = api.clock

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        response, exchange = self._api.handle(request)
        hit = request.path == self._path and self._holds in request.body
        return (self._change(response) if hit else response), exchange


@contextmanager
def serving(api: Any) -> Iterator[str]:
    """Serves it, and gives the address."""
    connections = Connections()
    with LoopThread() as background:
        server = background.call(serve(api, 0, connections))
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            background.call(stop(server, connections))


def swapped(old: bytes, new: bytes) -> Change:
    """Other bytes in the body or in every frame of a stream, with its length put right."""

    def change(response: Response) -> Response:
        assert old in response.content, (old, response.content)
        chunks = None if response.chunks is None else tuple(one.replace(old, new) for one in response.chunks)
        return _sized(replace(response, body=response.body.replace(old, new), chunks=chunks))

    return change


def status(number: int) -> Change:
    return lambda response: replace(response, status=number)


def renamed(old: str, new: str) -> Change:
    """A header under another name."""

    def change(response: Response) -> Response:
        assert response.header(old)
        return replace(
            response, headers=tuple((new if name == old else name, value) for name, value in response.headers)
        )

    return change


def header(name: str, value: str) -> Change:
    """A header with this value, in place of one of that name or beside the others."""
    return lambda response: replace(
        response, headers=(*((key, old) for key, old in response.headers if key != name), (name, value))
    )


def frames(change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]) -> Change:
    """Other frames."""
    return lambda response: replace(response, chunks=change(response.chunks or ()))


def body(text: bytes) -> Change:
    return lambda response: _sized(replace(response, body=text))


def both(*changes: Change) -> Change:
    def change(response: Response) -> Response:
        for one in changes:
            response = one(response)
        return response

    return change


def _sized(response: Response) -> Response:
    if response.header("content-length") is None:
        return response
    return header("content-length", str(len(response.body)))(response)
