"""The page of a new playbook: every key of the front matter with its explanation, and the sections to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..clients import ClientSpec
from ..front_matter import CauseEntry, EvidenceEntry, FrontMatter
from ..program_entries import RunEntry
from ..records import WINDOW
from ..response_entries import ResponseEntry
from . import programs
from .error import TODO, KnownError

_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_WORD = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
SCHEMA = "# yaml-language-server: $schema=../assets/playbook.schema.json"
BODY = f"""\
## Why it happens

{TODO}: Say what the API does, and why. The answer comes first, one source is linked on its name, one date is last.
"""
CAUSE = f"""\
## {TODO}: what happened, as a heading that stands alone {{#%s}}

{TODO}: Say why this happens, how to recognize it, and what to do.
"""
END = f"""\
## In your own code

{TODO}: Say what every program that calls the API should do: whether to retry, what to check, what to log.

<!-- include correlation-id -->
"""


def text(error: KnownError, clients: Sequence[ClientSpec]) -> str:
    """Returns the text of the page."""
    parts = [BODY, *(CAUSE % id for id in list(error.causes)[1:]), END]
    return "\n".join(["---", SCHEMA, *_front_matter(error, clients), "---", "", "\n".join(parts)])


def _front_matter(error: KnownError, clients: Sequence[ClientSpec]) -> Iterator[str]:
    values = _values(error, clients)
    for key, field in FrontMatter.model_fields.items():
        yield f"# {_explanation(field)}"
        if key in ("causes", "evidence"):
            yield from _list(key, values[key], CauseEntry if key == "causes" else EvidenceEntry)
        elif key in ("response", "runs") and key in values:
            yield from _mapping(key, values[key], ResponseEntry if key == "response" else RunEntry)
        elif key in values:
            yield f"{key}: {_flow(values[key])}"
        else:
            example = field.examples[0] if field.examples else {} if key == "runs" else []
            yield f"# {key}: {_flow(example)}"


def _values(error: KnownError, clients: Sequence[ClientSpec]) -> dict[str, Any]:
    title = error.message if len(error.message) <= 65 else f"{error.message[:64].rstrip()}…"
    causes = [
        {
            "id": id,
            "tell": f"{TODO}: an observation, checkable in ten seconds",
            "action": f"{TODO}: what to do, as an imperative.",
            **({"response": response} if number else {}),
        }
        for number, (id, response) in enumerate(error.causes.items())
    ]
    values = {
        "title": title,
        "summary": f"{TODO}: the cause, then the fix, with the status and the words Mistral API.",
        "category": error.category,
        "exceptions": programs.exceptions(error, clients),
        "signatures": error.signatures,
        "synonyms": [TODO],
        "retry": error.retry,
        "causes": causes,
        "evidence": error.evidence,
        "response": next(iter(error.causes.values())),
    }
    if error.retry in ("after-wait", "with-backoff"):
        values["patience"] = WINDOW  # what the waits of the new programs exceed
    if error.retry in ("never", "after-change"):  # the request of these programs is right, so only a fault breaks it
        values["runs"] = {"broken": {"fault": error.slug}}
    return values


def _list(key: str, items: Sequence[Mapping[str, Any]], model: type[BaseModel]) -> Iterator[str]:
    yield from _explained(model, {name for item in items for name in item})
    yield f"{key}:"
    for item in items:
        for number, (name, value) in enumerate(item.items()):
            yield f"  {'- ' if not number else '  '}{name}: {_flow(value)}"


def _mapping(key: str, value: Mapping[str, Any], model: type[BaseModel]) -> Iterator[str]:
    entries = value.values() if key == "runs" else [value]
    yield from _explained(model, {name for entry in entries for name in entry})
    yield f"{key}:"
    for name, entry in value.items():
        yield f"  {name}: {_flow(entry)}"


def _explained(model: type[BaseModel], used: set[str]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name in used:
            yield f"#   {name}: {_explanation(field)}"
    if rest := [name for name in model.model_fields if name not in used]:
        yield f"#   More keys: {', '.join(rest)}."


def _explanation(field: FieldInfo) -> str:
    """What a key holds, with its values if there are few. Links of the reference lead nowhere here."""
    said = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", field.description or "")
    values = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return f"{said} One of: {', '.join(values)}." if values else said


def _flow(value: Any) -> str:
    """A value in one line of YAML. Strings with more than letters are quoted: no author has to know which need it."""
    style = None
    if isinstance(value, str):
        if _DATE.fullmatch(value) or (_WORD.fullmatch(value) and yaml.safe_load(value) == value):
            return value
        style = '"'
    dumped = yaml.safe_dump(
        value, default_flow_style=True, default_style=style, sort_keys=False, allow_unicode=True, width=100_000
    )
    return dumped.removesuffix("...\n").strip()
