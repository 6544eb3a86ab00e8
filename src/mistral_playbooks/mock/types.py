"""The values that go into the mocked API and come out of it. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

# Who answers decides the headers: a server behind the gateway, one without Envoy in front of it (uploads), the gateway
# (Kong), or Cloudflare in front of that.
Source = Literal["model", "upload", "gateway", "edge"]
Ending = Literal["complete", "cut", "half", "stall", "reset", "no-answer"]


# Request and Response are values that nobody changes, but not frozen: a frozen one takes four times as long to make.


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

    `chunks` holds the SSE frames of a stream in order (`body` is empty then). `ending` says what happens after
    the last byte: nothing special, the connection is closed half-way (`cut`), closed amid the last of `chunks`, which
    was announced in full (`half`), nothing more is sent (`stall`), or instead of any byte a TCP reset (`reset`) or
    silence (`no-answer`); the last two have status 0. `delay` is how many seconds pass before the first byte, `silence`
    how many a stall or no answer lasts before the connection is dropped (None: the server's own limit).
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    chunks: tuple[bytes, ...] | None = None
    ending: Ending = "complete"
    delay: float = 0.0
    silence: float | None = None

    @property
    def content(self) -> bytes:
        """All bytes of the answer, whether streamed or not."""
        return self.body if self.chunks is None else b"".join(self.chunks)

    def header(self, name: str) -> str | None:
        """The first header of this (lower-case) name, or None."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(slots=True)
class Exchange:
    """What the journal keeps of one request and its answer.

    `at` and `ended_at` are seconds of the Api's clock. `fault` is `slug/cause` where an injected fault answered.
    `answer` is the text the model answered with (several choices: one a line), None without text. `code` is the
    `code` of an error body as a string. `calls` are the ids of the tool calls in the answer. `sent` and `received` are
    the headers of the request (names in lower case) and of the answer. `finished` is set by the server once the whole
    answer was written. `connection` is the same for all requests of one connection, `connected_at` when it was made.
    `size` is how much of the request's body is kept, in bytes as they came.
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
    calls: tuple[str, ...] = ()
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

    `api_key` None accepts any non-empty key. `limits` is `none`, `free`, `paid` or a JSON file; `minute` is the
    length of a limiter's minute in seconds. `seed` changes every answer's text and ids. `journal` is how many
    exchanges are kept at most (`journal.BYTES`: with how many bytes of bodies); the oldest goes first.
    """

    api_key: str | None = None
    limits: str | Path = "none"
    minute: float = 60.0
    seed: str = ""
    journal: int = 10_000


@dataclass(slots=True)
class Answer:
    """What an endpoint returns to the Api, before the usual headers are added.

    `payload` is the JSON body as bytes, or the SSE frames; `texts` are the texts the model answered with, and for
    a stream `said` holds the text that each frame adds. `calls` are the ids of the tool calls made. An empty
    `content_type` is left out.
    """

    status: int
    payload: bytes | tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    model: str | None = None
    code: str | None = None
    content_type: str = "application/json"
    source: Source = "model"


class Script(Protocol):
    """What an answer must say in place of the model's own words."""

    def apply_to(self, completion: Any, /) -> Any:
        """The completion with this script's words."""
        ...

    def replace_body(self, answer: Answer, /, *, spoken: bool) -> Answer:
        """The answer with the script's whole body, if it has one; `spoken`: the answer says the same already."""
        ...


@dataclass(slots=True)
class Call:
    """One request on its way through an endpoint, with what is known about it so far."""

    request: Request
    key: str
    now: float
    args: tuple[str, ...] = ()
    random: bytes = b""
    """32 bytes that no other request of this Api gets; the same in every run."""
    body: Any = None
    model: str | None = None
    script: Script | None = None
    """What this answer must say (`Context.script`)."""
    asked: bool = False
    """Whether the endpoint asked for the script, which then counts as used."""
