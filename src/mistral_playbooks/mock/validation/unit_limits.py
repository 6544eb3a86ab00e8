"""The limits of OCR, audio and speech, which count pages, seconds of audio and characters instead of tokens, and those
of documents and some built-in tools, which count uses.

For units, one bucket per minute for each key, model and unit, with `x-ratelimit-{limit,remaining}-<unit>-minute` and
`x-ratelimit-<unit>-query-cost` on every 200 (recorded 2026-08-10 to 2026-08-19, crmne/ruby_llm). A chat with audio has
both these headers and those of tokens.
"""

from __future__ import annotations

from ..state.workspace import Workspace
from ..types import Call
from ..wire.envelope import Header
from ..wire.refusal import Refusal
from .rate_limits import Limiter, exceeded, pair

OCR_PAGES, AUDIO_SECONDS, INPUT_CHARACTERS = "ocr-pages", "audio-seconds", "input-characters"

_LIMITS = {
    OCR_PAGES: 1_250,  # recorded 2026-08-19 (crmne/ruby_llm); 625 on 2026-06-29 (braintrust)
    AUDIO_SECONDS: 7_200,  # recorded 2026-08-10 and 2026-08-19 of voxtral-mini
    INPUT_CHARACTERS: 24_000,  # recorded 2026-08-19
}
_CHAT_AUDIO_SECONDS = 2_000  # recorded 2026-08-19 of voxtral-small
_UNLIMITED = 1_000_000_000


def charge(limiter: Limiter, workspace: Workspace, call: Call, model: str, unit: str, cost: int) -> tuple[Header, ...]:
    """Counts the cost and returns the headers of a 200. Raises 429 if the bucket has too little left.

    By default these buckets are not enforced, like those of requests and tokens. Their 429 was not observed; it follows
    that of the other two buckets, with the headers of the unit.
    """
    # Only a model without any quota shows the request headers, which were not recorded for these units.
    if limiter.limit_for(model).requests == 0:
        limiter.check(call.key, model, 0, call.now)
    limit = _LIMITS[unit] if limiter.trips else _UNLIMITED
    if limiter.trips and unit == AUDIO_SECONDS and model == "voxtral-small-2507":
        limit = _CHAT_AUDIO_SECONDS
    window = int(call.now // limiter.minute)
    name = f"{model} {unit}"
    left = limit - workspace.count(name, window, 0)
    if limiter.trips and cost > left:
        raise exceeded(pair(f"{unit}-minute", limit, left))
    left = limit - workspace.count(name, window, cost)
    return (*pair(f"{unit}-minute", limit, left), (f"x-ratelimit-{unit}-query-cost", str(cost)))


def count_uses(
    workspace: Workspace, name: str, most: tuple[int, int], uses: int, now: float, minute: float, *, trips: bool
) -> tuple[Header, ...]:
    """Counts uses per minute and per day, of which `most` are allowed, and returns the headers; `now` and `minute` in
    seconds.

    With `trips`, raises 429 for uses beyond a limit, which are not counted. Its body was reported of web search in
    production (fredbuildsai/parlwatch@7f423c54 tests/test_agent.py, 2026-10-09, and four more since 2026-07), with the
    headers; that of the code interpreter was not observed.
    """
    buckets = [
        (f"{name.replace('_', '-')}-{period}", int(now // seconds), limit)
        for period, seconds, limit in (("minute", minute, most[0]), ("day", 86_400, most[1]))
    ]
    refused = trips and any(workspace.count(bucket, window, 0) + uses > limit for bucket, window, limit in buckets)
    headers: list[Header] = []
    for bucket, window, limit in buckets:
        headers += pair(bucket, limit, limit - workspace.count(bucket, window, 0 if refused else uses))
    if refused:
        raise Refusal(429, None, f"{name} rate limit reached.", headers=tuple(headers))
    return tuple(headers)
