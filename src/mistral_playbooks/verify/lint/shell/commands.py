"""The commands of a parsed shell program, and the blocks around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from ..tree.source import UNKNOWN

RESERVED = {"if", "then", "elif", "else", "fi", "while", "until", "do", "done", "{", "}", "!", "esac"}
_OPENS, _CLOSES = {"if", "while", "until", "for", "case", "{", "("}, {"fi", "done", "}", "esac", ")"}
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@dataclass
class Word:
    """One word of a command."""

    line: int
    text: str = ""
    """Its value without quotes; UNKNOWN stands for each expansion."""
    variables: list[str] = field(default_factory=list)
    cuts: list[tuple[str, str]] = field(default_factory=list)
    """(variable, what follows it in braces) of each `${variable…}`."""
    quoted: bool = False
    """Whether any part of it is quoted, so that it cannot be a keyword."""
    splits: bool = False
    """Whether an expansion is not quoted, so that its value may become several words."""
    inner: list[Command] = field(default_factory=list)
    """The commands of its `$(…)`."""


class Block(NamedTuple):
    """What stands around a command."""

    kind: str
    """The keyword that opens it."""
    number: int
    part: str
    """The keyword that opens this part: `if`, `then`, `elif`, `else`, `do`."""
    place: int
    """Which part it is."""


@dataclass(eq=False)
class Command:
    """A simple command, with the operator or keyword before it."""

    line: int
    before: str
    words: list[Word] = field(default_factory=list)
    files: list[tuple[str, Word]] = field(default_factory=list)
    """(operator, target) of each redirection; a here-document's target is its text."""
    after: str = ""
    """The operator that follows it."""
    path: tuple[Block, ...] = ()
    """The blocks around it, from the outermost."""
    negated: bool = False

    @property
    def texts(self) -> list[str]:
        """The texts of its words."""
        return [word.text for word in self.words]

    @property
    def name(self) -> str:
        """Its first word; empty if it has only redirections."""
        return self.words[0].text if self.words else ""


def every(commands: list[Command]) -> Iterator[Command]:
    """Yields commands, and those in the `$(…)` of their words."""
    for command in commands:
        yield command
        for word in (*command.words, *(target for _, target in command.files)):
            yield from every(word.inner)


def assignments(command: Command) -> list[Word]:
    """Returns the words at the start of a command that assign variables."""
    return list(takewhile(lambda word: _ASSIGNMENT.match(word.text), command.words))


def values(command: Command) -> list[tuple[str, str, Word]]:
    """Returns (variable, value, word) of all that a command gives to variables: before it, by `local` and
    `readonly`, and by `for`."""
    if command.name == "for":
        listed = command.words[3:] or [Word(command.line, UNKNOWN)]  # "$@"
        return [(variable.text, word.text, word) for variable in command.words[1:2] for word in listed]
    words = command.words[1:] if command.name in ("local", "readonly") else assignments(command)
    return [(name, value, word) for word in words for name, _, value in [word.text.partition("=")]]


def functions(commands: Iterable[Command]) -> set[str]:
    """Returns the names of the functions that a program defines."""
    return {one.name for one in commands if len(one.words) == 1 and one.after == "("}


def statuses(commands: list[Command]) -> set[str]:
    """Returns the variables that hold `$?`, or a parameter."""
    given = [one for command in commands for one in values(command)]
    return {name for name, value, word in given if value == UNKNOWN and is_status(word)}


def is_status(word: Word) -> bool:
    """Whether a word is, or contains, `$?` or a parameter."""
    return UNKNOWN in word.text and not (word.variables or word.inner)


class Blocks:
    """The blocks that are open at a place of a program."""

    def __init__(self) -> None:
        self.path: tuple[Block, ...] = ()
        self._count = 0

    def has(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.path)

    def read(self, word: str) -> None:
        """Notes a keyword or a parenthesis."""
        self._count += 1
        if word in _OPENS:
            self.path = (*self.path, Block(word, self._count, word, self._count))
        elif word in _CLOSES:
            self.path = self.path[:-1]
        elif word in RESERVED and self.path:
            self.path = (*self.path[:-1], self.path[-1]._replace(part=word, place=self._count))
