"""Finds published programs that use a model which is retired, or soon will be. Dates come from the model data."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.programs import Program
from ..mock.validation.models import Model, Models
from ..support import syntax

DAYS_AHEAD = 90
"""Long enough to change a program, and shorter than the API's notice period."""
_QUOTED = re.compile(r"[\"'`]([\w.:-]+)[\"'`]")


@dataclass(frozen=True)
class Retirement:
    """A retired model, by the id that programs use, which may be an alias."""

    id: str
    model: str
    """The model's own id."""
    date: str
    replacement: str | None
    past: bool
    """Whether the date has passed, or is today."""
    programs: tuple[str, ...]
    """Files, sorted."""


def model_candidates(program: Program) -> set[str]:
    """Returns the quoted words of a program, which include the ids of its models.

    Python is read from its syntax tree, so comments do not count. Other languages, and Python that cannot be parsed,
    are searched for quoted words. Quoted words inside a string count too, because it may be a request body.
    """
    if program.language == "python":
        try:
            return set(_strings(syntax.parse_python(program.text)))
        except (SyntaxError, ValueError):
            pass
    return set(_QUOTED.findall(program.text))


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield from _QUOTED.findall(node.value)


def find(programs: Iterable[Program], models: Models, today: datetime.date) -> list[Retirement]:
    """Returns models retired within `DAYS_AHEAD`, with every program that uses them, and models retired already.

    For the latter only fixed programs count, because a retired model may be a broken program's error. Earliest first.
    """
    horizon = today + datetime.timedelta(days=DAYS_AHEAD)
    by_id = models.known
    users: dict[str, set[Program]] = {}
    for program in programs:
        for word in model_candidates(program) & by_id.keys():
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
    return datetime.date.fromisoformat(model.retirement) if model.retirement else None
