"""The keys of the front matter in tables, read from the models that validate them."""

from __future__ import annotations

import json

from pydantic import BaseModel

from ...content.front_matter import NESTED, FrontMatter
from ..markup import inline, table, text

MODELS: dict[str, type[BaseModel]] = {"page": FrontMatter, **NESTED}


def keys(name: str) -> str:
    """Returns the table of one mapping's keys."""
    schema = MODELS[name].model_json_schema()
    rows = []
    for key, field in schema["properties"].items():
        values = _values(field, schema.get("$defs", {}))
        needed = "required" if key in schema.get("required", ()) else _default(field)
        said = inline(field["description"]) + (f" One of {values}." if values else "")
        rows.append(f"<td><code>{key}</code></td><td>{said}</td><td>{needed}</td>")
    return table(f"Keys of {name}", ("Key", "Holds", "Default"), rows)


def _values(field: dict, defs: dict) -> str:
    """The values of a key that has few."""
    for one in (field, *field.get("anyOf", ())):
        found = one.get("enum") or defs.get(one.get("$ref", "").rpartition("/")[2], {}).get("enum")
        if found:
            return " ".join(f"<code>{text(value)}</code>" for value in found)
    return ""


def _default(field: dict) -> str:
    value = field.get("default")
    return "none" if value in (None, [], {}) else f"<code>{text(json.dumps(value))}</code>"
