"""POST /v1/chat/completions: checks the request in the API's order, then lets the mocked model answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import choices
from ..model.completion import Completion
from ..state.ids import digest
from ..types import Answer, Call
from ..validation import capabilities, guardrails, media, messages, plan, response_format, tokens, unit_limits
from ..wire import envelope
from ..wire.envelope import Header
from ..wire.refusal import ErrorFormat

if TYPE_CHECKING:
    from ..context import Context
    from ..schemas.chat import ChatCompletionRequest
    from ..validation.models import Model


class ChatErrors(ErrorFormat):
    """The inference envelope, except for 422s about messages."""

    def invalid(self, items: list[Any]) -> Answer:
        """Returns a 422. If all items are inside `messages`, the body is FastAPI's bare list: recorded 2025-05-05
        (crmne/ruby_llm), reported 2026-01-29 and 2026-07-02; no other format was observed. Those of other fields mostly
        have the envelope."""
        if all(item["loc"][:2] == ["body", "messages"] for item in items):
            return envelope.detail(422, items)
        return super().invalid(items)


ERRORS = ChatErrors()


def complete(context: Context, call: Call, request: ChatCompletionRequest) -> Answer:
    """Checks model, plan, message rules, capabilities, length and limits, in this order, then answers."""
    return answer(context, call, request, call.body)


def answer(context: Context, call: Call, request: ChatCompletionRequest, value: dict[str, Any]) -> Answer:
    """Answers a checked request, given with its JSON. Also used for agents' completions."""
    completion = complete_checked(context, call, request, value)
    seconds = completion.audio[1]
    metered: tuple[Header, ...] = ()
    if seconds:
        unit, workspace = unit_limits.AUDIO_SECONDS, context.workspace(call)
        metered = unit_limits.charge(context.limiter, workspace, call, completion.family, unit, seconds)
    headers = context.limiter.count(call.key, completion.family, completion.charged_tokens, call.now)
    if metered:  # between the headers of tokens and those of requests (recorded 2026-08-19)
        requests = tuple(one for one in headers if one[0].endswith("-req-minute"))
        headers = (*headers[: len(headers) - len(requests)], *metered, *requests)
    return completion.answer(headers, stream=request.stream)


def complete_checked(
    context: Context, call: Call, request: ChatCompletionRequest, value: dict[str, Any], seed: bytes | None = None
) -> Completion:
    """Returns the model's answer without counting it against the limits. Also used for conversations.

    The answer depends on `seed`, by default a digest of the body as received.
    """
    found = media.attached(request.messages)
    model = check(context, request, value, found)
    prompt = tokens.prompt(value, model)
    audio = media.audio_cost(found)
    context.limiter.check_size(model.id, prompt)
    capabilities.check_length(model, prompt + audio[0])
    context.limiter.check(call.key, model.id, prompt, call.now)
    seed = seed or digest(context.settings.seed, call.request.body)
    script = context.script(call)
    declines = script is not None and script.declines
    every_tool = context.settings.every_tool
    completion = Completion(
        id=seed[:16].hex(),
        created=int(call.now),
        model=context.answering_id(request.model),
        prompt_tokens=prompt,
        choices=choices.made(request, value, seed, model.id, every_tool=every_tool, declines=declines),
        family=model.id,
        seed=seed,
        audio=audio,
        cached_tokens=_cached_tokens(context, call, value, model),
    )
    return script.apply_to(completion) if script else completion


def _cached_tokens(context: Context, call: Call, value: dict[str, Any], model: Model) -> int:
    """Returns how many tokens of the prompt are cached, and caches it. Only a `prompt_cache_key` makes that certain."""
    if not (key := value.get("prompt_cache_key")):
        return 0
    prompts, name = context.workspace(call).prompts, f"{model.id} {key}"
    earlier = prompts.pop(name, None)
    prompts[name] = value
    return tokens.cached(value, earlier, model) if earlier else 0


def check(context: Context, request: ChatCompletionRequest, value: dict[str, Any], found: media.Media) -> Model:
    """Returns the model that would answer. Raises the request's refusal, without the checks of length and limits."""
    media.check_form(found, value)
    model = context.model(request.model, "completion_chat")
    plan.check(context.limiter, model, request.model)
    messages.check(request.messages, request.tools, messages.of_model(context.settings.profile, model))
    response_format.check(request.response_format)
    capabilities.check(model, request)
    media.check_content(found)
    # Before the limits, because the model has not seen the request; the place in the order was not observed.
    guardrails.check(request.guardrails, value["messages"], context.settings.seed)
    return model
