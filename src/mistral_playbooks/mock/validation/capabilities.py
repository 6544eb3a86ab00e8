"""Checks a request against its model's capabilities (400, codes 3051 and 3054) and its context length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.refusal import Refusal
from . import tokens
from .models import Model

if TYPE_CHECKING:
    from ..schemas.chat import ChatCompletionRequest


def _args(message: str) -> Refusal:
    return Refusal(400, "invalid_request_invalid_args", message, "3051")


def check(model: Model, request: ChatCompletionRequest) -> None:
    """Raises 400 if the model does not support something in the request.

    Recorded: logprobs, reasoning_effort, reasoning input (2026-08-16), image and audio input (2025-12-14,
    maruel/genai@35d6b090). Reported: prompt mode, top_k, greedy sampling.

    Accepted, because no current refusal is known and a false refusal is worse than a missed one: `json_schema` with
    tools (`Cannot use json_schema response type with tools.`, last reported 2025-03), `json_schema` without its field,
    `$id` and `$schema` in tools (`Grammar error`, 2025-08, title only), n with `prediction` or with mistral-large, more
    than 128 tools, two tools with the same name, a `tool_choice` that names no tool (these at most documented). So is a
    document for a model that cannot read it: the 404 of code 3040 was reported once, on 2026-03-20, for an id that
    meant another model then (`mistral-vibe-cli-latest`, mistralai/client-python#441). The fault
    `model-not-found/document-router` answers it.
    """
    kinds = _kinds(request)
    if "image_url" in kinds and "vision" not in model.capabilities:
        raise _args("Image input is not enabled for this model")
    if "input_audio" in kinds and "audio" not in model.capabilities:
        raise _args("Audio input is not enabled for this model")
    if "thinking" in kinds and "reasoning" not in model.capabilities:
        raise _args("Reasoning input is not enabled for this model")
    if request.tools and "function_calling" not in model.capabilities:
        # Not observed: worded like the others.
        raise _args("Function calling is not enabled for this model")
    if request.prompt_mode and not model.foreign:
        # Only the Magistral models supported it; the last ones were retired on 2026-07-31. GLM ignores it (reported
        # 2026-09-09, earendil-works/pi#9375).
        raise _args("Reasoning prompt mode is not enabled for this model")
    if request.reasoning_effort and request.reasoning_effort not in model.efforts:
        raise _args(_refused_effort(model, request.reasoning_effort))
    if not _is_unprobed(model):
        if request.logprobs or request.top_logprobs or request.prompt_logprobs or request.top_prompt_logprobs:
            raise _args("Logprobs are not enabled for this model")
        if request.top_k is not None:
            raise _args("top_k sampling is not enabled for this model")
    if request.temperature == 0 and _top_p(model, request) != 1:
        # Code and text are reported. The type is not known: this is that of the similar code 3051.
        text = "top_p must be 1 when using greedy sampling."
        raise Refusal(400, "invalid_request_invalid_args", text, "3054")


def _top_p(model: Model, request: ChatCompletionRequest) -> float:
    """Returns the request's `top_p`, or else the model's default: not 1 while Medium 3.5 (reported 2026-08-30,
    Orkeon/orkeon@165eedeb docs/reference/llm-providers-comparison.md) or Large 4 (2026-10-06, without a public address)
    reasons. The value is not known; 0.95 stands for it. Small 4 has 1 (recorded 2026-08-16)."""
    if request.top_p is not None:
        return request.top_p
    reasons = request.reasoning_effort not in (None, "none")
    return 0.95 if reasons and model.id in ("mistral-medium-3-5", "mistral-large-4-0") else 1


def _refused_effort(model: Model, effort: str) -> str:
    """Returns what the API says of an effort that the model does not take. The wording depends on the model.

    Probed of Mistral Small 4 on 2026-10-04 (thomastaylor99/lex-o-demo@6ea0df3a
    spikes/2026-10-04-chat-engine/README.md), of Medium 3.5 on 2026-10-08 and of GLM 5.3 on 2026-09-26 (public notes
    without an address). The values were seen in two forms: plain words, as here, on 2026-07-27 and in October, and
    `<ReasoningEffort.high: 'high'>` (recorded of Small 4 on 2026-08-16, reported of Medium 3.5 on 2026-08-30, and in a
    test whose author probed on 2026-09-30). A model that does not reason refuses `none`, too (dust-tt/dust@0a4fc6c4
    front/lib/model_constructors/providers/mistral/inputConfig.ts, probed 2026-07-27). Not observed: other models that
    reason, which here answer as Small 4 does.
    """
    if not model.efforts:
        return "reasoning_effort is not enabled for this model"
    if model.foreign:
        return f"reasoning_effort '{effort}' is not supported for this model; supported values: {list(model.efforts)}"
    if model.id.startswith("mistral-medium"):
        known = ", ".join(sorted(model.efforts))
        return f"reasoning_effort {effort} is not supported for this model, supported values: [{known}]"
    known = ", ".join(model.efforts)
    return f"reasoning_effort='{effort}' is not supported for this model. Must be one of ({known})"


def _is_unprobed(model: Model) -> bool:
    """Whether the model's answers contain `logprobs` (recorded 2026-08-20 and 2026-10-07). Not known: whether such
    models accept logprobs and `top_k`, which the others refuse."""
    return model.foreign or "large-4" in model.id


def check_length(model: Model, prompt_tokens: int) -> None:
    """Raises 400 for a prompt longer than the context, or 500 for one that is far too long (`tokens.TOO_LONG`).
    `max_tokens` is not added.

    Reported since 2026-09-09 by several projects (thorstenkramm/opencode-mistral-vibe@aff722e0 src/overflow.ts has the
    type and the code). Until 2026-04-27 code 3051, `Prompt contains …` (recorded 2026-01-26). Not observed for FIM.
    """
    if prompt_tokens > max(tokens.TOO_LONG, model.max_context_length):
        raise Refusal(500, "internal_server_error", "Service unavailable.", "1000")
    if prompt_tokens > model.max_context_length:
        text = f"Prompt {prompt_tokens} > {model.max_context_length} maximum context length"
        raise Refusal(400, "invalid_request_prompt_too_long", text, "3059")


def _kinds(request: ChatCompletionRequest) -> set[str]:
    return {
        chunk.type for message in request.messages if isinstance(message.content, list) for chunk in message.content
    }
