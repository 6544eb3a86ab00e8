"""What a `$ref` of a JSON Schema points at: a pointer, an anchor, an `$id`; nothing outside the schema is fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

_MOST = 5_000
"""Schemas that are looked at for an anchor or an `$id`."""


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
