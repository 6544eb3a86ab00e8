"""pip meets real releases in an index on disk, and an install that sends no request is judged by its exit status."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mistral_playbooks.mock import Exchange
from mistral_playbooks.support.process import Outcome
from mistral_playbooks.verify import rules
from mistral_playbooks.verify.runners import index


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return index.write(tmp_path_factory.mktemp("index") / "index")


def pip(url: str, *arguments: str) -> tuple[int, str]:
    """What pip says to an install that would find everything in the index."""
    env = {"PATH": os.environ["PATH"], "PIP_INDEX_URL": url, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr


def test_requirements_and_extras_are_those_of_the_release(url: str) -> None:
    status, said = pip(url, "mistralai[agents]==3.7.0")
    assert (status, "mcp-2.3.0" in said, "httpx2-2.16.2" in said) == (0, True, True), said
    status, said = pip(url, "mistralai[agents]==3.7.0", "mcp<2")
    assert status == 1
    assert "mistralai[agents] 3.7.0 depends on mcp<3.0 and >=2.2.0" in said


def test_a_release_for_another_python_is_passed_over(url: str) -> None:
    old = ("--python-version", "3.9", "--only-binary=:all:", "--target", "lib")
    status, said = pip(url, *old, "mistralai>=3")
    assert (status, "3.7.0 Requires-Python >=3.10" in said) == (1, True), said


def test_a_package_that_does_not_exist_is_not_found(url: str) -> None:
    status, said = pip(url, "mistralai-azure")
    assert (status, "No matching distribution found for mistralai-azure" in said, "WARNING: Location" in said) == (
        1,
        True,
        False,
    ), said


@pytest.mark.parametrize(
    ("status", "stderr", "sent", "reasons"),
    [
        (0, "", 0, []),
        (1, "", 0, ["it exited with status 1"]),
        (0, "WARNING: no", 0, ["it wrote to stderr: WARNING: no"]),
        (0, "", 1, ["it or its broken program sends a request. Remove `no_request` from the page"]),
    ],
)
def test_a_fix_without_a_request(status: int, stderr: str, sent: int, reasons: list[str]) -> None:
    outcome = Outcome(status, "Would install mistralai-3.7.0\n", stderr, "", 1.0)
    asked = [Exchange(at=0, method="GET", path="/v1/models")] * sent
    assert rules.without_request(outcome, asked) == reasons
