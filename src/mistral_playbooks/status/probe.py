"""The recorder's own request: without a key, so a 401 proves that the API answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from . import fetch
from .model import UP, Probe, Reading, down, unknown


def run(url: str, now: Callable[[], datetime.datetime], get: fetch.Get) -> Probe | fetch.NoAnswerError:
    """Returns what the API answered, or why no answer came: `judged` says what that means."""
    try:
        answer = get(url)
    except fetch.NoAnswerError as error:
        return error
    offset = round((now() - answer.date).total_seconds()) if answer.date else None
    return Probe(_reading(answer), answer.status, answer.latency_ms, offset)


def judged(found: Probe | fetch.NoAnswerError, others_answer: bool) -> Probe:
    """Returns the probe's result. Without an answer, the API is down only if other hosts answer this machine."""
    if isinstance(found, Probe):
        return found
    if found.reached or others_answer:
        return Probe(down("outage", f"The API did not answer. {found}"))
    return Probe(unknown(f"No host answered this machine, the API included. {found}"))


def _reading(answer: fetch.Answer) -> Reading:
    if answer.challenge:
        return unknown(f"Cloudflare asked for a browser (HTTP {answer.status}), so the request did not reach the API.")
    if answer.status == 401:
        return UP
    if answer.status == 429:
        return unknown("The address of this machine sent too many requests (HTTP 429).")
    if answer.status >= 500:
        return down("outage", f"The API answered with HTTP {answer.status}.")
    return unknown(f"HTTP 401 was expected, and HTTP {answer.status} came.")
