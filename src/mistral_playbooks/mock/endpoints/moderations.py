"""POST /v1/moderations and /v1/classifications, and the same two for chats.

Moderation bodies and headers: recorded 2026-07-21 of mistral-moderation-2603 (braintrustdata/braintrust-sdk-javascript,
which sorts keys), with the order of keys recorded 2025-10-12 of its predecessor (HelgeSverre/mistral@7fac7249) and, of
the newer keys in `usage`, that of batches (2026-08-19). Classifications were not recorded and have the documented
bodies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import answers, moderation
from ..state.ids import digest
from ..types import Answer, Call
from ..validation import plan
from ..wire.envelope import dumps
from ..wire.refusal import Refusal

if TYPE_CHECKING:
    from ..context import Context
    from ..schemas.tasks import ChatClassificationRequest, ChatModerationRequest, ClassificationRequest
    from ..validation.models import Model

_OVERHEAD = 61
"""The tokens in `total_tokens` beyond the prompt: 61 in two of two recordings of 2026-07-21. The predecessor had 91 in
four of four (2025-10), whatever the number of texts."""


def moderate(context: Context, call: Call, request: ClassificationRequest) -> Answer:
    """One result for each text."""
    texts = [request.input] if isinstance(request.input, str) else request.input
    return _answer(context, call, request.model, "moderation", texts)


def moderate_chat(context: Context, call: Call, request: ChatModerationRequest) -> Answer:
    """One result for each conversation."""
    given = call.body["input"]
    chats = [given] if given and isinstance(given[0], dict) else given
    return _answer(context, call, request.model, "moderation", [moderation.chat_text(chat) for chat in chats])


def classify(context: Context, call: Call, request: ClassificationRequest) -> Answer:
    """One result for each text."""
    texts = [request.input] if isinstance(request.input, str) else request.input
    return _answer(context, call, request.model, "classification", texts)


def classify_chat(context: Context, call: Call, request: ChatClassificationRequest) -> Answer:
    """One result for each conversation."""
    given = call.body["input"]
    chats = given if isinstance(given, list) else [given]
    return _answer(
        context, call, request.model, "classification", [moderation.chat_text(chat["messages"]) for chat in chats]
    )


def _answer(context: Context, call: Call, id: str, task: str, texts: list[str]) -> Answer:
    model = context.model(id, task)
    counts = [answers.tokens(text) for text in texts]
    plan.check(context.limiter, model, id)
    _check(model, counts)
    prompt = sum(counts)
    context.limiter.check(call.key, model.id, prompt, call.now)
    scores = [moderation.scores(digest(context.settings.seed, model.id, text), text) for text in texts]
    if task == "moderation":
        body: dict[str, Any] = {
            "id": call.random[:16].hex(),
            "usage": {
                "prompt_audio_seconds": None,
                "prompt_tokens": prompt,
                "total_tokens": prompt + _OVERHEAD,
                "completion_tokens": 0,
                "request_count": 1,
                "prompt_token_details": None,
                "prompt_tokens_details": None,
                "completion_tokens_details": None,
                "service_tier": None,
            },
            "model": context.answering_id(id),
            "results": [
                {
                    "category_scores": row,
                    "categories": {name: score >= moderation.FLAGGED for name, score in row.items()},
                }
                for row in scores
            ],
        }
    else:
        # The real targets and labels are those of the job that trained the classifier; this target is made up.
        results = [{"moderation": {"scores": row}} for row in scores]
        body = {"id": f"mod-{call.random[:16].hex()}", "model": context.answering_id(id), "results": results}
    # Only the prompt is charged. Of the limits, only that of requests is shown (recorded 2026-07-21; in 2025-10 also
    # those of tokens).
    counted = context.limiter.count(call.key, model.id, prompt, call.now)
    return Answer(200, dumps(body), tuple(one for one in counted if not one[0].endswith("-tokens-minute")))


def _check(model: Model, counts: list[int]) -> None:
    if not counts:  # not observed: the message of embeddings
        raise Refusal(400, "invalid_request_prompt", "Please provide at least one input element.", "3210")
    if max(counts) > model.max_context_length:  # not observed: the message of chat
        text = (
            f"Prompt contains {max(counts)} tokens and 0 draft tokens, too large for model with "
            f"{model.max_context_length} maximum context length"
        )
        raise Refusal(400, "invalid_request_invalid_args", text, "3051")
