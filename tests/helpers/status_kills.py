"""A recorder that is killed again and again: `python -m helpers.status_kills FOLDER NUMBER` in a process of its own.

A fork copies the pages of its process, so this one imports little.
"""

from __future__ import annotations

import datetime
import mmap
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from mistral_playbooks.status import recorder, services, state
from mistral_playbooks.status.alerts.notifiers import Notifier
from mistral_playbooks.status.history import History
from mistral_playbooks.status.model import UP, Alert, Incident, Probe, Reading, Report, Update, down

NOW = datetime.datetime(2026, 11, 29, 1, 10, tzinfo=datetime.UTC)
MINUTES = datetime.timedelta(minutes=1)
WATCHED = services.load()


def seen(
    at: datetime.datetime,
    official: Reading = UP,
    probe: Reading = UP,
    incidents: Sequence[Incident] = (),
    components: dict[str, Reading] | None = None,
) -> recorder.Seen:
    report = Report(
        official, components or {}, None if official.state == "unknown" else tuple(incidents), complete=True
    )
    return recorder.Seen(at, Probe(probe, 401, 200), report, {"github": Report(UP, {}, ())})


def incident(name: str, at: datetime.datetime, updates: int = 1, ended: bool = False) -> Incident:
    told = tuple(Update(at + number * MINUTES, "identified", f"Update {number}") for number in range(updates))
    return Incident(
        name, f"Title of {name}", "major", "identified", at, at + 60 * MINUTES if ended else None, updates=told
    )


def poll(history: History, one: recorder.Seen, notifiers: dict[str, Notifier] | None = None) -> state.State:
    return recorder.poll(history, WATCHED, None, notifiers or {}, print, lambda _: one, waits=(0.0,))


class Kill:
    """Ends this process without any cleanup at the n-th step that leaves a trace: a write may be done in part."""

    def __init__(self, step: int, part: float) -> None:
        self._left, self._part = step, part

    def install(self) -> None:
        for name in ("write", "fsync", "replace", "truncate"):
            setattr(os, name, self._wrapped(getattr(os, name), name))

    def _wrapped(self, call, name: str):
        def run(*args, **kwargs):
            self._left -= 1
            if self._left < 0:
                if name == "write":
                    call(args[0], args[1][: int(len(args[1]) * self._part)])
                os._exit(9)
            if name == "fsync":  # the process is killed and not the machine, so nothing has to reach the disk
                return None
            return call(*args, **kwargs)

        return run


_WRITE = os.write


def mailbox(file: Path) -> dict[str, Notifier]:
    """A notifier that appends what it gets to a file. A mail arrives whole or not at all; the kill may come after."""

    def send(alert: Alert) -> None:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        _WRITE(handle, f"{alert.id}\n".encode())
        os.fsync(handle)
        os.close(handle)

    return {"mail": Notifier("mail", "mail", send)}


def run(folder: Path, number: int) -> None:
    """A child goes on with a story until it dies at some step; the next one takes over what it left.

    Python's own buffered writes (of `current.json`, which is replaced in one step) count at their `replace`.
    """
    history, box = History(folder / "history"), folder / "box"
    chance = random.Random(7)
    shared = mmap.mmap(-1, 8)  # how far the story has come, in all processes
    previous: list[bytes] = []
    for _ in range(number):
        step, part = chance.randrange(14), chance.random()
        if not (child := os.fork()):
            try:
                Kill(step, part).install()
                while True:
                    _go_on(history, box, shared)
            except BaseException:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        record = history.file.read_bytes() if history.exists else b""
        whole = record[: record.rfind(b"\n") + 1].splitlines()
        assert whole[: len(previous)] == previous  # nothing that was on the disk has changed
        previous = whole
    for _ in range(4):  # time to get well
        _go_on(history, box, shared)


def _go_on(history: History, box: Path, shared: mmap.mmap) -> None:
    """The next poll of a story in which things break and are repaired all the time."""
    number = int.from_bytes(shared[:8], "little")
    shared[:8] = (number + 1).to_bytes(8, "little")
    now, phase = NOW + number * 30 * MINUTES, number // 3 % 4
    told = [incident(f"i{number // 12 % 5}", now, 1 + number % 3)] if phase == 1 else []
    story = seen(
        now,
        probe=down("outage", "No.") if phase == 3 else UP,
        incidents=told,
        components={"OCR API": UP, "Audio API": UP},
    )
    poll(history, story, mailbox(box))


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
