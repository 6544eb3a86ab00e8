"""`status.json`, format 1: the state now and the last 90 days, for programs and for the site.

    format        1. A reader that finds another number shows "unknown".
    checked_at    Time of the last poll. Everything below was true then. Null if a site was built without a history.
    stale_after   3600: seconds after `checked_at` until everything below is unknown. A reader compares with its own
                  clock, and also shows "unknown" if `checked_at` is more than five minutes ahead of it.
    interval      300: seconds between two polls, at best.
    clock_offset  Seconds by which the recorder's clock was ahead of the API's; null if less than a minute or not known.
    overall       {state, text}: one sentence for a single line. Up only if the official word and the probe are both up,
                  down if either is, else unknown.
    service       The Mistral API:
      id, name, page
      feed        The Atom feed's address, relative to this file.
      official    {state, level, reason, since, source, uptime, known, days}: the status page's word on the API.
      probe       The same of the recorder's own request; also {http_status, latency_ms, median_ms}: of the last poll,
                  and the median of the last 24 hours.
      components  [{name, state, level, reason, since, uptime, known, days}]: the official word, if the page names any.
    days_from     The day (UTC) of the first entry of every `days`.
    problems      [{id, title, text, began, ended, url}]: what has been announced, and has not ended or ended in the
                  last seven days; `ended` is null while it lasts. An alert is sent as one begins and as one ends.
    incidents     [{id, title, impact, status, started, ended, url, components, updates: [{at, status, text}]}]: newest
                  first; `ended` is null while active. Long histories lose the updates of the oldest first.
    related       [{id, name, page, why, state, level, reason, since, source}]: other services, official word only.

`state` is up, down or unknown. `level` is operational, degraded, outage or maintenance, and null if unknown. `reason`
is null if up. `since`: when that state and level were first seen, null if never recorded. `uptime`: per cent of the
recorded time of the 90 days in which it was operational, without maintenance; null if nothing was recorded. `known`:
per cent of the 90 days that were recorded. `days`: an entry for each day, oldest first, today last: minutes of
[operational, degraded, outage, maintenance], the rest of the day is not known; null if nothing is.

All texts come from other people's pages: escape them. Links are https.
"""

from __future__ import annotations

import json
from typing import Any

from . import StatusError

FORMAT = 1
MAX_COMPRESSED = 60_000
"""Bytes of `status.json` compressed with gzip."""


def read(text: str | bytes) -> dict[str, Any]:
    """Returns the data of a `status.json`. Raises StatusError if it is not one of format 1."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise StatusError(f"This is not a status.json of format {FORMAT}. Write it anew with `status poll`.")
    return data
