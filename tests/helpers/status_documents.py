"""Example `status.json` documents of each kind of state, made without a recorder."""

from __future__ import annotations

import datetime
from typing import Any

from mistral_playbooks.status import publish
from mistral_playbooks.status.model import DAYS, Level, Reading, State, time_text

NOW = datetime.datetime(2026, 11, 29, 1, 10, tzinfo=datetime.UTC)
COMPONENTS = ("Completion API", "Embeddings API", "OCR API", "Audio API", "Agents API", "Files API", "Batch API")
KINDS = ("up", "degraded", "outage", "maintenance", "unknown", "disagree", "new", "stale", "busy")
"""What `document` can make. `disagree`: the page says operational, and the probe finds no answer. `new`: the first
poll. `stale`: last polled three hours ago. `busy`: many incidents with updates."""


def document(kind: str = "up", now: datetime.datetime = NOW) -> dict[str, Any]:
    """Returns a document of one of `KINDS`, as it is written at `now`."""
    checked = now - datetime.timedelta(minutes=180 if kind == "stale" else 2)
    level: Level | None = {"degraded": "degraded", "outage": "outage", "maintenance": "maintenance"}.get(kind)  # type: ignore[assignment]
    reason = {
        "degraded": "The status page reports an incident: OCR API is degraded.",
        "outage": "The status page reports an incident: Elevated error rate.",
        "maintenance": "The status page reports a maintenance: Database upgrade.",
        "unknown": "The status page asked for a browser check (HTTP 403, cf-mitigated: challenge).",
    }.get(kind)
    official = _source("unknown" if kind == "unknown" else "down" if level else "up", level, reason, checked, kind)
    probe = _source("up", None, None, checked, kind)
    if kind in ("outage", "disagree"):
        probe = _source("down", "outage", "The API answered with HTTP 503.", checked, kind)
    names = () if kind == "unknown" else COMPONENTS
    affected = {"degraded": ("OCR API",), "outage": COMPONENTS, "maintenance": ("Batch API",)}.get(kind, ())
    components = [
        {"name": name, **(_source("down", level, reason, checked, kind) if name in affected else _up(checked, kind))}
        for name in names
    ]
    active = [_incident(1, checked, level, affected)] if level else []
    past = [] if kind == "new" else [_incident(n, checked, "degraded", ("OCR API",), ended=True) for n in (2, 3)]
    if kind == "busy":
        past = [_incident(n, checked, "outage", COMPONENTS, ended=True, updates=6) for n in range(2, 42)]
    incidents = active + past
    both = (Reading(one["state"], one["level"], one["reason"]) for one in (official, probe))
    return {
        "format": 1,
        "checked_at": time_text(checked),
        "stale_after": 3600,
        "interval": 300,
        "clock_offset": None,
        "overall": publish.overall(*both),
        "service": {
            "id": "mistral",
            "name": "Mistral API",
            "page": "https://status.mistral.ai/",
            "feed": "status.xml",
            "official": {**official, "source": "https://status.mistral.ai/api/v1/status.json"},
            "probe": {
                **probe,
                "source": "https://api.mistral.ai/v1/models",
                "http_status": 401 if probe["state"] == "up" else 503,
                "latency_ms": 182,
                "median_ms": 175,
            },
            "components": components,
        },
        "days_from": (checked.date() - datetime.timedelta(days=DAYS - 1)).isoformat(),
        "problems": [
            {key: one[key] for key in ("title", "ended", "url")}
            | {"id": f"incident-{one['id']}", "text": one["updates"][-1]["text"], "began": one["started"]}
            for one in active
        ],
        "incidents": incidents,
        "related": [
            {
                "id": "cloudflare",
                "name": "Cloudflare",
                "page": "https://www.cloudflarestatus.com/",
                "why": "The Mistral API answers through it.",
                "state": "up",
                "level": "operational",
                "reason": None,
                "since": time_text(checked - datetime.timedelta(days=3)),
                "source": "https://www.cloudflarestatus.com/api/v2/summary.json",
            },
            {
                "id": "azure",
                "name": "Microsoft Azure",
                "page": "https://azure.status.microsoft/",
                "why": "It offers Mistral models.",
                "state": "unknown",
                "level": None,
                "reason": "No feed of this page is known to the recorder.",
                "since": None,
                "source": None,
            },
        ],
    }


def _source(state: State, level: Level | None, reason: str | None, checked: datetime.datetime, kind: str) -> dict:
    since = None if kind == "new" else time_text(checked - datetime.timedelta(hours=2))
    shown = level or (None if state == "unknown" else "operational")
    return {"state": state, "level": shown, "reason": reason, "since": since, **_days(kind, state, shown)}


def _up(checked: datetime.datetime, kind: str) -> dict:
    return _source("up", None, None, checked, kind)


def _days(kind: str, state: State, level: Level | None) -> dict[str, Any]:
    days: list[list[int] | None] = [[1440, 0, 0, 0] for _ in range(DAYS)]
    days[:10] = [None] * 10  # before the first poll
    days[40], days[41], days[60], days[70] = [1380, 60, 0, 0], [1200, 0, 120, 0], [1320, 0, 0, 120], [700, 0, 0, 0]
    days[-1] = [70, 0, 0, 0] if state == "up" else None
    if level and level != "operational":
        days[-1] = [10, *(60 if level == name else 0 for name in ("degraded", "outage", "maintenance"))]
    if kind == "new":
        days[:-1], days[-1] = [None] * (DAYS - 1), [5, 0, 0, 0]
    known = sum(sum(day) for day in days if day)
    working = sum(day[0] for day in days if day)
    counted = sum(sum(day[:3]) for day in days if day)
    return {
        "uptime": round(100 * working / counted, 3) if counted else None,
        "known": round(100 * known / (DAYS * 1440), 1),
        "days": days,
    }


def _incident(
    number: int, checked: datetime.datetime, level: str | None, components: tuple[str, ...], ended=False, updates=2
) -> dict[str, Any]:
    start = checked - datetime.timedelta(days=2 * (number - 1), hours=2)
    words = ("investigating", "identified", "monitoring", "resolved")
    texts = [f"We see <errors> & retries on {', '.join(components)}, update {n}." for n in range(updates)]
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "title": "Database upgrade" if level == "maintenance" else f"Elevated error rate on some services ({number})",
        "impact": {"degraded": "minor", "outage": "critical", "maintenance": "maintenance"}.get(level or "", "none"),
        "status": "resolved" if ended else words[min(updates - 1, 2)],
        "started": time_text(start),
        "ended": time_text(start + datetime.timedelta(minutes=95)) if ended else None,
        "url": f"https://status.mistral.ai/incidents/{number}",
        "components": list(components),
        "updates": [
            {"at": time_text(start + datetime.timedelta(minutes=9 * n)), "status": words[min(n, 3)], "text": text}
            for n, text in enumerate(texts)
        ],
    }
