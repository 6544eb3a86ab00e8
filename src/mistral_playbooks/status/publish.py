"""Makes what is published of a state: `status.json`, the Atom feed of incidents, and the badge."""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..support.atomic import write_atomic
from . import StatusError, atom, badge, document, tally
from .model import INTERVAL, STALE_AFTER, Incident, Problem, Reading, as_json, time_text, unknown
from .services import Watched
from .state import Source, State

FILES = ("status.json", "status.xml", "status.svg")
_OFFSET = 60
_NEVER = unknown("It was never recorded.")


def write(folder: Path, state: State, watched: Watched) -> None:
    """Writes all files into a folder, each in one step. Raises StatusError if it cannot be used."""
    texts = files(make(state, watched))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_atomic(folder / name, text)
    except OSError as error:
        raise StatusError(f"{folder} cannot be written: {error.strerror}. Name another folder with --out.") from error


def files(data: Mapping[str, Any]) -> dict[str, str]:
    """Returns name → content of what is published of a document."""
    return dict(zip(FILES, (dumps(data), atom.feed(data), badge.svg(data)), strict=True))


def dumps(data: Mapping[str, Any]) -> str:
    """Returns a document as it is written."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def make(state: State, watched: Watched) -> dict[str, Any]:
    """Returns the document of a state, not above its limit when compressed. Raises StatusError without a poll."""
    if state.checked is None:
        raise StatusError("Nothing was recorded yet. Run: mistral-playbooks status poll")
    today = state.checked.date()
    official, probe = state.sources.get("official"), state.sources.get("probe")
    components = {name.partition("/")[2]: one for name, one in state.sources.items() if name.startswith("component/")}
    shown = {name: one for name, one in components.items() if one.reading.state != "unknown" or any(one.days.values())}
    problems = sorted(state.problems.values(), key=lambda one: one.began)
    return _bounded(
        {
            "format": document.FORMAT,
            "checked_at": time_text(state.checked),
            "stale_after": round(STALE_AFTER.total_seconds()),
            "interval": round(INTERVAL.total_seconds()),
            "clock_offset": state.clock_offset if abs(state.clock_offset or 0) >= _OFFSET else None,
            "overall": overall(_reading(official), _reading(probe)),
            "service": {
                "id": watched.main.id,
                "name": watched.main.name,
                "page": watched.main.page,
                "feed": FILES[1],
                "official": {**_source(official, today), "source": next(iter(watched.main.files.values()), None)},
                "probe": {
                    **_source(probe, today),
                    "source": watched.probe,
                    "http_status": state.http_status,
                    "latency_ms": state.latencies[-1] if state.http_status and state.latencies else None,
                    "median_ms": round(statistics.median(state.latencies)) if state.latencies else None,
                },
                "components": [{"name": name, **_source(one, today)} for name, one in shown.items()],
            },
            "days_from": tally.first(today).isoformat(),
            "problems": [_without("about", one) for one in reversed(problems)],
            "incidents": [
                _without("missing", one)
                for one in sorted(state.incidents.values(), key=lambda one: one.started, reverse=True)
                if one.ended is None or one.ended.date() >= tally.first(today)
            ],
            "related": [
                {
                    "id": one.id,
                    "name": one.name,
                    "page": one.page,
                    "why": one.why,
                    **_now(state.sources.get(f"related/{one.id}")),
                    "source": next(iter(one.files.values()), None),
                }
                for one in watched.related
            ],
        }
    )


def overall(official: Reading, probe: Reading) -> dict[str, str]:
    """Returns `overall`: the state and one sentence, in which the two sources stay apart."""
    says = {
        "up": "The status page says operational",
        "down": f"The status page says {official.level}",
        "unknown": "What the status page says is unknown",
    }[official.state]
    answers = {
        "up": "the API answers",
        "down": "requests to the API fail",
        "unknown": "whether the API answers is unknown",
    }[probe.state]
    states = {official.state, probe.state}
    found = "down" if "down" in states else "unknown" if "unknown" in states else "up"
    joint = "but" if states == {"up", "down"} else "and"
    return {"state": found, "text": f"{says}, {joint} {answers}."}


def _without(key: str, record: Incident | Problem) -> dict[str, Any]:
    """Returns a record without a key that only the recorder needs."""
    return {name: value for name, value in as_json(record).items() if name != key}


def _reading(source: Source | None) -> Reading:
    return source.reading if source else _NEVER


def _now(source: Source | None) -> dict[str, Any]:
    return {**as_json(_reading(source)), "since": time_text(source.since) if source else None}


def _source(source: Source | None, today: Any) -> dict[str, Any]:
    return {**_now(source), **tally.published(source.days if source else {}, today)}


def _bounded(data: dict[str, Any]) -> dict[str, Any]:
    """Drops texts of the oldest incidents, and then the oldest ones themselves, until the document is small enough."""
    incidents = data["incidents"]
    while len(gzip.compress(dumps(data).encode(), 6)) > document.MAX_COMPRESSED:
        if told := [one for one in incidents if len(one["updates"]) > 1]:
            for one in told[len(told) // 2 :]:
                one["updates"] = one["updates"][-1:]
        elif incidents:
            del incidents[-max(1, len(incidents) // 4) :]
        else:
            break
    return data
