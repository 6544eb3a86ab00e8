"""A `status.json` as text for a terminal."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from .model import parse_time

_WIDTH = 10
_INCIDENTS = 5


def text(data: Mapping[str, Any], now: datetime.datetime) -> str:
    """Returns the state, its age and sources, the last incidents, and the related services."""
    checked = parse_time(data["checked_at"]) or now
    age = now - checked
    stale = age.total_seconds() > data["stale_after"]
    service = data["service"]
    lines = [f"{service['name']}: {'unknown' if stale else data['overall']['state']}"]
    lines.append(f"Last checked {ago(age)} ago, {checked:%Y-%m-%d %H:%M} UTC.")
    if stale:
        lines.append("This is too long ago to say anything about now. Run: mistral-playbooks status poll")
    if data["clock_offset"]:
        word = "ahead" if data["clock_offset"] > 0 else "behind"
        lines.append(f"The clock of this machine is {abs(data['clock_offset'])} s {word} of the API's.")
    latency = service["probe"]["latency_ms"]
    lines += ["", *_source("Status page", service["official"]), *_source("Own request", service["probe"])]
    if latency is not None:
        lines[-1] += f", answered in {latency} ms (median of 24 h: {service['probe']['median_ms']} ms)"
    lines += [line for one in service["components"] for line in _source(f"  {one['name']}", one)]
    lines += ["", "Incidents:" if data["incidents"] else "No incident was recorded.", *_incidents(data)]
    lines += ["", "Related services, by their own status pages:"]
    lines += [line for one in data["related"] for line in _source(f"  {one['name']}", one)]
    return "\n".join([*lines, "", f"Official page: {service['page']}", ""])


def ago(age: datetime.timedelta) -> str:
    """Returns an age in its largest units: `2 min`, `3 h 5 min`, `4 d`."""
    minutes = max(0, round(age.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 48 * 60 else f"{minutes // 1440} d"


def _source(name: str, source: Mapping[str, Any]) -> Iterator[str]:
    word = source["level"] if source["state"] == "down" else source["state"]
    uptime = source.get("uptime")
    shown = f", {uptime:g} % of the recorded time in 90 days" if uptime is not None else ""
    reason = f": {source['reason']}" if source["reason"] else ""
    yield f"{name:<22} {word:<{_WIDTH}}{reason}{shown}".rstrip()


def _incidents(data: Mapping[str, Any]) -> Iterator[str]:
    for one in data["incidents"][:_INCIDENTS]:
        end = f"ended {one['ended']}" if one["ended"] else f"active, {one['status']}"
        yield f"  {one['started']}  {one['title']} ({one['impact'] or 'impact not told'}; {end})"
        if not one["ended"] and one["updates"]:
            yield f"      {one['updates'][-1]['at']}  {one['updates'][-1]['text'][:200]}"
