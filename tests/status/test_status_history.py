"""The history: what its lines add up to, gaps, broken files, and a recorder that is killed at any point."""

from __future__ import annotations

import collections
import datetime
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.status_kills import MINUTES, NOW, WATCHED, incident, poll, seen
from mistral_playbooks.status import StatusError, publish, state
from mistral_playbooks.status.history import History
from mistral_playbooks.status.model import UP, down, unknown


def lines(history: History) -> list[dict]:
    return [json.loads(line) for line in history.file.read_text(encoding="utf-8").splitlines()]


def test_only_changes_are_recorded(tmp_path: Path) -> None:
    history = History(tmp_path)
    for number in range(12):
        poll(history, seen(NOW + 5 * number * MINUTES, probe=down("outage", "No.") if 4 <= number < 8 else UP))
    found = lines(history)
    assert [sorted(set(line) - {"at", "polled", "format"}) for line in found] == [
        ["readings"],
        ["readings"],
        ["problems"],
        ["readings"],
        ["problems"],
    ]
    assert found[0]["format"] == 1


def test_current_json_is_nothing_but_what_the_lines_add_up_to(tmp_path: Path) -> None:
    history = History(tmp_path)
    chance = random.Random(1)
    now = NOW
    for _ in range(200):
        now += chance.choice([5, 5, 5, 5, 15, 59, 61, 500]) * MINUTES
        readings = chance.choices([UP, down("outage", "No."), down("degraded", "Slow."), unknown("Nobody knows.")], k=3)
        told = [incident(f"i{number}", NOW, chance.randint(1, 3)) for number in range(chance.randint(0, 2))]
        poll(history, seen(now, readings[0], readings[1], told, {"OCR API": readings[2]}))
    poll(history, seen(now + 5 * MINUTES, unknown("A last change, so that the last poll is in the record.")))
    quick = state.to_json(History(tmp_path).load())
    history.current.unlink()
    slow = state.to_json(History(tmp_path).load())
    for key in ("latencies", "http_status", "clock_offset"):  # what is not worth a line
        del quick[key], slow[key]
    assert slow == quick


def test_a_pause_of_the_recorder_is_a_gap_and_a_late_poll_is_none(tmp_path: Path) -> None:
    history = History(tmp_path)
    midnight = NOW.replace(hour=0, minute=0)
    for minutes in (0, 60, 65, 365, 370):  # an hour late, then five hours without a poll
        poll(history, seen(midnight + minutes * MINUTES))
    data = publish.make(history.state, WATCHED)["service"]["probe"]
    assert data["days"][-1] == [70, 0, 0, 0]
    assert data["days"][:-1] == [None] * 89
    assert data["uptime"] == 100
    assert data["known"] == round(100 * 70 / (90 * 1440), 1)


def test_uptime_by_day_and_component(tmp_path: Path) -> None:
    history = History(tmp_path)
    start = NOW.replace(hour=0, minute=0) - datetime.timedelta(days=1)
    for number in range(24 * 12 * 2):
        minute = number * 5
        reading = down("outage", "No.") if 600 <= minute < 660 else down("degraded", "Slow.") if minute < 30 else UP
        poll(history, seen(start + minute * MINUTES, components={"OCR API": reading, "Agents API": UP}))
    data = publish.make(history.state, WATCHED)
    ocr, agents = sorted(data["service"]["components"], key=lambda one: one["name"], reverse=True)
    assert ocr["name"] == "OCR API"
    assert ocr["days"][-2:] == [[1350, 30, 60, 0], [1435, 0, 0, 0]]
    assert ocr["uptime"] == int(100_000 * (2875 - 90) / 2875) / 1000
    assert agents["uptime"] == 100


def test_a_component_that_the_page_drops_is_unknown(tmp_path: Path) -> None:
    history = History(tmp_path)
    poll(history, seen(NOW, components={"OCR API": UP, "Old API": UP}))
    poll(history, seen(NOW + 5 * MINUTES, components={"OCR API": UP}))
    found = {one["name"]: one["state"] for one in publish.make(history.state, WATCHED)["service"]["components"]}
    assert found == {"OCR API": "up", "Old API": "unknown"}


def test_a_history_of_another_format_or_with_a_broken_line_is_not_touched(tmp_path: Path) -> None:
    history = History(tmp_path)
    poll(history, seen(NOW))
    for text in ('{"format": 2, "at": "2026-11-29T01:10:00Z"}\n', '{"format": 1}\n', "not json\n", "[]\n"):
        history.current.unlink(missing_ok=True)
        history.file.write_text(text)
        with pytest.raises(StatusError, match=r"history\.jsonl, line 1 "):
            poll(History(tmp_path), seen(NOW + 5 * MINUTES))
        assert history.file.read_text() == text


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StatusError, match=r"Name another folder with --folder"):
        poll(History(tmp_path / "file" / "history"), seen(NOW))


@pytest.mark.parametrize("current", ["", "{}", '{"format":1,"size":0,"tail":""}', "[1]", '{"format":1,"size":1e9}'])
def test_a_broken_current_json_is_made_anew(tmp_path: Path, current: str) -> None:
    history = History(tmp_path)
    poll(history, seen(NOW, down("outage", "No.")))
    history.current.write_text(current)
    assert History(tmp_path).load().sources["official"].reading.state == "down"


# --- kills -----------------------------------------------------------------------------------------------------------


def test_a_thousand_kills_lose_nothing_and_repeat_only_what_was_not_noted(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-m", "helpers.status_kills", str(tmp_path), "1000"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "tests"), str(root / "src")])}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr
    found = lines(History(tmp_path / "history"))
    announced = [alert["id"] for line in found for alert in line.get("alerts", ())]
    noted = [alert for line in found for alert, _ in (*line.get("sent", ()), *line.get("dropped", ()))]
    delivered = collections.Counter((tmp_path / "box").read_text().splitlines())
    assert len(announced) == len(set(announced)) > 300
    assert len(noted) == len(set(noted))
    assert set(announced) == set(noted) == set(delivered)  # none lost, and nothing else was sent
    repeated = sum(delivered.values()) - len(delivered)
    assert 0 < repeated < 1000  # by kills between the sending and the note alone, so not more than one for each
    problems = [json.dumps(one) for line in found for one in line.get("problems", ())]
    assert len(problems) == len(set(problems)) == len(announced)
