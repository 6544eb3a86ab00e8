"""Finds what a shell program uses that is not on the list: commands, options, variables, operators, files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .. import strings
from ..allowlist import Use, is_header, matches, names
from ..tree.source import UNKNOWN
from .commands import Command, Word, assignments, every, functions, is_status, values
from .keys import KEY, key_names
from .syntax import Unreadable, parse

_ELSEWHERE = re.compile(r"[@<]?(?:/(?!v1\b|dev/null$)|~|\.\.)|.*?(?:[=@<]/|/\.\.|/proc/|/dev/(?!null$))", re.DOTALL)
"""A file outside of the program's folder."""
_CHECKOUT = re.compile(r"(?:.*/)?(?:snippets|node_modules)(?:/.*)?|.*\.(?:sh|py|[mc]?[jt]s)|\.[A-Za-z].*")
"""A program, a file of settings, or a folder that only a checkout has."""
_GLOB = re.compile(r"[^/]*[*?].*/.*|[*?\w]*[*?]")
"""A pattern for folders, or for any file."""
_ESCAPED = re.compile(r"\\(?:0?[0-7]{2,3}|x[0-9A-Fa-f])")
"""A letter as its number."""
_FILE_OPTIONS = {"--output", "-o", "--dump-header", "-D", "--stderr"}
_CUTS = (["tail", "-c", "4"], ["tail", "-c4"])
_READS_INPUT = {"cat", "tee", "head", "tail", "grep", "cut", "tr", "base64"}
_OPERAND = {"grep": 2, "cut": 1, "tr": 9, "tee": 9}
"""How many words without a hyphen a command needs before it reads a file and not its input. `tr` and `tee` never do."""


def uses(commands: list[Command], variables: Collection[str]) -> Iterator[Use]:
    """Yields every use that is not on the list. `variables` are those that the program's run sets."""
    yield from _Uses(commands, variables).find()


class _Uses:
    def __init__(self, commands: list[Command], variables: Collection[str]) -> None:
        self._all = list(every(commands))
        self._set = {name for one in self._all for name, _, _ in values(one)}
        self._named = self._literal_files()
        self._functions = functions(self._all)
        self._known = {*variables}
        self._keys = key_names(self._all)

    def find(self) -> Iterator[Use]:
        for command in self._all:  # grows: a trap is a program of its own
            yield from self._operators(command)
            for word in command.words:
                yield from self._word(word)
            for operator, target in command.files:
                yield from self._file(command, operator, target)
            yield from self._assigned(command)
            yield from self._command(command)
            yield from self._key(command)

    def _spelled(self, word: Word) -> str:
        """Returns a word's text with what its variables hold, where each of them has one literal value."""
        given = [(name, value) for one in self._all for name, value, _ in values(one)]
        held = [[value for name, value in given if name == read] for read in word.variables]
        pieces = word.text.split(UNKNOWN)
        plain = len(pieces) == len(held) + 1 and not any(text for _, text in word.cuts)
        if not plain or any(len(one) != 1 or UNKNOWN in one[0] for one in held):
            return word.text
        return "".join(piece + value for piece, value in zip(pieces, [*(one[0] for one in held), ""], strict=True))

    def _literal_files(self) -> set[str]:
        """Returns the variables that hold the name of a file: a literal, what `mktemp` made, or a parameter."""
        literal: dict[str, bool] = {}
        for command in self._all:
            for name, value, word in values(command):
                made = [one.name for one in word.inner] == ["mktemp"]
                given = command.name != "for" and value == UNKNOWN and is_status(word)
                literal[name] = literal.get(name, True) and (made or given or UNKNOWN not in value)
        return {name for name, every_value in literal.items() if every_value}

    def _assigned(self, command: Command) -> Iterator[Use]:
        """Checks names of variables, and values that would be files elsewhere."""
        for name, value, word in values(command):
            if not matches(name, names("curl", "assigned")) or name.endswith("proxy"):
                yield Use(word.line, f"{name}=", "Choose a name in lower case")
            if _ELSEWHERE.match(value) or (command.name == "for" and _is_elsewhere(word)):
                yield _elsewhere(word)

    def _operators(self, command: Command) -> Iterator[Use]:
        allowed = {*(names("curl", "operator") or ()), "\n", ""}
        if command.after not in allowed:
            yield Use(command.line, command.after, "Wait for each command")

    def _word(self, word: Word) -> Iterator[Use]:
        for name in word.variables:
            if name not in self._set | self._known and not matches(name, names("curl", "variable")):
                yield Use(word.line, f"${name}", f"Read {KEY}")
        for address in strings.addresses(word.text):
            yield Use(word.line, address, "Call https://api.mistral.ai")
        if escaped := _ESCAPED.search(word.text):
            yield Use(word.line, escaped[0], "Write the letter itself")

    def _is_file(self, word: Word) -> bool:
        """Whether a word names a file of the program: literally, or as a parameter."""
        named = word.text.startswith(UNKNOWN) and not word.variables and not word.inner  # "$1"
        literal = UNKNOWN not in word.text or (bool(word.variables) and set(word.variables) <= self._named)
        return (named or (literal and not word.inner)) and not (
            _ELSEWHERE.match(word.text) or _CHECKOUT.fullmatch(word.text)
        )

    def _file(self, command: Command, operator: str, target: Word) -> Iterator[Use]:
        yield from self._word(target)
        if "<<" in operator:
            return
        if operator[-1].isdigit():
            if operator.lstrip("1") not in (">&2", "2>&1"):
                yield Use(command.line, operator, "Leave standard error and input unchanged")
        elif operator not in ("<", ">", ">>") or target.text.startswith("-") or not self._is_file(target):
            what = operator if target.text == operator else f"{operator} {target.text}"
            yield Use(command.line, what, "Leave standard error and input unchanged")

    def _command(self, command: Command) -> Iterator[Use]:
        rest = command.words[len(assignments(command)) :]
        if not rest or command.before == "case)" or command.name in ("for", "case"):
            return
        if len(rest) < len(command.words):
            what = f"{command.name.partition('=')[0]}=… before a command"
            yield Use(command.line, what, "Set nothing for one command")
        name = rest[0].text
        listed = names("curl", "command", name)
        if name in self._functions and listed is None:
            yield from map(_elsewhere, filter(_is_elsewhere, rest[1:]))
            return
        if listed is None or UNKNOWN in name:
            yield Use(command.line, name.replace(UNKNOWN, "$…"))
            return
        if name == "command" and [word.text for word in rest[1:2]] != ["-v"]:
            yield Use(command.line, "command without -v")
        if name == "trap" and len(rest) > 1:
            try:
                self._all.extend(every(parse(rest[1].text, rest[1].line)))
            except Unreadable as found:
                yield Use(command.line, found.args[1], "Write the trap with plain commands")
        if name == "date" and "-u" not in [word.text for word in rest]:
            yield Use(command.line, "date without -u", "Write `date -u`: readers live in other time zones")
        if name == "printf" and any("%(" in word.text for word in rest[1:2]):
            yield Use(command.line, f"printf {rest[1].text}", "Write `date -u`")
        if name == "set" and (len(rest) == 1 or rest[-1].text == "xtrace"):
            yield Use(command.line, "set without an option" if len(rest) == 1 else "set -o xtrace")
        if name in self._functions:
            yield Use(command.line, f"{name}()", "Give the function another name")
        fed = command.before == "|" or any("<<" in operator for operator, _ in command.files)
        yield from self._curl(rest, listed, fed) if name == "curl" else self._options(rest, listed)
        given = [word for word in rest[1:] if not word.text.startswith("-") or word.text == "-"]
        reads = name in _READS_INPUT and command.before != "|" and not any("<" in one for one, _ in command.files)
        operands = given[_OPERAND.get(name, 1) - 1 :] if name in _READS_INPUT and name != "tr" else []
        for word in given if name in ("tee", "cat", "rm", "head") else operands:
            if not (self._is_file(word) or word.text.isdigit()):
                yield Use(
                    word.line, f"{name} {word.text}".replace(UNKNOWN, "$…"), "Name the file literally, or use mktemp"
                )
        if reads and (len(given) < _OPERAND.get(name, 1) or any(word.text == "-" for word in given)):
            yield Use(command.line, f"{name} without a file", "Name the file that it reads")

    def _options(self, words: list[Word], listed: Collection[str]) -> Iterator[Use]:
        for word in words[1:]:
            plain = not word.quoted and re.match(r"-\D", word.text)
            if plain and words[0].text not in ("echo", "tail") and not matches(word.text, listed):
                yield Use(word.line, f"{words[0].text} {word.text}")
            if _is_elsewhere(word) and words[0].text != "grep":
                yield _elsewhere(word)

    def _curl(self, words: list[Word], listed: Collection[str], fed: bool) -> Iterator[Use]:
        at, addresses = 1, []
        while at < len(words):
            word = words[at]
            if word.splits:
                yield Use(word.line, "an expansion without quotes", 'Write it as "$name"')
            name, equals, value = word.text.partition("=")
            if name.startswith("-") and len(name) > 1:
                if f"{name}=" in listed:
                    at += 1
                    value = words[at].text if at < len(words) else value
                    if at < len(words):
                        yield from self._value(words[at], name, fed)
                    addresses += [value] if name == "--url" else []
                elif equals or not (name in listed or _is_cluster(name, listed)):
                    yield Use(word.line, f"curl {name}")
            else:
                addresses.append(self._spelled(word))
            at += 1
        for address in addresses:
            if not strings.is_listed(address):
                yield Use(words[0].line, f"curl {address.replace(UNKNOWN, '$…')}", strings.IN_FULL)

    def _value(self, word: Word, option: str, fed: bool) -> Iterator[Use]:
        value, shown = word.text, f"curl {option} {word.text}"
        if word.splits:
            yield Use(word.line, "an expansion without quotes", 'Write it as "$name"')
        json = value.startswith(("{", "["))
        file = None if json else re.match(r"(?:[\w.\[\]-]*=|[\w.-]*(?=@))?[@<]([^;]*)", value)
        named = word if option in _FILE_OPTIONS and value != "-" else None
        if file and not (fed and value == "@-"):
            named = _part(word, file[1])
        if named is not None and (named.text == "-" or not self._is_file(named)):
            yield Use(word.line, shown, "Name a file without a folder")
        if option == "--stderr" and value != "-":
            yield Use(word.line, shown, "Leave standard error unchanged")
        if option in ("--write-out", "-w"):
            if value.startswith("@") or UNKNOWN in value or "%output" in value:
                yield Use(word.line, shown, "Write the format itself")
            for name in re.findall(r"%\{([^}]+)", value):
                if not matches(name, names("curl", "written")):
                    yield Use(word.line, f"curl {option} %{{{name}}}")
            for name in re.findall(r"%header\{([^}]+)", value):
                if not is_header(name):
                    yield Use(word.line, f"header {name}", "Decide by the status")

    def _key(self, command: Command) -> Iterator[Use]:
        """Checks that the key is only sent as the key, tested, or cut to its last characters."""
        name = command.name
        for _, target in command.files:
            if held := self._keys & set(target.variables):
                yield Use(target.line, f"${min(held)} outside of the header", "Print its last 4 characters at most")
        for number, word in enumerate(command.words):
            if not (held := self._keys & set(word.variables)):
                continue
            header = word.text == f"Authorization: Bearer {UNKNOWN}" and name == "curl"
            tested = name == "[" and command.words[number - 1].text in ("-z", "-n")
            required = name == ":" or any(cut[0] == KEY and cut[1].startswith(":?") for cut in word.cuts)
            copied = number < len(assignments(command)) and word.text.partition("=")[2] == UNKNOWN
            following = [text for one in self._all[self._all.index(command) + 1 :][:1] for text in one.texts]
            cut = name == "printf" and command.after == "|" and following in _CUTS
            cleaned = name == "printf" and command.after == "|" and following[:2] == ["tr", "-d"]
            if not (header or tested or required or copied or cut or cleaned):
                yield Use(word.line, f"${min(held)} outside of the header", "Print its last 4 characters at most")


def _part(word: Word, text: str) -> Word:
    """Returns a word for the file that is a part of another word."""
    return Word(word.line, text, word.variables if UNKNOWN in text else [], inner=word.inner if UNKNOWN in text else [])


def _is_elsewhere(word: Word) -> bool:
    """Whether a word may be a file outside of the program's folder. Messages have spaces."""
    glob = not word.quoted and _GLOB.fullmatch(word.text)
    return bool(_ELSEWHERE.match(word.text) or _CHECKOUT.fullmatch(word.text) or glob) and " " not in word.text


def _elsewhere(word: Word) -> Use:
    return Use(word.line, word.text, "Name a file without a folder")


def _is_cluster(name: str, listed: Collection[str]) -> bool:
    """Whether this is several short options in one word, all of them on the list."""
    return not name.startswith("--") and all(f"-{letter}" in listed for letter in name[1:])
