"""What a workspace keeps between requests: agents, conversations, files, jobs, libraries. Bounded, in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MAX_OBJECTS = 1_000
"""How many objects of one kind a workspace keeps; the oldest is dropped first. The API's limits are not published."""


class BoundedDict(OrderedDict[str, T], Generic[T]):
    """Objects by id, in order of creation. Beyond `limit`, the oldest is dropped."""

    def __init__(self, limit: int = MAX_OBJECTS) -> None:
        super().__init__()
        self._limit = limit

    def __setitem__(self, key: str, value: T) -> None:
        super().__setitem__(key, value)
        while len(self) > self._limit:
            self.popitem(last=False)


MAX_PROMPTS = 100
"""How many prompts the cache keeps. Not known: how many the API keeps, and for how long."""


class Workspace:
    """The objects that one API key can see."""

    def __init__(self) -> None:
        self.agents: BoundedDict[Any] = BoundedDict()
        self.conversations: BoundedDict[Any] = BoundedDict()
        self.files: BoundedDict[Any] = BoundedDict()
        self.jobs: BoundedDict[Any] = BoundedDict()
        self.libraries: BoundedDict[Any] = BoundedDict()
        self.prompts: BoundedDict[Any] = BoundedDict(MAX_PROMPTS)
        self._counters: dict[str, tuple[int, int]] = {}

    def count(self, name: str, window: int, amount: int) -> int:
        """Adds to a counter other than that of requests and tokens, and returns its value. It starts again in each
        window."""
        began, used = self._counters.get(name, (window, 0))
        used = amount + (used if began == window else 0)
        self._counters[name] = window, used
        return used


class Store:
    """The workspaces by API key. Keys never see each other's objects."""

    def __init__(self) -> None:
        self._workspaces: BoundedDict[Workspace] = BoundedDict()

    def workspace(self, key: str) -> Workspace:
        """Returns the workspace of this key, created at its first use."""
        found = self._workspaces.get(key)
        if found is None:
            found = self._workspaces[key] = Workspace()
        return found

    def all(self) -> Iterable[Workspace]:
        """Returns every workspace, because signed URLs work without a key."""
        return self._workspaces.values()
