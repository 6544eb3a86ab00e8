"""The inputs and outputs of the mocked API, as values. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

# The component that answers, which decides the headers: a server behind the gateway, one without Envoy in front of it
# (uploads), the gateway (Kong), or Cloudflare in front of the gateway; or a host that is not the API.
Source = Literal["model", "upload", "gateway", "edge", "elsewhere"]
Ending = Literal["complete", "cut", "half", "stall", "reset", "no-answer"]
# Whose rules for messages apply: those of the hosted API, or those of servers with an older mistral-common.
Profile = Literal["hosted", "self-hosted"]


# Treat Request and Response as immutable. They are not frozen, because creating a frozen one takes four times as long.


@dataclass(slots=True)
class Request:
    """One request: `path` without its query, header names in lower case, `body` as received."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(slots=True)
class Response:
    """One answer.

    `chunks` are the SSE frames of a stream in order (`body` is empty then). `ending` is how the response ends: normally
    (`complete`), by closing the connection early (`cut`) or in the middle of the last of `chunks` after announcing its
    full size (`half`), by sending nothing more (`stall`), or, without a single byte, by a TCP reset (`reset`) or
    silence (`no-answer`). The last two have status 0. `delay` is the time before the first byte in seconds. `silence`
    is how long a stall or no answer lasts before the connection is dropped (None: the server's default). `pause` is
    the number of chunks before a moment in which nothing is sent, so that a client reads the body in two parts.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    chunks: tuple[bytes, ...] | None = None
    ending: Ending = "complete"
    delay: float = 0.0
    silence: float | None = None
    pause: int = 0

    @property
    def content(self) -> bytes:
        """All bytes of the body, streamed or not."""
        return self.body if self.chunks is None else b"".join(self.chunks)

    def header(self, name: str) -> str | None:
        """Returns the first header with this (lowercase) name, or None."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(slots=True)
class Exchange:
    """The journal's record of one request and its answer.

    `at` and `ended_at` are seconds of the Api's clock. `fault` is `slug/cause` if an injected fault answered. `answer`
    is the model's text (one line per choice; of vectors, the first number of the last one; of speech, its size), None
    without text. `code` is the `code` of an error body as a string, and `error` the beginning of that body. `calls` are
    the ids of the tool calls in the answer. `truncated`: a choice ended at its token limit. `sent` and `received` are
    the headers of the request (names in lowercase) and of the answer. The server sets `finished` once the complete
    answer is written. `connection` is the same for all requests of one connection, and `connected_at` is when that was
    opened. `size` is the number of bytes of the request's body that the record keeps.
    """

    at: float
    method: str
    path: str
    status: int = 0
    fault: str | None = None
    model: str | None = None
    body: Any = None
    answer: str | None = None
    code: str | None = None
    error: bytes = b""
    calls: tuple[str, ...] = ()
    truncated: bool = False
    sent: Mapping[str, str] = field(default_factory=dict)
    received: tuple[tuple[str, str], ...] = ()
    finished: bool = False
    ended_at: float | None = None
    connection: int | None = None
    connected_at: float | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """How the mock behaves.

    `api_key` None accepts any non-empty key. `limits` is `none`, `free`, `paid` or a JSON file. `minute` is the length
    of the limiter's minute in seconds. `seed` changes the text and ids of every answer. `journal` is the maximum number
    of exchanges in the journal, which drops the oldest first (and limits their bytes: `journal.BYTES`). `profile`
    chooses the rules for messages (`validation.messages.PROFILES`). With `every_tool` the model calls every offered
    tool, else those that the user asks for. `agents` are the ids of agents that every key has from the beginning.
    """

    api_key: str | None = None
    limits: str | Path = "none"
    minute: float = 60.0
    seed: str = ""
    journal: int = 10_000
    profile: Profile = "hosted"
    every_tool: bool = False
    agents: Collection[str] = ()


@dataclass(slots=True)
class Answer:
    """An endpoint's answer to the Api, before the standard headers are added.

    `payload` is the JSON body as bytes, or the SSE frames. `texts` are the model's texts, one per choice (of vectors,
    the first number of the last one; of speech, its size). `frame_texts` are the texts that each frame of a stream
    adds. `calls` are the ids of the tool calls. If `content_type` is empty, the header is omitted.
    """

    status: int
    payload: bytes | tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    frame_texts: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    model: str | None = None
    code: str | None = None
    content_type: str = "application/json"
    source: Source = "model"


class Script(Protocol):
    """The content of an answer, in place of the model's own words."""

    @property
    def declines(self) -> bool:
        """Whether the model calls no tool that it may leave out."""
        ...

    def apply_to(self, completion: Any, /) -> Any:
        """Returns the completion with this script's content."""
        ...

    def replace_body(self, answer: Answer, /, *, applied: bool) -> Answer:
        """Returns the answer with the script's complete body, if it has one. `applied`: the script was already
        applied."""
        ...


@dataclass(slots=True)
class Call:
    """One request being processed, and what is known about it so far."""

    request: Request
    key: str
    now: float
    args: tuple[str, ...] = ()
    random: bytes = b""
    """32 bytes that are unique to this request of the Api and the same in every run."""
    body: Any = None
    model: str | None = None
    script: Script | None = None
    """The scripted content of this answer (see `Context.script`)."""
    script_applied: bool = False
    """Whether the endpoint applied the script, which then counts as used."""


class Handler(Protocol):
    """Anything that answers requests: an Api, or a wrapper of one."""

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since the epoch."""
        ...

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        """Answers one request. Never raises, whatever the client sends."""
        ...
