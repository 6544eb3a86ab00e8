"""The workflow that records the status, and its script `.ci/status`, with a real repository and a stand-in for `gh`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers import status_documents
from helpers.machine import ROOT
from mistral_playbooks.status import publish

RECORDER = """#!/bin/sh
# status poll --folder F --out O: adds a line, as a poll may
echo "line" >> "$4/history.jsonl"
for name in current.json status.json status.xml status.svg; do wc -l < "$4/history.jsonl" > "$6/$name"; done
"""


def workflow() -> dict[Any, Any]:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "status.yml").read_text(encoding="utf-8"))


def test_it_runs_every_five_minutes_and_one_at_a_time() -> None:
    found = workflow()
    assert found[True]["schedule"] == [{"cron": "*/5 * * * *"}]
    assert found["concurrency"] == {"group": "status", "cancel-in-progress": False}


def test_the_job_that_asks_foreign_servers_can_write_nothing_and_the_other_installs_nothing() -> None:
    jobs = workflow()["jobs"]
    assert jobs["record"]["permissions"] == {"contents": "read"}
    assert jobs["publish"]["permissions"] == {"actions": "read", "contents": "write", "issues": "write"}
    poll = next(step for step in jobs["record"]["steps"] if "status poll" in step.get("run", ""))
    assert poll["env"]["GH_TOKEN"] == ""
    scripts = " ".join(step.get("run", "") for step in jobs["publish"]["steps"])
    assert not any(word in scripts for word in ("pip", "python", "curl", "npm"))


def test_the_site_reads_what_the_workflow_publishes() -> None:
    ci = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    (build,) = [step for step in ci["jobs"]["site"]["steps"] if "STATUS_URL" in step.get("env", {})]
    branch = re.search(r"branch=\$\{BRANCH:-([\w-]+)\}", (ROOT / ".ci" / "status").read_text(encoding="utf-8"))
    assert branch
    assert build["env"]["STATUS_URL"].endswith(f"}}/{branch[1]}/{publish.FILES[0]}")


class Clone:
    """A clone of a repository, whose history is kept on its remote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.remote = folder / "remote.git"
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.env = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(folder), "LOG": str(folder / "log")}
        self.git("init", "-q", "--bare", str(self.remote), cwd=folder)
        self.git("init", "-q", str(self.folder), cwd=folder)
        self.git("remote", "add", "origin", str(self.remote))
        self.command("recorder", RECORDER)

    def command(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=self.env, capture_output=True, text=True, check=True, timeout=100
        )
        return done.stdout

    def status(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        env = {**self.env, "RECORDER": "recorder"}
        command = [str(ROOT / ".ci" / "status"), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, check=False, timeout=100
        )
        assert not check or done.returncode == 0, done.stderr
        return done


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_the_history_lives_on_a_branch_of_one_commit(clone: Clone) -> None:
    for number in range(1, 4):
        shutil.rmtree(clone.folder / "history", ignore_errors=True)  # each run begins on another machine
        clone.status("run", "history")
        assert clone.git("rev-list", "--count", "status-data", cwd=clone.remote).strip() == "1"
        files = clone.git("ls-tree", "--name-only", "status-data", cwd=clone.remote).split()
        assert files == ["current.json", "history.jsonl", "status.json", "status.svg", "status.xml"]
        assert clone.git("show", "status-data:history.jsonl", cwd=clone.remote) == "line\n" * number
    assert clone.git("status", "--porcelain", "--untracked-files=no") == ""


def test_two_recorders_do_not_overwrite_each_other(clone: Clone) -> None:
    clone.status("run", "history")
    clone.status("fetch", "late")
    clone.status("run", "history")
    refused = clone.status("push", "late", check=False)
    assert refused.returncode != 0
    assert clone.git("show", "status-data:history.jsonl", cwd=clone.remote) == "line\n" * 2
    clone.status("run", "late")
    assert clone.git("show", "status-data:history.jsonl", cwd=clone.remote) == "line\n" * 3


def test_a_first_push_does_not_overwrite_a_branch_that_has_come_since(clone: Clone) -> None:
    clone.status("fetch", "late")
    clone.status("run", "history")
    (clone.folder / "late" / "history.jsonl").write_text("other\n")
    assert clone.status("push", "late", check=False).returncode != 0


def test_without_an_argument_it_says_how_it_is_used(clone: Clone) -> None:
    done = clone.status(check=False)
    assert done.returncode == 2
    assert "status run [FOLDER]" in done.stderr


# --- issues ----------------------------------------------------------------------------------------------------------

FAKE = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$1 $2" in "issue list") printf '%s' "$KNOWN" ;; esac
while [ $# -gt 0 ]; do [ "$1" = --body-file ] && cp "$2" "$LOG.body"; shift; done
exit 0
"""


def issues(clone: Clone, problems: list[dict[str, Any]], known: str = "") -> tuple[list[str], str]:
    """The commands that `gh` got, and the body of the issue."""
    if not shutil.which("jq", path=clone.env["PATH"]):
        pytest.skip("needs jq (Debian: apt-get install jq)")
    clone.command("gh", FAKE)
    clone.env["KNOWN"] = known
    (clone.folder / "history").mkdir(exist_ok=True)
    data = {**status_documents.document("outage"), "problems": problems}
    (clone.folder / "history" / "status.json").write_text(json.dumps(data))
    clone.status("issues", "history")
    body = Path(clone.env["LOG"] + ".body")
    commands = Path(clone.env["LOG"]).read_text().splitlines()
    return [one for one in commands if one.startswith(("issue create", "issue close"))], (
        body.read_text() if body.exists() else ""
    )


def problem(ended: str | None = None, **changed: str) -> dict[str, Any]:
    found = {"id": "incident-0a1b2c3d4e-20261129T011000", "title": "OCR API is down", "text": "We look into it."}
    times = {"began": "2026-11-29T01:10:00Z", "ended": ended, "url": "https://status.mistral.ai/incidents/1"}
    return {**found, **times, **changed}


def test_a_problem_opens_one_issue(clone: Clone) -> None:
    commands, body = issues(clone, [problem()])
    assert commands == ["issue create --title OCR API is down --label status --body-file history/body.md"]
    assert "<pre>\nWe look into it.\n</pre>" in body
    assert "<!-- status-problem: incident-0a1b2c3d4e-20261129T011000 -->" in body


@pytest.mark.parametrize("state", ["OPEN", "CLOSED"])
def test_a_known_problem_opens_none(clone: Clone, state: str) -> None:
    assert issues(clone, [problem()], f"{problem()['id']}\t{state}\t7\n")[0] == []


def test_it_is_closed_as_the_problem_ends_and_also_if_nobody_remembers_it(clone: Clone) -> None:
    known = f"{problem()['id']}\tOPEN\t7\n"
    commands, _ = issues(clone, [problem(ended="2026-11-29T02:00:00Z")], known)
    assert commands == ["issue close 7 --comment It has ended: 2026-11-29T02:00:00Z."]
    os.unlink(clone.env["LOG"])
    assert issues(clone, [], known)[0] == ["issue close 7 --comment It has ended: some days ago."]
    os.unlink(clone.env["LOG"])
    assert issues(clone, [problem(ended="2026-11-29T02:00:00Z")], known.replace("OPEN", "CLOSED"))[0] == []


def test_what_a_page_wrote_stays_text(clone: Clone) -> None:
    text = "</pre><script>x</script> @everyone $(touch owned) `touch owned` & <!-- status-problem: other -->"
    commands, body = issues(clone, [problem(text=text, title="$(touch owned) --label x"), problem(id="$(touch owned)")])
    assert len(commands) == 1
    assert body.count("</pre>") == 1
    assert body.count("<!-- status-problem") == 1
    assert "@" not in body
    assert not list(clone.folder.rglob("owned"))
