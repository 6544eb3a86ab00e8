"""Finds shell programs that go on with another request after one failed, until one is accepted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..tree.source import UNKNOWN
from .commands import Block, Command, assignments, every, functions, values

_TEMPORARY = re.compile(r"408|409|425|429|5\d\d|5\?\?|5\*")
_BAD = re.compile(r"[^0]|[1-9]\d*|.*\0.*")


def trials(top: list[Command], held: Collection[str]) -> Iterator[Command]:
    """Yields each command after whose failure the program sends another request. `held` are the variables that hold
    an answer of curl, or its status."""
    units = _units(top)
    calling = {name: _read(unit) for name, unit in units.items() if name and any(map(_is_curl, every(unit)))}
    recorded = _recorded(list(every(top)))
    inner = [word.inner for one in every(top) for word in one.words if word.inner]
    for unit in (*units.values(), *inner):
        flow = _Flow(unit, calling, recorded, held)
        yield from (command for number, command in enumerate(unit) if flow.goes_on(number))


def _units(top: list[Command]) -> dict[str, list[Command]]:
    """Returns the commands of each function, and those outside of functions as ``."""
    found: dict[str, list[Command]] = {"": []}
    defined, at, inside = functions(top), "", 0
    for number, command in enumerate(top):
        if command.before == "(" and command.after == ")" and not command.words:
            continue
        if inside and command.path[:1] and command.path[0].number == inside:
            found[at].append(command)
            continue
        inside = 0
        if command.name in defined and command.after == "(":
            at, opened = command.name, next((one for one in top[number + 2 :]), command)
            inside = opened.path[0].number if opened.path else 0
            found[at] = []
        else:
            found[""].append(command)
    return found


def _read(commands: list[Command]) -> set[str]:
    """Returns the variables from which requests are made."""
    return {name for one in every(commands) if _is_curl(one) for word in one.words for name in word.variables}


def _is_curl(command: Command) -> bool:
    return command.name == "curl"


def _recorded(commands: list[Command]) -> set[str]:
    """Returns the variables that decide with which status the program ends."""
    found: set[str] = set()
    for number, command in enumerate(commands):
        ends = any(one.name in ("exit", "return") for one in commands[number + 1 : number + 3])
        if command.name in ("exit", "return") or (command.name == "[" and (ends or number == len(commands) - 1)):
            found |= {name for word in command.words for name in word.variables}
    return found


class _Flow:
    def __init__(
        self, unit: list[Command], calling: dict[str, set[str]], recorded: Collection[str], held: Collection[str]
    ) -> None:
        self._unit, self._calling, self._recorded, self._held = unit, calling, recorded, held

    def goes_on(self, number: int) -> bool:
        """Whether another request follows if this command, or what it tests, says that a request failed."""
        command = self._unit[number]
        request = self._request(command)
        if request is not None:
            end = number
            while self._unit[end].after == "|" and end + 1 < len(self._unit):
                end += 1
            part = command.path[-1].part if command.path else ""
            last = self._unit[end]
            tested = part in ("if", "elif", "while", "until") or last.after in ("&&", "||") or command.negated
            return tested and self._reaches(self._after(end, command.negated), request)
        succeeds = self._success(command)
        chosen = command.name == "case" and any({*word.variables} & {*self._held} for word in command.words)
        if succeeds is None and not chosen:
            return False
        loop = next((one for one in reversed(command.path) if one.part in ("while", "until")), None)
        turn = [one for one in self._unit if loop and any(_is(around, loop) for around in one.path)]
        before = [self._request(one) for one in turn or self._unit[:number]]
        made = [one for one in before if one is not None]
        starts = [number] if chosen else self._after(number, not succeeds)
        changed = frozenset(name for one in turn for name, _, _ in values(one))
        return bool(made) and self._reaches(starts, made[-1], changed)

    def _request(self, command: Command) -> tuple[list[str], set[str]] | None:
        """Returns the texts and the variables of a request; None if the command sends none."""
        for one in every([command]):
            if _is_curl(one) or one.name in self._calling:
                read = {name for word in one.words for name in word.variables}
                return one.texts, read | self._calling.get(one.name, set())
        return None

    def _success(self, command: Command) -> bool | None:
        """Whether a test holds if the request succeeded; None if it tests something else."""
        words = command.texts
        if command.name != "[" or not any(set(word.variables) & {*self._held} for word in command.words):
            return None
        text = " ".join(word for word in words[1:] if UNKNOWN not in word)
        if re.fullmatch(r"-n ]|==? 2\d\d ]|==? 0 ]|-eq (?:0|2\d\d) ]|-l[te] [234]\d\d ]|-s ]", text):
            return not command.negated
        if re.fullmatch(r"-z ]|!= 2\d\d ]|!= 0 ]|-ne (?:0|2\d\d) ]|-g[te] (?:[034]|[234]\d\d) ]", text):
            return command.negated
        loops = any(one.part == "do" for one in command.path)
        if loops and re.fullmatch(r"(?:==?|-eq) 4\d\d ]", text) and not _TEMPORARY.search(text):
            return command.negated
        return None

    def _reaches(
        self, starts: list[int], request: tuple[list[str], set[str]], before: frozenset[str] = frozenset()
    ) -> bool:
        """Whether a path from one of these commands sends something else, and nothing on it says that one failed."""
        texts, read = request
        todo, seen = [(one, before) for one in starts], set()
        while todo:
            number, changed = todo.pop()
            if (number, changed) in seen or number >= len(self._unit):
                continue
            seen.add((number, changed))
            command = self._unit[number]
            given = {name for name, _, _ in values(command)}
            other = self._request(command)
            if other is not None:
                if other[0] != texts or changed & read or other[1] != read:
                    return True
                continue
            if command.name in ("exit", "return", "break"):
                continue
            noted = any(one in self._recorded and _BAD.fullmatch(value) for one, value, _ in values(command))
            if noted and len(assignments(command)) == len(command.words):
                continue
            changed |= given
            outcomes = [True, False]
            if command.before == "case)" or command.name == "[":
                told = [word for word in command.texts if UNKNOWN not in word]
                if any(map(_TEMPORARY.search, told)):
                    outcomes = [False]
                elif (succeeds := self._success(command)) is not None:
                    outcomes = [not succeeds]
            if command.name == "case":
                todo += [(one, changed) for one in self._patterns(number)]
                continue
            if command.before == "case)":
                todo += [(number + 1, changed)] if True in outcomes and not _accepts(command) else []
                continue
            if command.name not in ("[", "grep") and command.name:
                outcomes = [True]
            todo += [(one, changed) for ok in outcomes for one in self._after(number, ok != command.negated)]
        return False

    def _patterns(self, number: int) -> list[int]:
        """Returns the patterns of a `case`, and what follows it."""
        block = self._unit[number + 1].path[-1] if number + 1 < len(self._unit) else None
        inside = [n for n in range(number + 1, len(self._unit)) if block in self._unit[n].path]
        return [n for n in inside if self._unit[n].before == "case)"]

    def _after(self, number: int, ok: bool) -> list[int]:
        """Returns where the program goes on after a command with this outcome."""
        command = self._unit[number]
        depth = len(command.path)
        if command.after == "|":
            return self._after(number + 1, ok) if number + 1 < len(self._unit) else []
        if command.after == ";;":
            return self._leave(number, depth, True, ends=True)
        while command.after in ("&&", "||"):
            if ok == (command.after == "&&"):
                return [number + 1]
            number += 1
            block = len(self._unit[number].path) > depth
            while number + 1 < len(self._unit) and (
                len(self._unit[number + 1].path) > depth if block else self._unit[number].after == "|"
            ):
                number += 1
            command = self._unit[number]
            if len(command.path) > depth:  # a block, whose own operators do not count
                break
        return self._leave(number, depth, ok)

    def _leave(self, number: int, depth: int, ok: bool, ends: bool = False) -> list[int]:
        """Returns what follows a list of commands: the next, another part of its block, or what stands after that."""
        path, following = self._unit[number].path[:depth], number + 1
        while path:
            block = path[-1]
            same = following < len(self._unit) and self._unit[following].path[:depth] == path
            if same and not ends:
                return [following]
            inner = range(number + 1, len(self._unit))
            parts = [n for n in inner if len(self._unit[n].path) >= depth and _is(self._unit[n].path[depth - 1], block)]
            if block.part in ("if", "elif"):
                if ok and parts:
                    return parts[:1]
                others = [n for n in parts if self._unit[n].path[depth - 1].part in ("elif", "else")]
                if others:
                    return others[:1]
                ok = True
            elif block.part in ("while", "until") and ok == (block.part == "while") and parts:
                return parts[:1]
            again = [
                n for n, one in enumerate(self._unit) if len(one.path) >= depth and _is(one.path[depth - 1], block)
            ]
            outside = [n for n in inner if not any(_is(one, block) for one in self._unit[n].path)]
            following = outside[0] if outside else len(self._unit)
            if block.part == "do":
                loop = again[0] - (block.kind == "for")
                rest = self._leave_to(following, path[:-1])
                return [loop, *rest] if block.kind == "for" else [loop]
            path, depth, ends = path[:-1], depth - 1, False
            number = following - 1
        return [following]

    def _leave_to(self, following: int, path: tuple[Block, ...]) -> list[int]:
        inside = following < len(self._unit) and self._unit[following].path[: len(path)] == path
        return [following] if inside else []


def _is(one: Block, block: Block) -> bool:
    return one.number == block.number


def _accepts(command: Command) -> bool:
    """Whether a pattern of `case` stands for success."""
    return any(re.fullmatch(r"2\d\d|2\?\?|2\*|0", word) for word in command.texts)
