"""Whether a call lacks an identifier, which a model asks for instead of calling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..tool_choice import COMMON, LIMIT
from .parts import parts

_IDENTIFIER = re.compile(r"(?:^|_)(?:uu)?id$|[a-z]I[dD]$|_number$|[a-z]Number$")


def lacks_identifier(parameters: Mapping[str, Any], texts: Iterable[str]) -> bool:
    """Returns whether a call requires an identifier that none of these texts can contain, so that a model asks for it
    instead of calling.

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
        schema = properties.get(name) if isinstance(name, str) and _IDENTIFIER.search(name) else None
        if not isinstance(schema, dict) or schema.get("type") not in ("string", "integer"):
            continue
        if not {"enum", "const", "default"} & schema.keys() and not any(_identifies(text, name) for text in texts):
            return True
    return False


def _identifies(text: str, name: str) -> bool:
    """Returns whether a text has a part that can be this identifier: one that stands out, or the word after its noun,
    as in "order abc" for `order_id`."""
    text = text[-LIMIT:].strip()
    if any(kind not in ("start", "placed") for kind, _ in parts(text)):
        return True
    noun = (re.split(r"_|(?<=[a-z])(?=[A-Z])", name)[:-1] or [name])[-1].lower()
    after = re.findall(rf"\b{re.escape(noun)}(?:\s(?:id|number))?(?:\sis)?[\s:#]{{1,3}}([^\W\d_]{{2,}})", text.lower())
    return any(word not in COMMON for word in after)
