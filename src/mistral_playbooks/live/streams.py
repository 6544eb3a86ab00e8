"""Compares the frames of two streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .shapes import ABSENT, WITHOUT, differences, frames, shape

_PLACES = {
    "the first": lambda place, count: place == {0},
    "the last": lambda place, count: place == {count - 1},
    "all but the first": lambda place, count: place == set(range(1, count)),
    "every one": lambda place, count: place == set(range(count)),
    "none": lambda place, count: not place,
}


def compare(mock: str, real: str) -> Iterator[tuple[str, str, str]]:
    """Yields each difference as (part, what the mock has, what the real answer has)."""
    for what, one, other in zip(("line ends", "comments"), _lines(mock), _lines(real), strict=True):
        if one != other:
            yield f"stream {what}", one, other
    here, there = frames(mock), frames(real)
    one, other = (_ends(found) for found in (here, there))
    if one != other:
        yield "stream ends with", one, other
    mine, theirs = _grouped(here), _grouped(there)
    for name in sorted(mine.keys() & theirs.keys()):
        for path, one, other in differences(shape(mine[name]), shape(theirs[name])):
            yield f"stream {name} {path}".strip(), one, other
    for name in sorted((mine.keys() ^ theirs.keys()) - {"middle frame"}):  # a short answer has none
        one, other = ("sent", WITHOUT) if name in mine else (ABSENT, "with it")
        yield f"stream {name}", one, other
    chunks, others = ([_filled(data) for _, data in found if isinstance(data, dict)] for found in (here, there))
    for key in sorted(set().union(*chunks, *others)):
        one, other = _places(key, chunks), _places(key, others)
        if not one & other:
            yield f"stream frames with {key}", _either(one), _either(other)


def _lines(text: str) -> tuple[str, str]:
    comments = any(line.startswith(":") for line in text.splitlines())
    return (r"\r\n" if "\r\n" in text else r"\n"), "some" if comments else "none"


def _ends(found: list[tuple[str, Any]]) -> str:
    if not found:
        return "no frame"
    name, data = found[-1]
    return name or (data if isinstance(data, str) else "a JSON frame")


def _grouped(found: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Groups frames by event name. Frames without a name are grouped as first, middle and last."""
    groups: dict[str, list[Any]] = {}
    unnamed = [data for name, data in found if not name and not isinstance(data, str)]
    for name, data in found:
        if name:
            groups.setdefault(f"event {name}", []).append(data)
    for position, data in enumerate(unnamed):
        place = "last" if position == len(unnamed) - 1 else "middle" if position else "first"
        groups.setdefault(f"{place} frame", []).append(data)
    return groups


def _filled(chunk: dict[str, Any]) -> set[str]:
    """Returns the keys of a chunk with a value, and `finish_reason` if one of its choices has one."""
    filled = {key for key, value in chunk.items() if value not in (None, [])}
    choices = chunk.get("choices")
    ended = isinstance(choices, list) and any(isinstance(one, dict) and one.get("finish_reason") for one in choices)
    return filled | ({"finish_reason"} if ended else set())


def _places(key: str, chunks: list[set[str]]) -> set[str]:
    """Returns every description of the frames that have this key. Several can fit if there are few frames."""
    place = {number for number, chunk in enumerate(chunks) if key in chunk}
    return {word for word, true in _PLACES.items() if true(place, len(chunks))} or {"some"}


def _either(words: Iterable[str]) -> str:
    return " or ".join(word for word in (*_PLACES, "some") if word in words)
