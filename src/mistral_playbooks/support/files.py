"""Files that are written together: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from .errors import UserError


class FilesError(UserError):
    """Files cannot be written. The text says which, and that nothing has changed."""


def read(path: Path) -> str:
    """Returns the text of a file. Raises FilesError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FilesError(f"{path.name} cannot be read: {error}. Restore it from the repository.") from None


def create(root: Path, new: Mapping[str, str], changed: Mapping[str, str]) -> None:
    """Writes files that do not exist yet, and then those that change. Paths are relative to `root`.

    Raises FilesError if one exists already or cannot be written; then everything is as before.
    """
    for file in new:
        if (root / file).exists():
            raise FilesError(f"{file} exists already. Edit it, or choose another name. Nothing was written.")
    made: list[Path] = []
    try:
        for file, text in {**new, **{f"{file}.new": text for file, text in changed.items()}}.items():
            path = root / file
            made += [folder for folder in reversed(path.parents) if not folder.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            made.append(path)
            with path.open("x", encoding="utf-8") as handle:
                handle.write(text)
        for file in changed:
            os.replace(root / f"{file}.new", root / file)
    except BaseException as error:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(error, OSError):
            raise FilesError(f"{error.filename} cannot be written: {error.strerror}. Nothing was written.") from error
        raise
