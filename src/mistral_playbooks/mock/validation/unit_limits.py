"""What OCR, transcription and speech count instead of tokens: pages, seconds of audio, characters.

One bucket a minute for each key, model and unit, with `x-ratelimit-{limit,remaining}-<unit>-minute` and
`x-ratelimit-<unit>-query-cost` on every 200 (recorded 2026-08-10 to 2026-08-19; of audio the names alone).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import Answer, Call
from ..wire.envelope import Header, error

if TYPE_CHECKING:
    from ..api import Context

OCR_PAGES, AUDIO_SECONDS, INPUT_CHARACTERS = "ocr-pages", "audio-seconds", "input-characters"

_LIMITS = {
    OCR_PAGES: 1_250,  # recorded 2026-08-19 (crmne/ruby_llm); 625 on 2026-06-29 (braintrust)
    AUDIO_SECONDS: 36_000,  # not seen: made up
    INPUT_CHARACTERS: 24_000,  # recorded 2026-08-19
}
_OUT_OF_THE_WAY = 1_000_000_000


def charge(context: Context, call: Call, model: str, unit: str, cost: int) -> tuple[Header, ...] | Answer:
    """Counts the cost and gives the headers of a 200, or the 429 of a bucket that has too little left.

    By default the buckets are out of the way, as those of requests and tokens are. That a bucket of these trips, and
    that its 429 is the usual one with its own pair, was not seen; it follows the two that were.
    """
    trips = context.settings.limits != "none"
    # Only a model without any quota is told by its requests: for these units no pair of them was recorded.
    if trips and context.limiter.of(model).requests == 0:
        refused = context.limiter.refuse(call.key, model, 0, call.now)
        if refused:
            return refused
    limit = _LIMITS[unit] if trips else _OUT_OF_THE_WAY
    window = int(call.now // context.settings.minute)
    meters = context.workspace(call).meters
    name = f"{model} {unit}"
    began, used = meters.get(name, (window, 0))
    used = used if began == window else 0
    if trips and used + cost > limit:
        return error(429, "rate_limited", "Rate limit exceeded", "1300", _pair(unit, limit, limit - used))
    meters[name] = (window, used + cost)
    left = max(0, limit - used - cost)
    return (*_pair(unit, limit, left), (f"x-ratelimit-{unit}-query-cost", str(cost)))


def _pair(unit: str, limit: int, left: int) -> tuple[Header, Header]:
    return (
        (f"x-ratelimit-limit-{unit}-minute", str(limit)),
        (f"x-ratelimit-remaining-{unit}-minute", str(left)),
    )
