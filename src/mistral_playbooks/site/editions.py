"""The texts of a program that the page shows: one for the newest SDK, one for each older major where it differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..content.catalog import Run
from ..content.clients import python_sdk, table
from ..content.programs import Program

UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f]|^ +$", re.MULTILINE)
"""Characters in a program that Markdown would change."""


def label(program: Program) -> str:
    """The tab of a program. The same words on every page, because the reader's choice is kept by them."""
    if program.client.majors and program.major not in (None, python_sdk().newest_major):
        return f"{program.client.label}, SDK {program.major}"
    return program.client.label


def key(program: Program) -> str:
    """What names this text on its page: the file, and the major where the text is another than the file's."""
    return program.file if program.major is None else f"{program.file}#sdk{program.major}"


def needs(program: Program, run: Run | None) -> list[str]:
    """A sentence on what a program of another client needs beside this project (Markdown); none for the others."""
    if program.client.official or program.client.is_installer:
        return []
    installer = "pip" if program.language == "python" else "npm"
    said = f"You need `{installer} install {' '.join(program.client.packages)}`"
    names = [f"`{name}`" for name, value in (run.env if run else {}).items() if value and name != "MISTRAL_API_KEY"]
    return [f"{said}, and any value in {' and '.join(names)}." if names else f"{said}."]


def all_editions(programs: Iterable[Program]) -> list[Program]:
    """Returns every text that is shown of some published programs, in the order of the tabs.

    The languages' own SDKs come first, as they are on disk; then other clients; then the texts for older majors of the
    Python SDK where they differ from the next newer one.
    """
    published = list(programs)
    by_client = [(one, [p for p in published if p.client is one]) for one in table()]
    own = [program for one, mine in by_client if one.official for program in mine]
    older = [edition for program in own for edition in _older(program)]
    others = [program for one, mine in by_client if not one.official for program in mine]
    return [*own, *others, *sorted(older, key=lambda program: -(program.major or 0))]


def _older(program: Program) -> Sequence[Program]:
    found: list[Program] = []
    before = program.text
    for major in sorted(program.majors, reverse=True):
        edition = program.on(major)
        if edition.text != before:
            found.append(edition)
            before = edition.text
    return found
