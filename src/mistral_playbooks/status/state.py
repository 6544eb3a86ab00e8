"""All that is known: what the lines of the history add up to.

A line is an object with any of these keys. Each repeats what has changed as a whole, so the last one counts.

    format     1, in the first line.
    at         Time of the poll, or of the sending.
    polled     Time of the poll before it, null in the first line. Not there in a line about sending.
    readings   {source: [state, level, reason]}; a source is `official`, `probe`, `component/NAME` or `related/ID`.
    incidents  [{id, title, …, missing}]
    problems   [{id, about, title, text, began, ended, url}]
    alerts     [{id, at, title, text, to: [notifier]}]
    sent       [[alert, notifier]]: a notifier took the alert.
    dropped    [[alert, notifier]]: it did not for a whole day, or is not in use any more.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from . import incidents, tally
from .model import STALE_AFTER, Alert, Incident, Problem, Reading, Update, as_json, parse_time, time_text

REMEMBERED = datetime.timedelta(days=7)
"""For how long a problem that has ended is kept."""
FLAPPING = datetime.timedelta(minutes=60)
"""The time in which changes are counted."""
LATENCIES = 288
"""Latencies that are kept: those of a day."""


@dataclass
class Source:
    """What one source says, and how it was on each day."""

    reading: Reading
    since: datetime.datetime
    """Since when it has this state and level."""
    held: datetime.datetime
    """Since when it has this state."""
    flips: list[datetime.datetime] = field(default_factory=list)
    """When it went from up to down or back, in the last hour; what was unknown between does not count."""
    known: str | None = None
    """The last state that was not unknown."""
    counted: datetime.datetime | None = None
    """The time until which `days` are counted; None: not since the last gap."""
    days: tally.Days = field(default_factory=dict)

    def count(self, until: datetime.datetime) -> None:
        """Counts the time up to now as spent in its level."""
        tally.add(self.days, self.reading.level, self.counted or until, until)
        self.counted = until
        tally.forget(self.days, until.date())


@dataclass
class State:
    """The sum of a history."""

    checked: datetime.datetime | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    """Those that somebody has not got yet."""
    latencies: list[int] = field(default_factory=list)
    """Of the last polls, in milliseconds. This and what follows is not in the history."""
    http_status: int | None = None
    clock_offset: int | None = None

    def apply(self, line: Mapping[str, Any]) -> None:
        """Adds a line. Raises KeyError, TypeError or ValueError if it is not one."""
        at = _time(line["at"])
        if "polled" in line:
            self.pass_time(at, _time(line["polled"]) if line["polled"] else None)
        for name, values in line.get("readings", {}).items():
            self._read(name, Reading(*values), at)
        for one in line.get("incidents", ()):
            self.incidents[one["id"]] = _incident_of(one)
        for one in line.get("problems", ()):
            self.problems[one["id"]] = _problem_of(one)
        for one in line.get("alerts", ()):
            self.alerts[one["id"]] = _alert_of(one)
        for alert, notifier in (*line.get("sent", ()), *line.get("dropped", ())):
            self._delivered(alert, notifier)
        if len(self.incidents) > incidents.KEPT:
            self.incidents = incidents.kept(self.incidents)
        old = at - REMEMBERED
        self.problems = {key: one for key, one in self.problems.items() if one.ended is None or one.ended > old}

    def pass_time(self, now: datetime.datetime, polled: datetime.datetime | None) -> None:
        """Goes on to now. `polled`: the last poll before now; what comes long after it is a gap."""
        last = max(self.checked, polled) if self.checked and polled else self.checked
        if last and (now - last > STALE_AFTER or now < last):
            self.count(last)
            for source in self.sources.values():
                source.counted = now
        self.checked = now

    def count(self, until: datetime.datetime | None = None) -> None:
        """Counts the days of all sources up to a time, by default the last poll."""
        if until := until or self.checked:
            for source in (one for name, one in self.sources.items() if _counts(name)):
                source.count(until)

    def _read(self, name: str, reading: Reading, at: datetime.datetime) -> None:
        before = self.sources.setdefault(name, Source(reading, at, at, counted=at))
        if reading.state not in ("unknown", before.known):
            before.flips = [time for time in before.flips if time > at - FLAPPING]
            before.flips += [at] if before.known or reading.state == "down" else []
            before.known = reading.state
        if reading.state != before.reading.state:
            before.held = at
        if (reading.state, reading.level) != (before.reading.state, before.reading.level):
            before.since = at
            if _counts(name):
                before.count(at)
        before.reading = reading

    def _delivered(self, alert: str, notifier: str) -> None:
        if one := self.alerts.get(alert):
            left = tuple(other for other in one.to if other != notifier)
            if left:
                self.alerts[alert] = replace(one, to=left)
            else:
                del self.alerts[alert]


def _counts(name: str) -> bool:
    return not name.startswith("related/")


def to_json(state: State) -> dict[str, Any]:
    """Returns a state as JSON data, for `from_json`."""
    return {
        "checked": state.checked and time_text(state.checked),
        "sources": {
            name: {
                "reading": list(astuple(one.reading)),
                "since": time_text(one.since),
                "held": time_text(one.held),
                "flips": [time_text(time) for time in one.flips],
                "known": one.known,
                "counted": one.counted and time_text(one.counted),
                "days": one.days,
            }
            for name, one in state.sources.items()
        },
        "incidents": [as_json(one) for one in state.incidents.values()],
        "problems": [as_json(one) for one in state.problems.values()],
        "alerts": [as_json(one) for one in state.alerts.values()],
        "latencies": state.latencies,
        "http_status": state.http_status,
        "clock_offset": state.clock_offset,
    }


def from_json(data: Mapping[str, Any]) -> State:
    """Returns the state that `to_json` has written. Raises KeyError, TypeError or ValueError if it is none."""
    return State(
        checked=_time(data["checked"]) if data["checked"] else None,
        sources={
            name: Source(
                reading=Reading(*one["reading"]),
                since=_time(one["since"]),
                held=_time(one["held"]),
                flips=[_time(time) for time in one["flips"]],
                known=one["known"],
                counted=_time(one["counted"]) if one["counted"] else None,
                days=dict(one["days"]),
            )
            for name, one in data["sources"].items()
        },
        incidents={one["id"]: _incident_of(one) for one in data["incidents"]},
        problems={one["id"]: _problem_of(one) for one in data["problems"]},
        alerts={one["id"]: _alert_of(one) for one in data["alerts"]},
        latencies=[int(one) for one in data["latencies"]],
        http_status=data["http_status"],
        clock_offset=data["clock_offset"],
    )


def _incident_of(data: Mapping[str, Any]) -> Incident:
    return Incident(
        id=data["id"],
        title=data["title"],
        impact=data["impact"],
        status=data["status"],
        started=_time(data["started"]),
        ended=_time(data["ended"]) if data["ended"] else None,
        url=data["url"],
        components=tuple(data["components"]),
        updates=tuple(Update(_time(one["at"]), one["status"], one["text"]) for one in data["updates"]),
        missing=_time(data["missing"]) if data["missing"] else None,
    )


def _problem_of(data: Mapping[str, Any]) -> Problem:
    ended = _time(data["ended"]) if data["ended"] else None
    rest = {key: data[key] for key in ("id", "about", "title", "text", "url")}
    return Problem(**rest, began=_time(data["began"]), ended=ended)


def _alert_of(data: Mapping[str, Any]) -> Alert:
    return Alert(data["id"], _time(data["at"]), data["title"], data["text"], tuple(data["to"]))


def _time(text: str) -> datetime.datetime:
    if not (found := parse_time(text)):
        raise ValueError(f"{text!r} is not a time")
    return found
