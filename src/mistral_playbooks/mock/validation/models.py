"""The models of the API, from one dated data file (`models.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Model:
    """One model. Dates are ISO strings. `efforts` are the values of `reasoning_effort` that it accepts.

    `retired` is the date of retirement, which may be in the future. `served` is whether the model was still served on
    the date of the data. `labs` marks a model that an administrator must enable first.
    """

    id: str
    aliases: tuple[str, ...]
    name: str
    description: str
    capabilities: frozenset[str]
    max_context_length: int
    default_temperature: float | None
    efforts: tuple[str, ...]
    released: str | None
    deprecated: str | None
    retired: str | None
    replacement: str | None
    served: bool
    labs: bool
    sources: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id of this model: its main id, then its aliases."""
        return (self.id, *self.aliases)

    @property
    def foreign(self) -> bool:
        """Whether it is a third-party model (`zai-glm-*`), with another tokenizer and format of tool call ids."""
        return self.id.startswith("zai-")


@dataclass(frozen=True, slots=True)
class Models:
    """All models of the data file, `served` and `retired`, by id and alias. `date` is the date of the data."""

    date: str
    served: dict[str, Model]
    retired: dict[str, Model]

    def resources(self) -> list[dict[str, Any]]:
        """Returns the entries of `GET /v1/models`: one for each id and one for each alias (recorded)."""
        return [to_resource(model, id) for id, model in self.served.items()]


CAPABILITIES = (
    "completion_chat",
    "function_calling",
    "reasoning",
    "completion_fim",
    "fine_tuning",
    "vision",
    "ocr",
    "classification",
    "moderation",
    "audio",
    "audio_transcription",
    "audio_transcription_realtime",
    "audio_speech",
    "unified_resources",
)

INTERNAL = ("embeddings",)
"""Capabilities that endpoints require but the API does not list: the entry of an embedding model has none at all
(recorded 2026-02-19)."""


def to_resource(model: Model, id: str) -> dict[str, Any]:
    """Returns a model as the API sends it (keys recorded 2026-08-14), under one of its ids."""
    return {
        "id": id,
        "object": "model",
        "created": _CREATED,
        "owned_by": "mistralai",
        "capabilities": {name: name in model.capabilities for name in CAPABILITIES},
        "name": model.name,
        "description": model.description,
        "max_context_length": model.max_context_length,
        "aliases": [other for other in model.ids if other != id],
        "deprecation": f"{model.retired}T12:00:00Z" if model.retired else None,
        "deprecation_replacement_model": model.replacement,
        "default_model_temperature": model.default_temperature,
        "type": "base",
    }


# On the real API, `created` is the time of the answer (recorded); here it is the date of the data.
_CREATED = 1795392000  # 2026-11-23T00:00:00Z


def parse(data: dict[str, Any]) -> Models:
    """Returns the models in the content of the data file. Raises ValueError if an id is given twice."""
    served: dict[str, Model] = {}
    retired: dict[str, Model] = {}
    for row in data["models"]:
        model = Model(
            id=row["id"],
            aliases=tuple(row["aliases"]),
            name=row["name"],
            description=row["description"],
            capabilities=frozenset(row["capabilities"]),
            max_context_length=row["max_context_length"],
            default_temperature=row["default_temperature"],
            efforts=tuple(row["efforts"]),
            released=row["released"],
            deprecated=row["deprecated"],
            retired=row["retired"],
            replacement=row["replacement"],
            served=row["retired"] is None or row["retired"] > data["date"],
            labs=row.get("labs", False),
            sources=tuple(row["sources"]),
        )
        for id in model.ids:
            if id in served or id in retired:
                raise ValueError(f"models.json: the id {id} is given twice")
            (served if model.served else retired)[id] = model
    return Models(data["date"], served, retired)


@cache
def load() -> Models:
    """Returns the models in the package's data file."""
    return parse(json.loads((Path(__file__).parents[1] / "data" / "models.json").read_text(encoding="utf-8")))
