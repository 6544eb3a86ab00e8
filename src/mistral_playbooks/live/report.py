"""A calibration → lines for a reader, JSON for a program, a record to keep. Nothing unmasked is in any of them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import CalibrationError
from .calibration import Calibration, Outcome
from .client import API, Seen
from .probes import Probe
from .redact import Mask
from .reference import Twin
from .shapes import parsed

_LONG = 420  # characters of a request's body that are shown
_KEPT = 3  # elements of a long list that are kept in a record


def plan(probes: Sequence[Probe], url: str) -> str:
    """What would be sent, what the mock answers to it, and what it costs."""
    twin = Twin()
    lines = [f"{len(probes)} requests to {url}, one at a time:"]
    for number, probe in enumerate(probes, 1):
        expected = twin.answer(probe)
        key = {"own": "", "wrong": ", with a wrong key", "none": ", without a key"}[probe.key]
        lines.append(f"{number:>3}  {probe.name}: {probe.method} {probe.path}{key}")
        if probe.body:
            lines.append(f"     {_body(probe)}")
        lines.append(f"     {_aim(probe, expected)}; the mock answers {_named(expected)}; {_tokens(twin.cost(probe))}")
    return "\n".join([*lines, cost(probes)])


def cost(probes: Sequence[Probe]) -> str:
    """The total, in one sentence."""
    twin = Twin()
    expected, most = sum(map(twin.cost, probes)), sum(probe.at_most for probe in probes)
    return (
        f"In all {len(probes)} requests and {_tokens(expected)}; about {most} tokens at most, were every request "
        "answered in place of refused."
    )


def planned(probes: Sequence[Probe], url: str) -> str:
    """The plan as JSON."""
    twin = Twin()
    rows = [
        {
            "name": probe.name,
            "slug": probe.slug,
            "method": probe.method,
            "path": probe.path,
            "key": probe.key,
            "body": _body(probe),
            "expected": twin.answer(probe).status,
            "tokens": twin.cost(probe),
            "tokens_at_most": probe.at_most,
        }
        for probe in probes
    ]
    return json.dumps({"version": 1, "url": url, "requests": rows}, ensure_ascii=False)


def line(outcome: Outcome) -> str:
    """One probe's outcome on one line."""
    status = outcome.real.status if outcome.real else "-"
    verdict = outcome.failure or ("differs" if outcome.differences else outcome.fact or "agrees")
    return f"{outcome.probe.name}: {status} {verdict}"


def text(calibration: Calibration) -> str:
    """What the mock must learn, one line each; what was learnt about the key; what could not be compared."""
    outcomes = calibration.outcomes
    compared = [one for one in outcomes if not one.failure and not one.fact]
    agree = sum(one.agrees for one in compared)
    lines = [f"{_count(len(outcomes), 'request')} to {calibration.url}: {agree} of {len(compared)} answers agree."]
    for title, found in (
        ("What the mock must learn:", lessons(calibration)),
        ("About this key:", [f"{one.probe.name}: {one.fact}" for one in outcomes if one.fact]),
        ("Not compared:", [f"{one.probe.name}: {one.failure}" for one in outcomes if one.failure]),
    ):
        if found:
            lines += [title, *found]
    return "\n".join([*lines, *([calibration.stopped] if calibration.stopped else [])])


def lessons(calibration: Calibration) -> list[str]:
    """One line for each thing that differs."""
    return [
        f"{one.probe.name}{' under this plan' if one.fact else ''}: {difference}"
        for one in calibration.outcomes
        for difference in one.differences
    ]


def document(calibration: Calibration) -> dict[str, Any]:
    """For `--json`."""
    return {
        "version": 1,
        "url": calibration.url,
        "date": _date(calibration).isoformat(timespec="seconds"),
        "agrees": calibration.agrees,
        "stopped": calibration.stopped or None,
        "learn": lessons(calibration),
        "requests": [_row(one) for one in calibration.outcomes],
    }


def record(calibration: Calibration, mask: Mask) -> dict[str, Any]:
    """The same with the answers themselves, masked, long lists cut."""
    rows = [
        {
            **_row(one),
            "request_body": _body(one.probe),
            "answer": _answer(one.real, mask) if one.real else None,
        }
        for one in calibration.outcomes
    ]
    return {**document(calibration), "requests": rows}


def dumps(value: Any, mask: Mask, indent: int | None = None) -> str:
    """JSON in which no part of a secret is left."""
    return mask.output(json.dumps(value, ensure_ascii=False, indent=indent))


def room(folder: Path) -> None:
    """CalibrationError where a record could not be written here: known before a request is sent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as error:
        raise CalibrationError(f"{folder} cannot be written: {error.strerror or error}. Nothing was sent.") from error


def save(folder: Path, calibration: Calibration, mask: Mask) -> Path:
    """Writes `<date>.json` (of another server than the API: `<date>-<host>.json`) for its owner alone, whole or not at
    all. CalibrationError where it cannot."""
    host = "" if calibration.url == API else f"-{urlsplit(calibration.url).hostname}"
    file = folder / f"{_date(calibration):%Y-%m-%d}{host}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".calibration-", suffix=".json")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(dumps(record(calibration, mask), mask, indent=1) + "\n")
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise CalibrationError(f"{file} cannot be written: {error.strerror or error}.") from error
    return file


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.probe.name,
        "slug": outcome.probe.slug,
        "method": outcome.probe.method,
        "path": outcome.probe.path,
        "status": outcome.real.status if outcome.real else None,
        "agrees": outcome.agrees,
        "differences": [{"part": one.part, "mock": one.mock, "real": one.real} for one in outcome.differences],
        "fact": outcome.fact or None,
        "failure": outcome.failure or None,
    }


def _answer(seen: Seen, mask: Mask) -> dict[str, Any]:
    body = seen.body.decode("utf-8", "replace")
    return {"status": seen.status, "headers": mask.headers(seen.headers), "body": _cut(mask.value(parsed(body)))}


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in value.items()}
    if isinstance(value, list):
        kept = [_cut(item) for item in value[:_KEPT]] if len(value) > 2 * _KEPT else list(map(_cut, value))
        return [*kept, f"({len(value) - _KEPT} more)"] if len(kept) < len(value) else kept
    return value


def _body(probe: Probe) -> str:
    shown = probe.body.decode().replace("\r\n", " ")
    return shown if len(shown) <= _LONG else f"{shown[:_LONG]}… ({len(probe.body)} bytes)"


def _aim(probe: Probe, expected: Seen) -> str:
    if probe.slug:
        return f"provokes {probe.slug}"
    return "a good request" if expected.status < 400 else "an error without a playbook"


def _named(seen: Seen) -> str:
    body = parsed(seen.body.decode("utf-8", "replace"))
    code = body.get("code") if isinstance(body, dict) else None
    return f"{seen.status}, code {code}" if code else str(seen.status)


def _tokens(count: int) -> str:
    return _count(count, "token")


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _date(calibration: Calibration) -> datetime:
    return datetime.fromtimestamp(calibration.at, UTC)
