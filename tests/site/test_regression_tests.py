"""Section "Keep it fixed": each test that a page shows passes on the fixed program and fails on the broken one.

Each is run by pytest in a project of its own, where the published program stands for the reader's.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.regression_tests import REGRESSION_TESTS, SITE
from mistral_playbooks.content import catalog
from mistral_playbooks.content.programs import Program
from mistral_playbooks.content.response import ErrorResponse
from mistral_playbooks.site import regression_test


def program(slug: str, role: str) -> Program:
    """The Python program that the test was made for."""
    cause = SITE.catalog.playbooks[slug].causes[0].id
    mine = [one for one in SITE.of(slug, cause) if one.role == role and one.sdk == "mistralai"]
    return mine[0]


CONFTEST = """
import pytest

@pytest.fixture(autouse=True)
def _beside_its_program(request, monkeypatch):
    monkeypatch.chdir(request.path.parent)
"""


def files(slug: str, role: str) -> Mapping[str, str]:
    """What `verify` puts beside the program, in place of the reader's files."""
    given = SITE.catalog.playbooks[slug].run_of(program(slug, role).name)
    return given.files if given else {}


def run(
    folder: Path, projects: dict[str, tuple[str, str]], beside: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, str]:
    """Name → (test, program), each in a folder of its own → name → outcome, all in one run of pytest. `beside` has the
    other files of a folder."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    for name, (test, text) in projects.items():
        (folder / name).mkdir()
        (folder / name / regression_test.FILE).write_text(text + "\n", encoding="utf-8")
        (folder / name / "test_your_program.py").write_text(test + "\n", encoding="utf-8")
        for file, content in (beside or {}).get(name, {}).items():
            (folder / name / file).write_bytes(content.encode())
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--import-mode=importlib"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    outcomes = dict(
        (name, outcome) for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) ([a-z-]+)/", done.stdout, re.MULTILINE)
    )
    assert set(outcomes) == set(projects), done.stdout + done.stderr
    return outcomes


@pytest.mark.parametrize(("role", "outcome"), [("fixed", "PASSED"), ("broken", "FAILED")])
def test_they_tell_the_fixed_programs_from_the_broken(tmp_path: Path, role: str, outcome: str) -> None:
    projects = {slug: (test, program(slug, role).text) for slug, test in REGRESSION_TESTS.items()}
    beside = {slug: files(slug, role) for slug in projects}
    assert run(tmp_path, projects, beside) == dict.fromkeys(REGRESSION_TESTS, outcome)


SWALLOWED = """
import httpx2

body = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}
try:
    %s
except httpx2.HTTPError:
    pass
print("done")
"""
ONCE = 'httpx2.post("https://api.mistral.ai/v1/chat/completions", json=body, headers={"authorization": "Bearer x"})'


def test_they_fail_where_an_error_is_swallowed_or_nothing_is_sent(tmp_path: Path) -> None:
    """Status 0 and a friendly text are not enough."""
    projects = {
        slug: (REGRESSION_TESTS[slug], SWALLOWED % ONCE)
        for slug in ("rate-limited", "unauthorized", "stream-interrupted")
    }
    projects["invalid-model"] = REGRESSION_TESTS["invalid-model"], "print('nothing')"
    assert set(run(tmp_path, projects).values()) == {"FAILED"}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, 'fault("rate-limited", times=2)'),
        ({"fault": "rate-limited/burst:1"}, 'fault("rate-limited/burst", times=1)'),
        ({"fault": "timeout/late:3,seconds=2"}, 'fault("timeout/late,seconds=2", times=3)'),
    ],
)
def test_the_fault_is_the_one_that_the_fixed_program_was_run_under(given: dict[str, str], fault: str) -> None:
    playbook = replace(SITE.catalog.playbooks["rate-limited"], runs={"fixed.py": catalog.Run.from_dict(given)})
    text = regression_test.python(playbook, program("rate-limited", "broken"), program("rate-limited", "fixed"), True)
    assert text is not None
    assert f"mistral_mock.{fault}\n" in text


def test_where_only_a_fault_causes_it_and_waiting_does_not_help_there_is_none() -> None:
    playbook = SITE.catalog.playbooks["invalid-model"]
    pair = program("invalid-model", "broken"), program("invalid-model", "fixed")
    assert regression_test.python(playbook, *pair, True) is None
    assert regression_test.python(replace(playbook, response=None), *pair, False) is None
    assert regression_test.python(playbook, *pair, False)


def test_where_the_answer_is_good_the_program_has_to_read_it() -> None:
    playbook = replace(
        SITE.catalog.playbooks["invalid-model"], response=ErrorResponse(transport="split", basis="reported")
    )
    text = regression_test.python(playbook, program("invalid-model", "broken"), program("invalid-model", "fixed"), True)
    assert text is not None
    assert 'mistral_mock.fault("invalid-model")\n' in text
