"""Injected faults: `SLUG[/CAUSE][:N]` answers inference requests the way that cause of that error class answers.

The answers come from the playbooks' front matter (`response`); nothing about them is known here but `server-error`,
which is built in until it has a playbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from .http import Answer, Response
from .wire import dumps

if TYPE_CHECKING:
    from mistral_playbooks.catalog import Catalog, Reply

_FORM = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:/([a-z0-9]+(?:-[a-z0-9]+)*))?(?::([0-9]+))?")


class FaultError(ValueError):
    """A fault that cannot be had. The text says which faults there are; `available` lists their slugs."""

    def __init__(self, message: str, available: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.available = available


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a sequence: for the next `times` requests, or for every one that comes (None)."""

    slug: str
    cause: str | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class _BuiltIn:
    """The part of a catalog Reply that is used here."""

    status: int | None
    headers: dict[str, str]
    body: dict[str, Any]
    stream: None = None
    transport: None = None
    basis: str = "recorded"


# Recorded 2026-01-16 (crmne/ruby_llm@e240447f), with the `raw_status_code` that every error carries since.
_SERVER_ERROR = _BuiltIn(
    500,
    {},
    {
        "object": "error",
        "message": "Service unavailable.",
        "type": "internal_server_error",
        "param": None,
        "code": "1000",
        "raw_status_code": 500,
    },
)


def _catalog(catalog: Catalog | None) -> Catalog:
    if catalog is not None:
        return catalog
    from mistral_playbooks import catalog as module

    return module.load()


def available(catalog: Catalog | None = None) -> tuple[str, ...]:
    """The slugs that the server can cause, in order of the alphabet."""
    playbooks = _catalog(catalog).playbooks.values()
    slugs = {
        playbook.slug
        for playbook in playbooks
        if any(playbook.response_of(cause.id) is not None for cause in playbook.causes)
    }
    return tuple(sorted(slugs | {"server-error"}))


def parse_fault(text: str, catalog: Catalog | None = None) -> Fault:
    """`SLUG[/CAUSE][:N]` → the fault, known to be possible. FaultError otherwise, with what can be had."""
    match = _FORM.fullmatch(text)
    if not match:
        slugs = available(catalog)
        raise FaultError(f"`{text}` is not of the form SLUG[/CAUSE][:N]. {_list(slugs)}", slugs)
    slug, cause, times = match.groups()
    fault = Fault(slug, cause, int(times) if times else None)
    if times and not 1 <= int(times) <= 1_000_000:
        raise FaultError(f"`{text}`: the number of times must be from 1 to 1000000.")
    resolve(fault, catalog)
    return fault


def _list(slugs: tuple[str, ...]) -> str:
    return f"The server can cause: {', '.join(slugs)}."


def resolve(fault: Fault, catalog: Catalog | None = None) -> tuple[str, Reply]:
    """A fault → (`slug/cause` for the journal, the reply). FaultError for what is unknown or cannot be caused."""
    known = _catalog(catalog)
    playbook = known.playbooks.get(fault.slug)
    slugs = available(known)
    if playbook is None:
        if fault.slug != "server-error":
            raise FaultError(f"There is no error class `{fault.slug}`. {_list(slugs)}", slugs)
        if fault.cause not in (None, "unavailable"):
            text = f"`server-error` has no cause `{fault.cause}`. Its causes: unavailable."
            raise FaultError(text, slugs)
        return "server-error/unavailable", cast("Reply", _SERVER_ERROR)
    try:
        cause = playbook.cause(fault.cause)
        reply = playbook.response_of(fault.cause)
    except KeyError:
        causes = ", ".join(one.id for one in playbook.causes)
        text = f"`{fault.slug}` has no cause `{fault.cause}`. Its causes: {causes}."
        raise FaultError(text, slugs) from None
    if reply is None:
        which = f"{fault.slug}/{cause.id}" if fault.cause else fault.slug
        raise FaultError(f"`{which}` happens outside the server, so it cannot cause it. {_list(slugs)}", slugs)
    return f"{fault.slug}/{cause.id}", reply


class Queue:
    """Faults in their order: each is met its number of times, then comes the next, then none."""

    def __init__(self, faults: tuple[Fault, ...], catalog: Catalog | None) -> None:
        self._queue = [(resolve(fault, catalog), fault.times) for fault in faults]
        self._met = 0

    def peek(self) -> tuple[str, Reply] | None:
        """The fault that the next inference request meets, or None."""
        return self._queue[0][0] if self._queue else None

    def eat(self) -> None:
        """That fault was met once."""
        self._met += 1
        times = self._queue[0][1]
        if times is not None and self._met >= times:
            self._queue.pop(0)
            self._met = 0


def needs_the_answer(reply: Reply) -> bool:
    """Whether the fault is done to the real answer: a broken stream, or a 200 without a body (headers are added)."""
    return reply.stream is not None or (reply.status == 200 and reply.body is None)


def answer(reply: Reply) -> Answer:
    """A refusal → the answer, before any headers."""
    kind = next((value for name, value in reply.headers.items() if name.lower() == "content-type"), None)
    code = None
    if isinstance(reply.body, str):
        payload = reply.body.encode()
        start = reply.body.lstrip()[:1]
        guess = {"<": "text/html; charset=UTF-8", "{": "application/json", "[": "application/json"}
        kind = kind or guess.get(start, "text/plain; charset=UTF-8")
    else:
        payload = b"" if reply.body is None else dumps(reply.body)
        if isinstance(reply.body, dict) and reply.body.get("code") is not None:
            code = str(reply.body["code"])
    # 401 is the gateway's own answer. Today's text ends with a newline (recorded 2026-08-19), the older
    # `{"detail":"Unauthorized"}` did not (25 bytes, recorded 2025-08-10).
    source = "edge" if (kind or "").startswith("text/html") else "gateway" if reply.status == 401 else "model"
    if source == "gateway" and payload == b'{"detail":"Invalid API Key"}':
        payload += b"\n"
    return Answer(reply.status or 200, payload, code=code, content_type=kind or "application/json", source=source)


_FRAMING = {"content-length", "transfer-encoding", "connection"}


def with_headers(response: Response, reply: Reply) -> Response:
    """A response with the reply's own headers, each in place of the usual one of that name, if there is one.
    What frames the message stays as it is."""
    own = {name.lower(): value for name, value in reply.headers.items() if name.lower() not in _FRAMING}
    if not own:
        return response
    kept = [(name, own.pop(name, value)) for name, value in response.headers]
    return replace(response, headers=(*kept, *own.items()))


def altered(response: Response, reply: Reply) -> Response:
    """A good response with the reply's headers, and broken: a stream after some data frames (never with its last
    one), JSON half-way."""
    response = with_headers(response, reply)
    if reply.stream is None:
        return response
    after, then = reply.stream.after, reply.stream.then
    if response.chunks is None:
        half = response.body[: len(response.body) // 2]
        return replace(response, body=half, ending="stall" if then == "stall" else "cut")
    chunks = response.chunks[: max(0, min(after, len(response.chunks) - 2))]
    return replace(response, chunks=chunks, ending="complete" if then == "end" else then)
