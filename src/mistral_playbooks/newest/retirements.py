"""Models that will be retired, or are, and the published programs that name them. Dates from the model data alone."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.programs import Program
from ..mock.validation.models import Model, Models
from ..support import syntax

AHEAD = 90
"""Days: long enough to change a program, and shorter than the notice that the API gives."""
_QUOTED = re.compile(r"[\"'`]([\w.:-]+)[\"'`]")


@dataclass(frozen=True)
class Retirement:
    """One model by the id that programs name it by, which may be an alias."""

    id: str
    model: str
    """The model's own id."""
    date: str
    replacement: str | None
    past: bool
    """Whether that day has come."""
    programs: tuple[str, ...]
    """Files, sorted."""


def named(program: Program) -> set[str]:
    """The words in quotes of a program, of which some are ids of models.

    Python is read by its syntax tree, so that comments count for nothing; other languages, and Python that cannot be
    read, by their quoted words. Words in quotes within a string count too: a request's body may be a text.
    """
    if program.language == "python":
        try:
            return set(_strings(syntax.tree(program.text)))
        except (SyntaxError, ValueError):
            pass
    return set(_QUOTED.findall(program.text))


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield from _QUOTED.findall(node.value)


def find(programs: Iterable[Program], models: Models, today: datetime.date, days: int = AHEAD) -> list[Retirement]:
    """What is retired within `days` after `today`, with every program that names it; and what is retired already,
    with the fixed programs that name it: a broken one may do so because its error is about that. Earliest first.
    """
    horizon = today + datetime.timedelta(days=days)
    by_id = models.served | models.retired
    users: dict[str, set[Program]] = {}
    for program in programs:
        for word in named(program) & by_id.keys():
            users.setdefault(word, set()).add(program)
    found = []
    for id, using in users.items():
        day = _day(by_id[id])
        if day is None or day > horizon:
            continue
        past = day <= today
        files = {program.file for program in using if not past or program.role == "fixed"}
        if files:
            model = by_id[id]
            found.append(Retirement(id, model.id, day.isoformat(), model.replacement, past, tuple(sorted(files))))
    return sorted(found, key=lambda one: (one.date, one.id))


def _day(model: Model) -> datetime.date | None:
    return datetime.date.fromisoformat(model.retired) if model.retired else None
