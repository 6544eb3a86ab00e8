"""Better Stack's `/index.json`, a JSON:API document.

Documented at https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api (seen
2026-11-29). Hugging Face has it (seen by others until 2026-09-19). A resource without a monitor says `not_monitored`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model import UP, Incident, Level, Reading, Report, Update, unknown
from . import shapes, statuspage
from .shapes import FeedError

_STATES: dict[str, Level | None] = {
    "operational": None,
    "resolved": None,
    "degraded": "degraded",
    "downtime": "outage",
    "maintenance": "maintenance",
}


def parse(documents: Mapping[str, bytes], page: str, decides: tuple[str, ...]) -> Report:
    """Returns what `documents["index"]` says. `decides`: the resources that count; without any, the page's own state.
    Raises FeedError."""
    index = shapes.mapping(shapes.parse(documents["index"]), "answer")
    own = _attributes(shapes.mapping(index.get("data"), "data"))
    included = [shapes.mapping(one, "entry") for one in shapes.array(index.get("included", []), "included list")]
    found = tuple(_incident(one, included) for one in included if one.get("type") == "status_report")
    components: dict[str, Reading] = {}
    for one in included:
        if one.get("type") == "status_page_resource" and _attributes(one).get("status") != "not_monitored":
            name = shapes.required(_attributes(one).get("public_name"), "resource name")
            components[name] = _reading(_attributes(one).get("status"), ())
    titles = [one.title for one in found if one.ended is None]
    official = statuspage.deciding(components, decides) if decides else _reading(own.get("aggregate_state"), titles)
    return Report(official, components, found, complete=True)


def _attributes(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return shapes.mapping(entry.get("attributes"), "attributes")


def _reading(word: object, titles: tuple[str, ...] | list[str]) -> Reading:
    text = shapes.line(word, 40)
    if text not in _STATES:
        return unknown(f"The status page says “{text}”, which is not known." if text else "It names no state.")
    level = _STATES[text]
    return shapes.affected(level, titles, text) if level else UP


def _incident(entry: Mapping[str, Any], included: list[Mapping[str, Any]]) -> Incident:
    raw = _attributes(entry)
    number = shapes.required(str(entry.get("id", "")), "report id")
    updates = shapes.sorted_updates(
        Update(at, "update", shapes.plain(one.get("message")))
        for one in (_attributes(other) for other in included if other.get("type") == "status_update")
        if str(one.get("status_report_id")) == number and (at := shapes.moment(one.get("published_at")))
    )
    state = shapes.line(raw.get("aggregate_state"), 40)
    ended = shapes.moment(raw.get("ends_at"))
    if state == "resolved" and ended is None:
        raise FeedError("One of its reports is resolved without a time.")
    return Incident(
        id=number,
        title=shapes.title_of(raw.get("title"), updates),
        impact={"degraded": "minor", "downtime": "major", "maintenance": "maintenance"}.get(state),
        status=state or "reported",
        started=shapes.begun(raw.get("starts_at")),
        ended=ended,
        updates=updates,
    )
