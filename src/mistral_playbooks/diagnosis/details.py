"""What a text tells beyond its class: which field to rename or move, what became of the model that it names, and
a key that was not expanded.

Only the command line says this. It takes the schemas and the models of the mock, which the page does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from ..content.catalog import Catalog
from ..support.redact import mask
from . import loose_json

if TYPE_CHECKING:
    from . import Match

_TYPE = "extra_forbidden"
"""The type of an item about a field that the API does not know."""
_MODEL = re.compile(r"Invalid model: ([\w.:-]+)")
_MODELS = "invalid-model"
_UNEXPANDED = re.compile(r"(?im)(?:'|^> ?)authorization: ?bearer \$\{?\w")
"""A header in single quotes in a command, or as curl prints what it sends, with the name of a variable as the key."""
_KEYS = "unauthorized"
_QUOTE = "Put the header in double quotes: in single ones, the shell sends the name of the variable instead of the key."

_CONTENT = frozenset({"input", "inputs", "messages", "prompt", "text", "texts", "document", "query", "contents"})
"""Names under which the endpoints of this and of other APIs take what a model is to read."""
_ALIKE = 0.8
"""The least similarity of two names of one field, from 0 to 1: `documentUrl` and `document_url`, not `file_id` and
`file_url`."""
_MAX_STEPS = 4

_Place = tuple[str, ...]


@dataclass
class _Items:
    """The names of missing and unknown fields, by the object that they belong to."""

    missing: dict[_Place, list[str]] = field(default_factory=dict)
    unknown: dict[_Place, list[str]] = field(default_factory=dict)
    in_arguments: bool = False
    """Whether the answer has the form of conversations and agents."""


def specific(match: Match, text: str, catalog: Catalog) -> Match:
    """Returns the match with the cause or the step that its text tells."""
    playbook = catalog.playbooks[match.slug]
    if _TYPE in playbook.types:
        return replace(match, first_step=first_step(text, match.first_step))
    if match.slug == _KEYS and _UNEXPANDED.search(text):
        return replace(match, cause="no-key", first_step=_QUOTE)
    cause = _state(text) if match.slug == _MODELS else None
    if cause not in {one.id for one in playbook.causes}:
        return match
    told = playbook.cause(cause)
    return replace(match, cause=cause, first_step=told.action, retry=told.retry or playbook.retry)


def _state(text: str) -> str | None:
    """Returns the cause that the refused model's own state tells: it answers elsewhere, or no longer."""
    if not (named := _MODEL.findall(text)):
        return None
    from ..mock.validation import models  # here, because few answers need it

    known = models.load()
    if named[-1] in known.served:
        return "wrong-endpoint"
    return "retired" if named[-1] in known.known else None


def first_step(text: str, general: str) -> str:
    """Returns what to do about a refused request: what the items of the answer in the text tell, and `general`, the
    step of its class, unless they tell all."""
    if _TYPE not in text:
        return general
    items = _read(text)
    steps = []
    left = False
    for place, names in items.unknown.items():
        required = list(items.missing.get(place, ()))
        moved = []
        for name in names:
            wanted = next((one for one in required if _is_same(name, one)), None)
            if wanted:
                required.remove(wanted)
                steps.append(f"Rename `{name}` to `{wanted}`.")
            elif items.in_arguments and place == ("body",) and name in _arguments():
                moved.append(f"`{name}`")
            else:
                left = True
        left |= bool(required)
        if moved:
            names = " and ".join(filter(None, (", ".join(moved[:-1]), moved[-1])))
            steps.append(f"Move {names} into `completion_args`.")
    told = mask(" ".join(dict.fromkeys(steps[:_MAX_STEPS])))
    return " ".join(filter(None, (told, general if left or not told else "")))


def _read(text: str) -> _Items:
    found = _Items()
    for answer in loose_json.read(text):
        found.in_arguments |= answer.get("object") == "Error"
        for item in _items(answer):
            loc = item["loc"]
            kinds = {"missing": found.missing, _TYPE: found.unknown}
            if (kind := kinds.get(str(item.get("type")))) is not None and len(loc) > 1:
                names = kind.setdefault(tuple(map(str, loc[:-1])), [])
                if loc[-1] not in names:
                    names.append(str(loc[-1]))
    return found


def _items(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yields pydantic's items in an answer, but nothing that the program sent."""
    if isinstance(value, list):
        for one in value:
            yield from _items(one, depth + 1)
    elif isinstance(value, dict) and depth < 6:
        if isinstance(value.get("loc"), list):
            yield value
        else:
            for key in ("message", "detail", "error"):
                yield from _items(value.get(key), depth + 1)


def _is_same(given: str, wanted: str) -> bool:
    """Whether a field that the API does not know can only be meant as this missing one."""
    if {given, wanted} <= _CONTENT:
        return True
    first, second = ("".join(filter(str.isalnum, name.lower())) for name in (given, wanted))
    return SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _arguments() -> frozenset[str]:
    from ..mock.schemas.agents import CompletionArgs  # here, because few answers need it

    return frozenset(CompletionArgs.model_fields)
