"""Times the history of the status recorder: ninety days of polls every five minutes, in which each one is a change."""

from __future__ import annotations

import datetime
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from mistral_playbooks.status import publish, services
from mistral_playbooks.status.history import History
from mistral_playbooks.status.model import INTERVAL, Incident, Update, as_json, time_text

START = datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)
POLLS = 90 * 24 * 12
COMPONENTS = 15
_SIZES = ("history.jsonl", "current.json")


def _write(folder: Path) -> None:
    history = History(folder)
    synced, os.fsync = os.fsync, lambda _: None  # nothing here has to survive
    try:
        with history.open():
            up, no = ["up", "operational", None], ["down", "outage", "The API answered with HTTP 503."]
            for number in range(POLLS):
                at = START + number * INTERVAL
                polled = time_text(at - INTERVAL) if number else None
                readings = {"official": up, "probe": no if number % 2 else up}
                readings[f"component/Component {number % COMPONENTS}"] = no if number // COMPONENTS % 2 else up
                line: dict[str, Any] = {"at": time_text(at), "polled": polled, "readings": readings}
                if number % 250 == 0:
                    line["incidents"] = [as_json(_incident(number, at))]
                history.append(line)
            history.save()
    finally:
        os.fsync = synced


def _incident(number: int, at: datetime.datetime) -> Incident:
    told = tuple(Update(at + n * INTERVAL, "identified", f"Update {n} of {number}. " * 20) for n in range(5))
    return Incident(f"id{number}", f"Incident {number}", "major", "resolved", at, at + 5 * INTERVAL, updates=told)


def measure(rounds: int) -> dict[str, Any]:
    """Returns milliseconds to load the history and make `status.json` of it: as saved, and from the record alone."""
    watched = services.load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder)
        sizes = {name: (folder / name).stat().st_size for name in _SIZES}
        loaded, made, again, data = [], [], [], {}
        for _ in range(rounds):
            began = time.perf_counter()
            state = History(folder).load()
            between = time.perf_counter()
            data = publish.make(state, watched)
            loaded.append(between - began)
            made.append(time.perf_counter() - between)
        sizes["status.json"] = len(publish.dumps(data).encode())
        (folder / "current.json").unlink()
        for _ in range(max(1, rounds // 3)):
            began = time.perf_counter()
            History(folder).load()
            again.append(time.perf_counter() - began)
    found = {"load_ms": loaded, "publish_ms": made, "from_the_record_ms": again}
    return {**{key: 1000 * median(times) for key, times in found.items()}, "bytes": sizes, "polls": POLLS}
