"""Finds which variables of a shell program hold the key, and keys in it."""

from __future__ import annotations

from collections.abc import Iterator

from .. import strings
from ..tree.source import UNKNOWN
from .commands import Command, Word, assignments, every, values

KEY = "MISTRAL_API_KEY"


def key_names(commands: list[Command]) -> set[str]:
    """Returns the variables that hold the key: copies, also without line ends."""
    found = {KEY}
    for command in commands:
        for word in assignments(command):
            inside = [text for inner in word.inner for text in inner.texts]
            cleaned = len(word.inner) == 2 and inside[:1] == ["printf"] and "tr" in inside
            given = {*word.variables, *(v for inner in word.inner for one in inner.words for v in one.variables)}
            if found & given and (cleaned or not word.inner):
                found.add(word.text.partition("=")[0])
    return found


def keys(commands: list[Command]) -> Iterator[int]:
    """Yields the lines of words that are a key when their parts are joined."""
    given = {name: value for one in every(commands) for name, value, _ in values(one)}
    for word in (word for command in every(commands) for word in command.words):
        pieces = word.text.split(UNKNOWN)
        held = [given.get(name, " ") for name in word.variables]
        if len(held) == len(pieces) - 1:
            pieces = [piece for pair in zip(pieces, [*held, ""], strict=True) for piece in pair]
        if strings.KEY.search("".join(pieces)):
            yield word.line


def knows_key(command: Command, commands: list[Command]) -> bool:
    """Whether a test looks at the last characters of the key."""

    def cuts(word: Word) -> bool:
        inner = list(every(word.inner))
        reads = {name for one in inner for part in one.words for name in part.variables}
        return bool(reads & key_names(commands)) and any(one.name == "tail" for one in inner)

    held = {name for one in commands for name, _, word in values(one) if cuts(word)}
    looks = command.name == "case" or (command.name == "[" and command.texts[1:2] not in (["-z"], ["-n"]))
    return looks and any(cuts(word) or held & set(word.variables) for word in command.words)
