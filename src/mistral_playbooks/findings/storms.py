"""Findings about storms: requests that keep coming after a failure that concerns them as well, whatever they say.

A refused key concerns every request with that key, and a limit or an outage every request to that part of the API, all
of them at the same host. So another seed, prompt or timestamp does not make a retry a new request. An answer in between
does: the failure is over.

A program with many tasks looks alike at first. Each of its tasks is sent again later, or its workers are connected at
the same time. So only requests that were sent once count, several are needed, and more if there are workers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..mock import Exchange
from .advice import playbook_for
from .attempts import Attempts, account, end_time, failed, workers, zero_quota
from .finding import Finding
from .retries import (
    MAX_ATTEMPTS,
    SHORTEST_WAIT,
    hasty,
    is_temporary,
    no_backoff,
    slug_of,
    too_often,
)

_KEY_STATUSES = {401, 402}
_GUARDRAIL = {"1920", "3201"}
"""Codes of a 403 that concerns the text of one request: another text may pass."""
_MIN_HASTY = 3  # of different requests, which might be different tasks
_NO_WAIT = 0.25  # seconds that a program needs for its next request, without a wait


class _Scope(NamedTuple):
    """What a failure concerns: everything with the same key at the same host, unless the other fields are set."""

    kind: str
    """`key`, `model` (both permanent) or `busy` (temporary)."""
    key: tuple[str, str | None]
    resource: str = ""
    model: str = ""


def storm_findings(
    journal: Sequence[Exchange], tried: Attempts, minute: float, first: int, one_task: bool
) -> Iterator[Finding]:
    """Yields the findings about requests of different content, at most one of each kind for a run of failures.

    With `one_task` each request after a failure is a retry, because the program has nothing else to ask.
    """
    times = Counter(tried.contents)
    lines = workers(journal)
    for scope, run in _runs(journal):
        contents = {index: tried.contents[index] or index for index in run}
        if not one_task:
            run = [index for index in run if times[tried.contents[index]] == 1 or tried.contents[index] is None]
        if not run or (not one_task and len({contents[index] for index in run}) < 2):
            continue  # equal requests are judged as attempts
        if scope.kind != "busy":
            yield from _went_on(journal, run, first, lines if one_task else 2 * lines)
            continue
        if lines == 1:
            found = list(_too_early(journal, run, minute, first, 1 if one_task else _MIN_HASTY))
            if one_task and not found:
                found = list(no_backoff(journal, run, minute, first))
            yield from found or _no_wait(journal, run, first, one_task)
        elif one_task:
            yield from _regardless(journal, run, minute, first, lines)
        what = "failure {} in a row"
        yield from too_often(journal, run, first, MAX_ATTEMPTS * lines, what)


def _runs(journal: Sequence[Exchange]) -> list[tuple[_Scope, list[int]]]:
    """Returns failures of the same scope without an answer in between that shows that the failure is over."""
    current: dict[_Scope, list[int]] = {}
    ended: list[tuple[_Scope, list[int]]] = []

    def end(scope: _Scope) -> None:
        if scope in current:
            ended.append((scope, current.pop(scope)))

    for index, exchange in enumerate(journal):
        scope = _scope(exchange)
        key, resource = account(exchange), _resource(exchange)
        if scope is None or scope.kind != "key":
            end(_Scope("key", key))
        if scope is None:  # answered, or refused for its content alone
            end(_Scope("busy", key, resource))
        if not failed(exchange):
            end(_Scope("model", key, resource, _model(exchange)))
        if scope is not None:
            current.setdefault(scope, []).append(index)
    return [*ended, *current.items()]


def _scope(exchange: Exchange) -> _Scope | None:
    """Returns what else a failure concerns; None if it was answered, or if the failure concerns only this request."""
    key, resource = account(exchange), _resource(exchange)
    if exchange.status in _KEY_STATUSES:
        return _Scope("key", key)
    if (exchange.status == 403 and exchange.code not in _GUARDRAIL) or zero_quota(exchange):
        return _Scope("model", key, resource, _model(exchange))
    return _Scope("busy", key, resource) if failed(exchange) and is_temporary(exchange) else None


def _resource(exchange: Exchange) -> str:
    """Returns the part of the API, such as `chat`: ids in a path do not make it another part."""
    return "/".join(exchange.path.split("/")[:3])


def _model(exchange: Exchange) -> str:
    name = exchange.body.get("model") if isinstance(exchange.body, dict) else None
    return name if isinstance(name, str) else exchange.model or ""


def _went_on(journal: Sequence[Exchange], run: Sequence[int], first: int, most: int) -> Iterator[Finding]:
    """`retried-refusal`, `retried-zero-quota`: more requests after a permanent failure than workers can have ready."""
    start = journal[run[0]]
    refused: set[str] = set()
    later: list[int] = []
    for index in run:
        resource = _resource(journal[index])
        if resource in refused and journal[index].at >= end_time(start):
            later.append(index)
        refused.add(resource)  # a first look at another part of the API is no retry
    if len(later) < most:
        return
    number = later[most - 1] + first
    if start.status == 429:
        text = (
            f"request {number} follows request {run[0] + first}, which got a 429 with a limit of 0: the plan has no "
            "quota for this model, so no request to it succeeds. Use a model that the plan includes, or change the plan"
        )
        yield Finding("retried-zero-quota", text, "zero-quota", number)
        return
    what = "model" if start.status == 403 else "key"
    text = (
        f"request {number} follows request {run[0] + first}, which got a {start.status}, which affects every request "
        f"with this {what}, not only that one. Stop at the first {start.status}, and fix what the error names"
    )
    yield Finding("retried-refusal", text, playbook_for(start), number)


def _too_early(
    journal: Sequence[Exchange], run: Sequence[int], minute: float, first: int, need: int
) -> Iterator[Finding]:
    """`too-early`: requests without a wait after a 429. The first change to another model is a fallback, no retry."""
    last: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    for previous, index in pairwise([run[0], *run]):
        model = _model(journal[index])
        before = last.get(model, previous if len(last) > 1 else None)
        if before is not None and journal[before].status == 429 and hasty(journal[before], journal[index], minute):
            found.append((before, index))
        last[model] = index
    if len(found) >= need:
        before, index = found[need - 1]
        wait = max(0.0, journal[index].at - end_time(journal[before]))
        text = (
            f"request {index + first} came {wait:.2f} s after request {before + first} got a 429, which affects every "
            "request to this model, not only that one. Wait at least a second, and longer after each further 429"
        )
        yield Finding("too-early", text, slug_of(journal[before]), index + first)


def _regardless(
    journal: Sequence[Exchange], run: Sequence[int], minute: float, first: int, lines: int
) -> Iterator[Finding]:
    """`too-early`: workers that send more after a 429 than the requests that the others may have had ready."""
    count = 0
    for number, index in enumerate(run):
        known = [
            one for one in run[:number] if end_time(journal[one]) <= journal[index].at and journal[one].status == 429
        ]
        if not known:
            continue
        before = max(known, key=lambda one: end_time(journal[one]))
        count = count + 1 if hasty(journal[before], journal[index], minute) else 0
        if count >= lines:
            text = (
                f"{count} requests in a row, up to request {index + first}, came too soon after a 429 (the latest: "
                f"request {before + first}). The limit applies to every worker. Make all of them wait at least a "
                "second, and longer after each further 429"
            )
            yield Finding("too-early", text, slug_of(journal[before]), index + first)
            return


def _no_wait(journal: Sequence[Exchange], run: Sequence[int], first: int, one_task: bool) -> Iterator[Finding]:
    """`no-backoff`: several requests in a row without any wait after an outage.

    A random backoff may begin with short waits, but longer ones follow. With `one_task` even that is no excuse.
    """
    waits = [
        max(journal[after].at - end_time(journal[before]), _silence(journal[before])) for before, after in pairwise(run)
    ]
    if waits and not one_task and not max(waits) < SHORTEST_WAIT:
        return
    for end in range(_MIN_HASTY, len(waits) + 1):
        if max(waits[end - _MIN_HASTY : end]) < _NO_WAIT:
            failure, begin, number = journal[run[end]], run[end - _MIN_HASTY + 1] + first, run[end] + first
            text = (
                f"requests {begin} to {number} each follow a failure ({failure.status or 'no answer'}) without a wait. "
                "The failure affects every request to this part of the API. Increase the wait each time, such as 1 s, "
                "2 s, 4 s"
            )
            yield Finding("no-backoff", text, slug_of(failure), number)
            return


def _silence(failure: Exchange) -> float:
    """Returns how long the program waited for an answer that did not come."""
    return end_time(failure) - failure.at if failure.status == 0 else 0.0
