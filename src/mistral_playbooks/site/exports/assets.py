"""The site's own scripts and styles as they are published: without the comments and indentation of their source."""

from __future__ import annotations

import re
from pathlib import Path

_COMMENT = re.compile(r"^\s*/\*.*?\*/\n?|^[ ]+|[ ]*/\*.*?\*/$", re.MULTILINE | re.DOTALL)
"""Comments on lines of their own or at a line's end, and indentation. No string of a script or style has these."""


def lighter(source: str) -> str:
    """Returns a script or style without comments and indentation."""
    return _COMMENT.sub("", source)


def files(docs: Path) -> dict[str, str]:
    """Returns path in the site → content."""
    found = [*docs.glob("assets/js/*.js"), *docs.glob("assets/css/*.css")]
    return {path.relative_to(docs).as_posix(): lighter(path.read_text(encoding="utf-8")) for path in sorted(found)}
