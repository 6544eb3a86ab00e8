"""The clients to try: of each its newest release that may be taken, beside the one that the record is of."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..content.pep723 import VERSIONS
from ..sdk import environments, releases
from ..sdk.releases import Release
from ..support.process import Missing
from ..verify.checkout import Checkout
from .registries import Npm, Pip

LATEST = max(VERSIONS)
"""The newest major of the Python SDK that the programs have a text for."""
_NONE = "the registry has no release that may be taken: final, 72 hours old, and not compromised."


@dataclass(frozen=True)
class Target:
    """A client to run programs on: its newest release, and the one that the record is of."""

    language: str
    release: Release
    proven: str
    major: int | None = None
    """Of the Python SDK: the major whose text the programs have."""

    @property
    def newer(self) -> bool:
        return releases.order(self.release.version) > releases.order(self.proven)

    @property
    def overall(self) -> bool:
        """Whether it is the package's newest, not only that of an older major."""
        return self.major is None or self.major == LATEST


def targets(
    checkout: Checkout, pip: Pip, npm: Npm, folder: Path, now: datetime.datetime, problems: dict[str, str]
) -> Iterator[Target]:
    """The newest release of each client that the programs use, of the Python SDK that of each major.

    Why a client has none goes into `problems`. `folder`: where the package managers are run.
    """
    used = {(program.language, program.sdk) for program in checkout.programs}
    for language, package in sorted(used):
        try:
            if language == "python":
                offered = pip.offered(package)
                for major in VERSIONS if package == "mistralai" else (None,):
                    # A major that is newer than any text is met by the newest text.
                    found = releases.newest(package, offered, now, None if major == LATEST else major)
                    if not found and major in (None, LATEST):
                        problems[package] = _NONE
                    if found:
                        dated = replace(found, released=pip.released(package, found.version))
                        proven = VERSIONS[major] if major else environments.version(package, checkout.root)
                        yield Target(language, dated, proven, major)
        except Missing as error:
            problems[package] = str(error)
    if any(language == "typescript" for language, _ in used):
        for package, proven in dependencies(checkout.root / "snippets").items():
            try:
                offered = npm.offered(package, folder)
                while (found := releases.newest(package, offered, now)) and releases.order(
                    found.version
                ) > releases.order(proven):
                    if not npm.withdrawn(package, found.version, folder):
                        break
                    del offered[found.version]
                if found:
                    yield Target("typescript", found, proven)
                else:
                    problems[package] = _NONE
            except Missing as error:
                problems[package] = str(error)


def dependencies(snippets: Path) -> dict[str, str]:
    """Package → version, as package.json pins them."""
    return json.loads((snippets / "package.json").read_text(encoding="utf-8"))["dependencies"]
