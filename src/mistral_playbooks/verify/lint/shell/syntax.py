"""Parses the part of the shell's grammar that published programs use: words, expansions, operators, redirections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from ..source import UNKNOWN

_OPERATORS = ("&&", "||", ";;", "|", ";", "&", "(", ")", "\n")
_REDIRECTION = re.compile(r"\d?(?:<<-?|>>|[<>]&[\d-]|&>>?|[<>]\(|[<>]\|?)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_NAME = re.compile(r"[A-Za-z_]\w*")
_RESERVED = {"if", "then", "elif", "else", "fi", "while", "until", "do", "done", "{", "}", "!", "esac"}
_DEPTHS = {"if": 1, "while": 1, "until": 1, "{": 1, "fi": -1, "done": -1, "}": -1, "esac": -1}


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
    depth: int = 0
    """How many keywords and braces around it are open."""

    @property
    def texts(self) -> list[str]:
        """The texts of its words."""
        return [word.text for word in self.words]

    @property
    def name(self) -> str:
        """Its first word; empty if it has only redirections."""
        return self.words[0].text if self.words else ""


class Unreadable(Exception):
    """Something that this parser does not read. Its arguments are the line and the text."""


def parse(text: str) -> list[Command]:
    """Returns the commands in order. Raises Unreadable."""
    return _Parser(text).commands()


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
    """Returns (variable, value, word) of all that a command gives to variables: before it, by `local`, and by `for`."""
    if command.name == "for":
        listed = command.words[3:] or [Word(command.line, UNKNOWN)]  # "$@"
        return [(variable.text, word.text, word) for variable in command.words[1:2] for word in listed]
    words = command.words[1:] if command.name == "local" else assignments(command)
    return [(name, value, word) for word in words for name, _, value in [word.text.partition("=")]]


def functions(commands: Iterable[Command]) -> set[str]:
    """Returns the names of the functions that a program defines."""
    return {one.name for one in commands if len(one.words) == 1 and one.after == "("}


class _Parser:
    def __init__(self, text: str, at: int = 0, line: int = 1, closing: bool = False) -> None:
        self.text, self.at, self.line, self.closing = text, at, line, closing
        self._documents: list[tuple[Word, str, bool]] = []

    def commands(self) -> list[Command]:
        """Returns the commands up to the end, or up to the `)` that closes a `$(`."""
        found: list[Command] = []
        current, depth, opened, pattern = Command(self.line, "\n"), 0, 0, False
        while True:
            self._skip()
            if self.at >= len(self.text):
                break
            if operator := self._operator():
                if operator == ")" and self.closing and not opened and not pattern:
                    break
                if pattern and operator in ("|", ")"):  # a pattern of `case`
                    pattern, current.before = operator == "|", "case)"
                    if operator == ")":
                        found.append(current)
                        current = Command(self.line, "\n", depth=depth)
                    continue
                if operator == "\n" and not (current.words or current.files) and current.before in ("|", "&&", "||"):
                    self._read_documents()  # the command continues
                    continue
                opened += {"(": 1, ")": -1}.get(operator, 0)
                current.after = operator
                found.append(current)
                pattern = operator == ";;" or (pattern and operator == "\n")
                current = Command(self.line, operator, depth=depth + opened)
                if operator == "\n":
                    self._read_documents()
                continue
            if match := _REDIRECTION.match(self.text, self.at):
                self.at = match.end()
                current.files.append((match[0], self._redirected(match[0])))
                continue
            word = self._word()
            if not current.words and not word.quoted and word.text in _RESERVED:
                depth += _DEPTHS.get(word.text, 0)
                pattern = pattern and word.text != "esac"
                if current.files or current.after:
                    found.append(current)
                current = Command(word.line, word.text, depth=depth)
                continue
            if not current.words:
                current.line = word.line
            current.words.append(word)
            if current.words[0].text == "for" and len(current.words) == 1:
                depth += 1
            if current.words[0].text == "case" and word.text == "in" and len(current.words) == 3:
                depth, pattern = depth + 1, True
                found.append(current)
                current = Command(self.line, "case", depth=depth)
        found.append(current)
        self._read_documents()
        return [
            one
            for one in found
            if one.words or one.files or one.before not in ("\n", ";", *_RESERVED) or one.after == "&"
        ]

    def _skip(self) -> None:
        while match := re.compile(r"[ ]+|\\\n|#[^\n]*").match(self.text, self.at):
            if match[0][0] == "#" and self.at and self.text[self.at - 1] not in " \n;":
                return
            self.line += match[0].count("\n")
            self.at = match.end()

    def _operator(self) -> str:
        if self.text.startswith("&>", self.at):
            return ""
        found = next((one for one in _OPERATORS if self.text.startswith(one, self.at)), "")
        self.at += len(found)
        self.line += found == "\n"
        return found

    def _redirected(self, operator: str) -> Word:
        if operator[-1].isdigit() or (operator.endswith(("-", "(")) and "<<" not in operator):
            return Word(self.line, operator)
        self._skip()
        start = self.at
        word = self._word()
        if "<<" in operator:
            raw = self.text[start : self.at]
            body = Word(word.line)
            self._documents.append((body, word.text, raw == word.text))
            return body
        return word

    def _read_documents(self) -> None:
        for body, end, expands in self._documents:
            lines = []
            while self.at < len(self.text):
                line, _, _ = self.text[self.at :].partition("\n")
                self.at += len(line) + 1
                self.line += 1
                if line.strip() == end:
                    break
                lines.append(line)
            text = "\n".join(lines)
            if expands:
                inner = _Parser(text, line=body.line)
                inner.quoted(body, "")
            else:
                body.text = text
        self._documents = []

    def _word(self) -> Word:
        word = Word(self.line)
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \n;&|()<>":
                break
            if letter == "'":
                end = self.text.find("'", self.at + 1)
                if end < 0:
                    raise Unreadable(self.line, "'")
                part = self.text[self.at + 1 : end]
                word.text, word.quoted, self.at = word.text + part, True, end + 1
                self.line += part.count("\n")
            elif letter == '"':
                word.quoted = True
                self.at += 1
                self.quoted(word, '"')
            elif letter == "\\":
                word.text += self.text[self.at + 1 : self.at + 2].replace("\n", "")
                self.line += self.text[self.at + 1 : self.at + 2] == "\n"
                self.at += 2
            elif letter == "$":
                before = word.text
                self._expansion(word)
                word.splits = word.splits or word.text == before + UNKNOWN
            elif letter == "`":
                raise Unreadable(self.line, "`")
            else:
                word.text += letter
                self.at += 1
        return word

    def quoted(self, word: Word, end: str) -> None:
        """Reads up to a closing mark, or to the end of the text if there is none."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == end:
                self.at += 1
                return
            if letter == "`":
                raise Unreadable(self.line, "`")
            if letter == "$":
                self._expansion(word)
            elif letter == "\\" and self.text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n"):
                word.text += self.text[self.at + 1].replace("\n", "")
                self.line += self.text[self.at + 1] == "\n"
                self.at += 2
            else:
                word.text += letter
                self.line += letter == "\n"
                self.at += 1
        if end:
            raise Unreadable(self.line, end)

    def _expansion(self, word: Word) -> None:
        rest = self.text[self.at :]
        if rest.startswith("$(("):
            end = rest.find("))")
            if "$(" in rest[3:end] or "`" in rest[3:end]:
                raise Unreadable(self.line, rest[: end + 2])
            word.variables += _NAME.findall(rest[3:end])
            word.cuts += [(name, "#length") for name in re.findall(r"\$\{#(\w+)", rest[3:end])]
            word.text, self.at = word.text + UNKNOWN, self.at + end + 2
        elif rest.startswith("$("):
            inner = _Parser(self.text, self.at + 2, self.line, closing=True)
            word.inner += inner.commands()
            word.text, self.at, self.line = word.text + UNKNOWN, inner.at, inner.line
        elif rest.startswith("${"):
            self._braces(word)
        elif match := re.match(r"\$(\w+|[?$#@*!-])", rest):
            name = _NAME.match(match[1])
            word.variables += [name[0]] if name else []
            word.text += UNKNOWN
            self.at += len(name[0]) + 1 if name else 2
        elif rest[1:2] in ("'", '"'):
            raise Unreadable(self.line, rest[:2])
        else:
            word.text += "$"
            self.at += 1

    def _braces(self, word: Word) -> None:
        match = re.compile(r"\$\{(#?\w+|[?$#@*-])").match(self.text, self.at)
        if not match:
            raise Unreadable(self.line, self.text[self.at : self.at + 3])
        self.at = match.end()
        inner = Word(self.line)
        self.quoted(inner, "}")
        name = match[1].lstrip("#") or match[1]
        word.variables += [*([name] if _NAME.fullmatch(name) else []), *inner.variables]
        word.cuts.append((name, "#length" if match[1] != name else inner.text))
        word.cuts += inner.cuts
        word.inner += inner.inner
        word.text += UNKNOWN
