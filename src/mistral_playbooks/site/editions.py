"""The texts of a program that the page shows: one for the newest SDK, one for each older major where it differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..content import renames
from ..content.catalog import Run
from ..content.programs import LABELS, PACKAGES, Program

_OTHERS = {"openai": "OpenAI SDK", "@ai-sdk/mistral": "Vercel AI SDK", "langchain-mistralai": "LangChain"}
_TOGETHER = {"@ai-sdk/mistral": "ai @ai-sdk/mistral"}
"""A client → what is installed with it."""


def label(program: Program) -> str:
    """The tab of a program. The same words on every page, because the reader's choice is kept by them."""
    if program.sdk in _OTHERS:
        language = f" ({LABELS[program.language]})" if program.sdk == "openai" and program.language != "python" else ""
        return _OTHERS[program.sdk] + language
    if program.major not in (None, renames.NEWEST):
        return f"SDK {program.major}"
    return LABELS[program.language]


def key(program: Program) -> str:
    """What names this text on its page: the file, and the major where the text is another than the file's."""
    return program.file if program.major is None else f"{program.file}#sdk{program.major}"


def needs(program: Program, run: Run | None) -> list[str]:
    """A sentence on what a program of another client needs beside this project (Markdown); none for the others."""
    if program.sdk not in _OTHERS:
        return []
    installer = "pip" if program.language == "python" else "npm"
    said = f"You need `{installer} install {_TOGETHER.get(program.sdk, program.sdk)}`"
    names = [f"`{name}`" for name, value in (run.env if run else {}).items() if value and name != "MISTRAL_API_KEY"]
    return [f"{said}, and any value in {' and '.join(names)}." if names else f"{said}."]


def of(programs: Iterable[Program]) -> list[Program]:
    """Programs as published → every text that is shown, in the order of the tabs.

    The SDKs of their language come first, as they are on disk; then the texts for older majors of the Python SDK
    where they differ from the next newer one; then other clients.
    """
    published = list(programs)
    own = [p for language in LABELS for p in published if p.language == language and p.sdk == PACKAGES[language, ""]]
    older = [edition for program in own for edition in _older(program)]
    others = [p for sdk in _OTHERS for p in published if p.sdk == sdk and p not in own]
    return [*own, *sorted(older, key=lambda program: -(program.major or 0)), *others]


def _older(program: Program) -> Sequence[Program]:
    found: list[Program] = []
    before = program.text
    for major in sorted(program.majors, reverse=True):
        edition = program.on(major)
        if edition.text != before:
            found.append(edition)
            before = edition.text
    return found
