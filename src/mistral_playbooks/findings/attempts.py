"""Which request repeats which: the journal as chains of attempts at the same thing.

The API has no idempotency key, so a repetition is told by its content: method, path, key and body are equal. Two
workers that send the same prompt at the same time do that too, and so does a program that asks twice on purpose:
they repeat nothing.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from hashlib import blake2b

from ..mock import Exchange

TOGETHER = 0.25
"""Seconds: a request on another connection that was already open counts as another worker's when it comes sooner: so
long may workers take that start together. Later, a pool of connections may give a retry any of them."""

_CANDIDATES = 256  # attempts of equal content that are waiting for their repetition; bounds the work for a busy journal


def ended(exchange: Exchange) -> float:
    """When the answer was complete, or the client had left; when the request came where nobody looked."""
    return exchange.at if exchange.ended_at is None else exchange.ended_at


def failed(exchange: Exchange) -> bool:
    """Whether the program got no usable answer: an error, no answer, or a stream that the server broke off."""
    return not 200 <= exchange.status < 400 or _broken_off(exchange)


def _broken_off(exchange: Exchange) -> bool:
    return bool(exchange.fault) and exchange.ended_at is not None and not exchange.finished


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


def chains(journal: Sequence[Exchange]) -> list[list[int]]:
    """The journal → chains of indices: each request after the first of a chain repeats the failed one before it.

    Where several equal requests have failed, a repetition is taken for the oldest one's: with workers that share a
    pool of connections, every other choice would make up short waits that nobody waited.
    """
    found: list[list[int]] = []
    waiting: dict[bytes, deque[list[int]]] = {}
    for index, exchange in enumerate(journal):
        same = content(exchange)
        if same is None:
            continue
        candidates = waiting.setdefault(same, deque(maxlen=_CANDIDATES))
        chain = next((one for one in candidates if _may_repeat(journal[one[-1]], exchange)), None)
        if chain is None:
            chain = []
            found.append(chain)
        else:
            candidates.remove(chain)
        chain.append(index)
        if failed(exchange):
            candidates.append(chain)
    return [chain for chain in found if len(chain) > 1]


def _may_repeat(before: Exchange, exchange: Exchange) -> bool:
    """Whether a request came after the other's failure and is not sure to be another worker's.

    It is sure where its connection had been open before that answer ended and it followed at once: a program that
    gets an error and tries again at once does so on the same connection or makes a new one.
    """
    if exchange.at < ended(before):
        return False
    if exchange.connection is None or before.connection is None or exchange.connected_at is None:
        return True
    beside = exchange.connection != before.connection and exchange.connected_at <= ended(before)
    return not beside or exchange.at - ended(before) >= TOGETHER
