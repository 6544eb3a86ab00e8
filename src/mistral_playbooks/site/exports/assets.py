"""The site's own scripts and styles as they are published: without the comments and white space of their source."""

from __future__ import annotations

from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

_LIGHTER = {".js": jsmin, ".css": cssmin}


def files(docs: Path) -> dict[str, str]:
    """Returns path in the site → content."""
    found = [*docs.glob("assets/js/*.js"), *docs.glob("assets/css/*.css")]
    return {
        path.relative_to(docs).as_posix(): str(_LIGHTER[path.suffix](path.read_text(encoding="utf-8")))
        for path in sorted(found)
    }
