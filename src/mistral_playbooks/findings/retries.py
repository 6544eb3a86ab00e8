"""Findings about one chain of attempts: what was repeated, how soon, how often, with what waits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ..mock import Exchange
from .advice import helping, playbook
from .attempts import broken_off, ended, streamed
from .finding import Finding

NEVER_RETRY = {400, 401, 402, 403, 404, 413, 422}
"""Statuses that say that the same request will fail again."""

_KEY_REFUSED = {401, 402, 403}  # of these a GET says so too; a 404 may pass once a file or a job has arrived

SHORTEST_WAIT = 0.9
"""Seconds: a retry after a 429 that comes sooner, within the same window, only burns the next try."""

MOST_TRIES = 12
"""Attempts at one request within a minute. The slowest backoff in common use (0.5 s × 1.5ⁿ, what the SDKs' generator
gives where nothing is set) makes eleven."""

_MINUTE = 60.0  # a real one, whatever the limiter's is set to
_ROW = 3  # waits that must be equal: two may be so by chance
_LONG = 5.0  # seconds: an equal wait from here on is patience, not hammering


def judged(journal: Sequence[Exchange], chain: Sequence[int], minute: float, first: int) -> Iterator[Finding]:
    """The findings of one chain. `minute`: seconds of the limiter's window; `first`: number of request 0."""
    early = 0
    for before, after in itertools.pairwise(chain):
        finding = _repeated(journal[before], journal[after], minute, after + first, before + first)
        if finding is not None:
            early += finding.id == "too-early"
            yield finding
    waiting = [index for index in chain if _passes_by_itself(journal[index])]
    if early < _ROW:  # what came at once was told already
        yield from _constant(journal, chain, minute, first)
    yield from _many(journal, waiting, first)


def zero_quota(exchange: Exchange) -> bool:
    """Whether a 429 says that the plan has no quota at all for the model (reported six times to 2026-08)."""
    if exchange.status != 429:
        return False
    headers = {name.lower(): value.strip() for name, value in exchange.received}
    return "0" in (headers.get("x-ratelimit-limit-req-minute"), headers.get("x-ratelimit-limit-tokens-minute"))


def _repeated(before: Exchange, after: Exchange, minute: float, number: int, earlier: int) -> Finding | None:
    wait = max(0.0, after.at - ended(before))
    if zero_quota(before):
        text = (
            f"request {number} repeats request {earlier}, which got a 429 with a limit of 0: the plan has no quota for "
            "this model, so waiting never helps. Take a model that the plan has, or another plan"
        )
        return Finding("retried-zero-quota", text, playbook("zero-quota"), number)
    if before.status in NEVER_RETRY:
        if before.method in ("GET", "DELETE") and before.status not in _KEY_REFUSED:
            return None
        if before.fault is None and 200 <= after.status < 300:
            return None  # something else had changed: the agent was made, the file had arrived
        text = (
            f"request {number} repeats request {earlier}, which got {before.status}: the same request is refused "
            f"again. Stop at a {before.status}, and change what it names"
        )
        return Finding("retried-refusal", text, helping(before), number)
    told = _retry_after(before)
    as_told = told is not None and wait >= 0.9 * told
    if before.status == 429 and wait < SHORTEST_WAIT and not as_told and _same_window(before, after, minute):
        left = minute - ended(before) % minute
        text = (
            f"request {number} came {wait:.2f} s after request {earlier} got a 429, and the window ended {left:.1f} s "
            "after it: wait a second at least, and longer after each 429"
        )
        return Finding("too-early", text, playbook(_limit(before)), number)
    return None


def _constant(journal: Sequence[Exchange], chain: Sequence[int], minute: float, first: int) -> Iterator[Finding]:
    """`no-backoff`: the first waits of a chain are short and equal, and none after them is longer.

    Later ones may be equal: a backoff has an upper end. The first may be so by chance, where much of a wait is chance,
    as with the SDKs' own generator; then they still grow.
    """
    pairs = list(itertools.pairwise(chain))
    if len(pairs) < _ROW:
        return
    every = [max(0.0, journal[after].at - ended(journal[before])) for before, after in pairs]
    pairs, waits = pairs[:_ROW], every[:_ROW]
    if max(every) > 1.5 * min(waits) + 0.05:
        return
    for (before, after), wait in zip(pairs, waits, strict=True):
        failure = journal[before]
        told = _retry_after(failure)
        waited_for_window = failure.status == 429 and not _same_window(failure, journal[after], minute)
        if not _passes_by_itself(failure) or waited_for_window or (told is not None and wait >= 0.9 * told):
            return
        if _unanswered(failure) and journal[after].at - failure.at >= _LONG:
            return  # it waited, though in vain and not afterwards
    if max(waits) >= _LONG or max(waits) > 1.05 * min(waits) + 0.05:
        return
    failures = [journal[before] for before, _ in pairs]
    statuses = "/".join(dict.fromkeys(_named(failure) for failure in failures))
    text = (
        f"requests {pairs[0][1] + first} to {pairs[-1][1] + first} repeat the same failure ({statuses}) after about "
        f"{sum(waits) / len(waits):.1f} s each: let the waits grow, such as 1 s, 2 s, 4 s"
    )
    yield Finding("no-backoff", text, playbook(_class(failures[-1])), pairs[-1][1] + first)


def crowded(journal: Sequence[Exchange], crowd: Sequence[int], first: int) -> Iterator[Finding]:
    """The findings of several workers that sent the same: only that all of them together tried too often."""
    workers = len({journal[index].connection for index in crowd})
    failures = [index for index in crowd if _passes_by_itself(journal[index])]
    yield from _many(journal, failures, first, MOST_TRIES * workers)


def _many(
    journal: Sequence[Exchange], failures: Sequence[int], first: int, most: int = MOST_TRIES
) -> Iterator[Finding]:
    """`too-often`: more failed attempts within a minute than any backoff makes. Told once."""
    for begin, end in zip(failures, failures[most:], strict=False):
        seconds = journal[end].at - journal[begin].at
        if seconds < _MINUTE:
            text = (
                f"request {end + first} is attempt {most + 1} at the same request within {seconds:.0f} s: "
                "stop after a few, or wait longer each time"
            )
            yield Finding("too-often", text, playbook(_class(journal[end])), end + first)
            return


def _passes_by_itself(exchange: Exchange) -> bool:
    if exchange.status == 429:
        return not zero_quota(exchange)
    return exchange.status >= 500 or _unanswered(exchange)


def _unanswered(exchange: Exchange) -> bool:
    """Whether the connection ended before the answer did."""
    return exchange.status == 0 or broken_off(exchange)


def _named(exchange: Exchange) -> str:
    if broken_off(exchange) and exchange.status:
        return "a stream broken off" if streamed(exchange) else "an answer broken off"
    return str(exchange.status or "no answer")


def _same_window(before: Exchange, after: Exchange, minute: float) -> bool:
    return ended(before) // minute == after.at // minute


def _retry_after(exchange: Exchange) -> float | None:
    for name, value in exchange.received:
        if name.lower() == "retry-after":
            try:
                return float(value)
            except ValueError:
                return 0.0  # a date: whoever reads it waits as told
    return None


def _limit(exchange: Exchange) -> str:
    return "capacity-exceeded" if exchange.code == "3505" else "rate-limited"


def _class(exchange: Exchange) -> str:
    if exchange.status == 429 or exchange.code == "3505":
        return _limit(exchange)
    if exchange.fault and _unanswered(exchange):
        return exchange.fault.split("/")[0]
    return "server-error" if exchange.status == 500 else "gateway-error"
