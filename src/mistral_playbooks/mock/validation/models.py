"""The models that the API serves, from one dated data file (`models.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Model:
    """One model. Dates are ISO texts; `efforts` are the values of `reasoning_effort` that it takes.

    `retired` is the date of retirement, also one to come; `served` says whether it was still served at the date of
    the data. `labs` marks a model that an administrator must enable first.
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
        """Every id that reaches this model: its own, then its aliases."""
        return (self.id, *self.aliases)

    @property
    def foreign(self) -> bool:
        """A model of others (`zai-glm-*`): its own tokenizer, its own form of tool call ids."""
        return self.id.startswith("zai-")


@dataclass(frozen=True, slots=True)
class Models:
    """All models of the data file: `served` and `retired` by every id and alias; `date` is the date of the data."""

    date: str
    served: dict[str, Model]
    retired: dict[str, Model]

    def resources(self) -> list[dict[str, Any]]:
        """The entries of `GET /v1/models`: one for each id and one for each alias (recorded so)."""
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
"""Capabilities that the endpoints ask for but no model's entry shows: an embedding model's entry has none at all
(recorded 2026-02-19)."""


def to_resource(model: Model, id: str) -> dict[str, Any]:
    """A model as the API sends it (keys recorded 2026-08-14), under one of its ids."""
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


# `created` is the second of the answer on the real API (recorded); here the date of the data.
_CREATED = 1795392000  # 2026-11-23T00:00:00Z


def parse(data: dict[str, Any]) -> Models:
    """The models of the data file's content. Raises ValueError if an id is given twice."""
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
    """The package's own data file."""
    return parse(json.loads((Path(__file__).parents[1] / "data" / "models.json").read_text(encoding="utf-8")))
