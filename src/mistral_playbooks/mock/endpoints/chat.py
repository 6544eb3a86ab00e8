"""POST /v1/chat/completions: checks the request in the API's order, then lets the mocked model answer."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from ..model import answers, json_schema, tool_choice
from ..model.completion import Choice, Completion
from ..model.said import Said, keys, lacks_identifier
from ..state.ids import call_id, digest
from ..types import Answer, Call
from ..validation import capabilities, media, messages, plan, response_format, tokens, unit_limits
from ..wire import envelope, sse
from ..wire.envelope import Header
from ..wire.refusal import ErrorFormat

if TYPE_CHECKING:
    from ..context import Context
    from ..schemas.chat import ChatCompletionRequest, Function
    from ..validation.models import Model

_MAX_CHOICES = 128
"""The mock's limit. The API's is not known, and a million choices would block all other requests for minutes."""
_MAX_CALLS = 1024
"""The maximum number of tool calls in all choices together."""
_MAX_READ = 20
"""The number of messages in which an identifier is looked for."""
_MAX_REPEATED = 1_000_000
"""The maximum number of characters of a prefix or tool results that all choices together repeat."""


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
    choices = completion.choices
    seconds = completion.audio[1]
    metered: tuple[Header, ...] = ()
    if seconds:
        unit, workspace = unit_limits.AUDIO_SECONDS, context.workspace(call)
        metered = unit_limits.charge(context.limiter, workspace, call, completion.family, unit, seconds)
    headers = context.limiter.count(call.key, completion.family, completion.charged_tokens, call.now)
    if metered:  # between the headers of tokens and those of requests (recorded 2026-08-19)
        requests = tuple(one for one in headers if one[0].endswith("-req-minute"))
        headers = (*headers[: len(headers) - len(requests)], *metered, *requests)
    made = tuple([id for choice in choices for id, _, _ in choice.calls])
    texts = tuple([choice.text for choice in choices if choice.text])
    retried = ("x-max-retry-attempts-reached", "false")
    if request.stream:
        frames, frame_texts = completion.frames()
        return Answer(
            200,
            frames,
            (retried,),
            texts=texts,
            frame_texts=frame_texts,
            calls=made,
            content_type=sse.CONTENT_TYPE,
        )
    return Answer(200, completion.body(), (retried, *headers), texts=texts, calls=made)


def complete_checked(
    context: Context, call: Call, request: ChatCompletionRequest, value: dict[str, Any], seed: bytes | None = None
) -> Completion:
    """Returns the model's answer without counting it against the limits. Also used for conversations.

    The answer depends on `seed`, by default a digest of the body as received.
    """
    model = check(context, request, value)
    prompt = tokens.prompt(value, model)
    audio = media.audio_cost(request.messages)
    context.limiter.check_size(model.id, prompt)
    capabilities.check_length(model, prompt + audio[0])
    context.limiter.check(call.key, model.id, prompt, call.now)
    seed = seed or digest(context.settings.seed, call.request.body)
    count = _count(request)
    budget = json_schema.Budget()
    asked = [_text_of(one) for one in reversed(value["messages"]) if one["role"] == "user"] if request.tools else []
    every = context.settings.every_tool
    choices = [
        _choice(request, value, digest(seed, str(i)), model.id, count, budget, asked, every) for i in range(count)
    ]
    completion = Completion(
        id=seed[:16].hex(),
        created=int(call.now),
        model=context.answering_id(request.model),
        prompt_tokens=prompt,
        choices=tuple(choices),
        family=model.id,
        seed=seed,
        audio=audio,
    )
    script = context.script(call)
    return script.apply_to(completion) if script else completion


def check(context: Context, request: ChatCompletionRequest, value: dict[str, Any]) -> Model:
    """Returns the model that would answer. Raises the request's refusal, without the checks of length and limits."""
    media.check_form(request.messages, value)
    model = context.model(request.model, "completion_chat")
    plan.check(context.limiter, model, request.model)
    rules = messages.PROFILES[context.settings.profile]
    messages.check(request.messages, request.tools, rules, any_id=model.foreign)
    response_format.check(request.response_format)
    capabilities.check(model, request)
    media.check_content(request.messages)
    return model


def _count(request: ChatCompletionRequest) -> int:
    """Returns the number of choices: `n` within the mock's limits, at least one."""
    if request.n in (None, 1):
        return 1
    last = request.messages[-1]
    prefix = len(last.content) if last.role == "assistant" and isinstance(last.content, str) else 0
    repeated = prefix + 80 * len(request.messages) * (last.role == "tool")
    most = min(_MAX_CHOICES, _MAX_CALLS // max(1, len(request.tools or ())), _MAX_REPEATED // max(1, repeated))
    return max(1, min(request.n or 1, most))


def _choice(
    request: ChatCompletionRequest,
    body: dict[str, Any],
    seed: bytes,
    model: str,
    count: int,
    budget: json_schema.Budget,
    asked: list[str],
    every: bool,
) -> Choice:
    effort = request.reasoning_effort
    thinking = answers.reasoning(seed) if effort and effort != "none" else None
    limit = request.max_tokens
    spent = answers.tokens(thinking or "")
    if thinking and limit is not None and spent > limit:
        return Choice(thinking=thinking[: 4 * limit], reason="length")
    left = None if limit is None else limit - spent
    if calls := _calls(request, body, seed, model, budget, asked, every):
        return replace(_cut_calls(calls, left), thinking=thinking)
    text, begun = _text(request, body, seed, count, budget)
    for stop in [request.stop] if isinstance(request.stop, str) else request.stop or ():
        if stop and (found := text.find(stop, begun)) >= 0:
            text = text[:found]
    reason = "stop"
    if left is not None and answers.tokens(text) > left:
        text, reason = text[: 4 * left], "length"
    return Choice(text=text, thinking=thinking, reason=reason)


def _text(
    request: ChatCompletionRequest, body: dict[str, Any], seed: bytes, count: int, budget: json_schema.Budget
) -> tuple[str, int]:
    """Returns the model's text, and where its own words begin, after a prefix of the caller."""
    format = request.response_format
    if format.type == "json_object":
        names = keys("\n".join(map(_text_of, body["messages"])))
        found = {name: answers.sentence(digest(seed, name)) for name in names}
        return json.dumps(found or {"answer": answers.sentence(seed)}), 0
    if format.type == "json_schema" and format.json_schema:
        return json.dumps(json_schema.instance(format.json_schema.schema_, seed, budget)), 0
    text = answers.sentence(seed)
    results: list[str] = []
    for message in reversed(body["messages"]):
        if message["role"] != "tool":
            break
        results.insert(0, _plain(_text_of(message)))
    if results:
        text = f"{text[:-1]}; results: {' / '.join(results)}."
    if request.min_tokens:
        # All choices together share the maximum length of an answer.
        least = min(request.min_tokens, answers.MAX_TOKENS // count)
        text = answers.extended(text, least, request.max_tokens, seed)
    last = request.messages[-1]
    if last.role == "assistant" and last.prefix and isinstance(last.content, str):
        # The API repeats the prefix at the start of its answer (docs).
        begun = last.content if last.content[-1:].isspace() else f"{last.content} "
        return begun + text, len(begun)
    return text, 0


def _text_of(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    return " ".join(str(chunk.get("text") or "") for chunk in content or () if isinstance(chunk, dict))


def _plain(content: str) -> str:
    """Returns a tool's result, shortened and safe to appear verbatim inside JSON: ASCII, no quotes, no brackets."""
    kept = "".join(c if " " <= c <= "~" and c not in "\"'\\<>{}[]" else " " for c in content)
    return " ".join(kept.split())[:80]


def _calls(
    request: ChatCompletionRequest,
    body: dict[str, Any],
    seed: bytes,
    model: str,
    budget: json_schema.Budget,
    asked: list[str],
    every: bool,
) -> list[tuple[str, str, str]]:
    """Returns (id, name, arguments) of the calls that the model makes.

    They are those that the user asks for (`tool_choice`), or with `every_tool` all that are offered. `auto` calls only
    after a user's message, and not if an identifier is missing (`said.lacks_identifier`); after results only if that
    message names a tool or a value: not after "thanks". `any`, `required` and a named tool also call after a tool's
    result (recorded with `required`, 2026-01-05).
    """
    if not request.tools:
        return []
    choice = request.tool_choice
    functions = [tool.function for tool in request.tools if tool.type == "function"]
    if choice == "none" or not functions:
        return []
    if choice == "auto" and request.messages[-1].role != "user":
        return []
    if choice == "auto" and not every and _has_enough(request, functions, asked):
        return []
    if not isinstance(choice, str):
        functions = [one for one in functions if one.name == choice.function.name][:1]
    elif not every:
        functions = tool_choice.meant(functions, asked)
        recent = body["messages"][-_MAX_READ:]
        # A picture or a document may show the identifier.
        if choice == "auto" and all(isinstance(one.get("content") or "", str) for one in recent):
            texts = [_text_of(one) for one in recent]
            functions = [one for one in functions if not lacks_identifier(one.parameters, texts)]
    if not request.parallel_tool_calls:
        functions = functions[:1]
    made = []
    for index, function in enumerate(functions):
        own = digest(seed, function.name, str(index))
        arguments = json_schema.instance({"type": "object", **function.parameters}, own, budget, Said(asked, function))
        id = f"chatcmpl-tool-{own[:8].hex()}" if model.startswith("zai-glm") else call_id(own)
        made.append((id, function.name, json.dumps(arguments if isinstance(arguments, dict) else {})))
    return made


def _has_enough(request: ChatCompletionRequest, functions: list[Function], asked: list[str]) -> bool:
    """Whether tools have answered and the user's messages since then ask for nothing that a tool could do."""
    newer = takewhile(lambda message: message.role != "tool", reversed(request.messages))
    count = [message.role for message in newer].count("user")
    if all(message.role != "tool" for message in request.messages):
        return False
    return not tool_choice.is_named(functions, asked[:count]) and not Said(asked[:count]).has_values


def _cut_calls(calls: list[tuple[str, str, str]], limit: int | None) -> Choice:
    """Returns the calls within `limit` tokens. The first one that does not fit has truncated arguments, or is absent if
    not even its name fits (both recorded 2026-08-16)."""
    kept: list[tuple[str, str, str]] = []
    left = limit
    for id, name, arguments in calls:
        cost = answers.tokens(name) + answers.tokens(arguments)
        if left is not None and cost > left:
            room = left - answers.tokens(name)
            if room >= 0:
                kept.append((id, name, arguments[: 4 * room]))
            return Choice(calls=tuple(kept), reason="length")
        left = None if left is None else left - cost
        kept.append((id, name, arguments))
    return Choice(calls=tuple(kept), reason="tool_calls")
