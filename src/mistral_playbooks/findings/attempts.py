"""Which request repeats which: the journal as chains of attempts at the same thing.

The API has no idempotency key, so a repetition is told by its content: method, path, key and body are equal. Two
workers that send the same prompt at the same time do that too, and so does a program that asks twice on purpose:
they repeat nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from ..mock import Exchange

TOGETHER = 0.25
"""Seconds: a request on another connection that was already open counts as another worker's when it comes sooner: so
long may workers take that start together. Later, a pool of connections may give a retry any of them."""


def ended(exchange: Exchange) -> float:
    """When the answer was complete, or the client had left; when the request came where nobody looked."""
    return exchange.at if exchange.ended_at is None else exchange.ended_at


def failed(exchange: Exchange) -> bool:
    """Whether the program got no usable answer: an error, no answer, or a stream that the server broke off."""
    return not 200 <= exchange.status < 400 or broken_off(exchange)


def broken_off(exchange: Exchange) -> bool:
    """Whether a fault ended the answer, or the program that met it, before all was sent."""
    return bool(exchange.fault) and exchange.ended_at is not None and not exchange.finished


def streamed(exchange: Exchange) -> bool:
    """Whether the answer is a stream of events."""
    kinds = (value for name, value in exchange.received if name.lower() == "content-type")
    return next(kinds, "").startswith("text/event-stream")


def content(exchange: Exchange) -> bytes | None:
    """What makes two requests the same; None where that cannot be known (a body that is no JSON)."""
    if exchange.method not in ("POST", "PUT", "PATCH", "GET", "DELETE"):
        return None
    if exchange.body is None and exchange.method in ("POST", "PUT", "PATCH"):
        return None
    sent = exchange.sent
    # The length tells two uploads apart whose fields are equal; a request with another key is another request.
    parts = [exchange.method, exchange.path, sent.get("authorization"), sent.get("content-length"), exchange.body]
    try:
        text = json.dumps(parts, sort_keys=True, default=repr)
    except (TypeError, ValueError, RecursionError):
        return None
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@dataclass(frozen=True)
class Attempts:
    """The requests of a journal by content, as indices."""

    chains: list[list[int]]
    """Each request after the first of a chain repeats the failed one before it."""
    crowds: list[list[int]]
    """Requests of one content from several workers at once: who repeats whose cannot be told."""


def attempts(journal: Sequence[Exchange]) -> Attempts:
    """The journal → what repeats what. Contents that were sent once are left out."""
    groups: dict[bytes, list[int]] = {}
    last_use: dict[int | None, int] = {}
    for index, exchange in enumerate(journal):
        last_use[exchange.connection] = index
        same = content(exchange)
        if same is not None:
            groups.setdefault(same, []).append(index)
    found = Attempts([], [])
    for group in groups.values():
        if len(group) > 1 and _crowded(journal, group, last_use):
            found.crowds.append(group)
        elif len(group) > 1:
            found.chains.extend(chain for chain in _chains(journal, group) if len(chain) > 1)
    return found


def _chains(journal: Sequence[Exchange], group: list[int]) -> list[list[int]]:
    chains: list[list[int]] = []
    for index in group:
        if not chains or not failed(journal[chains[-1][-1]]):
            chains.append([])  # what was answered is not repeated but asked again
        chains[-1].append(index)
    return chains


def _crowded(journal: Sequence[Exchange], group: list[int], last_use: dict[int | None, int]) -> bool:
    """Whether requests of one content show that more than one worker sent them.

    One worker waits for an answer before it tries again, and then does so on the same connection, or, where it keeps
    none, on a new one.
    """
    for earlier, later in pairwise(group):
        before, after = journal[earlier], journal[later]
        gap = after.at - ended(before)
        if gap < 0:
            return True
        if before.connection == after.connection or None in (before.connection, after.connected_at):
            continue
        if after.connected_at is not None and after.connected_at <= ended(before) and gap < TOGETHER:
            return True  # its connection was there already
        if (
            after.connected_at is not None
            and after.connected_at > ended(before)
            and last_use[before.connection] > later
        ):
            return True  # the other connection was still in use
    return False
