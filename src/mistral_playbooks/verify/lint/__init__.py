"""Mistakes in a program that works today, found by reading its text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...content.programs import Program
from . import python, shell, typescript

_KEY = re.compile(r"(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])(?![0-9a-f]{32}(?!\w))[A-Za-z0-9]{32}(?![\w-])")
"""An API key as Mistral gives them (32 letters and digits; those of hexadecimal digits alone are ids)."""
_GIVEN = re.compile(r"""(?:\bapi_?key["']?\s*[=:]\s*["'`]|["'`][^"'`$\n]*\bbearer\s+)(?![$\s{"'`])""", re.IGNORECASE)
"""`api_key="…`, `"Bearer …`: a key in the text, of whatever form."""

_LANGUAGES = {"python": python.wrong, "typescript": typescript.wrong, "curl": shell.wrong}


def fragile(program: Program, variables: Collection[str] = ()) -> list[str]:
    """Returns why a published program should not be copied, each reason with its line.

    A broken program may do what is wrong, but holds no key. `variables`: those that the program is given beside the
    key. Raises nothing: text that cannot be read is found out when it is run.
    """
    found = [*_keys(program)]
    if program.role != "broken":
        found += _LANGUAGES[program.language](program.text, variables)
    return sorted(set(found), key=lambda said: (int(said.split(":")[0].removeprefix("line ")), said))


def _keys(program: Program) -> Iterator[str]:
    for number, line in enumerate(program.text.splitlines(), 1):
        if _KEY.search(line) or (program.role != "broken" and _GIVEN.search(line)):
            yield f"line {number}: hard-coded API key. Read it from MISTRAL_API_KEY"
