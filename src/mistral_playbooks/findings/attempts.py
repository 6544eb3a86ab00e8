"""Groups the requests of a journal into chains of attempts at the same request.

The API has no idempotency keys, so a repetition is recognized by its content: equal method, path, key and body. Two
workers that send the same prompt at the same time, or a program that asks twice on purpose, look alike but repeat
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise

from ..gateway.hosts import host_of
from ..mock import Exchange

_PARALLEL_SECONDS = 0.25
"""Seconds within which an equal request on another open connection is another worker's: workers that start together
differ by at most this long. A later one may be a retry on any connection of a pool."""


def end_time(exchange: Exchange) -> float:
    """Returns when the answer was complete or the client left; if unknown, when the request arrived."""
    return exchange.at if exchange.ended_at is None else exchange.ended_at


def failed(exchange: Exchange) -> bool:
    """Whether the program got no usable answer: an error, none at all, or a stream that the server cut off."""
    return not 200 <= exchange.status < 400 or broken_off(exchange)


def is_gap(exchange: Exchange) -> bool:
    """Whether the answer says that the mock does not know what the API or another host answers."""
    return b'"mock":' in exchange.error


def broken_off(exchange: Exchange) -> bool:
    """Whether the answer ended early under a fault: cut by the fault, or abandoned by the program."""
    return bool(exchange.fault) and exchange.ended_at is not None and not exchange.finished


def is_stream(exchange: Exchange) -> bool:
    """Whether the answer is a stream of events."""
    kinds = (value for name, value in exchange.received if name.lower() == "content-type")
    return next(kinds, "").startswith("text/event-stream")


def fingerprint(exchange: Exchange) -> bytes | None:
    """Returns a value that is equal for equal requests; None if they cannot be compared (the body is not JSON)."""
    if exchange.method not in ("POST", "PUT", "PATCH", "GET", "DELETE"):
        return None
    if exchange.body is None and exchange.method in ("POST", "PUT", "PATCH"):
        return None
    sent = exchange.sent
    # The length distinguishes uploads with equal fields. A request with another key, or to another host, is different.
    parts = [exchange.method, exchange.path, *account(exchange), sent.get("content-length"), exchange.body]
    try:
        text = json.dumps(parts, sort_keys=True, default=repr)
    except (TypeError, ValueError, RecursionError):
        return None
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def account(exchange: Exchange) -> tuple[str, str | None]:
    """Returns the host and the key of a request. A key that one host refuses may be right for another, and each host
    has its own limits and outages."""
    return host_of(exchange.sent), exchange.sent.get("authorization")


@dataclass(frozen=True)
class Attempts:
    """The requests of a journal by content, as indices."""

    contents: list[bytes | None]
    """The fingerprint of each request."""
    chains: list[list[int]]
    """Each request after the first of a chain repeats the failed one before it."""
    parallel: list[list[int]]
    """Equal requests from several workers at once, so it is unknown which repeats which."""


def attempts(journal: Sequence[Exchange]) -> Attempts:
    """Returns the repetitions in a journal. Requests that were sent once are left out."""
    groups: dict[bytes, list[int]] = {}
    last_use: dict[int | None, int] = {}
    found = Attempts([fingerprint(exchange) for exchange in journal], [], [])
    for index, (exchange, same) in enumerate(zip(journal, found.contents, strict=True)):
        last_use[exchange.connection] = index
        if same is not None:
            groups.setdefault(same, []).append(index)
    for group in groups.values():
        if len(group) > 1 and _is_parallel(journal, group, last_use):
            found.parallel.append(group)
        elif len(group) > 1:
            found.chains.extend(chain for chain in _chains(journal, group) if len(chain) > 1)
    return found


def workers(journal: Sequence[Exchange]) -> int:
    """Returns the largest number of connections that were in use at the same time; 1 for a program that sends one
    request after the other.

    A connection is in use from its opening to its last answer, because a worker keeps it while it waits. But Node's
    `fetch` sends one request after the other on two connections in turn (tested with Node 24.19.0, 2026-11-28).
    """
    lines: dict[object, tuple[float, float]] = {}
    requests: list[tuple[float, float]] = []
    for index, exchange in enumerate(journal):
        line = ("request", index) if exchange.connection is None else exchange.connection
        opened = exchange.at if exchange.connected_at is None else min(exchange.at, exchange.connected_at)
        requests.append((exchange.at if line in lines else opened, end_time(exchange)))
        begin, end = lines.get(line, requests[-1])
        lines[line] = (begin, max(end, end_time(exchange)))
    count = _overlap(lines.values())
    return 1 if count == 2 and _overlap(requests) == 1 else count


def _overlap(spans: Iterable[tuple[float, float]]) -> int:
    """Returns how many of these spans of time overlap at most, at least 1."""
    # At the same instant, an end comes first: the next request may follow as soon as its client has the answer.
    steps = sorted(step for begin, end in spans for step in ((begin, 1), (end, -1)))
    return max(1, *accumulate((step for _, step in steps), initial=0))


def _chains(journal: Sequence[Exchange], group: list[int]) -> list[list[int]]:
    chains: list[list[int]] = []
    for index in group:
        if not chains or not failed(journal[chains[-1][-1]]):
            chains.append([])  # the previous one was answered, so this is a new request
        chains[-1].append(index)
    return chains


def _is_parallel(journal: Sequence[Exchange], group: list[int], last_use: dict[int | None, int]) -> bool:
    """Whether more than one worker sent these equal requests.

    A single worker waits for an answer before it tries again, on the same connection or on a new one.
    """
    for earlier, later in pairwise(group):
        before, after = journal[earlier], journal[later]
        gap = after.at - end_time(before)
        if gap < 0:
            return True
        if before.connection == after.connection or None in (before.connection, after.connected_at):
            continue
        if after.connected_at is not None and after.connected_at <= end_time(before) and gap < _PARALLEL_SECONDS:
            return True  # its connection was open already
        if (
            after.connected_at is not None
            and after.connected_at > end_time(before)
            and last_use[before.connection] > later
        ):
            return True  # the other connection was still in use
    return False


def zero_quota(exchange: Exchange) -> bool:
    """Whether a 429 says that the plan has no quota for the model (six reports until 2026-08)."""
    if exchange.status != 429:
        return False
    headers = {name.lower(): value.strip() for name, value in exchange.received}
    return "0" in (headers.get("x-ratelimit-limit-req-minute"), headers.get("x-ratelimit-limit-tokens-minute"))
