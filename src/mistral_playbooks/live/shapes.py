"""The structure of an answer: the keys and types of its JSON, the frames of its stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

ABSENT = "absent"
WITHOUT = "without it"
"""What the mock's and the real answer are reported to have if something is missing in them."""

Shape = dict[str, frozenset[str]]
"""Path → types found there. `[]` stands for the elements of a list, `[base]` for those whose `type` is `base`."""

_LITERAL = frozenset({"object", "type", "role", "finish_reason"})
"""Fields whose value is a fixed word of the API, so the value itself is compared."""

_KINDS = {bool: "boolean", str: "string", int: "number", float: "number", type(None): "null", dict: "object"}


def shape(values: Iterable[Any]) -> Shape:
    """Returns the union of the shapes of these values."""
    found: dict[str, set[str]] = {}
    for value in values:
        for path, kind in _walk(value, ""):
            found.setdefault(path, set()).add(kind)
    return {path: frozenset(kinds) for path, kinds in found.items()}


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    literal = isinstance(value, str) and path.rpartition(".")[2] in _LITERAL
    yield path, json.dumps(value, ensure_ascii=False) if literal else _KINDS.get(type(value), "list")
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(item, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            kind = item.get("type") if isinstance(item, dict) else None
            yield from _walk(item, f"{path}[{kind if isinstance(kind, str) else ''}]")


def differences(mock: Shape, real: Shape) -> Iterator[tuple[str, str, str]]:
    """Yields (path, what the mock has, what the real answer has).

    List elements are compared only if both lists have elements of that kind. Nothing below a path that differs is
    reported.
    """
    for path in sorted(mock.keys() | real.keys()):
        parent = path[: path.rindex("[")] if path.endswith("]") else path.rpartition(".")[0]
        one, other = mock.get(path), real.get(path)
        if one == other or (path and (parent not in mock or parent not in real)):
            continue
        if path.endswith("]") and (one is None or other is None):
            continue  # an empty list
        yield path, _names(one) if one else ABSENT, _names(other) if other else WITHOUT


def _names(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds))


def frames(text: str) -> list[tuple[str, Any]]:
    """Returns a stream's frames as (event name or "", data). The data is parsed if it is JSON."""
    found: list[tuple[str, Any]] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        name, data = "", ""
        for line in block.splitlines():
            key, _, rest = line.partition(":")
            name, data = (rest.strip(), data) if key == "event" else (name, data + rest.strip() * (key == "data"))
        if data:
            found.append((name, parsed(data)))
    return found


def parsed(text: str) -> Any:
    """Parses JSON. Returns the string itself if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
