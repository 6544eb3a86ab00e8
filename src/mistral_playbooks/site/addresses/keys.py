"""What people look up by address: each status, code, type and exception name, with the classes that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

from ...content.catalog import Catalog, Playbook
from ...content.response import ErrorResponse
from ...diagnosis.client_errors import NAMES
from ...mock.faults.library import Library

Kind = Literal["status", "code", "type", "exception", "class"]
_Value = TypeVar("_Value")
_PATH = re.compile(r"[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class ErrorClass:
    """A class of errors: its playbook, and the API's answers."""

    playbook: Playbook
    answers: Mapping[str, ErrorResponse]
    """Cause to the API's answer, for the causes that a server can have."""

    @property
    def slug(self) -> str:
        return self.playbook.slug

    @cached_property
    def statuses(self) -> tuple[int, ...]:
        """The statuses of all its answers."""
        return _unique((*self.playbook.statuses, *(value for one in self.answers.values() for value in one.statuses)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all its answers."""
        return _unique((*self.playbook.codes, *(value for one in self.answers.values() for value in one.codes)))

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types of all its answers, also the one that says nothing."""
        bodies = [one.body for one in self.answers.values() if isinstance(one.body, dict)]
        said = [body["type"] for body in bodies if isinstance(body.get("type"), str)]
        return _unique((*self.playbook.types, *(value for one in self.answers.values() for value in one.types), *said))

    @property
    def messages(self) -> tuple[str, ...]:
        """The first message of each of its answers, as the mock sends them."""
        return _unique(said for one in self.answers.values() for said in one.messages[:1] if said)

    @property
    def url(self) -> str:
        """The page, from the site's root."""
        return f"playbooks/{self.slug}/"


@dataclass
class Key:
    """One key: what it is, and the classes that show it."""

    name: str
    kinds: list[Kind] = field(default_factory=list)
    classes: list[ErrorClass] = field(default_factory=list)
    any_status: bool = False
    """Whether the name comes with every status, so that no list of classes is complete."""

    @property
    def only(self) -> ErrorClass | None:
        """The class that the key leads to, if there is one alone."""
        return self.classes[0] if len(self.classes) == 1 and not self.any_status else None


def classes(catalog: Catalog) -> dict[str, ErrorClass]:
    """Returns all classes by slug."""
    library = Library(catalog)
    found = {}
    for playbook in catalog:
        # Without a response of its own, its faults are errors of other classes, of which the client hides the reason.
        answers = library.causes(playbook.slug) if playbook.responses else {}
        found[playbook.slug] = ErrorClass(playbook, {id: answer for id, answer in answers.items() if answer})
    return found


def keys(catalog: Catalog) -> dict[str, Key]:
    """Returns every key by its name: numbers first, then by alphabet; names of exceptions without their module."""
    found: dict[str, Key] = {}
    for one in classes(catalog).values():
        for kind, name in _shown(one):
            if not _PATH.fullmatch(name):
                continue
            key = found.setdefault(name, Key(name, any_status=name in NAMES and NAMES[name].any_status))
            if kind not in key.kinds:
                key.kinds.append(kind)
            if one not in key.classes:
                key.classes.append(one)
    for name, given in NAMES.items():
        if given.any_status:
            found.setdefault(name, Key(name, ["exception"], any_status=True))
    return dict(sorted(found.items(), key=lambda item: (not item[0].isdigit(), len(item[0]) * item[0].isdigit(), item)))


def _shown(one: ErrorClass) -> Iterator[tuple[Kind, str]]:
    yield "class", one.slug
    for old in one.playbook.former:
        yield "class", old
    for value in one.statuses:
        yield "status", str(value)
    for value in one.codes:
        yield "code", value
    for value in one.types:
        yield "type", value
    for name, given in NAMES.items():
        if any(map(given.fits, one.answers.values())) or (
            not given.any_status and set(one.statuses) & set(given.statuses)
        ):
            yield "exception", name
    for name in one.playbook.exceptions:
        yield "exception", name.rpartition(".")[2]


def _unique(values: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(values))
