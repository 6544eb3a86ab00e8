"""The limits of OCR, audio and speech, which count pages, seconds of audio and characters instead of tokens.

One bucket per minute for each key, model and unit, with `x-ratelimit-{limit,remaining}-<unit>-minute` and
`x-ratelimit-<unit>-query-cost` on every 200 (recorded 2026-08-10 to 2026-08-19, crmne/ruby_llm). A chat with audio has
both these headers and those of tokens.
"""

from __future__ import annotations

from ..state.workspace import Workspace
from ..types import Call
from ..wire.envelope import Header
from ..wire.refusal import Refusal
from .rate_limits import Limiter

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
    began, used = workspace.meters.get(name, (window, 0))
    used = used if began == window else 0
    if limiter.trips and used + cost > limit:
        raise Refusal(429, "rate_limited", "Rate limit exceeded", "1300", _pair(unit, limit, limit - used))
    workspace.meters[name] = (window, used + cost)
    left = max(0, limit - used - cost)
    return (*_pair(unit, limit, left), (f"x-ratelimit-{unit}-query-cost", str(cost)))


def _pair(unit: str, limit: int, left: int) -> tuple[Header, Header]:
    return (
        (f"x-ratelimit-limit-{unit}-minute", str(limit)),
        (f"x-ratelimit-remaining-{unit}-minute", str(left)),
    )
