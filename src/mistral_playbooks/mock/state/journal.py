"""The requests that a mock received and its answers: the latest exchanges, limited in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from ..types import Exchange

BYTES = 64 * 1024 * 1024
"""How many bytes of request bodies a journal keeps, counted as received (parsed JSON takes several times as much). This
equals the limit of one request. With less, a single large request would drop all others, because the newest stays."""


class Journal(deque[Exchange]):
    """The latest exchanges in order of arrival. `dropped` counts the old ones that were dropped.

    Only `append`, `clear` and `forget` keep its counts right.
    """

    def __init__(self, most: int, limit: int = BYTES) -> None:
        super().__init__()
        self._most = most
        self._limit = limit
        self._size = 0
        self.dropped = 0

    def append(self, exchange: Exchange) -> None:
        """Adds an exchange, and drops the oldest ones if a limit is exceeded."""
        super().append(exchange)
        size = self._size + exchange.size
        length = len(self)
        while (length > self._most or size > self._limit) and length > 1:
            size -= self.popleft().size
            length -= 1
            self.dropped += 1
        self._size = size

    def clear(self) -> None:
        """Empties the journal and resets its counts."""
        super().clear()
        self._size = self.dropped = 0

    def forget(self, exchanges: Collection[Exchange]) -> None:
        """Removes these exchanges without counting them as dropped."""
        gone = {id(one) for one in exchanges}
        kept = [one for one in self if id(one) not in gone]
        dropped = self.dropped if kept else 0
        self.clear()
        self.dropped = dropped
        for one in kept:
            self.append(one)
