"""`serve`: how it ends what it has started."""

from __future__ import annotations

import subprocess
import sys

from mistral_playbooks.cli.serve import end

_DEAF_ONCE = """
import signal, sys, time
def again(number, frame):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGTERM, again)
print("ready", flush=True)
time.sleep(600)
"""


def test_a_verification_that_loses_a_signal_is_asked_again() -> None:
    with subprocess.Popen([sys.executable, "-c", _DEAF_ONCE], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        end(child, patience=0.2)
        assert child.returncode == -15


def test_a_verification_that_has_ended_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
        end(child)
        assert child.returncode == 0
