"""Chromium, in which programs for a browser run (`page.py`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ...support.process import ToolNotFoundError
from . import node

SCRIPT = Path(__file__).with_name("page.py")
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same engine without windows. A page in a context of its own takes a quarter of the others' work."""


def found() -> str | None:
    """Returns the path of Chromium, if there is one."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def executable() -> str:
    """Returns the path of Chromium. Raises ToolNotFoundError if it, or what drives it, is not installed."""
    if not (path := found()):
        raise ToolNotFoundError(f"Chromium is not installed. Install it (Debian: apt-get install {_NAMES[0]}).")
    if not find_spec("playwright"):
        raise ToolNotFoundError("playwright is not installed. pip install -c constraints.txt -e '.[test]'")
    return path


@cache
def version() -> str:
    """Returns Chromium's version, such as `150.0.7871.100`. Raises ToolNotFoundError if it is not installed."""
    done = subprocess.run([executable(), "--version"], capture_output=True, text=True, check=False)
    return next((word for word in done.stdout.split() if word[:1].isdigit()), "unknown")


def command(program: Path, packages: Path) -> list[str]:
    """Returns the command that runs a program, which imports the packages of this folder."""
    return [sys.executable, "-I", str(SCRIPT), node.executable(), executable(), str(program), str(packages)]
