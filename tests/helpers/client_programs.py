"""Programs in Markdown that name their client's release in the fence: `{.python data-client="mistralai 0.4.2"}`.

Those with a title after it, `title="test_a.py"`, are tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(
    r'^```\{\.(python|typescript) data-client="([^" ]+) ([\d.]+)"(?: title="([^"]+)")?\}\n(.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
_PRINTED = re.compile(r"^ *(?:#|//)> ?(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class ClientProgram:
    """One program: where it is, what it runs on, and its text."""

    page: str
    language: str
    package: str
    version: str
    title: str
    """The name of its file, if it is a test."""
    text: str

    @property
    def prints(self) -> list[str]:
        """The lines that it says it prints."""
        return _PRINTED.findall(self.text)

    def __str__(self) -> str:
        return f"{self.page} {self.package} {self.version}"


def client_programs(docs: Path) -> Iterator[ClientProgram]:
    """Yields the programs of all pages below `docs`."""
    for page in sorted(docs.rglob("*.md")):
        for language, package, version, title, text in _FENCE.findall(page.read_text(encoding="utf-8")):
            yield ClientProgram(page.relative_to(docs).as_posix(), language, package, version, title, text)
