"""The watchdog over a run of tests: tried in a run of its own, with bounds of seconds."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path

from helpers.machine import ROOT
from helpers.watchdog import Watch

CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from helpers.watchdog import Watch

class Late(Watch):
    # Its clock starts with the test in question: pytest may take long to get there on a busy machine.

    def pytest_sessionstart(self): pass

    def pytest_runtest_logstart(self, nodeid):
        super().pytest_runtest_logstart(nodeid)
        if ("hangs" if HANGS else "slow") in nodeid:
            super().pytest_sessionstart()

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Late(sys.__stderr__, bound=BOUND, long=0.4), "watch")
"""

LIMITS = ["-o", "faulthandler_timeout=2", "--timeout=4", "--timeout-method=thread"]

TESTS = """
import time
def test_quick(): pass
def test_slow():
    time.sleep(1.5)
def test_hangs():
    while HANGS:
        try: time.sleep(1)
        except BaseException: pass
"""


def pytest(folder: Path, hangs: bool, *arguments: str, bound: float) -> subprocess.CompletedProcess[str]:
    for name, text in (("conftest.py", CONFTEST), ("test_it.py", TESTS)):
        text = text.replace("BOUND", str(bound)).replace("HANGS", str(hangs))
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(folder)]
    return subprocess.run(
        [*command, *arguments, str(folder)], cwd=folder, capture_output=True, text=True, check=False, timeout=500
    )


def test_what_takes_long_is_named(tmp_path: Path) -> None:
    done = pytest(tmp_path, False, "-n", "2", bound=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_it.py::test_slow has run for" in done.stderr


def test_what_is_over_is_not_named() -> None:
    out = io.StringIO()
    watch = Watch(out, bound=1000, long=0.01)
    watch.pytest_runtest_logstart("quick")
    watch.pytest_runtest_logfinish("quick")
    watch.pytest_runtest_logstart("slow")
    watch.pytest_sessionstart()
    while out.getvalue().count("slow has run for") < 2:
        time.sleep(0.01)
    watch.pytest_sessionfinish()
    assert "quick" not in out.getvalue()


def test_a_run_that_does_not_end_is_ended(tmp_path: Path) -> None:
    done = pytest(tmp_path, True, "-n", "2", bound=2)
    assert done.returncode not in (0, 1)
    assert "test_it.py::test_hangs has run for" in done.stderr
    assert "All tests together ran longer than 2 s" in done.stderr


def test_a_test_that_hangs_is_a_failure_with_its_stack(tmp_path: Path) -> None:
    done = pytest(tmp_path, True, "-n", "2", *LIMITS, bound=100)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "crashed while running 'test_it.py::test_hangs'" in done.stdout
    assert "in test_hangs" in done.stderr
