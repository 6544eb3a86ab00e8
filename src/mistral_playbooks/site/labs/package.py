"""Builds this package's wheel, which the site serves to the first cell of a downloaded lab."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from .run import LabError

ROOT = Path(__file__).parents[4]
"""The checkout that this package is run from."""


@cache
def wheel() -> tuple[str, bytes]:
    """Returns the name and the content of the wheel that hatchling builds from this package's checkout, offline.

    It is built once per process: pages that `serve` rebuilds do not build it again. Raises LabError if hatchling is not
    installed, or if the package does not run from a checkout.
    """
    if not (ROOT / "pyproject.toml").is_file():
        raise LabError("The site serves this package's wheel, so build it from a checkout: pip install -e '.[site]'")
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ImportError:
        raise LabError(
            "The site serves this package's wheel to its labs, and hatchling, which builds it, is not installed. Run: "
            "pip install -c constraints.txt -e '.[site]'"
        ) from None
    with tempfile.TemporaryDirectory(prefix="mistral-playbooks-wheel-") as folder:
        (built,) = WheelBuilder(str(ROOT)).build(directory=folder, versions=["standard"])
        return Path(built).name, Path(built).read_bytes()
