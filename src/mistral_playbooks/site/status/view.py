"""The parts of the status page and the line of other pages, as HTML. Mirrored by docs/assets/js/status.js."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ...status import StatusError, document
from ...status.model import parse_time, time_text
from ..markup import table, text
from . import days
from .built import NAME, Built

LINE = '<div class="pb-status"></div>'
"""Where the template puts the line about the status (docs/templates/main.html)."""
WAITS = ("after-wait", "with-backoff")
"""The retry verdicts of the errors that an outage can cause: waiting helps."""
_LABEL = {
    "operational": "up",
    "degraded": "degraded",
    "outage": "outage",
    "maintenance": "maintenance",
    None: "unknown",
}
_WORST = ("outage", "degraded", "maintenance", "operational")
_TOO_OLD = "The last check is too long ago to say anything about now."
_TONES = {"critical": "outage", "major": "outage", "minor": "degraded", "maintenance": "maintenance"}
_NOTES = (
    ("official", "Official word", "Read from"),
    ("probe", "Own request", "Sent without a key to"),
)


def line(built: Built) -> str:
    """Returns the state in one line with its time, without the link to the status page."""
    return f"{_chip(_level(built), 'Mistral API: ')} {_age(built, 'state of ')}"


def check(built: Built) -> None:
    """Raises StatusError if the data has not the form that its format says."""
    try:
        for name in PARTS:
            part(built, name)
    except (AssertionError, AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError) as error:
        raise StatusError(
            f"{NAME} is not of format {document.FORMAT} ({error!r}). Write it again with `status poll --out`."
        ) from None


def part(built: Built, name: str) -> str:
    """Returns a part of the status page: one of `PARTS`."""
    return f'<div class="pb-live" data-part="{name}">{PARTS[name](built)}</div>'


def now(built: Built) -> str:
    """Returns the state now, its age, and the two sources apart."""
    said = _TOO_OLD if built.stale and built.checked else built.data["overall"]["text"]
    cards = "".join(_card(built, key, label, prefix) for key, label, prefix in _NOTES)
    return (
        f'<p class="pb-now">{_chip(_level(built))} <span>{text(said)}</span></p>'
        f'<p class="pb-age">{_age(built, "State of ")}</p><div class="pb-sources">{cards}</div>'
    )


def history(built: Built) -> str:
    """Returns ninety days as bars, and in a table the days with problems."""
    found = days.problems(built.data)
    rows = [
        f'<td><time datetime="{day.isoformat()}">{_day(day)}</time></td>'
        f"<td>{said}</td><td>{text(', '.join(whose))}</td>"
        for day, said, whose in found
    ]
    shown = table("Days with problems", ("Day (UTC)", "Problem", "Source or component"), rows) if rows else ""
    more = (
        f'<details data-id="days"><summary>Days with problems: {len(rows)}</summary>{shown}</details>' if rows else ""
    )
    return days.bars(built.data) + more


def incidents(built: Built) -> str:
    """Returns the incidents with their updates, newest first, and the times without one in which the API was down."""
    own = [one for one in built.data["problems"] if not one["id"].startswith("incident-")]
    found = [*built.data["incidents"], *map(_incident_of, own)]
    if not found:
        return "<p>No incident is on record.</p>"
    return "".join(_incident(one, built) for one in sorted(found, key=lambda one: one["started"], reverse=True))


def related(built: Built) -> str:
    """Returns the other services, with the word of their status pages."""
    return table(
        "Related services",
        ("Service", "Its status page says", "Why it matters"),
        [
            f'<td><a href="{text(one["page"])}">{text(one["name"])}</a></td>'
            f"<td>{_chip(None if built.stale else one['level'])}{_reason(one, built)}</td><td>{text(one['why'])}</td>"
            for one in built.data["related"]
        ],
    )


def files(built: Built, up: str) -> str:
    """Returns links to the feed and the data, for the text about how to be told."""
    names = (("status.xml", "The Atom feed of incidents"), ("status.json", "the data"), ("status.svg", "the badge"))
    links = [f'<a href="{text(_from(built.beside(name), up))}">{label}</a>' for name, label in names]
    return f'<p class="pb-files">{", ".join(links[:-1])} and {links[-1]}</p>'


def probe(built: Built) -> str:
    """Returns the button with which the reader's own browser asks the API. Only a script shows it."""
    url = built.data["service"]["probe"]["source"]
    return (
        f'<div class="pb-probe"><button type="button" data-url="{text(url)}" hidden>'
        'Ask the API from this browser</button><p role="status"></p></div>'
    )


PARTS: dict[str, Callable[[Built], str]] = {
    "now": now,
    "days": history,
    "incidents": incidents,
    "related": related,
}


def _level(built: Built) -> str | None:
    """The worst level of the two sources, if the state is known."""
    if built.stale or built.data["overall"]["state"] == "unknown":
        return None
    service = built.data["service"]
    levels = {service["official"]["level"], service["probe"]["level"]}
    return next(level for level in _WORST if level in levels)


def _chip(level: str | None, before: str = "") -> str:
    return f'<b class="pb-state pb-state--{level or "unknown"}">{before}{_LABEL[level]}</b>'


def _age(built: Built, before: str) -> str:
    """What a page can say about the age without a clock: the time of the last check."""
    if not built.checked:
        return "(not checked yet)" if before.islower() else "This site has not checked the API yet."
    return f"{before}{_time(built.data['checked_at'])}, when this page was built"


def _card(built: Built, key: str, label: str, prefix: str) -> str:
    one = built.data["service"][key]
    page = built.data["service"]["page"] if key == "official" else one["source"]
    since = f" since {_time(one['since'])}" if one["since"] and not built.stale else ""
    latency = ""
    if key == "probe" and one["http_status"] and not built.stale:
        median = f", {one['median_ms']} ms in the median of a day" if one["median_ms"] is not None else ""
        latency = f"<p>HTTP {one['http_status']} in {one['latency_ms']} ms{median}</p>"
    return (
        f'<section class="pb-source"><p class="pb-label">{label}</p>'
        f"<p>{_chip(None if built.stale else one['level'])}{since}{_reason(one, built)}</p>{latency}"
        f'<p class="pb-source__of">{prefix} <a href="{text(page)}">{text(urlsplit(page).hostname)}</a></p></section>'
    )


def _reason(one: Mapping[str, Any], built: Built) -> str:
    return f'<span class="pb-reason">{text(one["reason"])}</span>' if one["reason"] and not built.stale else ""


def _incident_of(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A time in which the API did not work, and no incident was known, as an incident."""
    updates = [{"at": problem["began"], "status": "began", "text": problem["text"]}] if problem["text"] else []
    return {**problem, "started": problem["began"], "impact": None, "components": [], "updates": updates}


def _incident(one: Mapping[str, Any], built: Built) -> str:
    active = one["ended"] is None
    state = "ended" if not active else "active" if not built.stale else "active at the last check"
    tone = _TONES.get(one["impact"], "outage") if active else "unknown"
    start, end = parse_time(one["started"]), parse_time(one["ended"])
    lasted = f", {days.length(max(0, int((end - start).total_seconds() // 60)))}" if start and end else ""
    facts = [f"Impact: {one['impact']}."] if one["impact"] else []
    facts += [f"Components: {', '.join(one['components'])}."] if one["components"] else []
    link = f' <a href="{text(one["url"])}">On the status page</a>' if one["url"] else ""
    updates = "".join(
        f"<li>{_time(update['at'])} <b>{text(update['status'])}</b> <span>{text(update['text'])}</span></li>"
        for update in reversed(one["updates"])
    )
    about = f"<p>{text(' '.join(facts))}{link}</p>" if facts or link else ""
    told = f"<ol>{updates}</ol>" if updates else ""
    return (
        f'<details class="pb-incident" data-id="{text(one["id"])}"{" open" if active else ""}>'
        f'<summary><b class="pb-state pb-state--{tone}">{state}</b> <span>{text(one["title"])}</span> '
        f'<span class="pb-incident__when">{_time(one["started"])}{lasted}</span></summary>'
        f"{about}{told}</details>"
    )


def _from(address: str, up: str) -> str:
    """An address from the site's root as one from a page."""
    return address if urlsplit(address).scheme or address.startswith("/") else up + address


def _time(value: str) -> str:
    """A time as everywhere on these pages: 29 Nov 2026, 01:08 UTC."""
    found = parse_time(value)
    assert found is not None
    return f'<time datetime="{time_text(found)}">{_day(found.date())}, {found:%H:%M} UTC</time>'


def _day(found: datetime.date) -> str:
    return f"{found.day} {found:%b} {found.year}"
