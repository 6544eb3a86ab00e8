"""GET /v1/models and GET /v1/models/{id}."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from ..types import Answer, Call
from ..validation import models
from ..wire.envelope import dumps

if TYPE_CHECKING:
    from ..context import Context


def index(context: Context, call: Call) -> Answer:
    """Returns every listed model, with a separate entry for each alias. `?model=` filters by id, and `?provider=` by
    owner, which is always `mistralai` (both from the public OpenAPI file; their effect was not observed)."""
    query = parse_qs(call.request.query)
    found = models.load().resources()
    if wanted := query.get("model"):
        found = [model for model in found if model["id"] in wanted]
    if owners := query.get("provider"):
        found = [model for model in found if model["owned_by"] in owners]
    return Answer(200, dumps({"object": "list", "data": found}))


def show(context: Context, call: Call) -> Answer:
    """Returns one model, also if it is served but not listed, or a 404 with `{"message": …}` (a live probe of
    2026-10-06). What it says of a redirected id was not observed."""
    id = unquote(call.args[0])
    model = models.load().known.get(id)
    if model and model.state == "served":
        return Answer(200, dumps(models.to_resource(model, id)), model=id)
    text = f"Model {id} is deprecated." if model and model.found else f"Model {id} was not found."
    return Answer(404, dumps({"message": text}), model=id)
