"""The watchdog over a run of tests: tried in a run of its own, with bounds of seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from helpers.machine import ROOT

CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from helpers.watchdog import Watch

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Watch(sys.__stderr__, bound=BOUND, long=0.4), "watch")
"""

LIMITS = ["-o", "faulthandler_timeout=2", "--timeout=4", "--timeout-method=thread"]

TESTS = """
import time
def test_quick(): pass
def test_slow():
    time.sleep(1.5)
def test_hangs():
    while HANGS:
        try: time.sleep(60)
        except BaseException: pass
"""


def pytest(folder: Path, hangs: bool, *arguments: str, bound: float) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST.replace("BOUND", str(bound)), encoding="utf-8")
    (folder / "test_it.py").write_text(TESTS.replace("HANGS", str(hangs)), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(folder)]
    return subprocess.run(
        [*command, *arguments, str(folder)], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def test_what_takes_long_is_named(tmp_path: Path) -> None:
    done = pytest(tmp_path, False, "-n", "2", bound=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_it.py::test_slow has run for" in done.stderr
    assert "test_quick has" not in done.stderr


def test_a_run_that_does_not_end_is_ended(tmp_path: Path) -> None:
    done = pytest(tmp_path, True, "-n", "2", bound=8)
    assert done.returncode not in (0, 1)
    assert "test_it.py::test_hangs has run for" in done.stderr
    assert "All tests together ran longer than 8 s" in done.stderr


def test_a_test_that_hangs_is_a_failure_with_its_stack(tmp_path: Path) -> None:
    done = pytest(tmp_path, True, "-n", "2", *LIMITS, bound=100)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "crashed while running 'test_it.py::test_hangs'" in done.stdout
    assert "in test_hangs" in done.stderr
