"""Builds this package's wheel, which the site serves to the first cell of a downloaded lab."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from .run import LabError


@cache
def wheel(root: Path) -> tuple[str, bytes]:
    """Returns the name and the content of the wheel that hatchling builds from the checkout at `root`, offline.

    It is built once per process: pages that `serve` rebuilds do not build it again. Raises LabError if hatchling is not
    installed.
    """
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ImportError:
        raise LabError(
            "The site serves this package's wheel to its labs, and hatchling, which builds it, is not installed. Run: "
            "pip install -c constraints.txt -e '.[site]'"
        ) from None
    with tempfile.TemporaryDirectory(prefix="mistral-playbooks-wheel-") as folder:
        (built,) = WheelBuilder(str(root)).build(directory=folder, versions=["standard"])
        return Path(built).name, Path(built).read_bytes()
