"""What each API key still has before it: its own run through the injected faults, and its scripted answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...support.errors import UserError
from ..routes import Route
from ..state.workspace import Shelf
from .spec import Fault, applies, resolve

if TYPE_CHECKING:
    from mistral_playbooks.content.catalog import Catalog
    from mistral_playbooks.content.response import ErrorResponse

    from .script import Scripted


class ReplyError(UserError, ValueError):
    """A scripted answer that cannot be used. The text says what it may be."""


@dataclass(slots=True, eq=False)
class Injected:
    """A fault that one key has before it. `left`: how many times more it is met, None without end."""

    fault: Fault
    name: str
    reply: ErrorResponse
    left: int | None

    def copy(self) -> Injected:
        """The same, for another key."""
        return Injected(self.fault, self.name, self.reply, self.left)


@dataclass(slots=True, eq=False)
class Told:
    """One scripted answer that one key has before it."""

    script: Scripted

    def copy(self) -> Told:
        """The same, for another key."""
        return Told(self.script)


Item = Injected | Told


@dataclass(slots=True)
class Run:
    """One key's: faults come first; a fault among the answers comes in its turn."""

    faults: list[Injected] = field(default_factory=list)
    answers: list[Item] = field(default_factory=list)

    def fault(self, route: Route, path: str) -> Injected | None:
        """The fault that a request of this route meets; those for other endpoints do not stand in its way."""
        for one in self.faults:
            if applies(one.fault, one.reply, route, path):
                return one
        first = self._first(route, path)
        return first if isinstance(first, Injected) else None

    def told(self, route: Route, path: str) -> Told | None:
        """The scripted answer to a request of this route."""
        first = self._first(route, path)
        return first if isinstance(first, Told) else None

    def _first(self, route: Route, path: str) -> Item | None:
        for one in self.answers:
            if isinstance(one, Injected):
                if applies(one.fault, one.reply, route, path):
                    return one
            elif route.inference and (not one.script.on or route.path in one.script.on):
                return one
        return None

    def met(self, one: Injected) -> None:
        """The fault was met once."""
        if one.left is None:
            return
        one.left -= 1
        if not one.left:
            self._drop(self.faults if one in self.faults else self.answers, one)

    def said(self, one: Told) -> None:
        """The answer was given."""
        self._drop(self.answers, one)

    def _drop(self, items: list, one: object) -> None:
        if one in items:  # another thread may have cleared it meanwhile
            items.remove(one)


class Runs:
    """The runs by key. What was given for all keys is copied for each at its first request."""

    def __init__(self, faults: Sequence[Fault], catalog: Catalog | None) -> None:
        self._catalog = catalog
        self.given = Run()
        self._runs: Shelf[Run] = Shelf()
        self.busy = False
        """Whether any key has anything before it, as far as is known: most servers never inject anything."""
        for fault in faults:
            self.inject(fault)

    def of(self, key: str) -> Run:
        """What this key has before it."""
        run = self._runs.get(key)
        if run is None:
            given = self.given
            run = Run([one.copy() for one in given.faults], [one.copy() for one in given.answers])
            self._runs[key] = run
        return run

    def inject(self, fault: Fault, key: str | None = None) -> None:
        """One more fault after those that are there, for one key or for all. FaultError for what cannot be."""
        one = self._injected(fault)
        for run in self._of_all(key):
            run.faults.append(one.copy())
        self.busy = True

    def reply(self, answers: Sequence[object], key: str | None = None) -> None:
        """Scripted answers, in order, after those that are there. ReplyError, FaultError for what cannot be."""
        from .script import parse  # only who scripts an answer waits for it to be imported

        items: list[Item] = [self._injected(one, 1) if isinstance(one, Fault) else Told(parse(one)) for one in answers]
        for run in self._of_all(key):
            run.answers += [one.copy() for one in items]
        self.busy = True

    def clear(self, key: str | None = None, *, faults: bool = True, answers: bool = True) -> None:
        """Nothing more of these kinds, for one key or for all."""
        for run in self._of_all(key):
            if faults:
                run.faults.clear()
            if answers:
                run.answers.clear()
        if key is None and faults and answers:
            self._runs.clear()
            self.busy = False

    def _injected(self, fault: Fault, times: int | None = None) -> Injected:
        name, reply = resolve(fault, self._catalog)
        return Injected(fault, name, reply, fault.times or times)

    def _of_all(self, key: str | None) -> list[Run]:
        return [self.of(key)] if key is not None else [self.given, *self._runs.values()]
