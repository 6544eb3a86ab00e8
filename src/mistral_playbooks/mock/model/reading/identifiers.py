"""The identifiers that a call requires, such as `order_id`: what the messages give, and whether one is missing, so that
a model asks for it instead of calling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ..tool_choice import COMMON, LIMIT
from .parts import parts

_IDENTIFIER = re.compile(r"(?:^|_)(?:uu)?id$|[a-z]I[dD]$|_number$|[a-z]Number$")
_NAMED = re.compile(
    r"(?<![^\W_])([^\W\d_]{1,40}?)(?:'s)?(?:[\s_-]?(?:uuid|id|number))?[\"'`*]{0,3}(?:\sis|\s=)?[\s:=#]{1,3}[\"'`*]{0,3}"
    r"([\w-]{0,40}\d[\w-]{0,40})",
    re.I,
)
"""A noun and the identifier after it: `user 42`, `user_id: 42`, `"userId": "U-42"`, `the order number is 7`."""


def is_identifier(name: str) -> bool:
    """Whether a property of this name identifies something."""
    return bool(_IDENTIFIER.search(name))


@lru_cache(maxsize=64)  # all calls of an answer read the same messages
def named(text: str) -> dict[str, str]:
    """Returns the identifiers that a message gives after a noun, by that noun.

    >>> sorted(named("Cancel order A-7 of user_id 42.").items())
    [('order', 'A-7'), ('user', '42')]
    """
    return {noun.lower(): found for noun, found in reversed(_NAMED.findall(text[-LIMIT:]))}


@lru_cache(maxsize=64)
def mentioned(text: str) -> dict[str, str]:
    """Returns also the only identifier of a sentence, by each of its words: `T1001` for `order` in `The latest order of
    this customer is T1001.` So are system messages and results read, which may name it in passing."""
    found: dict[str, str] = {}
    for sentence in re.split(r"[.!?](?:\s|$)|\n", text[-LIMIT:]):
        ids = [part for kind, part in parts(sentence) if kind == "id"]
        if len(ids) == 1:
            found |= dict.fromkeys(re.findall(r"[^\W\d_]{2,40}", sentence.lower()), ids[0])
    return found | named(text)


def noun_of(name: str) -> str:
    """Returns what a property identifies: `order` for `order_id`, `id` for `id`."""
    return (re.split(r"_|(?<=[a-z])(?=[A-Z])", name)[:-1] or [name])[-1].lower()


def lacks_identifier(parameters: Mapping[str, Any], texts: Iterable[str], rules: Iterable[str] = ()) -> bool:
    """Returns whether a call requires an identifier that none of these texts can contain, and none of the `rules`
    (system messages, which are about much else) mentions with its noun.

    So do the models in `function_calling` of the official SDKs' examples, in Python and TypeScript (read 2026-11-28):
    they send no tool result after "What's the status of my transaction?", and then the id.

    >>> order = {"properties": {"order_id": {"type": "string"}}, "required": ["order_id"]}
    >>> lacks_identifier(order, ["Where is my order?"]), lacks_identifier(order, ["Where is order T1001?"])
    (True, False)
    """
    properties, required = parameters.get("properties"), parameters.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list):
        return False
    for name in required:
        schema = properties.get(name) if isinstance(name, str) and is_identifier(name) else None
        if not isinstance(schema, dict) or schema.get("type") not in ("string", "integer"):
            continue
        if {"enum", "const", "default"} & schema.keys() or any(noun_of(name) in mentioned(rule) for rule in rules):
            continue
        if not any(_identifies(text, name) for text in texts):
            return True
    return False


def _identifies(text: str, name: str) -> bool:
    """Returns whether a text has a part that can be this identifier: one that stands out, or the word after its noun,
    as in "order abc" for `order_id`."""
    text = text[-LIMIT:].strip()
    if any(kind not in ("start", "placed") for kind, _ in parts(text)):
        return True
    noun = re.escape(noun_of(name))
    after = re.findall(rf"\b{noun}(?:\s(?:id|number))?(?:\sis)?[\s:#]{{1,3}}([^\W\d_]{{2,}})", text.lower())
    return any(word not in COMMON for word in after)
