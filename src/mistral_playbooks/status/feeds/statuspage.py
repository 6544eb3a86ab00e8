"""Statuspage's `/api/v2/summary.json`, which incident.io's pages offer too.

The form is documented at https://confluence.status.atlassian.com/api (seen 2026-11-29). It lists all components, the
incidents that are not resolved, and the maintenances that are coming or in progress.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model import UP, Incident, Level, Reading, Report, Update, unknown
from . import shapes
from .shapes import FeedError

INDICATORS: dict[str, Level | None] = {
    "none": None,
    "minor": "degraded",
    "major": "outage",
    "critical": "outage",
    "maintenance": "maintenance",
}
"""The level of a page's indicator or an incident's impact. Rootly has the same words (`critical` seen 2026-09-29)."""

_COMPONENT: dict[str, Level | None] = {
    "operational": None,
    "degraded_performance": "degraded",
    "degraded": "degraded",
    "affected": "degraded",  # Rootly's word on a page (bentleypark/aiwatch#1476, 2026-09-22)
    "partial_outage": "outage",
    "major_outage": "outage",
    "full_outage": "outage",
    "under_maintenance": "maintenance",
}
_ENDED = ("resolved", "completed", "postmortem", "closed", "cancelled")
_COMING = "scheduled"


def parse(documents: Mapping[str, bytes], page: str, decides: tuple[str, ...]) -> Report:
    """Returns what `documents["summary"]` says. `decides`: the components that count; without any, the page's own
    indicator. Raises FeedError."""
    summary = shapes.mapping(shapes.parse(documents["summary"]), "answer")
    found = incidents(summary, page)
    components = states(shapes.array(summary.get("components"), "list of components"), found)
    if decides:
        official = deciding(components, decides)
    else:
        official = by_indicator(summary, (one.title for one in found if one.ended is None))
    return Report(official, components, found, complete=True)


def deciding(components: Mapping[str, Reading], decides: Iterable[str]) -> Reading:
    """Returns the worst of the components that count. One that is missing is unknown."""
    missing = "The status page does not list its component “{}” any more."
    return shapes.worst(components.get(name, unknown(missing.format(name))) for name in decides) or unknown(
        "No component counts."
    )


def indicator(document: Mapping[str, Any]) -> tuple[Level | None, str]:
    """Returns the level of a page's indicator (None: operational), and the page's own words. Raises FeedError."""
    status = shapes.mapping(document.get("status"), "status")
    word = shapes.required(status.get("indicator"), "status indicator")
    if word not in INDICATORS:
        raise FeedError(f"Its indicator “{word}” is not known.")
    return INDICATORS[word], shapes.line(status.get("description")) or word


def by_indicator(document: Mapping[str, Any], titles: Iterable[str]) -> Reading:
    """Returns the reading of a page's indicator. Raises FeedError."""
    level, words = indicator(document)
    return UP if level is None else shapes.affected(level, titles, words)


def states(raw: list[Any], found: Iterable[Incident]) -> dict[str, Reading]:
    """Returns the reading of each component that is not a group. A word that is not known is unknown."""
    active = [one for one in found if one.ended is None]
    readings: dict[str, Reading] = {}
    for one in raw:
        component = shapes.mapping(one, "component")
        name = shapes.required(component.get("name"), "component name")
        word = shapes.line(component.get("status")).lower().replace(" ", "_")
        if component.get("group") is True:
            continue
        if word not in _COMPONENT:
            readings[name] = unknown(f"The status page says “{word}”, which is not known.")
        elif level := _COMPONENT[word]:
            titles = (incident.title for incident in active if name in incident.components)
            readings[name] = shapes.affected(level, titles, word.replace("_", " "))
        else:
            readings[name] = UP
    return readings


def incidents(document: Mapping[str, Any], page: str) -> tuple[Incident, ...]:
    """Returns a document's incidents, and its maintenances that have begun. Raises FeedError."""
    raw = shapes.array(document.get("incidents"), "list of incidents")
    planned = shapes.array(document.get("scheduled_maintenances", []), "list of maintenances")
    found = [incident(one, page) for one in raw]
    found += [incident(one, page, "maintenance") for one in planned]
    return tuple(one for one in found if one.status != _COMING)


def incident(value: object, page: str, kind: str | None = None) -> Incident:
    """Returns one incident. Raises FeedError if it has no id, status or start."""
    raw = shapes.mapping(value, "incident")
    told = raw.get("incident_updates")
    updates = shapes.sorted_updates(_update(one) for one in told if _at(one)) if isinstance(told, list) else ()
    status = shapes.required(raw.get("status"), "incident status").lower()
    impact = shapes.line(raw.get("impact")).lower() or None
    last = updates[-1].at if updates else None
    return Incident(
        id=shapes.required(raw.get("id"), "incident id"),
        title=shapes.title_of(raw.get("name"), updates),
        impact=kind or (impact if impact in INDICATORS else None),
        status=status,
        started=shapes.begun(raw.get("started_at"), raw.get("scheduled_for"), raw.get("created_at")),
        ended=(
            shapes.moment(raw.get("resolved_at"), raw.get("updated_at")) or last or shapes.begun(raw.get("created_at"))
        )
        if status in _ENDED
        else None,
        url=shapes.link(raw.get("shortlink"), page) or shapes.link(raw.get("url"), page),
        components=shapes.names(raw.get("components")),
        updates=updates,
    )


def _at(raw: object) -> Any:
    return isinstance(raw, dict) and shapes.moment(raw.get("display_at"), raw.get("created_at"))


def _update(raw: dict[str, Any]) -> Update:
    return Update(_at(raw), shapes.line(raw.get("status"), 40).lower(), shapes.plain(raw.get("body")))
