"""What a workspace keeps between requests: agents, conversations, files, batch jobs. In memory, and bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

KEPT = 1_000
"""How many things of one kind a workspace keeps; the oldest goes first. The API's own bounds are not published."""


class Shelf(OrderedDict[str, T], Generic[T]):
    """Things of one kind by their id, in order of creation."""

    def __init__(self, limit: int = KEPT) -> None:
        super().__init__()
        self._limit = limit

    def __setitem__(self, key: str, value: T) -> None:
        super().__setitem__(key, value)
        while len(self) > self._limit:
            self.popitem(last=False)


class Workspace:
    """What one API key sees."""

    def __init__(self) -> None:
        self.agents: Shelf[Any] = Shelf()
        self.conversations: Shelf[Any] = Shelf()
        self.files: Shelf[Any] = Shelf()
        self.jobs: Shelf[Any] = Shelf()
        self.meters: dict[str, Any] = {}
        """What counts beside requests and tokens, by name: runs of a built-in tool, pages, seconds, characters."""


class Store:
    """The workspaces by API key. Two keys never see each other's things."""

    def __init__(self) -> None:
        self._workspaces: Shelf[Workspace] = Shelf()

    def of(self, key: str) -> Workspace:
        """The workspace of this key, made at its first use."""
        found = self._workspaces.get(key)
        if found is None:
            found = self._workspaces[key] = Workspace()
        return found

    def all(self) -> Iterable[Workspace]:
        """Every workspace: an address that was signed by the mock opens without a key."""
        return self._workspaces.values()
