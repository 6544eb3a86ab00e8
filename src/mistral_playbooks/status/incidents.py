"""Merges what a page says of its incidents, poll by poll. The same id is the same incident."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .feeds import shapes
from .model import Incident

KEPT = 300
"""Incidents that are kept, the newest and all active ones."""


def merge(known: Incident | None, told: Incident) -> Incident:
    """Returns an incident with all updates that it has ever had: a page may drop or shorten them."""
    if known is None:
        return told
    if told.ended and known.ended:
        told = replace(told, ended=known.ended)  # as it was first told
    newest = {(one.at, one.status): one for one in (*known.updates, *told.updates)}
    return replace(
        told,
        started=min(known.started, told.started),
        impact=told.impact or known.impact,
        url=told.url or known.url,
        components=tuple(dict.fromkeys((*known.components, *told.components))),
        updates=shapes.sorted_updates(newest.values()),
    )


def changes(
    known: Mapping[str, Incident], told: Iterable[Incident], complete: bool, now: datetime.datetime
) -> list[Incident]:
    """Returns the incidents that are new or differ, merged.

    `complete`: an active one that is not told any more has ended. A feed may lose an incident for a moment, so that
    takes two polls.
    """
    told = list(told)
    merged = [merge(known.get(one.id), one) for one in told]
    if complete:
        names = {one.id for one in told}
        for one in known.values():
            if one.id in names or one.ended is not None:
                continue
            gone = replace(one, missing=now) if one.missing is None else None
            merged.append(gone or replace(one, ended=one.missing, missing=None, status="resolved"))
    return [one for one in merged if one != known.get(one.id)]


def kept(known: Mapping[str, Incident]) -> dict[str, Incident]:
    """Returns the incidents without the oldest ones."""
    ordered = sorted(known.values(), key=lambda one: (one.ended is None, one.started), reverse=True)
    return {one.id: one for one in ordered[:KEPT]}
