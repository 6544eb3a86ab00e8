"""Finds mistakes in a shell program that calls curl."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..allowlist import is_header, names
from ..habits import (
    MAX_WAIT,
    by_clock,
    hurries,
    long_sleep,
    matches_error_text,
    pointless_sleep,
    swallows,
    tries_others,
)
from ..tree.source import UNKNOWN
from .commands import Command, Word, assignments, every, functions, is_status, statuses, values
from .keys import key_names, knows_key
from .syntax import trapped
from .trials import trials

_CUTTERS = {"tr", "cut", "head", "tail"}
PARAMETER = "$1"
"""Stands for the parameters of functions."""
_SLOW = re.compile(r"\b(?:for|while|until)\b")


def mistakes(top: list[Command], text: str, variables: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each mistake. `top` are the commands of a program, `text` is its source, and
    `variables` are those that it gets besides the key."""
    commands = list(every(top))
    ignored = _ignored(top)
    answers, held = _answers(commands), key_names(commands) | {*variables}
    clocks = _clocks(commands)
    loops = bool(_SLOW.search(re.sub(r"#.*", "", text)))
    yield from ((one.line, tries_others()) for one in trials(top, answers | statuses(commands)))
    for number, command in enumerate(commands):
        words, name = command.texts, command.name
        if name == "curl" and "--fail-with-body" not in words:
            short = (
                ", not `--fail`" if any(re.fullmatch(r"--fail|-[a-zA-Z]*f[a-zA-Z]*", word) for word in words) else ""
            )
            yield (
                command.line,
                f"calls curl so that an HTTP error has no exit status or no body. Write `--fail-with-body`{short}",
            )
        yield from _sends(command, held)
        places = [(commands, number), *((trap, at) for trap in [trapped(command)] for at in range(len(trap)))]
        if command in ignored or any(_swallows(*one) for one in places):
            yield command.line, swallows()
        if knows_key(command, commands):
            yield command.line, "compares the end of the key, which is another for each reader. Print it"
        limits = [words[n + 1] for n, one in enumerate(words[:-1]) if name == "curl" and one in ("--max-time", "-m")]
        if any(re.fullmatch(r"0?\.\d+", one) for one in limits):
            yield command.line, hurries()
        if _decides_by_clock(command, clocks):
            yield command.line, by_clock()
        if _decides_by_text(command, commands[:number], answers):
            yield command.line, matches_error_text("--write-out '%{http_code}'")
        if name == "sleep" and words[1:]:
            if words[1].isdigit() and int(words[1]) > MAX_WAIT:
                yield command.line, long_sleep()
            elif not loops:
                yield command.line, pointless_sleep()


def _sends(command: Command, held: set[str]) -> Iterator[tuple[int, str]]:
    for word in command.words:
        if re.match(r"authorization:", word.text, re.IGNORECASE) and not held & set(word.variables):
            yield word.line, "sends a key that is not read from the environment. Read it from MISTRAL_API_KEY"


def _swallows(commands: list[Command], number: int) -> bool:
    """Whether a command hides that the one before it failed."""
    command, words = commands[number], commands[number].texts
    if words == ["exit", "0"]:
        at_end = not command.path and command.before in ("\n", ";")
        return at_end or command.before == "||" or _follows_failure(commands, number)
    if words in (["true"], [":"]) and command.before in ("\n", ";", "||"):
        return not (command.before == "||" and _keeps_status(commands, number - 1))
    if command.before != "||" or not words:
        return False
    assigned = {name for name, _, _ in values(command)}
    read = {name for one in commands for word in one.words for name in word.variables}
    return len(assignments(command)) == len(words) and not assigned & read


def _follows_failure(commands: list[Command], number: int) -> bool:
    """Whether tests of `$?` for another value than 0, before `&&` or in the `if` around it, led to a command."""
    start = number
    while start and commands[start].before == "&&":
        start -= 1
    inside = {one.number for one in commands[number].path if one.part == "then"}
    tests = [one.path[-1] for one in commands[:number] if one.path and one.path[-1].part in ("if", "elif")]
    place = max((one.place for one in tests if one.number in inside), default=None)
    return any(
        test.name == "["
        and (test.negated or test.texts[2:4] not in (["-eq", "0"], ["=", "0"]))
        and any(set(word.variables) & statuses(commands) or is_status(word) for word in test.words)
        for at, test in enumerate(commands[:number])
        if at >= start or (test.path and test.path[-1].place == place)
    )


def _keeps_status(commands: list[Command], number: int) -> bool:
    """Whether a variable gets the status of an answer, and a test after that looks at it."""
    before, around = commands[number], number
    while around > 0 and before in every([commands[around - 1]]):
        around -= 1  # the commands of a `$(…)` follow the one that they are a part of
    given = {
        name
        for name, _, word in values(commands[around])
        if any("%{http_code}" in text for one in every(word.inner) for text in one.texts)
    }
    later = [one for one in commands[number + 1 :] if one.name in ("case", "[")]
    return any(given & set(word.variables) for one in later for word in one.words)


def _ignored(commands: list[Command]) -> list[Command]:
    """Returns the calls of curl whose failure changes nothing: others follow, and none of them looks at the status."""
    if any(one.name == "set" and any("e" in text for text in one.texts[1:]) for one in commands):
        return []
    found = []
    for number, command in enumerate(commands):
        if command.name != "curl" or command.before in ("if", "elif", "while", "until"):
            continue
        end = number
        while end + 1 < len(commands) and commands[end + 1].before == "|":
            end += 1
        following = commands[end + 1] if end + 1 < len(commands) else None
        for block in reversed(command.path):
            if following is None or block in following.path:
                break  # it is not the last one in its block
            outside = [one for one in commands[end + 1 :] if block.number not in [around.number for around in one.path]]
            following = None if block.kind == "{" or not outside else outside[0]
        kept = commands[end].name == "tee"  # and looked at afterwards
        if following is None or kept or commands[end].after not in ("\n", ";") or following.before not in ("\n", ";"):
            continue  # it is the last one, or decides what follows
        words = [*following.words, *(target for _, target in following.files)]
        if not any(map(is_status, words)):
            found.append(command)
    return found


def _answers(commands: list[Command]) -> set[str]:
    """Returns the variables that hold what curl printed, also through other variables."""
    found: set[str] = set()
    defined, before = functions(commands), None
    while before != found:
        before = set(found)
        for command in commands:
            for name, _, word in values(command):
                calls = any(one.name == "curl" for one in every(word.inner))
                found |= {name} if calls or _reads(word) & found else set()
            if command.name == "curl":
                texts = command.texts
                files = [command.words[n + 1] for n, text in enumerate(texts[:-1]) if text in ("--output", "-o")]
                found |= {name for word in (*files, *(f for _, f in command.files)) for name in word.variables}
            elif command.name in defined and any(_reads(word) & found for word in command.words[1:]):
                found.add(PARAMETER)
    return found


def _reads(word: Word) -> set[str]:
    """Returns the variables that a word reads, also in its `$(…)`; PARAMETER for those of a function."""
    found = set(word.variables)
    if word.text.count(UNKNOWN) > len(word.variables) + len(word.inner):
        found.add(PARAMETER)
    for command in every(word.inner):
        for one in (*command.words, *(target for _, target in command.files)):
            found |= set(one.variables)
    return found


def _clocks(commands: list[Command]) -> dict[str, bool]:
    """Returns the variables that hold a time; true if it is how long curl took."""
    given = [(name, word) for one in commands for name, _, word in values(one)]
    found = {name: took for name, word in given if (took := _clock(word)) is not None}
    for _ in given:  # through other variables
        found = {name: found[read] for name, word in given for read in word.variables if read in found} | found
    return found


def _clock(word: Word) -> bool | None:
    """Whether the `$(…)` of a word says how long curl took; False if it says what time it is, None if neither."""
    inner = list(every(word.inner))
    if any(one.name == "curl" and any("%{time_" in text for text in one.texts) for one in inner):
        return True
    return False if any(one.name == "date" for one in inner) else None


def _decides_by_clock(command: Command, clocks: dict[str, bool]) -> bool:
    """Whether a test depends on the day, or on how fast the API answers. A deadline may be tested."""
    if command.name not in ("[", "case"):
        return False
    found = [clocks[name] for word in command.words for name in word.variables if name in clocks]
    found += [took for word in command.words if (took := _clock(word)) is not None]
    number = any(re.search(r"\d{4}", word.text) for word in command.words[1:])
    return any(found) or (bool(found) and (number or command.name == "case"))


def _decides_by_text(command: Command, earlier: list[Command], answers: set[str]) -> bool:
    words, name = command.texts, command.name
    if name == "grep":
        version = any(re.search(r"HTTP.*\d|/\d|\d\.\d", word) for word in words[1:])
        return not _is_listed(words) and (version or not (command.before == "|" and _follows_listed(earlier)))
    held = any(_reads(word) & answers for word in command.words)
    if name in ("[", "case") and held:
        cuts = [cut for word in command.words for cut in word.cuts if cut[0] in answers]
        compared = set().union(*(word.variables for word in command.words)) & _literals([*earlier, command])
        lettered = any(re.search(r"[A-Za-z]", word) and not word.startswith("-") for word in words[1:])
        cut = any(re.search(r"[A-Za-z]|\d{3}", text) for _, text in cuts)
        cut = cut or (
            any(one.name in _CUTTERS for w in command.words for one in every(w.inner))
            and (words[1:2] in (["-z"], ["-n"]))
        )
        return cut or (name == "[" and (lettered or bool(compared)))
    if command.before == "case)":
        case = next((one for one in reversed(earlier) if one.name == "case"), None)
        subject = case is not None and any(_reads(word) & answers for word in case.words)
        return subject and any(re.search(r"[A-Za-z]|\d{3}", word) and not is_status_or_field(word) for word in words)
    return False


def _literals(commands: list[Command]) -> set[str]:
    """Returns the variables that hold a text that the program contains."""
    given = [one for command in commands for one in values(command)]
    return {name for name, value, _ in given if UNKNOWN not in value and re.search(r"[A-Za-z]{2}", value)}


def is_status_or_field(pattern: str) -> bool:
    return bool(re.fullmatch(r"\d{3}", pattern)) or ("*" not in pattern.strip("*") and _is_allowed(pattern.strip("*")))


def _is_allowed(pattern: str) -> bool:
    return all(
        any(re.fullmatch(one, part, re.IGNORECASE) for one in names("curl", "pattern") or ())
        or ((header := re.fullmatch(r"\^([A-Za-z]+(?:-[A-Za-z]+)*)(?::.*)?", part)) and is_header(header[1]))
        for part in re.split(r"\\?\|", pattern)
    )


def _is_listed(words: list[str]) -> bool:
    pattern = next((word for word in words[1:] if not re.match(r"-\w", word)), "")
    return _is_allowed(pattern)


def _follows_listed(earlier: list[Command]) -> bool:
    """Whether a pipe comes from a `grep` for something that programs may search for."""
    for command in reversed(earlier):
        if command.name == "grep" and _is_listed(command.texts):
            return True
        if command.before != "|":
            return False
    return False
