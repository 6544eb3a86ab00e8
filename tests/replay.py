"""Sends recorded requests to the mock and compares the answers: `python tests/replay.py FOLDER [--json FILE]`.

FOLDER holds recordings as JSON: `{"request": {"method", "path", "headers", "body"}, "response": {"status", "headers",
"body"}, "recorded_at", "notes"}`. Compared are the status, the names of the headers and the values that never change,
the keys, types and fixed words of the body, what the model said, the order of a stream's frames, and of an error the
body itself. Where the API leaves a form to chance, the mock leaves it to its seed: a stream agrees if one of the first
seeds gives its frames.

`recordings/exceptions.json` says what may differ and why: a reason holds for the recordings of before a day, or for
those that it names. Exit status 1 where anything else differs, or where a named reason is needed no longer. `--json`
writes the scores, in all and by half-year, with the differences of each recording.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mistral_playbooks.mock import Response
from recordings import shapes
from recordings.recording import Recording, Replay, read
from recordings.scores import is_text, lines, scores
from recordings.verdicts import Exceptions, Verdict, judge
from recordings.words import prompt_tokens, spoken

SEEDS = tuple(map(str, range(16)))

EXCEPTIONS = Path(__file__).parent / "recordings" / "exceptions.json"


def replay(folder: Path, exceptions: Exceptions) -> list[Verdict]:
    """Replays every recording of a folder, in the order of their names. OSError, KeyError or ValueError for a folder
    or file that cannot be read."""
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as scratch:
        for file in sorted(folder.glob("*.json")):
            recording = read(file)
            try:
                response, problems = best(recording, Path(scratch))
            except (ValueError, KeyError, TypeError) as error:  # a body that was cut, or is not of this path's form
                verdicts.append(judge(recording, [f"cannot be compared: {error!r}"], exceptions))
                continue
            if fault := exceptions.faults.get(recording.name):
                under = compare(recording, Replay(recording, Path(scratch), fault).response())
                # Of the headers a fault shows those of today.
                problems += [f"under {fault}: {one}" for one in under if not one.startswith("header: ")]
            verdicts.append(judge(recording, problems, exceptions, _counts(recording, response)))
    return verdicts


def best(recording: Recording, folder: Path) -> tuple[Response, list[str]]:
    """The mock's answer, of a stream that of the seed that differs least, and what differs."""
    found: list[tuple[Response, list[str]]] = []
    for seed in SEEDS if recording.streamed else SEEDS[:1]:
        response = Replay(recording, folder, seed=seed).response()
        found.append((response, compare(recording, response)))
        if not found[-1][1]:
            break
    return min(found, key=lambda pair: len(pair[1]))


def _counts(recording: Recording, response: Response) -> tuple[int, int] | None:
    if not is_text(recording):
        return None
    counts = prompt_tokens(recording.answer), prompt_tokens(response.content.decode("utf-8", "replace"))
    return counts if None not in counts else None  # pyright: ignore[reportReturnType]


def compare(recording: Recording, response: Response) -> list[str]:
    """What differs between a recorded answer and the mock's."""
    if response.status != recording.status:
        said = response.content[:300].decode("utf-8", "replace")
        return [f"status: {response.status}, recorded as {recording.status}: {said}"]
    problems = shapes.headers(recording.headers, dict(response.headers), filtered=recording.filtered)
    text = response.content.decode("utf-8", "replace")
    if recording.status >= 400:
        return problems + shapes.errors(recording.answer, text)
    problems += shapes.words(*(spoken(recording.path, answer) for answer in (recording.answer, text)))
    if recording.streamed:
        return problems + shapes.streams(recording.answer, text)
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
    console.print()
    for line in lines(scores(verdicts)):
        console.print(line, highlight=False)


def save(verdicts: list[Verdict], file: Path) -> None:
    """Writes the scores, and of each recording how it fared."""
    each = [
        {"name": one.recording.name, "mark": one.mark, "differs": one.problems, "unexplained": one.unexplained}
        for one in verdicts
    ]
    file.write_text(json.dumps({**scores(verdicts), "recordings": each}, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(usage="python tests/replay.py FOLDER [--json FILE]")
    options.add_argument("folder", type=Path, help="of recordings")
    options.add_argument("--json", type=Path, metavar="FILE", help="write the scores and differences here")
    given = options.parse_args(arguments)
    if not given.folder.is_dir():
        options.error(f"{given.folder} is not a folder of recordings")
    exceptions = Exceptions(**json.loads(EXCEPTIONS.read_text(encoding="utf-8")))
    verdicts = replay(given.folder, exceptions)
    if not verdicts:
        print(f"{given.folder} holds no recordings (*.json).", file=sys.stderr)
        return 2
    show(verdicts, Console(width=160) if not sys.stdout.isatty() else Console())
    if given.json:
        save(verdicts, given.json)
    return int(any(verdict.mark in ("differs", "stale exception") for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
