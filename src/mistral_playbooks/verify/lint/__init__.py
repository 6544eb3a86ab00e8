"""Mistakes in programs that nevertheless run, found in their source code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...content.programs import Program
from . import python, shell, typescript

_KEY = re.compile(r"(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])(?![0-9a-f]{32}(?!\w))[A-Za-z0-9]{32}(?![\w-])")
"""A Mistral API key: 32 letters and digits. If all of them are hexadecimal digits, it is an id."""
_GIVEN = re.compile(r"""(?:\bapi_?key["']?\s*[=:]\s*["'`]|["'`][^"'`$\n]*\bbearer\s+)(?![$\s{"'`])""", re.IGNORECASE)
"""A hard-coded key in any format: `api_key="…`, `"Bearer …`."""

_LANGUAGES = {"python": python.mistakes, "typescript": typescript.mistakes, "curl": shell.mistakes}


def mistakes(program: Program, variables: Collection[str] = ()) -> list[str]:
    """Returns why a published program should not be copied, each reason with its line.

    A broken program may contain any mistake except a hard-coded key. `variables` are the environment variables that
    the program gets in addition to the key. Never raises: code that cannot be parsed fails when it is run.
    """
    found = [*_keys(program)]
    if program.role != "broken":
        found += _LANGUAGES[program.language](program.text, variables)
    return sorted(set(found), key=lambda text: (int(text.split(":")[0].removeprefix("line ")), text))


def _keys(program: Program) -> Iterator[str]:
    for number, line in enumerate(program.text.splitlines(), 1):
        if _KEY.search(line) or (program.role != "broken" and _GIVEN.search(line)):
            yield f"line {number}: hard-coded API key. Read it from MISTRAL_API_KEY"
