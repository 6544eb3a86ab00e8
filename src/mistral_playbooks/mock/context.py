"""What the endpoints of one mock share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .state.workspace import Store, Workspace
from .types import Answer, Call, Script, Settings
from .validation import models
from .validation.models import Model
from .validation.rate_limits import Limiter
from .wire.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Context:
    """The settings, the limits and the stored objects. `answer` gives the answer of the endpoint that a call's path
    names, so that an endpoint can ask another without knowing the routes: a batch runs its rows so."""

    settings: Settings
    limiter: Limiter
    store: Store
    answer: Callable[[Context, Call], Answer]

    def workspace(self, call: Call) -> Workspace:
        """The objects stored for this call's key."""
        return self.store.of(call.key)

    def script(self, call: Call) -> Script | None:
        """What this answer must say, or None for the model's own words. Called by an endpoint that is about to answer:
        the script counts as used once that answer is a 200."""
        call.asked = True
        return call.script

    def model(self, id: str, capability: str) -> Model:
        """The served model of this id. Raises 400/1500 if it is unknown, retired, or without the capability of the
        endpoint (recorded 2026-08-16: an unknown model and one on the wrong endpoint get the same answer)."""
        found = models.load().served.get(id)
        if found is None or capability not in found.capabilities:
            raise Refusal(400, "invalid_model", f"Invalid model: {id}", "1500")
        return found
