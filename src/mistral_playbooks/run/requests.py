"""The requests that the report explains: by their numbers, of which `first` is that of the journal's first one. And
those that an unused fault would have matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..gateway.hosts import other_host
from ..gateway.secrets import KEY
from ..mock import Exchange, routes
from ..mock.faults.effects import streams_only
from ..mock.faults.spec import parse_fault, resolve
from ..support import error_body
from ..support.redact import excerpt

_MAX_MESSAGE = 160


def message(exchange: Exchange) -> str | None:
    """Returns the message of the API's refusal on one line. None if the report says it elsewhere: by the name of an
    injected fault, or in the note on what the mock does not serve."""
    if exchange.fault or not exchange.error:
        return None
    answer, words = error_body.parse(exchange.error)
    if "mock" in answer:
        return None
    return excerpt(words.replace("\n", "; ") if answer else words, _MAX_MESSAGE) or None


def other_keys(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests with a wrong key. Missing keys and faults are not included."""
    return [
        number
        for number, one in enumerate(journal, first)
        if one.status == 401
        and one.fault is None
        and one.sent.get("authorization", "").strip().lower() not in ("", "bearer", f"bearer {KEY.lower()}")
    ]


def missing_resources(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests for an agent, a file or the like that the mock's account does not have."""
    return [
        number
        for number, one in _not_found(journal, first)
        if routes.is_served(one.method, one.path) and not one.path.startswith("/v1/models/")
    ]


def missing_voices(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests for a voice that the mock does not know."""
    return [
        number
        for number in missing_resources(journal, first)
        if re.match(r"/v\d/audio/(?:speech|voices)\b", journal[number - first].path)
    ]


def not_served(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests for an operation of the API that the mock does not serve."""
    return [
        number
        for number, one in _not_found(journal, first)
        if routes.is_real(one.method, one.path) and not routes.is_served(one.method, one.path)
    ]


def _not_found(journal: Sequence[Exchange], first: int) -> Iterable[tuple[int, Exchange]]:
    for number, one in enumerate(journal, first):
        if one.status == 404 and one.fault is None and not other_host(one.sent):
            yield number, one


def applies_to(text: str) -> str:
    """Returns what requests a fault applies to."""
    fault = parse_fault(text)
    reply = resolve(fault)[1]
    if reply.host:
        return f"It applies to another host: {reply.host}."
    stream = ", and only to streams" if streams_only(reply) else ""
    if fault.at or reply.on:
        return f"It applies only to {fault.at or ', '.join(reply.on)}{stream}."
    return (
        f"It applies to requests that a model answers{stream}. For another one, add its path: @/v1/files, for example."
    )
