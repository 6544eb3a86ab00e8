"""Findings: mistakes of a program in using the API, read from the mock's journal.

A finding states facts of the journal, and an uncertain rule reports nothing: a program under `run` or in a test must
never be blamed for something it did not do. `attempts` decides which requests are repetitions, `storms` which of the
others a failure concerns as well.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ..mock import Exchange
from ..support.redact import mask
from .attempts import attempts, end_time
from .conversations import missing_results, unfinished_streams
from .finding import Finding
from .retries import SHORTEST_WAIT, chain_findings, parallel_findings
from .storms import storm_findings

__all__ = ["SHORTEST_WAIT", "Finding", "find", "waits"]


def waits(journal: Sequence[Exchange]) -> list[float | None]:
    """Returns the seconds between the end of each answer and the next request; None for the first request.

    For a request that repeats a failed one, the wait since that failure counts, even if others came in between.
    """
    found: list[float | None] = [None] * len(journal)
    for index in range(1, len(journal)):
        found[index] = max(0.0, journal[index].at - end_time(journal[index - 1]))
    for chain in attempts(journal).chains:
        for before, after in itertools.pairwise(chain):
            found[after] = max(0.0, journal[after].at - end_time(journal[before]))
    return found


def find(journal: Sequence[Exchange], minute: float = 60.0, first: int = 1, *, one_task: bool = False) -> list[Finding]:
    """Returns the findings in a journal, in order of the requests.

    `minute` is the limiter's window in seconds. `first` is the number of the journal's first request, if earlier ones
    were dropped. With `one_task`, the program is known to have one thing to ask, so that a request after a failure is
    a retry, whatever it says. The same journal gives the same findings. Never raises.
    """
    tried = attempts(journal)
    found = [finding for chain in tried.chains for finding in chain_findings(journal, chain, minute, first)]
    found += [finding for group in tried.parallel for finding in parallel_findings(journal, group, first)]
    known = {(finding.id, finding.request) for finding in found}
    storms = storm_findings(journal, tried, minute, first, one_task)
    found += [finding for finding in storms if (finding.id, finding.request) not in known]
    found += missing_results(journal, first)
    found += unfinished_streams(journal, first)
    shown = (replace(finding, text=mask(finding.text)) for finding in found)
    return sorted(shown, key=lambda finding: (finding.request, finding.id))
