"""One poll: reads all pages, asks the API, records what has changed, publishes, and sends what is to be sent."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from . import feeds, fetch, incidents, probe, publish
from .alerts import delivery, problems
from .alerts.notifiers import Notifier
from .history import History
from .model import STALE_AFTER, Probe, Reading, Report, as_json, time_text, unknown
from .services import Service, Watched
from .state import LATENCIES, State

_SECONDS = 3 * fetch.DEADLINE
"""Of a service with two files, with some time to spare; a thread whose name server hangs is left alone then."""


@dataclass(frozen=True)
class Seen:
    """What all sources say at one time."""

    at: datetime.datetime
    probe: Probe
    report: Report
    related: Mapping[str, Report]


def clock() -> datetime.datetime:
    """Returns the time now, in whole seconds and UTC."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def look(watched: Watched, now: Callable[[], datetime.datetime] = clock, get: fetch.Get = fetch.get) -> Seen:
    """Asks all sources at the same time. Whatever fails is unknown."""
    late = f"It did not end within {_SECONDS:g} s."
    late_probe = fetch.NoAnswerError(late, reached=False)

    def ask(service: Service | None) -> Report | Probe | fetch.NoAnswerError:
        return feeds.read(service, get) if service else probe.run(watched.probe, now, get)

    def give_up(service: Service | None) -> Report | fetch.NoAnswerError:
        return Report(unknown(f"The status page cannot be read. {late}")) if service else late_probe

    services = (watched.main, *watched.related)
    answers = fetch.together(ask, [None, *services], give_up, _SECONDS)
    found = [one if isinstance(one, Report) else Report(unknown(late)) for one in answers[1:]]
    asked = answers[0] if not isinstance(answers[0], Report) else late_probe
    judged = probe.judged(asked, any(one.incidents is not None for one in found))
    return Seen(now(), judged, found[0], dict(zip((one.id for one in watched.related), found[1:], strict=True)))


def record(history: History, seen: Seen, notifiers: Iterable[str]) -> None:
    """Adds what has changed to an open history, with the alerts that follow from it for these notifiers."""
    state, now = history.state, seen.at
    polled = state.checked
    told = incidents.changes(state.incidents, seen.report.incidents or (), seen.report.complete, now)
    base = {"at": time_text(now), "polled": polled and time_text(polled)}
    line: dict[str, Any] = {**base, **_some("readings", _readings(state, seen))}
    line |= _some("incidents", [as_json(one) for one in told])
    _later(state, seen)
    state.apply(line)
    found = problems.decide(state, now)
    state.apply({"at": base["at"], **(begun := _some("problems", [as_json(one) for one in found]))})
    line |= begun | _some("alerts", [as_json(one) for one in problems.alerts(state, found, tuple(notifiers), now)])
    if len(line) > len(base) or polled is None or now - polled > STALE_AFTER:
        history.append(line)  # what has been applied already has no effect a second time
    history.save()


def poll(
    history: History,
    watched: Watched,
    out: Path | None,
    notifiers: Mapping[str, Notifier],
    tell: Callable[[str], None],
    look: Callable[[Watched], Seen] = look,
    waits: Sequence[float] = delivery.TRIES,
) -> State:
    """Makes one poll and returns the state after it. `out`: where the files are published. Raises StatusError."""
    seen = look(watched)
    with history.open():
        record(history, seen, notifiers)
        if out:
            publish.write(out, history.state, watched)
        if history.state.alerts:
            delivery.deliver(history, notifiers, seen.at, tell, waits)
            history.save()
        return history.state


def _some(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}


def _readings(state: State, seen: Seen) -> dict[str, list[str | None]]:
    """Returns the readings that differ from those before, as a line has them."""
    readings: dict[str, Reading] = {"official": seen.report.official, "probe": seen.probe.reading}
    gone = "The status page does not list it any more." if seen.report.incidents is not None else None
    missing = unknown(gone or seen.report.official.reason or "The status page cannot be read.")
    readings |= {name: missing for name in state.sources if name.startswith("component/")}
    readings |= {f"component/{name}": one for name, one in seen.report.components.items()}
    readings |= {f"related/{name}": one.official for name, one in seen.related.items()}
    before = {name: one.reading for name, one in state.sources.items()}
    return {name: list(astuple(one)) for name, one in readings.items() if before.get(name) != one}


def _later(state: State, seen: Seen) -> None:
    """Keeps what is not worth a line."""
    state.http_status, state.clock_offset = seen.probe.status, seen.probe.clock_offset
    if seen.probe.latency_ms is not None and seen.probe.reading.state == "up":
        state.latencies = [*state.latencies, seen.probe.latency_ms][-LATENCIES:]
