"""The state that all endpoints of one mock share."""

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
    """The settings, the limits and the stored objects.

    `answer` calls the endpoint for a call's path, so that one endpoint can use another without importing the routes.
    Batches run their rows this way.
    """

    settings: Settings
    limiter: Limiter
    store: Store
    answer: Callable[[Context, Call], Answer]

    def workspace(self, call: Call) -> Workspace:
        """Returns the objects stored for this call's key."""
        return self.store.workspace(call.key)

    def script(self, call: Call) -> Script | None:
        """Returns the script to apply to this answer, or None for the model's own words.

        Call it only when about to answer: the script counts as used once that answer is a 200.
        """
        call.script_applied = True
        return call.script

    def model(self, id: str, capability: str) -> Model:
        """Returns the model that answers a request for this id. Raises 400/1500 if there is none, or if it lacks the
        endpoint's capability (recorded 2026-08-16: an unknown model and one on the wrong endpoint get the same
        answer)."""
        found = models.load().served.get(id)
        if found is None or capability not in found.capabilities:
            raise Refusal(400, "invalid_model", f"Invalid model: {id}", "1500")
        return found

    def answering_id(self, id: str) -> str:
        """Returns the name of the model in an answer to a request for this id: the id, or that of its successor if
        the request is redirected (recorded of chat until 2026-08-19 and of transcriptions until 2026-10-05)."""
        return models.load().answering_id(id)
