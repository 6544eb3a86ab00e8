"""What a `$ref` of a JSON Schema points at: a pointer, an anchor, an `$id`; nothing outside the schema is fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

_MOST = 5_000
"""Schemas that are looked at for an anchor or an `$id`."""

STEPS = 60_000
"""Steps that one instance may take through its schema: how much a schema makes of them is in nobody's hands, and the
server has one event loop. Some 0.2 s."""


class Whole:
    """A whole schema: what `$ref` looks into, and how many steps may still be taken through it."""

    def __init__(self, schema: Any, steps: int = STEPS) -> None:
        self.schema = schema
        self.steps = steps
        self._found: dict[str, Any] = {}
        self._known: set[str] = set()

    def step(self, members: int = 0) -> bool:
        """Takes one step, and one more for every eight members that are gone through; False where none is left."""
        self.steps -= 1 + members // 8
        return self.steps >= 0

    def expression(self, pattern: str) -> bool:
        """Takes the steps of an expression: reading it costs most, so the first time."""
        first = pattern not in self._known
        self._known.add(pattern)
        return self.step(len(pattern) * (200 if first else 8))

    def lookup(self, ref: Any) -> Any:
        """What `lookup` finds, looked for once."""
        ref = str(ref)
        if ref not in self._found:
            self._found[ref] = lookup(ref, self.schema) if self.step(len(ref) if ref[:2] == "#/" else _MOST) else {}
        return self._found[ref]


def size(value: Any, most: int = 100_000) -> int:
    """How many values are in this one, a text of eight characters counting as one; no more than about `most`."""
    count, waiting = 0, [value]
    while waiting and count < most:
        one = waiting.pop()
        count += 1 + (len(one) // 8 if isinstance(one, str) else 0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            count += len(one)
            waiting += one.values()
    return count


def lookup(ref: Any, root: Any) -> Any:
    """The schema that is meant, {} where there is none of it: nothing is demanded then."""
    address, _, fragment = str(ref).partition("#")
    found = root
    if address:
        found = next((one for one in _all(root) if _named(one.get("$id"), address)), None)
        if found is None:  # a definition's name alone, or a whole address that only its last part names
            return {}
    fragment = unquote(fragment)
    if not fragment:
        return found
    if not fragment.startswith("/"):
        names = ("$anchor", "$dynamicAnchor")
        for one in _all(found):
            if any(one.get(name) == fragment for name in names) or one.get("$id") == f"#{fragment}":
                return one
        return {}
    for part in fragment[1:].split("/"):
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            found = found.get(part, {}) if isinstance(found, dict) else {}
    return found


def _named(id: Any, address: str) -> bool:
    """An `$id` is often the whole address and the `$ref` only its last part, or the other way round."""
    if not isinstance(id, str) or not id or id.startswith("#"):
        return False
    return id.rstrip("#") == address or id.rstrip("#").rpartition("/")[2] == address.rpartition("/")[2]


def _all(root: Any) -> list[dict[str, Any]]:
    """Every object in the schema, outermost first."""
    found: list[dict[str, Any]] = []
    waiting = [root]
    for one in waiting:
        if isinstance(one, dict):
            found.append(one)
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        if len(waiting) > _MOST:
            break
    return found
