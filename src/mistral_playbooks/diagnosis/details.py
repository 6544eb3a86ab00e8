"""What a text tells beyond its class: which field to rename or move, where a body stops being JSON, which model to use
instead, a key that was not expanded, and an argument that is not Mistral's.

Only the command line says this. It takes the schemas and the models of the mock, which the page does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches
from functools import cache
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
_VERSION = re.compile(r"-(?:latest|\d{4})$")
_NEAR = 0.85
"""The least similarity of a model's id and a misspelled one, from 0 to 1: no id of another vendor comes near."""
_INVALID_JSON = "json_invalid"
"""The type of an item about a body that is not JSON."""
_TELLS: tuple[tuple[str, str, str | None, str], ...] = (
    (
        "unauthorized",
        # a header in single quotes, or as curl prints what it sends, with the name of a variable as the key
        r"(?im)(?:'|^> ?)authorization: ?bearer \$\{?\w",
        "no-key",
        "Put the header in double quotes: in single ones, the shell sends the name of the variable instead of the key.",
    ),
    (
        "unexpected-argument",
        # a refused argument of a class that neither Mistral's SDK nor OpenAI's has
        r"\b(?!\w*Mistral|(?:Async)?(?:Agents|Audio|Batch|Beta|Chat|Classifiers|Completions|Conversations|Documents"
        r"|Embeddings|Files|Fim|FineTuning|Jobs|Libraries|Models|Ocr|Speech|Transcriptions|Voices)\.)"
        r"([A-Z]\w{2,40}\.\w{2,40}\(\)) got an unexpected keyword argument '(\w{1,40})'",
        None,
        "`{}` does not belong to Mistral's SDK. Look for `{}` in the documentation of the package that defines it, for "
        "the version that you have.",
    ),
    (
        "request-validation",
        r"validation errors? for \w{1,60}\s+([a-z]\w{0,40})\s+Input should be [^\n]{0,80}input_value=None\b",
        "other",
        "`{}` is None. Find out where your program gets it: from a variable that is not set, or from an answer that "
        "does not have it yet, such as that of a batch job that still runs.",
    ),
    (
        "import-error",
        # an error class that no version of the SDK for Python has had
        r"cannot import name '(?!(?:SDK|Mistral|HTTPValidation|ResponseValidation|NoResponse)(?:Error|\w*Exception)')"
        r"(\w{1,60}(?:Error|Exception))' from 'mistralai",
        "modules",
        "The SDK has no class `{}`. Catch `MistralError` (in SDK 1: `SDKError`), and compare its `status_code`: 429 if "
        "you are over a limit, 401 if the key is refused.",
    ),
    (
        "import-error",
        # came in the course of 1.x: `ocr` in 1.5.1 (mistralai/cookbook#139); 1.12.4, 2 and 3 have all of them
        r"'Mistral' object has no attribute '(audio|batch|beta|classifiers|ocr)'",
        "old-sdk",
        'Your SDK is older than `client.{}`. Run `pip install --upgrade "mistralai<2"`, which keeps the imports of SDK '
        "1, or update to SDK 3 and import from `mistralai.client`.",
    ),
    (
        "import-error",
        r"\bclient\.(chatStream|listModels|chat|embeddings) is not a function",
        "old-client",
        "`client.{}` is from version 0 of the SDK for JavaScript. Since version 1, write "
        "`client.chat.complete({{…}})`, `client.chat.stream({{…}})`, `client.embeddings.create({{…}})` or "
        "`client.models.list()`.",
    ),
)
"""Class, expression, cause and step: what the last match of the expression in an error of this class tells. The groups
of the match stand in the step."""
_BUILD = (
    "Build the body with a JSON library, such as `json.dumps`, `JSON.stringify` or `jq -n --arg`. It escapes the "
    "quotes and newlines in your text."
)

_CONTENT = frozenset({"input", "inputs", "messages", "prompt", "text", "texts", "document", "query", "contents"})
"""Names under which the endpoints of this and of other APIs take what a model is to read."""
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
    if _INVALID_JSON in playbook.types and (step := not_json(text)):
        return replace(match, first_step=step)
    for slug, pattern, cause, step in _TELLS:
        if match.slug == slug and (found := re.findall(pattern, text)):
            names = found[-1] if isinstance(found[-1], tuple) else found[-1:]
            return replace(match, cause=cause or match.cause, first_step=step.format(*map(mask, names)))
    if match.slug != _MODELS:
        return match
    cause = _state(text)
    if cause in {one.id for one in playbook.causes}:
        told = playbook.cause(cause)
        match = replace(match, cause=cause, first_step=told.action, retry=told.retry or playbook.retry)
    return replace(match, first_step=model_step(text) or match.first_step)


def _state(text: str) -> str | None:
    """Returns the cause that the refused model's own state tells: it answers elsewhere, or no longer."""
    if not (named := _MODEL.findall(text)):
        return None
    from ..mock.validation import models  # here, because few answers need it

    known = models.load()
    if named[-1] in known.served:
        return "wrong-endpoint"
    return "retired" if named[-1] in known.known else None


def model_step(text: str) -> str | None:
    """Returns which model to test in place of the refused one: its documented replacement, or the id that was meant."""
    if not (named := _MODEL.findall(text)):
        return None
    from ..mock.validation import models  # here, because few answers need it

    known = models.load()
    asked = named[-1]
    if asked in known.served:
        return None
    retired = {name: model.replacement for name, model in known.known.items() if name not in known.served}
    kin = [
        name for name in (asked, *retired) if retired.get(name) and _VERSION.sub("", name) == _VERSION.sub("", asked)
    ]
    other, why = f"{asked}-latest", "the most similar id that is served"
    if other not in known.served and kin:
        other, why = retired[kin[0]], f"the documented replacement of `{kin[0]}`"
    elif other not in known.served:
        other = next(iter(get_close_matches(asked, known.served, 1, _NEAR)), None)
    return f"Test `{other}`, {why}, then write its id into your program." if other else None


def not_json(text: str) -> str | None:
    """Returns where a refused body stops being valid JSON, and how to build it."""
    if _INVALID_JSON not in text:
        return None
    for answer in loose_json.read(text):
        for item in _items(answer):
            if item.get("type") == _INVALID_JSON:
                context = item.get("ctx")
                why = context.get("error") if isinstance(context, dict) else None
                place = str(item["loc"][-1]) if item["loc"] else ""
                where = f"At character {place}: {mask(str(why))}. " if place.isdecimal() and why else ""
                return where + _BUILD
    return None


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
            steps.append(f"Rename `{name}` to `{wanted}`.")
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
