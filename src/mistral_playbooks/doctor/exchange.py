"""One request and its answer on an open connection. Redirects are not followed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import httptools

from .line import Line, failed
from .target import Target

LIMIT = 2_000_000
"""Maximum bytes of an answer. The list of models has about 40,000."""


@dataclass
class Answer:
    """What came back. Header names are in lower case. `problem` says why it is not complete; None if it is."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    problem: Line | None = None
    milliseconds: float = 0.0
    received: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When its headers arrived, by this machine's clock."""

    @property
    def json(self) -> Any:
        """Returns the body as JSON; None if it is not."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        """Whether it is a web page."""
        return "html" in self.headers.get("content-type", "").lower() or self.text.lstrip()[:1] == "<"


class _Parser:
    """Receives what httptools reads."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.complete = False
        self.has_headers = False
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        assert self._parser is not None
        self._parser.feed_data(data)

    def release(self) -> None:
        self._parser = None  # the parser holds this object, too

    def on_header(self, name: bytes, value: bytes) -> None:
        self.answer.headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        self.answer.status = self._parser.get_status_code()
        self.answer.received = datetime.now(UTC)
        self.has_headers = True

    def on_body(self, data: bytes) -> None:
        self.answer.body += data

    def on_message_complete(self) -> None:
        self.complete = self.answer.status >= 200  # 100 and 103 come before the answer


async def send(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    target: Target,
    place: str,
    headers: Mapping[str, str],
    seconds: float,
    body: bytes | None = None,
) -> Answer:
    """Sends a request and returns the answer, which may be incomplete. Raises nothing but cancellation.

    `place` is the path, or the whole URL for a proxy.
    """
    answer = Answer()
    parser = _Parser(answer)
    began = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            writer.write(_request(target, place, headers, body))
            await writer.drain()
            await _read(reader, parser)
    except TimeoutError:
        got = f"status {answer.status} came, but not the whole answer" if parser.has_headers else "no answer"
        answer.problem = failed(f"{target.host}: {got} within {seconds:.0f} s.", "timeout")
    except httptools.HttpParserError:
        answer.problem = failed(
            f"{target.host} does not answer in HTTP. Another server listens there.", "connection-error"
        )
    except OSError as error:
        answer.problem = _broke(target, parser, error.strerror or "the connection failed")
    finally:
        parser.release()
        answer.milliseconds = (time.monotonic() - began) * 1000
    return answer


async def _read(reader: asyncio.StreamReader, parser: _Parser) -> None:
    size = 0
    while not parser.complete:
        data = await reader.read(65_536)
        if not data:
            framed = {"content-length", "transfer-encoding"} & parser.answer.headers.keys()
            if not parser.has_headers or framed:
                raise OSError(0, "the connection was closed")
            return  # a body without a length ends with the connection
        size += len(data)
        if size > LIMIT:
            parser.answer.problem = failed(
                f"The answer is longer than {LIMIT // 1_000_000} MB, so it is not the API's.", "connection-error"
            )
            return
        parser.feed(data)


def _broke(target: Target, parser: _Parser, why: str) -> Line:
    when = (
        f"after status {parser.answer.status}, before the answer was complete"
        if parser.has_headers
        else "without an answer"
    )
    return failed(f"{target.host}: {why.lower()} {when}.", "connection-error")


def _request(target: Target, place: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    # Cloudflare refuses some default user agents.
    lines = {
        "Host": target.authority,
        "Accept": "application/json",
        "User-Agent": f"mistral-playbooks/{version('mistral-playbooks')} (doctor)",
        "Connection": "close",
        **headers,
    }
    if body is not None:
        lines |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{'GET' if body is None else 'POST'} {place} HTTP/1.1\r\n{head}\r\n".encode() + (body or b"")
