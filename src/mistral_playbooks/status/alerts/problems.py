"""Decides what is worth an alert: each change once, with recovery, and quiet while something flaps.

An incident is announced when its page first lists it as active. The official word and the probe are announced when they
have been down, or up again, for two polls: one that fails alone is no news. Unknown is neither, so it ends nothing.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ..model import Alert, Incident, Problem
from ..state import FLAPPING, State

CONFIRMED = datetime.timedelta(minutes=4)
"""A state that has held for so long was seen by two polls."""
MANY = 4
"""From so many changes within an hour on, a state has to hold for `STEADY`."""
STEADY = datetime.timedelta(minutes=30)

_TITLES = {
    "official": "The status page says that the Mistral API does not work as meant",
    "probe": "Requests to the Mistral API fail",
}


def decide(state: State, now: datetime.datetime) -> list[Problem]:
    """Returns the problems that begin or end now."""
    found = [problem for one in state.incidents.values() if (problem := _incident(state, one, now))]
    ongoing = [one for one in state.incidents.values() if one.ended is None]
    for about in _TITLES:
        # What an incident explains is announced as the incident.
        if not (about == "official" and ongoing) and (problem := _source(state, about, now)):
            found.append(problem)
    return found


def alerts(state: State, problems: Sequence[Problem], to: Sequence[str], now: datetime.datetime) -> list[Alert]:
    """Returns the messages to these notifiers about problems that begin or end now."""
    return [_alert(state, one, tuple(to), now) for one in problems] if to else []


def _open(state: State, about: str) -> Problem | None:
    return next((one for one in state.problems.values() if one.about == about and one.ended is None), None)


def _flips(state: State, about: str, now: datetime.datetime) -> int:
    """Returns how often it has changed within an hour."""
    if source := state.sources.get(about):
        times = source.flips
    else:
        problems = [one for one in state.problems.values() if one.about == about]
        times = [time for one in problems for time in (one.began, one.ended) if time]
    return sum(time > now - FLAPPING for time in times)


def _incident(state: State, incident: Incident, now: datetime.datetime) -> Problem | None:
    about = f"incident/{incident.id}"
    opened = _open(state, about)
    text = incident.updates[-1].text if incident.updates else ""
    if (incident.ended is None) == (opened is not None) or _flips(state, about, now) >= MANY:
        return None
    if opened:
        return replace(opened, ended=now, text=text, title=incident.title)
    digest = hashlib.sha256(incident.id.encode()).hexdigest()[:10]
    return Problem(f"incident-{digest}-{_stamp(now)}", about, incident.title, text, now, url=incident.url)


def _source(state: State, about: str, now: datetime.datetime) -> Problem | None:
    source = state.sources.get(about)
    opened = _open(state, about)
    if source is None or source.reading.state != ("up" if opened else "down"):
        return None
    if now - source.held < (STEADY if _flips(state, about, now) >= MANY else CONFIRMED):
        return None
    if opened:
        return replace(opened, ended=now)
    return Problem(f"{about}-{_stamp(now)}", about, _TITLES[about], source.reading.reason or "", now)


def _alert(state: State, problem: Problem, to: tuple[str, ...], now: datetime.datetime) -> Alert:
    phase = "ended" if problem.ended else "began"
    lines = [problem.text, ""] if problem.text else []
    lines.append(f"Seen first: {problem.began:%Y-%m-%d %H:%M} UTC")
    if problem.ended:
        minutes = round((problem.ended - problem.began).total_seconds() / 60)
        lines.append(f"Over since: {problem.ended:%Y-%m-%d %H:%M} UTC, after {minutes} min")
    for name, words in (("official", "Status page"), ("probe", "Own request")):
        if source := state.sources.get(name):
            reading = source.reading
            lines.append(f"{words}: {reading.state}{f' ({reading.reason})' if reading.reason else ''}")
    if problem.url:
        lines.append(problem.url)
    if _flips(state, problem.about, now) >= MANY - 1:
        lines.append("It has changed several times within an hour. The next message comes when it is steady.")
    title = f"{'Resolved' if problem.ended else 'Mistral API'}: {problem.title}"
    return Alert(f"{problem.id}-{phase}", now, title, "\n".join(lines), to)


def _stamp(now: datetime.datetime) -> str:
    return f"{now:%Y%m%dT%H%M%S}"
