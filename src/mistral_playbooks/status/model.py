"""The values that the recorder reads, keeps and publishes. Times are aware datetimes in UTC; JSON has them as
`2026-11-29T01:10:00Z`.

**Three states.** `up`: works as meant. `down`: something is wrong, and `level` says how badly (`degraded`, `outage` or
`maintenance`). `unknown`: nobody can tell, and `reason` says why. Anything unexpected is unknown, never up.

**Two sources, never mixed.** `official` is the word of the service's own status page. `probe` is one request without
a key, sent by the recorder: a 401 proves that the API answers. A page may say operational while requests fail.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["up", "down", "unknown"]
Level = Literal["operational", "degraded", "outage", "maintenance"]

LEVELS: tuple[Level, ...] = ("operational", "degraded", "outage", "maintenance")
"""The order of the four numbers of a day in `status.json`."""
INTERVAL = datetime.timedelta(minutes=5)
"""How often the recorder polls, at best: a hosted schedule is late often."""
STALE_AFTER = datetime.timedelta(minutes=60)
"""A poll says nothing about the time after this. Longer pauses between polls are gaps, in the history and on a page."""
DAYS = 90
"""Days that are published."""


@dataclass(frozen=True)
class Reading:
    """What one source says about one thing now."""

    state: State
    level: Level | None = None
    """None exactly if the state is unknown."""
    reason: str | None = None
    """Why it is down or unknown, in one sentence; None if it is up."""


UP = Reading("up", "operational")


def down(level: Level, reason: str) -> Reading:
    """Returns a reading of a thing that does not work as meant."""
    return Reading("down", level, reason)


def unknown(reason: str) -> Reading:
    """Returns a reading that says nothing, and why."""
    return Reading("unknown", None, reason)


@dataclass(frozen=True)
class Update:
    """One message of a status page about an incident."""

    at: datetime.datetime
    status: str
    """The page's own word, such as `investigating`."""
    text: str


@dataclass(frozen=True)
class Incident:
    """An incident or maintenance, as its page has told it so far. The same id is the same incident."""

    id: str
    title: str
    """The page's title, or the first update's text if the page gave none."""
    impact: str | None
    """`minor`, `major`, `critical`, `maintenance` or `none`; None if the page does not say or says something else."""
    status: str
    """The page's own word, such as `monitoring`."""
    started: datetime.datetime
    ended: datetime.datetime | None = None
    url: str | None = None
    components: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()
    """Oldest first."""
    missing: datetime.datetime | None = None
    """Since when a page that lists only active incidents has not listed it. Confirmed by the next poll, it has ended
    then."""


@dataclass(frozen=True)
class Report:
    """What a service's page says now. If it cannot be read, `official` is unknown and `incidents` is None."""

    official: Reading
    components: Mapping[str, Reading] = field(default_factory=dict)
    """By name, in the page's order. Empty if the feed names none."""
    incidents: tuple[Incident, ...] | None = None
    complete: bool = False
    """Whether an active incident that is not listed has ended."""


@dataclass(frozen=True)
class Probe:
    """What the recorder's own request found."""

    reading: Reading
    status: int | None = None
    """The HTTP status; None without an answer."""
    latency_ms: int | None = None
    """Milliseconds until the whole answer had come, with DNS, TCP and TLS."""
    clock_offset: int | None = None
    """Seconds by which this machine's clock is ahead of the server's (negative: behind); None without a `Date`."""


@dataclass(frozen=True)
class Problem:
    """Something that has been announced: an incident, or an official word or probe that stays down."""

    id: str
    about: str
    """`official`, `probe`, or `incident/` and the incident's id."""
    title: str
    text: str
    """Plain text of unknown origin: escape it."""
    began: datetime.datetime
    ended: datetime.datetime | None = None
    url: str | None = None


@dataclass(frozen=True)
class Alert:
    """A message that a problem has begun or ended, and who has not got it yet."""

    id: str
    """Its Message-ID follows from it, so a repetition is recognized as one."""
    at: datetime.datetime
    title: str
    text: str
    to: tuple[str, ...]
    """Ids of the notifiers."""


def time_text(time: datetime.datetime) -> str:
    """Returns a time in UTC with seconds, as all files have it."""
    return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: object) -> datetime.datetime | None:
    """Returns the time that an ISO text names, in UTC. None if it names none, or no time zone."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.datetime.fromisoformat(text)
        return found.astimezone(datetime.UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def as_json(record: Reading | Update | Incident | Problem | Alert) -> dict[str, Any]:
    """Returns a record as JSON data."""
    return {name: _plain(value) for name, value in vars(record).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return time_text(value)
    if isinstance(value, tuple):
        return [as_json(one) if isinstance(one, Update) else one for one in value]
    return value
