"""Reports a calibration as text, as JSON, and as a saved record. All of them are masked."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..support.atomic import write_atomic
from . import LiveError
from .calibration import Calibration, Outcome
from .client import API, LiveResponse
from .probes import Probe
from .redact import Mask
from .reference import MockReference
from .shapes import parsed

_MAX_BODY = 420  # characters of a request's body in the output
_MAX_ITEMS = 3  # elements of a long list in a record


def plan_text(probes: Sequence[Probe], url: str) -> str:
    """Lists the requests, the mock's answer to each, and the cost."""
    reference = MockReference()
    lines = [f"{len(probes)} requests to {url}, one at a time:"]
    for number, probe in enumerate(probes, 1):
        expected = reference.answer(probe)
        key = {"own": "", "wrong": ", with a wrong key", "none": ", without a key"}[probe.key]
        lines.append(f"{number:>3}  {probe.name}: {probe.method} {probe.path}{key}")
        if probe.body:
            lines.append(f"     {_body(probe)}")
        lines.append(
            f"     {_purpose(probe, expected)}; the mock answers {_status(expected)}; {_tokens(reference.cost(probe))}"
        )
    return "\n".join([*lines, cost(probes)])


def cost(probes: Sequence[Probe]) -> str:
    """Returns the total number of requests and tokens, in one sentence."""
    reference = MockReference()
    expected, most = sum(map(reference.cost, probes)), sum(probe.max_cost for probe in probes)
    return (
        f"In total {len(probes)} requests and {_tokens(expected)}, or up to about {most} tokens if the API answered "
        "every request."
    )


def plan_json(probes: Sequence[Probe], url: str) -> str:
    """Returns the plan as JSON."""
    reference = MockReference()
    rows = [
        {
            "name": probe.name,
            "slug": probe.slug,
            "method": probe.method,
            "path": probe.path,
            "key": probe.key,
            "body": _body(probe),
            "expected": reference.answer(probe).status,
            "tokens": reference.cost(probe),
            "tokens_at_most": probe.max_cost,
        }
        for probe in probes
    ]
    return json.dumps({"version": 1, "url": url, "requests": rows}, ensure_ascii=False)


def outcome_line(outcome: Outcome) -> str:
    """Returns the outcome of one probe on one line."""
    status = outcome.real.status if outcome.real else "-"
    verdict = outcome.failure or ("differs" if outcome.differences else outcome.fact or "agrees")
    return f"{outcome.probe.name}: {status} {verdict}"


def result_text(calibration: Calibration) -> str:
    """Lists the differences, the facts about the key, and the answers that could not be compared."""
    outcomes = calibration.outcomes
    compared = [one for one in outcomes if not one.failure and not one.fact]
    agree = sum(one.agrees for one in compared)
    lines = [f"{_count(len(outcomes), 'request')} to {calibration.url}: {agree} of {len(compared)} answers agree."]
    for title, found in (
        ("Differences to fix in the mock:", difference_lines(calibration)),
        ("About this key:", [f"{one.probe.name}: {one.fact}" for one in outcomes if one.fact]),
        ("Not compared:", [f"{one.probe.name}: {one.failure}" for one in outcomes if one.failure]),
    ):
        if found:
            lines += [title, *found]
    return "\n".join([*lines, *([calibration.stopped] if calibration.stopped else [])])


def difference_lines(calibration: Calibration) -> list[str]:
    """Returns one line for each difference."""
    return [
        f"{one.probe.name}{' under this plan' if one.fact else ''}: {difference}"
        for one in calibration.outcomes
        for difference in one.differences
    ]


def result_json(calibration: Calibration) -> dict[str, Any]:
    """Returns the output of `--json`."""
    return {
        "version": 1,
        "url": calibration.url,
        "date": _date(calibration).isoformat(timespec="seconds"),
        "agrees": calibration.agrees,
        "stopped": calibration.stopped or None,
        "learn": difference_lines(calibration),
        "requests": [_row(one) for one in calibration.outcomes],
    }


def record(calibration: Calibration, mask: Mask) -> dict[str, Any]:
    """Returns the same with the masked answers, in which long lists are shortened."""
    rows = [
        {
            **_row(one),
            "request_body": _body(one.probe),
            "answer": _answer(one.real, mask) if one.real else None,
        }
        for one in calibration.outcomes
    ]
    return {**result_json(calibration), "requests": rows}


def dumps(value: Any, mask: Mask, indent: int | None = None) -> str:
    """Returns JSON that contains no part of a secret."""
    return mask.output(json.dumps(value, ensure_ascii=False, indent=indent))


def check_writable(folder: Path) -> None:
    """Raises LiveError if a record cannot be written to this folder. Called before any request is sent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as error:
        raise LiveError(f"{folder} cannot be written: {error.strerror or error}. Nothing was sent.") from error


def save(folder: Path, calibration: Calibration, mask: Mask) -> Path:
    """Saves the record as `<date>.json`, or `<date>-<host>.json` for a server other than the API.

    Only its owner can read the file. Raises LiveError if it cannot be written.
    """
    host = "" if calibration.url == API else f"-{urlsplit(calibration.url).hostname}"
    file = folder / f"{_date(calibration):%Y-%m-%d}{host}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(file, dumps(record(calibration, mask), mask, indent=1) + "\n", mode=0o600)
    except OSError as error:
        raise LiveError(f"{file} cannot be written: {error.strerror or error}.") from error
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


def _answer(response: LiveResponse, mask: Mask) -> dict[str, Any]:
    body = response.body.decode("utf-8", "replace")
    return {
        "status": response.status,
        "headers": mask.headers(response.headers),
        "body": _cut(mask.value(parsed(body))),
    }


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in value.items()}
    if isinstance(value, list):
        items = [_cut(item) for item in value[:_MAX_ITEMS]] if len(value) > 2 * _MAX_ITEMS else list(map(_cut, value))
        return [*items, f"({len(value) - _MAX_ITEMS} more)"] if len(items) < len(value) else items
    return value


def _body(probe: Probe) -> str:
    text = probe.body.decode().replace("\r\n", " ")
    return text if len(text) <= _MAX_BODY else f"{text[:_MAX_BODY]}… ({len(probe.body)} bytes)"


def _purpose(probe: Probe, expected: LiveResponse) -> str:
    if probe.slug:
        return f"triggers {probe.slug}"
    return "a valid request" if expected.status < 400 else "an error without a class"


def _status(response: LiveResponse) -> str:
    body = parsed(response.body.decode("utf-8", "replace"))
    code = body.get("code") if isinstance(body, dict) else None
    return f"{response.status}, code {code}" if code else str(response.status)


def _tokens(count: int) -> str:
    return _count(count, "token")


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _date(calibration: Calibration) -> datetime:
    return datetime.fromtimestamp(calibration.at, UTC)
