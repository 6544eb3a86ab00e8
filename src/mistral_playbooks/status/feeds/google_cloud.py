"""Google Cloud's `incidents.json`: a list of incidents of some weeks, the ended ones too.

Its schema is https://status.cloud.google.com/incidents.schema.json; others have verified it until 2026-09-19. That all
is well is nowhere said: it is the absence of an incident without an `end`, so a product that gets another name would
go unnoticed. `status_impact` tells how bad it is, and `affected_products` whom it concerns, because an incident of
several products is filed under "Multiple Products".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model import UP, Incident, Level, Reading, Report, Update, unknown
from . import shapes

_IMPACT: dict[str, Level | None] = {
    "SERVICE_INFORMATION": None,
    "AVAILABLE_INFORMATION": None,
    "AVAILABLE": None,
    "SERVICE_DISRUPTION": "degraded",
    "SERVICE_OUTAGE": "outage",
}


def parse(documents: Mapping[str, bytes], page: str, decides: tuple[str, ...]) -> Report:
    """Returns what `documents["incidents"]` says. `decides`: the names of the products that count; without any, all.
    Raises FeedError."""
    raw = [shapes.mapping(one, "incident") for one in shapes.array(shapes.parse(documents["incidents"]), "answer")]
    ours = [one for one in raw if not decides or set(shapes.names(_products(one))) & set(decides)]
    found = tuple(_incident(one, page) for one in ours)
    readings = [_reading(one, seen) for one, seen in zip(ours, found, strict=True) if seen.ended is None]
    return Report(shapes.worst(readings) or UP, {}, found, complete=True)


def _products(raw: Mapping[str, Any]) -> list[Any]:
    found = shapes.array(raw.get("affected_products", []), "list of products")
    return [{"name": one.get("title")} for one in found if isinstance(one, dict)]


def _reading(raw: Mapping[str, Any], incident: Incident) -> Reading:
    last = raw.get("most_recent_update")
    if isinstance(last, dict) and last.get("status") == "AVAILABLE":
        return UP
    word = shapes.line(raw.get("status_impact"), 40)
    if word not in _IMPACT:
        return unknown(f"Its impact “{word}” is not known.")
    level = _IMPACT[word]
    return shapes.affected(level, [incident.title]) if level else UP


def _incident(raw: Mapping[str, Any], page: str) -> Incident:
    updates = shapes.sorted_updates(
        Update(at, shapes.line(one.get("status"), 40).lower(), shapes.plain(one.get("text")))
        for one in shapes.array(raw.get("updates", []), "list of updates")
        if isinstance(one, dict) and (at := shapes.moment(one.get("when"), one.get("created")))
    )
    place = shapes.line(raw.get("uri"))
    level = _IMPACT.get(shapes.line(raw.get("status_impact"), 40))
    return Incident(
        id=shapes.required(raw.get("id"), "incident id"),
        title=shapes.title_of(raw.get("external_desc"), updates),
        impact={"degraded": "minor", "outage": "major"}.get(level or ""),
        status=updates[-1].status if updates else "reported",
        started=shapes.begun(raw.get("begin"), raw.get("created")),
        ended=shapes.begun(raw.get("end")) if raw.get("end") else None,
        url=shapes.link(f"{page.rstrip('/')}/{place}", page) if place else None,
        components=shapes.names(_products(raw)),
        updates=updates,
    )
