"""The rate limiter: fixed windows aligned to the minute in UTC, with a request and a token bucket per key and model.

As observed on the hosted API (headers recorded until 2026-08-19; limits hit at 15:59:48.7 and 16:07:54.2 were reset at
16:00:00.8 and 16:08:00.6): bursts are allowed, a 429 shows only the headers of the exhausted bucket, and nothing says
when to retry.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ...support.errors import UserError
from ..wire.envelope import Header
from ..wire.refusal import Refusal

PLANS = ("none", "free", "paid")
REFUSALS = ("tier_not_allowed", "labs_not_enabled")


class LimitsError(UserError, ValueError):
    """Unusable limits. The message names the file, the problem and the expected content."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Requests and tokens per minute; None means no limit. `refused` is the type of the 403 with which the plan refuses
    this model (see `plan`), None if the plan includes it."""

    requests: int | None
    tokens: int | None
    refused: str | None = None


@cache
def _published() -> dict[str, Any]:
    return json.loads((Path(__file__).parents[1] / "data" / "limits.json").read_text(encoding="utf-8"))


def load(limits: str | Path, canonical: Callable[[str], str]) -> dict[str, Limit]:
    """Returns the limits by model for `none`, `free`, `paid` or a JSON file.

    `canonical` maps an alias to its model's id, because a model and its aliases share a limit. A file contains
    `{"<model>": {"requests": 4, "tokens": 250000}, "*": {…}}`, where a row may also be
    `{"refused": "tier_not_allowed"}` or `{"refused": "labs_not_enabled"}`. Raises LimitsError if the file is unreadable
    or has other content.
    """
    if str(limits) in PLANS and not isinstance(limits, Path):
        return _parse(_published()[str(limits)]["models"], "limits.json", canonical)
    path = Path(limits)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        text = f"limits: `{limits}` is not none, free or paid, and cannot be read as a file: {problem.strerror}."
        raise LimitsError(text) from problem
    except (ValueError, RecursionError) as problem:
        raise LimitsError(f"limits: {path} is not JSON: {problem}. {_EXPECTED}") from problem
    return _parse(data, str(path), canonical)


_EXPECTED = (
    'Expected: {"<model>": {"requests": 4, "tokens": 250000}, "*": {"requests": 50, "tokens": 50000}}. For a model '
    'that the plan refuses (403): {"<model>": {"refused": "tier_not_allowed"}}, or "labs_not_enabled". For a model '
    'without any quota (429): {"<model>": {"requests": 0}}.'
)


def _parse(data: Any, file: str, canonical: Callable[[str], str]) -> dict[str, Limit]:
    if not isinstance(data, dict) or not data:
        raise LimitsError(f"limits: {file} is not a non-empty JSON object. {_EXPECTED}")
    found: dict[str, Limit] = {}
    for model, row in data.items():
        if not isinstance(row, dict):
            raise LimitsError(f"limits: {file}: `{model}` is not an object. {_EXPECTED}")
        if unknown := set(row) - {"requests", "tokens", "refused"}:
            raise LimitsError(f"limits: {file}: `{model}` has the unknown key `{min(unknown)}`. {_EXPECTED}")
        refused = row.get("refused")
        if refused is not None and refused not in REFUSALS:
            known = " or ".join(f"`{one}`" for one in REFUSALS)
            raise LimitsError(f"limits: {file}: `{model}.refused` must be {known}. {_EXPECTED}")
        for key, value in row.items():
            if key == "refused":
                continue
            is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            if value is not None and not is_count:
                raise LimitsError(f"limits: {file}: `{model}.{key}` must be a non-negative integer. {_EXPECTED}")
        found[model if model == "*" else canonical(model)] = Limit(row.get("requests"), row.get("tokens"), refused)
    return found


@dataclass(slots=True)
class _Window:
    number: int = -1
    requests: int = 0
    tokens: int = 0


class Limiter:
    """Counts requests and tokens by (key, model) in windows of `minute` seconds. `trips` is whether limits are
    enforced."""

    def __init__(self, limits: dict[str, Limit], minute: float = 60.0, *, trips: bool = True) -> None:
        if not minute > 0:
            raise LimitsError(f"limits: a minute of {minute} seconds is impossible. Use more than 0.")
        self._limits = limits
        self._any = limits.get("*", Limit(None, None))
        self.minute = minute
        self.trips = trips
        self._windows: dict[tuple[str, str], _Window] = {}

    def _window(self, key: str, model: str, now: float) -> _Window:
        window = self._windows.get((key, model))
        if window is None:
            window = self._windows[key, model] = _Window()
        number = int(now // self.minute)
        if number != window.number:
            window.number, window.requests, window.tokens = number, 0, 0
        return window

    def limit_for(self, model: str) -> Limit:
        """Returns the limits of a model, given its main id."""
        return self._limits.get(model, self._any)

    def check_size(self, model: str, tokens: int) -> None:
        """Raises 429 for a request that is larger than the complete token bucket.

        This precedes the check of the context length: ten messages of a million characters got this 429 from a model
        of 131,072 tokens (recorded 2026-02-10, crmne/ruby_llm: limit 2000000, remaining 2000000).
        """
        limit = self.limit_for(model).tokens
        if self.trips and limit and tokens > limit:
            raise exceeded(pair("tokens-minute", limit, limit))

    def check(self, key: str, model: str, tokens: int, now: float) -> None:
        """Raises 429 if the request exceeds a limit. `tokens` is the minimum cost of the request.

        A refused request is not counted. A request that needs more tokens than remain is refused, even if the bucket is
        full. A model without quota has a request limit of 0 and shows the request headers: waiting never helps (live
        probe of 2026-10-06 and about eleven reports since 2026-09).
        """
        if not self.trips:
            return
        limit = self.limit_for(model)
        window = self._window(key, model, now)
        if limit.requests is not None and window.requests >= limit.requests:
            raise exceeded(pair("req-minute", limit.requests, 0))
        if limit.tokens is not None and window.tokens + tokens > limit.tokens:
            raise exceeded(pair("tokens-minute", limit.tokens, limit.tokens - window.tokens))

    def count(self, key: str, model: str, cost: int, now: float) -> tuple[Header, ...]:
        """Counts one request of this many tokens and returns the headers of a JSON 200 (in the recorded order)."""
        limit = self.limit_for(model)
        window = self._window(key, model, now)
        window.requests += 1
        window.tokens += cost
        price = (("x-ratelimit-tokens-query-cost", str(cost)),)
        tokens = () if limit.tokens is None else pair("tokens-minute", limit.tokens, limit.tokens - window.tokens)
        if limit.requests is None:
            return tokens + price
        return tokens + price + pair("req-minute", limit.requests, limit.requests - window.requests)


def exceeded(headers: tuple[Header, ...]) -> Refusal:
    """Returns the 429 for an exhausted bucket."""
    return Refusal(429, "rate_limited", "Rate limit exceeded", "1300", headers)


def pair(bucket: str, limit: int, left: int) -> tuple[Header, Header]:
    """Returns the headers of a bucket such as `req-minute`."""
    limit_name, left_name = _names(bucket)
    return (limit_name, str(limit)), (left_name, str(max(0, left)))


@cache
def _names(bucket: str) -> tuple[str, str]:
    return f"x-ratelimit-limit-{bucket}", f"x-ratelimit-remaining-{bucket}"
