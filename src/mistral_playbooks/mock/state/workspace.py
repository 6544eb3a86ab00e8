"""What a workspace keeps between requests: agents, conversations, files, batch jobs. In memory, and bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

KEPT = 1_000
"""How many things of one kind a workspace keeps; the oldest goes first. The API's own bounds are not published."""


class BoundedDict(OrderedDict[str, T], Generic[T]):
    """Things by their id, in order of creation; beyond `limit` the oldest goes."""

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
        self.agents: BoundedDict[Any] = BoundedDict()
        self.conversations: BoundedDict[Any] = BoundedDict()
        self.files: BoundedDict[Any] = BoundedDict()
        self.jobs: BoundedDict[Any] = BoundedDict()
        self.meters: dict[str, Any] = {}
        """Counters beside requests and tokens, by name: runs of a built-in tool, pages, seconds, characters."""


class Store:
    """The workspaces by API key. Two keys never see each other's things."""

    def __init__(self) -> None:
        self._workspaces: BoundedDict[Workspace] = BoundedDict()

    def of(self, key: str) -> Workspace:
        """The workspace of this key, made at its first use."""
        found = self._workspaces.get(key)
        if found is None:
            found = self._workspaces[key] = Workspace()
        return found

    def all(self) -> Iterable[Workspace]:
        """Every workspace: a URL that the mock signed opens without a key."""
        return self._workspaces.values()
