"""The models of the API, from one dated data file (`models.json`)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STATES = ("served", "redirected", "refused", "unverified")
"""What happens to a request for a model, as last observed. A documented retirement does not decide it: some retired
ids were still served weeks later, and some are answered by their successor.

`served`: answers. `redirected`: answers, and the answer names the successor. `refused`: 400, code 1500. `unverified`:
documented as retired and no longer listed, but no answer was seen; the mock refuses it.
"""

THIRD_PARTIES = ("deepseek-", "zai-")
"""How the ids of models begin that Mistral hosts for their makers."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model, or the ids of one that get the same answers. Dates are ISO strings.

    `listed` are the ids that the API lists, in its order, `unlisted` the others. `successor` is the id by which a
    redirected model is answered. `found` is whether `GET /v1/models/{id}` says of an id without an entry that it is
    deprecated, not that it was not found. `efforts` are the values of `reasoning_effort` that it accepts.

    `retired` and `replacement` are documented; the date may be in the future, or have passed without effect.
    `announced` and `announced_replacement` are what the API itself said. `labs` marks a model that an administrator
    must enable first. `seen` are the days on which its state was observed, `note` what else is known of that.
    """

    id: str
    state: str
    listed: tuple[str, ...]
    unlisted: tuple[str, ...]
    successor: str | None
    found: bool
    name: str
    description: str
    capabilities: frozenset[str]
    max_context_length: int
    default_temperature: float | None
    billing: str
    efforts: tuple[str, ...]
    released: str | None
    deprecated: str | None
    retired: str | None
    replacement: str | None
    announced: str | None
    announced_replacement: str | None
    labs: bool
    seen: tuple[str, ...]
    note: str
    sources: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id of this model: its main id first, each once."""
        return tuple(dict.fromkeys((self.id, *self.listed, *self.unlisted)))

    @property
    def foreign(self) -> bool:
        """Whether it is a third-party model, with another tokenizer and format of tool call ids."""
        return self.id.startswith(THIRD_PARTIES)

    @property
    def is_voxtral_3(self) -> bool:
        """Whether it is of the third generation of Voxtral, which has its own rules for transcriptions and voices."""
        return re.fullmatch(r"voxtral-.+-3(?:-0)?", self.id) is not None

    @property
    def retirement(self) -> str | None:
        """The day of its retirement: the earlier one if the documentation and the API disagree."""
        days = [day for day in (self.retired, self.announced and self.announced[:10]) if day]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Models:
    """All models of the data file. `date` is the date of the data.

    `known` has the row of every id. `served` has, for every id that is answered, the model that answers.
    """

    date: str
    known: dict[str, Model]
    served: dict[str, Model]

    def answering_id(self, id: str) -> str:
        """Returns the name of the model in the answer to a request for this id."""
        model = self.known.get(id)
        return (model and model.successor) or id

    def resources(self) -> list[dict[str, Any]]:
        """Returns the entries of `GET /v1/models`: one for each id and one for each alias.

        The order is that of the lists since October 2026: the chat models by name, then the others by name. In August
        and September 2026 the API had no such order.
        """
        rows = dict.fromkeys(self.served.values())
        ordered = sorted(rows, key=lambda model: ("completion_chat" not in model.capabilities, model.name))
        return [to_resource(model, id) for model in ordered for id in model.listed]


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
"""The capabilities that the API lists. Not among them is that of embedding models, whose entry has none at all
(recorded 2026-02-19 and 2026-08-14)."""


def to_resource(model: Model, id: str) -> dict[str, Any]:
    """Returns a model as the API sends it, under one of its ids (keys and their order: the list of 2026-10-08).

    `billing_model_name` is not in the list recorded on 2026-08-14.
    """
    return {
        "id": id,
        "object": "model",
        "created": _CREATED,
        "owned_by": "mistralai",
        "capabilities": {name: name in model.capabilities for name in CAPABILITIES},
        "name": model.name,
        "description": model.description,
        "max_context_length": model.max_context_length,
        "aliases": [other for other in model.listed if other != id],
        "deprecation": model.announced,
        "deprecation_replacement_model": model.announced_replacement,
        "default_model_temperature": model.default_temperature,
        "billing_model_name": model.billing,
        "type": "base",
    }


# On the real API, `created` is the time of the answer (recorded); here it is the date of the data.
_CREATED = 1795996800  # 2026-11-30T00:00:00Z


def parse(data: dict[str, Any]) -> Models:
    """Returns the models in the content of the data file. Raises ValueError if an id is given twice, a state is
    unknown, or a successor is not served."""
    known: dict[str, Model] = {}
    for row in data["models"]:
        model = _model(row)
        if model.state not in STATES:
            raise ValueError(f"models.json: {model.id} has the state {model.state}. Use one of: {', '.join(STATES)}.")
        for id in model.ids:
            if id in known:
                raise ValueError(f"models.json: the id {id} is given twice")
            known[id] = model
    served = {id: model for id, model in known.items() if model.state == "served"}
    answered = dict(served)
    for id, model in known.items():
        if model.state == "redirected":
            if model.successor not in served:
                raise ValueError(f"models.json: {id} is answered as {model.successor}, which is not served")
            answered[id] = served[model.successor]
    return Models(data["date"], known, answered)


def _model(row: dict[str, Any]) -> Model:
    announced = row.get("announced", {})
    return Model(
        id=row["id"],
        state=row["state"],
        listed=tuple(row["listed"]),
        unlisted=tuple(row.get("unlisted", ())),
        successor=row.get("answers_as"),
        found=row.get("lookup") != "not found",
        name=row["name"],
        description=row["description"],
        capabilities=frozenset(row["capabilities"]),
        max_context_length=row["max_context_length"],
        default_temperature=row["default_temperature"],
        # Not observed of four models; the name of most others is their id.
        billing=row.get("billing", row["id"]),
        efforts=tuple(row["efforts"]),
        released=row["released"],
        deprecated=row["deprecated"],
        retired=row["retired"],
        replacement=row["replacement"],
        announced=announced.get("date"),
        announced_replacement=announced.get("replacement"),
        labs=row.get("labs", False),
        seen=tuple(row.get("seen", ())),
        note=row.get("note", ""),
        sources=tuple(row["sources"]),
    )


def is_tuned(id: str) -> bool:
    """Whether this is the id of a fine-tuned model, such as `ft:open-mistral-7b:587a6b29:20240514:7e773925` (the public
    file). Only the account that made it has it."""
    return id.startswith("ft:")


@cache
def load() -> Models:
    """Returns the models in the package's data file."""
    return parse(json.loads((Path(__file__).parents[1] / "data" / "models.json").read_text(encoding="utf-8")))
