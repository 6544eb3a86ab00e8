"""How two answers are compared: keys, types and fixed words of a body, frames of a stream, headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from mistral_playbooks.live.shapes import frames, parsed

IGNORED = re.compile(r"set-cookie|cf-.*")
"""Headers of the edge, which cassettes keep or drop as they like."""

# How a body is framed depends on the cassette: decoded bodies lost their length.
_FRAMING = {"content-length": "(framing)", "transfer-encoding": "(framing)"}

_CODING = "content-encoding"

_FIXED = {
    "access-control-allow-origin",
    "alt-svc",
    "cf-cache-status",
    "content-type",
    "server",
    "strict-transport-security",
    "x-content-type-options",
    "x-max-retry-attempts-reached",
}
"""Headers with the same value in every answer of a kind."""

_WORDS = {"finish_reason", "model", "object", "purpose", "role", "sample_type", "service_tier", "source", "type"}
"""Fields whose values are compared, because programs tell things apart by them."""

Shape = dict[str, set[str]]
"""What a value holds: path → the types found there, or the values of `_WORDS`. `[]` stands for the elements of a
list."""


def shape(values: Iterable[Any]) -> Shape:
    """The union of the shapes of these values."""
    found: Shape = {}
    for value in values:
        _walk(value, "", found)
    return found


def _walk(value: Any, path: str, found: Shape) -> None:
    kind = {bool: "boolean", str: "string", int: "number", float: "number", type(None): "null", dict: "object"}
    word = isinstance(value, str) and path.rpartition(".")[2] in _WORDS
    found.setdefault(path, set()).add(json.dumps(value) if word else kind.get(type(value), "list"))
    if isinstance(value, dict):
        for name, item in value.items():
            _walk(item, f"{path}.{name}".lstrip("."), found)
    elif isinstance(value, list):
        for item in value:
            _walk(item, f"{path}[]", found)


def differences(recorded: Shape, mine: Shape) -> list[str]:
    """Keys that only one of them has, and types that differ. What a list holds is compared where both lists hold
    something; what is under a key that differs is not named again."""
    problems: list[str] = []
    for path in sorted(recorded.keys() | mine.keys()):
        parent = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
        one, other = recorded.get(path), mine.get(path)
        if one == other or (path and (parent not in recorded or parent not in mine)):
            continue
        if path.endswith("[]") and (one is None or other is None):
            continue  # an empty list
        if one is None:
            problems.append(f"body: {path} is not recorded")
        elif other is None:
            problems.append(f"body: {path} is missing")
        else:
            problems.append(f"body: {path} is {_names(other)}, recorded as {_names(one)}")
    return problems


def _names(types: set[str]) -> str:
    return " or ".join(sorted(types))


def headers(recorded: Mapping[str, str], mine: Mapping[str, str], *, filtered: bool) -> list[str]:
    """Header names that only one of them has, and fixed values that differ. `filtered`: the cassette kept a few alone.

    A cassette that keeps decoded bodies has lost `content-encoding`, but one that names a coding, or a length of its
    own, shows what was sent."""
    there, here = _comparable(recorded), _comparable(mine)
    problems = [f"header: {name} is missing" for name in sorted(there.keys() - here.keys())]
    if not filtered:
        problems += [f"header: {name} is not recorded" for name in sorted(here.keys() - there.keys())]
    for name in sorted(there.keys() & here.keys() & _FIXED):
        if there[name] != here[name]:
            problems.append(f"header: {name} is {here[name]}, recorded as {there[name]}")
    one, other = recorded.get(_CODING), mine.get(_CODING)
    plain = "content-length" in recorded and "transfer-encoding" not in recorded
    if one != other and (one or plain):
        problems.append(f"header: {_CODING} is {other}, recorded as {one}")
    return problems


def _comparable(headers: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in headers.items() if name != _CODING and not IGNORED.fullmatch(name)}
    return {_FRAMING.get(name, name): value for name, value in kept.items()}


def words(recorded: dict[str, Any] | None, mine: dict[str, Any] | None) -> list[str]:
    """What the model said, where the mocked one was given the words."""
    if recorded is None:
        return []
    return [
        f"said: {name} is {(mine or {}).get(name)!r}, recorded as {recorded[name]!r}"
        for name in recorded
        if (mine or {}).get(name) != recorded[name]
    ]


def streams(recorded: str, mine: str) -> list[str]:
    """Frames are compared by the name of their event; those without one as first, middle and last."""
    there, here = _grouped(frames(recorded)), _grouped(frames(mine))
    short = {"middle"}  # an answer of few words has none
    problems = [f"stream: no {name} frame" for name in sorted(there.keys() - here.keys() - short)]
    problems += [f"stream: a {name} frame is not recorded" for name in sorted(here.keys() - there.keys() - short)]
    one, other = (_order(frames(text)) for text in (recorded, mine))
    if one != other:
        problems.append(f"stream: the frames are {', '.join(other)}; recorded as {', '.join(one)}")
    for name in sorted(there.keys() & here.keys()):
        found = differences(shape(there[name]), shape(here[name]))
        problems += [f"{name} frame: {problem.removeprefix('body: ')}" for problem in found]
    return problems


def _order(found: list[tuple[str, Any]]) -> list[str]:
    """What the frames hold, one after the other; frames that hold the same count once. Of a completion's text, what
    was said has any number of frames, so all but the last of them are left out."""
    names = [name or (data if isinstance(data, str) else _kind(data)) for name, data in found]
    order = [name for name, following in pairwise([*names, ""]) if name != following]
    return [name for name, following in pairwise([*order, ""]) if not following.startswith(f"{name} + ")]


def _kind(frame: Any) -> str:
    """What one frame of a completion holds: `text + stop + usage`."""
    kinds: list[str] = []
    for choice in frame.get("choices") or () if isinstance(frame, dict) else ():
        delta = choice["delta"]
        content = delta.get("content")
        kinds += ["role"] * ("role" in delta)
        if isinstance(content, list):
            kinds += ["empty " * (part.get("thinking") == []) + part["type"] for part in content]
        elif isinstance(content, str) and "role" not in delta:
            kinds.append("text" if content else "empty text")
        if calls := delta.get("tool_calls"):
            kinds.append("1 call" if len(calls) == 1 else f"{len(calls)} calls")
        kinds += [choice["finish_reason"]] * bool(choice["finish_reason"])
    return " + ".join([*kinds, *(["usage"] if isinstance(frame, dict) and frame.get("usage") else [])])


def _grouped(found: list[tuple[str, Any]]) -> Mapping[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    unnamed = [data for name, data in found if not name and not isinstance(data, str)]
    for name, data in found:
        if isinstance(data, str):
            groups.setdefault(data, []).append("")
        elif name:
            groups.setdefault(name, []).append(data)
    for position, data in enumerate(unnamed):
        place = "last" if position == len(unnamed) - 1 else "middle" if position else "first"
        groups.setdefault(place, []).append(data)
    return groups


def errors(recorded: str, mine: str) -> list[str]:
    """Two error bodies, which must be the same but for ids and counted tokens."""
    return list(_changed(_settled(parsed(recorded)), _settled(parsed(mine)), ""))


def _changed(recorded: Any, mine: Any, path: str) -> Iterator[str]:
    if isinstance(recorded, dict) and isinstance(mine, dict):
        for name in sorted(recorded.keys() | mine.keys()):
            here = f"{path}.{name}".lstrip(".")
            if name not in mine:
                yield f"body: {here} is missing"
            elif name not in recorded:
                yield f"body: {here} is not recorded"
            else:
                yield from _changed(recorded[name], mine[name], here)
    elif isinstance(recorded, list) and isinstance(mine, list) and len(recorded) == len(mine):
        for number, (one, other) in enumerate(zip(recorded, mine, strict=True)):
            yield from _changed(one, other, f"{path}[{number}]")
    elif recorded != mine:
        one, other = (json.dumps(value, ensure_ascii=False) for value in (recorded, mine))
        yield f"body: {path} is {other}, recorded as {one}"


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "(id)" if name == "request_id" else _settled(item) for name, item in sorted(value.items())}
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if isinstance(value, str):
        return re.sub(r"^Prompt contains \d+ tokens", "Prompt contains N tokens", value)
    return value
