"""Rootly's `/api/v1/status.json` and `/api/v1/incidents.json`.

Documented at https://docs.rootly.com/configuration/status-page-public-api (seen 2026-11-29). An answer with an active
incident was recorded from Mistral's page on 2026-09-29, in bentleypark/aiwatch: incidents have Statuspage's shape,
name no components, and their `shortlink` leads to Rootly's own pages. `incidents.json` lists active incidents only.

The indicator is page-wide: it counts the consumer products, too. So it says that the API works, but not that it does
not; for that, an incident has to name a component of the API, in a list or in its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..model import UP, Incident, Reading, Report, unknown
from . import shapes, statuspage
from .shapes import FeedError

_API = re.compile(r"\bAPIs?\b")


def parse(documents: Mapping[str, bytes], page: str, decides: tuple[str, ...]) -> Report:
    """Returns what `documents["status"]` and `documents["incidents"]` say; one of them is enough. `decides`: the names
    of the API's components. Raises FeedError."""
    status, faults = None, []
    found: dict[str, Incident] = {}
    for name in ("status", "incidents"):
        try:
            document = shapes.mapping(shapes.parse(documents[name]), "answer")
            found |= {one.id: one for one in statuspage.incidents(document, page)}
            if name == "status":
                statuspage.indicator(document)
                status = document
        except KeyError:
            faults.append("One of its two files was not read.")
        except FeedError as error:
            faults.append(str(error))
    if len(faults) == 2:
        raise FeedError(faults[0])
    active = [one for one in found.values() if one.ended is None]
    named = shapes.array(status.get("components", []), "list of components") if status is not None else []
    listed = statuspage.states(named, active)
    components = listed or {name: _component(name, status, active, faults) for name in decides}
    if known := [name for name in decides if name in listed]:
        official = statuspage.deciding(components, known)
    else:
        official = _official(status, active, decides, faults)
    return Report(official, components, tuple(found.values()), complete=not faults)


def _official(status: Mapping | None, active: list[Incident], decides: tuple[str, ...], faults: list[str]) -> Reading:
    concerned = [one for one in active if _names(one, decides) or _API.search(_text(one))]
    if hit := _worst(concerned):
        return hit
    if status is None:
        return unknown(faults[0])
    level, words = statuspage.indicator(status)
    if level is None:
        return UP
    return unknown(f"The status page says “{words}” for all products together, and not whether it concerns the API.")


def _component(name: str, status: Mapping | None, active: list[Incident], faults: list[str]) -> Reading:
    if hit := _worst([one for one in active if _names(one, (name,))]):
        return hit
    if status is None:
        return unknown(faults[0])
    level, words = statuspage.indicator(status)
    return UP if level is None else unknown(f"The status page says “{words}” and does not name this component.")


def _worst(incidents: list[Incident]) -> Reading | None:
    readings = []
    for one in incidents:
        # An incident without a known impact is one all the same.
        level = statuspage.INDICATORS[one.impact] if one.impact else "degraded"
        if level:
            readings.append(shapes.affected(level, [one.title]))
    return shapes.worst(readings)


def _names(incident: Incident, components: tuple[str, ...]) -> bool:
    if incident.components:
        return bool(set(incident.components) & set(components))
    text = _text(incident).casefold()
    return any(re.search(rf"\b{re.escape(name.casefold())}\b", text) for name in components)


def _text(incident: Incident) -> str:
    return " ".join([incident.title, *(one.text for one in incident.updates)])
