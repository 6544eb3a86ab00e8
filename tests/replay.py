"""Sends recorded requests to the mock and compares the answers: `python tests/replay.py FOLDER`.

FOLDER holds recordings as JSON: `{"request": {"method", "path", "headers", "body"}, "response": {"status", "headers",
"body"}, "recorded_at", "notes"}`. Compared are the status, the content type, the names of the headers, the keys and
types of the body, and of an error the body itself. `recordings/exceptions.json` names the recordings that may differ,
each with its reasons, and what differs for each reason. Exit status 1 where anything else differs, or where a reason
is needed no longer.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from recordings import shapes
from recordings.recording import Recording, Replay, read

RECENT = datetime(2026, 8, 1, tzinfo=UTC)
"""Since then errors and `usage` have the form of today."""

EXCEPTIONS = Path(__file__).parent / "recordings" / "exceptions.json"


@dataclass(frozen=True)
class Exceptions:
    """Which recordings may differ, and in what: `reasons` by key, with expressions for the differences they allow,
    and the keys for each recording. `faults` names the fault under which the mock gives the body of then."""

    reasons: dict[str, dict[str, Any]]
    recordings: dict[str, list[str]]
    faults: dict[str, str]

    def allow(self, key: str, problem: str) -> bool:
        """Whether this reason accounts for this difference."""
        return any(re.fullmatch(one, problem, re.DOTALL) for one in self.reasons[key]["differences"])


@dataclass(frozen=True)
class Verdict:
    """How one recording fared: what differs, what of it has no reason, and which reasons were not needed."""

    recording: Recording
    problems: tuple[str, ...]
    unexplained: tuple[str, ...]
    stale: tuple[str, ...]
    reasons: tuple[str, ...]
    fault: str | None

    @property
    def mark(self) -> str:
        if self.unexplained:
            return "differs"
        return "stale exception" if self.stale else "exception" if self.problems else "agrees"


def judge(recording: Recording, problems: Sequence[str], exceptions: Exceptions) -> Verdict:
    """What differs, held against the exceptions of this recording."""
    keys = exceptions.recordings.get(recording.name, [])
    explained = {key: [one for one in problems if exceptions.allow(key, one)] for key in keys}
    known = {problem for found in explained.values() for problem in found}
    return Verdict(
        recording,
        tuple(problems),
        tuple(problem for problem in problems if problem not in known),
        tuple(key for key, found in explained.items() if not found),
        tuple(exceptions.reasons[key]["reason"] for key in keys),
        exceptions.faults.get(recording.name),
    )


def replay(folder: Path, exceptions: Exceptions) -> list[Verdict]:
    """Replays every recording of a folder, in the order of their names. OSError, KeyError or ValueError for a folder
    or file that cannot be read."""
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as scratch:
        for file in sorted(folder.glob("*.json")):
            recording = read(file)
            problems = compare(recording, Replay(recording, Path(scratch)))
            if fault := exceptions.faults.get(recording.name):
                under = compare(recording, Replay(recording, Path(scratch), fault))
                # Of the headers a fault shows those of today.
                problems += [f"under {fault}: {one}" for one in under if not one.startswith("header: ")]
            verdicts.append(judge(recording, problems, exceptions))
    return verdicts


def compare(recording: Recording, mock: Replay) -> list[str]:
    """What differs between a recorded answer and the mock's."""
    response = mock.response()
    if response.status != recording.status:
        said = response.content[:300].decode("utf-8", "replace")
        return [f"status: {response.status}, recorded as {recording.status}: {said}"]
    kind = recording.headers.get("content-type")
    problems: list[str] = []
    if response.header("content-type") != kind:
        problems.append(f"content-type: {response.header('content-type')}, recorded as {kind}")
    names = [name for name, _ in response.headers]
    problems += shapes.headers(recording.headers, names, filtered=recording.filtered)
    text = response.content.decode("utf-8", "replace")
    if recording.streamed:
        return problems + shapes.streams(recording.answer, text)
    if recording.status >= 400:
        return problems + shapes.errors(recording.answer, text)
    if not recording.answer or not text:
        return problems + ([f"body: {text!r}, recorded as {recording.answer!r}"] if recording.answer != text else [])
    one, other = (shapes.shape([json.loads(body)]) for body in (recording.answer, text))
    return problems + shapes.differences(one, other)


def show(verdicts: list[Verdict], console: Console) -> None:
    """A row for each recording, then what differs, then the score."""
    colours = {"agrees": "green", "exception": "yellow", "stale exception": "magenta", "differs": "red"}
    table = Table("recording", "", "differences", box=None)
    for verdict in verdicts:
        mark = f"[{colours[verdict.mark]}]{verdict.mark}"
        table.add_row(verdict.recording.name, mark, str(len(verdict.problems) or ""))
    console.print(table)
    for verdict in verdicts:
        if verdict.mark == "agrees":
            continue
        console.print(f"\n[bold]{verdict.recording.name}[/] ({verdict.mark})", highlight=False)
        for reason in verdict.reasons:
            console.print(f"  because: {reason}", highlight=False, markup=False)
        if verdict.fault:
            console.print(f"  the recorded body comes under --fault {verdict.fault}", highlight=False, markup=False)
        for key in verdict.stale:
            console.print(f"  needed no longer: {key}", highlight=False, markup=False)
        for problem in verdict.problems:
            sign = "!" if problem in verdict.unexplained else " "
            console.print(f" {sign}{problem}", highlight=False, markup=False, soft_wrap=True)
    agree = sum(not verdict.problems for verdict in verdicts)
    excepted = sum(verdict.mark == "exception" for verdict in verdicts)
    left = sum(verdict.mark in ("differs", "stale exception") for verdict in verdicts)
    text = f"score: {agree} of {len(verdicts)} agree, {excepted} are exceptions with reasons, {left} are neither"
    console.print(f"\n{text}", highlight=False)
    recent = [verdict for verdict in verdicts if verdict.recording.at >= RECENT.timestamp()]
    if recent:
        agree = sum(not verdict.problems for verdict in recent)
        console.print(f"recorded since {RECENT:%Y-%m-%d}: {agree} of {len(recent)} agree", highlight=False)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python tests/replay.py FOLDER (of recordings)", file=sys.stderr)
        return 2
    exceptions = Exceptions(**json.loads(EXCEPTIONS.read_text(encoding="utf-8")))
    verdicts = replay(Path(arguments[0]), exceptions)
    if not verdicts:
        print(f"{arguments[0]} holds no recordings (*.json).", file=sys.stderr)
        return 2
    show(verdicts, Console(width=160) if not sys.stdout.isatty() else Console())
    return int(any(verdict.mark in ("differs", "stale exception") for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
