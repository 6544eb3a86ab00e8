"""What a published program may not contain although it works: uses that are not on the list, and mistakes."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ...content.pep723 import shell_of
from ...content.programs import Program
from ...support import syntax
from ..runners import node
from . import errors, estree, files, habits, keys, signs, strings, uses
from .allowlist import Use, is_played, refused
from .shell import habits as shell_habits
from .shell import keys as shell_keys
from .shell import syntax as shell_syntax
from .shell import uses as shell_uses
from .source import Source

_GIVEN = re.compile(r"""(?:\bapi_?key["']?\s*[=:]\s*["'`]|["'`][^"'`$\n]*\bbearer\s+)(?![$\s{"'`])""", re.IGNORECASE)
"""A hard-coded key in any format: `api_key="…`, `"Bearer …`."""
_HARD_CODED = "hard-coded API key. Read it from MISTRAL_API_KEY"
_NO_PIPEFAIL = "sets `pipefail`, which `sh` need not have. Begin the program with `#!/usr/bin/env bash`"
_PARSE = Path(__file__).with_name("parse.cjs")
_TOGETHER = 32
"""Programs for one process: its answer is a hundred times as long as they are."""
_parsed: dict[str, tuple[ast.Module, frozenset[str]] | str] = {}
"""Text in TypeScript → its tree and the names of Node's globals, or why it cannot be parsed."""


def read_ahead(programs: Iterable[Program]) -> None:
    """Parses what is in TypeScript, because a process for each takes longer than all that it does."""
    texts = dict.fromkeys(program.text for program in programs if program.language == "typescript")
    missing = [text for text in texts if text not in _parsed]
    for start in range(0, len(missing), _TOGETHER):
        _parse(missing[start : start + _TOGETHER])


def _parse(texts: list[str]) -> None:
    command = [node.executable(), "--no-warnings", "--expose-internals", str(_PARSE)]
    given = json.dumps(texts)
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False, timeout=120)
    if done.returncode:
        return  # such as too little memory: each is tried alone
    read = json.loads(done.stdout)
    for text, one in zip(texts, read["programs"], strict=True):
        if "error" in one and len(texts) > 1:
            continue  # Node's own parser may have failed at the one before: it is tried alone
        try:
            _parsed[text] = one.get("error") or (estree.module(one["tree"]), frozenset(read["globals"]))
        except (SyntaxError, ValueError) as error:
            _parsed[text] = str(error)


def mistakes(program: Program, variables: Collection[str] = ()) -> list[str]:
    """Returns why a published program should not be copied, each reason with its line.

    The list of what programs may use (allowed.toml) applies to all programs; a broken one may contain any other mistake
    except a hard-coded key. `variables` are the environment variables that the program gets in addition to the key.
    A Python program that cannot be parsed has no mistakes here, because it fails when it is run.
    """
    found = [*_keys(program)]
    broken = program.role == "broken"
    if program.language == "curl":
        found += _in_shell(program, variables, broken)
    else:
        try:
            source = _source(program)
        except (SyntaxError, ValueError) as error:
            if program.language == "typescript":
                found.append((1, f"cannot be parsed: {error}"))
            return _lines(found)
        others = (one.uses(source) for one in (strings, files, signs))
        found += _refused(program, uses.uses(source, variables), habits.clock_uses(source), *others)
        found += [(number, _HARD_CODED) for number in strings.keys(source)]
        found += keys.mistakes(source, broken)
        if not broken:
            found += [*errors.mistakes(source), *habits.mistakes(source)]
            found += habits.type_mistakes(program.text) if program.language == "typescript" else ()
    return _lines(found)


def _in_shell(program: Program, variables: Collection[str], broken: bool) -> Iterator[tuple[int, str]]:
    try:
        commands = shell_syntax.parse(program.text)
    except shell_syntax.Unreadable as error:
        number, what = error.args
        yield from _refused(program, iter([Use(number, what, "Write it with `$(…)`, quotes and plain variables")]))
        return
    yield from _refused(program, shell_uses.uses(commands, variables))
    yield from ((number, _HARD_CODED) for number in shell_keys.keys(commands))
    if shell_of(program.text) == "sh":
        yield from ((one.line, _NO_PIPEFAIL) for one in commands if one.name == "set" and "pipefail" in one.texts)
    yield from () if broken else shell_habits.mistakes(commands, program.text, variables)


def _lines(found: Collection[tuple[int, str]]) -> list[str]:
    return [f"line {number}: {text}" for number, text in sorted(set(found))]


def _source(program: Program) -> Source:
    if program.language == "typescript":
        return Source(*_typescript(program.text))
    return Source(strings.parsed(syntax.parse_python(program.text)), "python", frozenset())


def _typescript(text: str):
    if text not in _parsed:
        _parse([text])
    found = _parsed.get(text, "cannot be parsed")
    if isinstance(found, str):
        raise SyntaxError(found)
    tree, names = found
    return tree, "typescript", names


def _refused(program: Program, *found: Iterator[Use]) -> Iterator[tuple[int, str]]:
    every = (use for part in found for use in part if not is_played(use, program.hosts))
    return refused(every, program.file, program.slug, program.allows)


def _keys(program: Program) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(program.text.splitlines(), 1):
        if strings.KEY.search(line) or (program.role != "broken" and _GIVEN.search(line)):
            yield number, _HARD_CODED
