"""POST /v1/fine_tuning/jobs: refused for every model.

Reported 2026-03-01 (sumitdotml/robuchan, on a Scale plan, with an empty `Available model(s): ` after the message) and
2026-03-27 (mistralai/client-python#450, the body below). Mistral's docs call the API deprecated (2026-11-29), and the
public file of 2026-08-13 no longer has the path. No newer answer was observed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import Answer, Call
from ..wire import bodies
from ..wire.refusal import InvalidRequest, Refusal

if TYPE_CHECKING:
    from ..context import Context

_NO_FILE = "At least one training file or repository is required."


def create(context: Context, call: Call) -> Answer:
    """Checks that there is something to train with, then refuses the model."""
    sent = call.body = bodies.read(call.request)
    sent = sent if isinstance(sent, dict) else {}
    call.model = sent["model"] if isinstance(sent.get("model"), str) else None
    if not sent.get("training_files") and not sent.get("repositories"):  # reported: mistralai/client-ts#70, 2025-01-08
        loc = ["body", "job_in"]
        item = {"type": "value_error", "loc": loc, "msg": f"Value error, {_NO_FILE}", "ctx": {"error": _NO_FILE}}
        raise InvalidRequest([item])
    kind = "classifier" if sent.get("job_type") == "classifier" else "completion"
    raise Refusal(422, None, f"Model not available for this type of fine-tuning ({kind}).")
