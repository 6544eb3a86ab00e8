"""The machine that runs the tests: where the repository is, and the environment it came with."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

MACHINE = dict(os.environ)
"""The machine's own environment, for a package manager that must reach its registry."""
