"""What a published program may not contain although it works: uses that are not on the list, and mistakes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from ...content.pep723 import shell_of
from ...content.programs import Program
from ...support import syntax
from . import errors, files, habits, keys, signs, strings, uses
from .allowlist import Use, is_played, refused
from .shell import habits as shell_habits
from .shell import keys as shell_keys
from .shell import syntax as shell_syntax
from .shell import uses as shell_uses
from .tree import typescript
from .tree.source import Source

_GIVEN = re.compile(r"""(?:\bapi_?key["']?\s*[=:]\s*["'`]|["'`][^"'`$\n]*\bbearer\s+)(?![$\s{"'`])""", re.IGNORECASE)
"""A hard-coded key in any format: `api_key="…`, `"Bearer …`."""
_HARD_CODED = "hard-coded API key. Read it from MISTRAL_API_KEY"
_NO_PIPEFAIL = "sets `pipefail`, which `sh` need not have. Begin the program with `#!/usr/bin/env bash`"


def read_ahead(programs: Iterable[Program]) -> None:
    """Parses what is in TypeScript, because a process for each program takes longer than all that it does."""
    typescript.read_ahead(program.text for program in programs if program.language == "typescript")


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
        tree, globals_ = typescript.parsed(program.text)
        return Source(tree, "typescript", globals_)
    return Source(strings.parsed(syntax.parse_python(program.text)), "python", frozenset())


def _refused(program: Program, *found: Iterator[Use]) -> Iterator[tuple[int, str]]:
    every = (use for part in found for use in part if not is_played(use, program.hosts))
    return refused(every, program.file, program.slug, program.allows)


def _keys(program: Program) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(program.text.splitlines(), 1):
        if strings.KEY.search(line) or (program.role != "broken" and _GIVEN.search(line)):
            yield number, _HARD_CODED
