"""The JSON Schema of `catalog.json`, from the records that it is written from."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from ...content import front_matter, program_entries, response_entries
from ...content.records import Playbook

_NESTED = {
    "Cause": front_matter.CauseEntry,
    "Evidence": front_matter.EvidenceEntry,
    "Allowance": program_entries.AllowanceEntry,
    "Run": program_entries.RunEntry,
    "ErrorResponse": response_entries.ResponseEntry,
    "StreamFault": response_entries.StreamEntry,
    "ModelOutput": response_entries.OutputEntry,
}
_OWN = {
    "slug": "The key of the class. It never changes.",
    "url": "The page, from the site's root.",
}


def catalog() -> str:
    """Returns the schema. It allows keys that it does not name, because a later catalog may have more."""
    row = TypeAdapter(Playbook).json_schema(mode="serialization")
    definitions = row.pop("$defs")
    for name, definition in {**definitions, "Playbook": row}.items():
        described = (_NESTED.get(name) or front_matter.FrontMatter).model_fields
        properties: dict[str, Any] = definition["properties"]
        for key, value in properties.items():
            value.pop("title", None)
            if description := _OWN.get(key) or (described[key].description if key in described else None):
                value["description"] = description
        definition["required"] = list(properties)
    row["properties"] = {
        "slug": row["properties"].pop("slug"),
        "url": {"type": "string", "description": _OWN["url"]},
        **row["properties"],
    }
    row["required"] = list(row["properties"])
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Catalog of the Mistral API Playbooks",
        "description": "Version 1. A later catalog of the same version may have more keys, never fewer.",
        "type": "object",
        "properties": {"version": {"const": 1}, "playbooks": {"type": "array", "items": {"$ref": "#/$defs/Playbook"}}},
        "required": ["version", "playbooks"],
        "$defs": {**definitions, "Playbook": row},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
