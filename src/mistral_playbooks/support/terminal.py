"""What a terminal shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO


def use_color(stream: IO[str], env: Mapping[str, str]) -> bool:
    """Whether to color a stream: a terminal, unless NO_COLOR is set. FORCE_COLOR colors any stream."""
    if env.get("NO_COLOR"):
        return False
    return bool(env.get("FORCE_COLOR")) or (stream.isatty() and env.get("TERM") != "dumb")
