"""The queues of injected faults and scripted answers, one per API key."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..paths import CODESTRAL, host_of
from ..routes import Route
from ..state.workspace import BoundedDict
from ..types import Request
from .script import Scripted
from .spec import Fault, applies, resolve

if TYPE_CHECKING:
    from mistral_playbooks.content.catalog import Catalog
    from mistral_playbooks.content.response import ErrorResponse


_RIGHT_AT = {"key-endpoint-mismatch/codestral-key": CODESTRAL}
"""The host at which the key that a fault refuses is right (reported 2026-03-25, diegosouzapw/OmniRoute#613)."""


@dataclass(slots=True, eq=False)
class Injected:
    """A fault in a key's queue. `left` is how many more times it applies, None: indefinitely."""

    fault: Fault
    name: str
    reply: ErrorResponse
    left: int | None

    def applies(self, route: Route, request: Request) -> bool:
        """Whether the fault applies to this request, which has this route."""
        if self.name in _RIGHT_AT and host_of(request.headers) == _RIGHT_AT[self.name]:
            return False
        return applies(self.fault, self.reply, route, request.path)


Item = Injected | Scripted


@dataclass(slots=True)
class KeyQueue:
    """The queue of one key. `faults` apply first; a fault among the `answers` applies in its turn."""

    faults: list[Injected] = field(default_factory=list)
    answers: list[Item] = field(default_factory=list)

    def next_fault(self, route: Route, request: Request) -> Injected | None:
        """Returns the next fault that applies to a request of this route."""
        for one in self.faults:
            if one.applies(route, request):
                return one
        first = self._first(route, request)
        return first if isinstance(first, Injected) else None

    def next_script(self, route: Route, request: Request) -> Scripted | None:
        """Returns the next scripted answer for a request of this route."""
        first = self._first(route, request)
        return first if isinstance(first, Scripted) else None

    def _first(self, route: Route, request: Request) -> Item | None:
        for one in self.answers:
            if isinstance(one, Injected):
                if one.applies(route, request):
                    return one
            elif route.inference and (not one.on or route.path in one.on):
                return one
        return None

    def count(self, one: Injected) -> None:
        """Counts one use of the fault, and removes the fault after the last one."""
        if one.left is None:
            return
        one.left -= 1
        if not one.left:
            self._remove(self.faults if one in self.faults else self.answers, one)

    def consume(self, one: Scripted) -> None:
        """Removes an answer that was sent."""
        self._remove(self.answers, one)

    def _remove(self, items: list, one: object) -> None:
        if one in items:  # another thread may have cleared the queue meanwhile
            items.remove(one)


class KeyQueues:
    """The queues by key. Faults and answers for all keys are copied for each key at its first request."""

    def __init__(self, faults: Sequence[Fault], catalog: Catalog | None) -> None:
        self._catalog = catalog
        self.shared = KeyQueue()
        self._queues: BoundedDict[KeyQueue] = BoundedDict()
        self.busy = False
        """Whether any queue may be non-empty. A shortcut, because most servers never inject anything."""
        self.hosts: dict[str, ErrorResponse] = {}
        """The other hosts (as in `ErrorResponse.host`) that faults have made this mock play."""
        for fault in faults:
            self.inject(fault)

    def played(self, host: str) -> ErrorResponse | None:
        """Returns an answer with which a fault has made this mock play a host that is not the API's, else None."""
        return next((reply for reply in self.hosts.values() if reply.is_from(host)), None) if self.hosts else None

    def queue_for(self, key: str) -> KeyQueue:
        """Returns the queue of this key."""
        queue = self._queues.get(key)
        if queue is None:
            queue = KeyQueue([copy(one) for one in self.shared.faults], [copy(one) for one in self.shared.answers])
            self._queues[key] = queue
        return queue

    def inject(self, fault: Fault, key: str | None = None) -> None:
        """Adds a fault after the existing ones, for one key or for all. Raises FaultError if it is unavailable."""
        one = self._injected(fault)
        for queue in self._affected(key):
            queue.faults.append(copy(one))
        self.busy = True

    def reply(self, answers: Sequence[Scripted | Fault], key: str | None = None) -> None:
        """Adds scripted answers after the existing ones. Raises FaultError if a fault is unavailable."""
        items = [self._injected(one, 1) if isinstance(one, Fault) else one for one in answers]
        for queue in self._affected(key):
            queue.answers += [copy(one) for one in items]
        self.busy = True

    def clear(self, key: str | None = None, *, faults: bool = True, answers: bool = True) -> None:
        """Removes queued faults, answers or both, for one key or for all."""
        for queue in self._affected(key):
            if faults:
                queue.faults.clear()
            if answers:
                queue.answers.clear()
        if key is None and faults and answers:
            self._queues.clear()
            self.hosts.clear()
            self.busy = False

    def _injected(self, fault: Fault, times: int | None = None) -> Injected:
        name, reply = resolve(fault, self._catalog)
        if reply.host is not None:
            self.hosts[reply.host] = reply
        return Injected(fault, name, reply, fault.times or times)

    def _affected(self, key: str | None) -> list[KeyQueue]:
        return [self.queue_for(key)] if key is not None else [self.shared, *self._queues.values()]
