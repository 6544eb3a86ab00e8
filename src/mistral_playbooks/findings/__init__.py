"""What a program did that the API does not want: read from the mock's journal.

Findings are worded as facts of the journal, and a rule that cannot be sure says nothing: a program under `run` or in
a test must never be accused of what it did not do. What counts as a repetition is decided in `attempts`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ..mock import Exchange
from .attempts import attempts, ended
from .conversations import missing_results, unfinished_streams
from .finding import Finding
from .retries import SHORTEST_WAIT, crowded, judged

__all__ = ["SHORTEST_WAIT", "Finding", "find", "waits"]


def waits(journal: Sequence[Exchange]) -> list[float | None]:
    """Seconds between the end of each answer and the next request; None for the first.

    For a request that repeats a failed one it is the wait since that failure, also where others came in between.
    """
    found: list[float | None] = [None] * len(journal)
    for index in range(1, len(journal)):
        found[index] = max(0.0, journal[index].at - ended(journal[index - 1]))
    for chain in attempts(journal).chains:
        for before, after in itertools.pairwise(chain):
            found[after] = max(0.0, journal[after].at - ended(journal[before]))
    return found


def find(journal: Sequence[Exchange], minute: float = 60.0, first: int = 1) -> list[Finding]:
    """The journal → findings, in order of the requests.

    `minute` is the limiter's window in seconds; `first` the number of the journal's first request, where earlier ones
    have been dropped. The same journal gives the same findings. Never raises.
    """
    tried = attempts(journal)
    found = [finding for chain in tried.chains for finding in judged(journal, chain, minute, first)]
    found += [finding for crowd in tried.crowds for finding in crowded(journal, crowd, first)]
    found += missing_results(journal, first)
    found += unfinished_streams(journal, first)
    return sorted(found, key=lambda finding: (finding.request, finding.id))
