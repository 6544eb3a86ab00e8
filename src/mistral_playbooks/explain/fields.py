"""What the items of a refusal tell: which field to rename, move or remove, and where a body stops being JSON.

The fields are those of the mock's schemas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Any

from ..diagnosis import loose_json
from ..support.redact import mask

FORBIDDEN = "extra_forbidden"
"""The type of an item about a field that the API does not know."""
INVALID_JSON = "json_invalid"
"""The type of an item about a body that is not JSON."""
_BUILD = (
    "Build the body with a JSON library, such as `json.dumps`, `JSON.stringify` or `jq -n --arg`. It escapes the "
    "quotes and newlines in your text."
)

_CONTENT = frozenset({"input", "inputs", "messages", "prompt", "text", "texts", "document", "query", "contents"})
"""Names under which the endpoints of this and of other APIs take what a model is to read."""
_TEXTS = frozenset({"input", "prompt", "query", "text"})
"""Those of them that hold a string, which `messages` does not take."""
_ALIKE = 0.8
"""The least similarity of two names of one field, from 0 to 1: `documentUrl` and `document_url`, not `file_id` and
`file_url`."""
_MISSPELLED = 0.85
"""The same for a field that need not be there, if its name is not the same but for case and underscores."""
RENAMED = {"max_completion_tokens": "max_tokens", "seed": "random_seed", "safe_mode": "safe_prompt"}
"""Names of OpenAI's API and of SDK 0.x, and today's for the same."""
REMOVED = ("user", "store", "safety_identifier", "prompt_cache_retention", "verbosity")
"""Fields of OpenAI's API without effect on the answer, which are refused. Every name is from a report or from its
documentation."""
_MESSAGES = ', and make it a list: `[{"role": "user", "content": "…"}]`'
_MAX_STEPS = 4

_Place = tuple[str, ...]


@dataclass
class _Items:
    """The names of missing and unknown fields, by the object that they belong to."""

    missing: dict[_Place, list[str]] = field(default_factory=dict)
    unknown: dict[_Place, list[str]] = field(default_factory=dict)
    in_arguments: bool = False
    """Whether the answer has the form of conversations and agents."""


def not_json(text: str) -> str | None:
    """Returns where a refused body stops being valid JSON, and how to build it."""
    if INVALID_JSON not in text:
        return None
    for answer in loose_json.read(text):
        for item in _items(answer):
            if item.get("type") == INVALID_JSON:
                context = item.get("ctx")
                why = context.get("error") if isinstance(context, dict) else None
                place = str(item["loc"][-1]) if item["loc"] else ""
                where = f"At character {place}: {mask(str(why))}. " if place.isdecimal() and why else ""
                return where + _BUILD
    return None


def first_step(text: str, general: str) -> str:
    """Returns what to do about a refused request: what the items of the answer in the text tell, and `general`, the
    step of its class, unless they tell all."""
    if FORBIDDEN not in text:
        return general
    items = _read(text)
    steps = []
    left = False
    for place, names in items.unknown.items():
        required = list(items.missing.get(place, ()))
        moved, removed = [], []
        for name in names:
            wanted = next((one for one in required if _is_same(name, one)), None)
            if wanted:
                required.remove(wanted)
            elif items.in_arguments and place == ("body",) and name in _arguments():
                moved.append(f"`{name}`")
                continue
            elif _is_body(place) and name in REMOVED:
                removed.append(f"`{name}`")
                continue
            elif not (wanted := RENAMED.get(name) or _meant(name, place)):
                left = True
                continue
            form = _MESSAGES if wanted == "messages" and name in _TEXTS else ""
            steps.append(f"Rename `{name}` to `{wanted}`{form}.")
        left |= bool(required)
        if moved:
            steps.append(f"Move {_listed(moved)} into `completion_args`.")
        if removed:
            steps.append(f"Remove {_listed(removed)}.")
    told = mask(" ".join(dict.fromkeys(steps[:_MAX_STEPS])))
    return " ".join(filter(None, (told, general if left or not told else "")))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _read(text: str) -> _Items:
    found = _Items()
    for answer in loose_json.read(text):
        found.in_arguments |= answer.get("object") == "Error"
        for item in _items(answer):
            loc = item["loc"]
            kinds = {"missing": found.missing, FORBIDDEN: found.unknown}
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
    return SequenceMatcher(None, _letters(given), _letters(wanted)).ratio() >= _ALIKE


def _meant(given: str, place: _Place) -> str | None:
    """Returns the field that an unknown name was meant as: it has the same letters, or nearly."""
    known = _fields(_is_body(place))
    near = get_close_matches(_letters(given), known, 1, _MISSPELLED)
    return known[near[0]] if near and given not in known.values() else None


def _is_body(place: _Place) -> bool:
    """Whether a place is the whole body, which some endpoints name by its class."""
    return place[:1] == ("body",) and (len(place) == 1 or (len(place) == 2 and place[1].endswith("Request")))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


@cache
def _fields(whole: bool) -> dict[str, str]:
    """Returns the fields of all requests (`whole`), or of all objects in them: their letters to their names."""
    from pydantic import BaseModel

    from ..mock.schemas import agents, audio, chat, conversations, files, messages, ocr, tasks  # few answers need them

    modules = (agents, audio, chat, conversations, files, messages, ocr, tasks)
    schemas = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    schemas = [one for one in schemas if issubclass(one, BaseModel) and one.__name__.endswith("Request") == whole]
    names = [name for one in schemas for name in one.model_fields]
    return {_letters(name): name for name in names}


def _arguments() -> frozenset[str]:
    from ..mock.schemas.agents import CompletionArgs  # here, because few answers need it

    return frozenset(CompletionArgs.model_fields)
