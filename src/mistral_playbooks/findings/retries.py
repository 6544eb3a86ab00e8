"""Findings about retries: what was repeated, how soon, how often, and after which waits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ..mock import Exchange
from .advice import playbook_for
from .attempts import broken_off, end_time, is_gap, is_stream, zero_quota
from .finding import Finding

NEVER_RETRY = {400, 401, 402, 403, 404, 413, 422}
"""Statuses with which the same request will fail again."""

_KEY_STATUSES = {401, 402, 403}  # permanent for a GET too; a 404 may end once the file or job exists

_UNREADABLE = {"1901", "3310"}
"""Codes of OCR for a file id that it cannot read. It may read a new file later: a client waits up to 7 s (2026-09)."""

SHORTEST_WAIT = 0.9
"""Seconds: a sooner retry after a 429, in the same window, only wastes an attempt."""

MAX_ATTEMPTS = 12
"""Attempts at one request within a minute. The slowest-growing backoff in common use (0.5 s × 1.5ⁿ, the default of the
SDKs' generator) makes eleven."""

CAPACITY = {"3505", "3810"}
"""Codes of a model that is full, whatever the limits of the key."""

_MINUTE = 60.0  # a real minute, whatever the limiter's window is set to
_MIN_EQUAL_WAITS = 3  # two waits may be equal by chance

LONG_WAIT = 5.0
"""Seconds: equal waits of this length or more are acceptable."""


def chain_findings(journal: Sequence[Exchange], chain: Sequence[int], minute: float, first: int) -> Iterator[Finding]:
    """Yields the findings of one chain. `minute`: the limiter's window in seconds; `first`: the number of request 0."""
    early = 0
    for before, after in itertools.pairwise(chain):
        finding = _bad_retry(journal[before], journal[after], minute, after + first, before + first)
        if finding is not None:
            early += finding.id == "too-early"
            yield finding
    waiting = [index for index in chain if is_temporary(journal[index])]
    if early < _MIN_EQUAL_WAITS:  # immediate retries are reported already
        yield from no_backoff(journal, chain, minute, first)
    yield from too_often(journal, waiting, first)


def _bad_retry(before: Exchange, after: Exchange, minute: float, number: int, earlier: int) -> Finding | None:
    wait = max(0.0, after.at - end_time(before))
    if zero_quota(before):
        text = (
            f"request {number} repeats request {earlier}, which got a 429 with a limit of 0: the plan has no quota for "
            "this model, so waiting never helps. Use a model that the plan includes, or change the plan"
        )
        return Finding("retried-zero-quota", text, "zero-quota", number)
    if before.status in NEVER_RETRY:
        if before.method in ("GET", "DELETE") and before.status not in _KEY_STATUSES:
            return None
        if before.fault is None and 200 <= after.status < 300:
            return None  # something else changed: the agent was created, or the file arrived
        if is_gap(before) or (before.path == "/v1/ocr" and before.code in _UNREADABLE and _asks_for_file(before)):
            return None
        again = "the same request fails again"
        if 200 <= after.status < 300:
            again = "without the count of the fault, the same request would fail again"
        text = (
            f"request {number} repeats request {earlier}, which got a {before.status}: {again}. Do not retry a "
            f"{before.status}; fix what the error names"
        )
        return Finding("retried-refusal", text, playbook_for(before), number)
    if before.status == 429 and hasty(before, after, minute):
        left = minute - end_time(before) % minute
        text = (
            f"request {number} came {wait:.2f} s after request {earlier} got a 429. At the 429, the rate-limit window "
            f"had {left:.1f} s left. Wait at least a second, and longer after each further 429"
        )
        return Finding("too-early", text, _limit_slug(before), number)
    return None


def _asks_for_file(exchange: Exchange) -> bool:
    """Whether a request names its document by a file id."""
    document = exchange.body.get("document") if isinstance(exchange.body, dict) else None
    return isinstance(document, dict) and "file_id" in document


def no_backoff(
    journal: Sequence[Exchange], chain: Sequence[int], minute: float, first: int, longest: float = LONG_WAIT
) -> Iterator[Finding]:
    """`no-backoff`: the first waits of a chain are short and equal, and no later wait is longer.

    Waits of `longest` seconds or more are acceptable. Later waits may be equal, because a backoff has a maximum. The
    first may be equal by chance, because of the SDKs' jitter; then later waits are longer.
    """
    pairs = list(itertools.pairwise(chain))
    if len(pairs) < _MIN_EQUAL_WAITS:
        return
    every = [max(0.0, journal[after].at - end_time(journal[before])) for before, after in pairs]
    pairs, waits = pairs[:_MIN_EQUAL_WAITS], every[:_MIN_EQUAL_WAITS]
    if max(every) > 1.5 * min(waits) + 0.05:
        return
    for (before, after), wait in zip(pairs, waits, strict=True):
        failure = journal[before]
        waited_for_window = failure.status == 429 and not _same_window(failure, journal[after], minute)
        if not is_temporary(failure) or waited_for_window or _obeyed(failure, wait):
            return
        if _unanswered(failure) and journal[after].at - failure.at >= LONG_WAIT:
            return  # it waited for an answer that did not come
    if max(waits) >= longest or max(waits) > 1.05 * min(waits) + 0.05:
        return
    failures = [journal[before] for before, _ in pairs]
    statuses = "/".join(dict.fromkeys(_failure_name(failure) for failure in failures))
    text = (
        f"requests {pairs[0][1] + first} to {pairs[-1][1] + first} repeat the same failure ({statuses}) after about "
        f"{sum(waits) / len(waits):.1f} s each. Increase the wait each time, such as 1 s, 2 s, 4 s"
    )
    yield Finding("no-backoff", text, slug_of(failures[-1]), pairs[-1][1] + first)


def parallel_findings(journal: Sequence[Exchange], group: Sequence[int], first: int) -> Iterator[Finding]:
    """Yields the findings about several workers with equal requests: only that all together tried too often."""
    workers = len({journal[index].connection for index in group})
    failures = [index for index in group if is_temporary(journal[index])]
    yield from too_often(journal, failures, first, MAX_ATTEMPTS * workers)


def too_often(
    journal: Sequence[Exchange],
    failures: Sequence[int],
    first: int,
    most: int = MAX_ATTEMPTS,
    what: str = "attempt {} at the same request",
) -> Iterator[Finding]:
    """`too-often`: more than `most` failures within a minute, which no backoff makes. Reported once.

    `what` says what request `{}` of them is.
    """
    for begin, end in zip(failures, failures[most:], strict=False):
        seconds = journal[end].at - journal[begin].at
        if seconds < _MINUTE:
            text = (
                f"request {end + first} is {what.format(most + 1)} within {seconds:.0f} s. "
                "Stop after a few attempts, or wait longer each time"
            )
            yield Finding("too-often", text, slug_of(journal[end]), end + first)
            return


def is_temporary(exchange: Exchange) -> bool:
    """Whether a failed request may pass later, unchanged."""
    if exchange.status == 429:
        return not zero_quota(exchange)
    return exchange.status >= 500 or _unanswered(exchange)


def _unanswered(exchange: Exchange) -> bool:
    """Whether the connection ended before the answer did."""
    return exchange.status == 0 or broken_off(exchange)


def _failure_name(exchange: Exchange) -> str:
    if broken_off(exchange) and exchange.status:
        return "a stream cut off" if is_stream(exchange) else "an answer cut off"
    return str(exchange.status or "no answer")


def hasty(before: Exchange, after: Exchange, minute: float) -> bool:
    """Whether a request came too soon after a 429: in the same window, and without the wait that the answer asks."""
    wait = max(0.0, after.at - end_time(before))
    return wait < SHORTEST_WAIT and not _obeyed(before, wait) and _same_window(before, after, minute)


def _obeyed(failure: Exchange, wait: float) -> bool:
    seconds = _retry_after(failure)
    return seconds is not None and wait >= 0.9 * seconds


def _same_window(before: Exchange, after: Exchange, minute: float) -> bool:
    return end_time(before) // minute == after.at // minute


def _retry_after(exchange: Exchange) -> float | None:
    for name, value in exchange.received:
        if name.lower() == "retry-after":
            try:
                return float(value)
            except ValueError:
                return 0.0  # a date: a client that parses it waits as required
    return None


def _limit_slug(exchange: Exchange) -> str:
    return "capacity-exceeded" if exchange.code in CAPACITY else "rate-limited"


def slug_of(exchange: Exchange) -> str:
    """Returns the class of a temporary failure."""
    if exchange.status == 429 or exchange.code in CAPACITY:
        return _limit_slug(exchange)
    if exchange.fault and _unanswered(exchange):
        return exchange.fault.split("/")[0]
    return "server-error" if exchange.status == 500 else "gateway-error"
