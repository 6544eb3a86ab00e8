"""The JSON that the mocked model answers without a schema in `response_format`: of the form that the messages show, or
with the keys that they name."""

from __future__ import annotations

import json
from typing import Any

from ..state.ids import digest
from . import answers
from .asking import Asking, shortened
from .reading import asked_json, named_keys, shape
from .values import json_schema

_MAX_READ = 5
"""How many messages of the user and of the system may show a form that the last one asks for again."""


def demanded(asking: Asking, seed: bytes) -> str:
    """Returns the JSON of `json_object`, which can also have the form of the assistant's last answer: an example."""
    prompt = asking.prompt
    form = shape.form(prompt) or named_keys.form(prompt) or _earlier(asking)
    form = form or shape.form(shortened(asking.texts["assistant"][:1]))
    return json.dumps(_value(asking, form, seed))


def asked(asking: Asking, seed: bytes) -> str:
    """Returns the JSON that the messages ask for without `json_object`, in a block of code as the models put it. Empty
    if they ask for none, or continue an answer or a call."""
    prompt = asking.prompt
    if asking.request.messages[-1].role == "assistant":
        return ""
    only = asked_json.wants_nothing_else(prompt)
    form = shape.form(prompt, asked=True)
    if not form:
        if not asked_json.is_asked(prompt):
            return ""
        form = named_keys.form(prompt) or _earlier(asking)
        if not form and not only:
            return ""
    text = json.dumps(_value(asking, form, seed), indent=2)
    return text if only else f"```json\n{text}\n```"


def _earlier(asking: Asking) -> dict[str, Any] | None:
    """Returns the form that an earlier message asks for."""
    texts = shortened([*asking.texts["system"][:_MAX_READ], *asking.texts["user"][:_MAX_READ]])
    return shape.form(texts, asked=True) or named_keys.form(texts)


def _value(asking: Asking, form: dict[str, Any] | None, seed: bytes) -> Any:
    """Returns a value of this form. The texts of an object are sentences, because no schema limits them. The first one
    quotes the results of tools."""
    if not form:
        return {"answer": asking.sentence(seed)}
    found = json_schema.instance(form, seed, asking.budget)
    texts = [name for name, one in (form.get("properties") or {}).items() if one == shape.TEXT]
    for index, name in enumerate(texts):
        made = digest(seed, name)
        found[name] = answers.sentence(made) if index else asking.sentence(made)
    return found
