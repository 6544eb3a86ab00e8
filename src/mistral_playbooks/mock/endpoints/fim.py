"""POST /v1/fim/completions: the text between a prompt and a suffix.

The answer has the format of a chat completion, JSON and SSE (recorded 2026-06-29 and 2026-07-13 with codestral-latest).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import answers
from ..model.completion import Choice, Completion
from ..state.ids import digest
from ..types import Answer, Call
from ..validation import capabilities, plan
from ..wire.refusal import Refusal

if TYPE_CHECKING:
    from ..context import Context
    from ..schemas.tasks import FIMCompletionRequest
    from ..validation.models import Model


def complete(context: Context, call: Call, request: FIMCompletionRequest) -> Answer:
    """Checks model, plan, capabilities, length and limits, in this order, then answers."""
    # A model without chat gets the same refusal as an unknown one, as it does on other wrong endpoints.
    model = context.model(request.model, "completion_chat")
    prompt = answers.tokens(request.prompt) + answers.tokens(request.suffix or "") + 3
    plan.check(context.limiter, model, request.model)
    _check(model, request)
    # As in chat; not observed here.
    context.limiter.check_size(model.id, prompt)
    capabilities.check_length(model, prompt)
    context.limiter.check(call.key, model.id, prompt, call.now)
    seed = digest(context.settings.seed, call.request.body)
    completion = Completion(
        id=seed[:16].hex(),
        created=int(call.now),
        model=context.answering_id(request.model),
        prompt_tokens=prompt,
        choices=(_choice(request, seed),),
        family=model.id,
        seed=seed,
    )
    if script := context.script(call):
        completion = script.apply_to(completion)
    headers = context.limiter.count(call.key, model.id, completion.total_tokens, call.now)
    return completion.answer(headers, stream=request.stream)


def _check(model: Model, request: FIMCompletionRequest) -> None:
    if "completion_fim" not in model.capabilities:
        # Reported 2025-12-13 (langchain-ai/langchainjs#9646), at that time without `raw_status_code`.
        raise Refusal(400, "invalid_request_invalid_args", "FIM is not enabled for this model", "3051")
    if request.temperature == 0 and request.top_p not in (None, 1):
        # Reported of chat; assumed here, because the sampling parameters are the same.
        raise Refusal(400, "invalid_request_invalid_args", "top_p must be 1 when using greedy sampling.", "3054")


def _choice(request: FIMCompletionRequest, seed: bytes) -> Choice:
    """Returns a made-up text of at least `min_tokens` and at most `max_tokens`, cut before the first `stop`."""
    text = answers.extended(answers.sentence(seed), request.min_tokens or 0, request.max_tokens, seed)
    for stop in [request.stop] if isinstance(request.stop, str) else request.stop or ():
        if stop and stop in text:
            text = text[: text.index(stop)]
    limit = request.max_tokens
    if limit is not None and answers.tokens(text) > limit:
        return Choice(text=text[: 4 * limit], reason="length")
    return Choice(text=text)
