"""Chooses the clients to try: the newest allowed release of each, next to the verified one."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..content.clients import python_sdk, table
from ..sdk import environments, releases
from ..sdk.releases import Release
from ..support import versions
from ..support.process import ToolNotFoundError
from ..verify.checkout import Checkout
from .registries import Npm, Pip

_NONE = "the registry has no allowed release: final, at least 72 hours old, and not compromised."


@dataclass(frozen=True)
class Target:
    """A client to run programs with: its newest release, and the verified one."""

    language: str
    release: Release
    proven: str
    major: int | None = None
    """For the Python SDK: the major version that the programs are written for."""

    @property
    def newer(self) -> bool:
        return versions.sort_key(self.release.version) > versions.sort_key(self.proven)

    @property
    def overall(self) -> bool:
        """Whether this is the newest release of the package, not only of an older major version."""
        staying = self.language == "typescript" and self.release.package in staying_packages()
        return self.major in (None, python_sdk().newest_major) and not staying


def targets(
    checkout: Checkout, pip: Pip, npm: Npm, folder: Path, now: datetime.datetime, problems: dict[str, str]
) -> Iterator[Target]:
    """Yields the newest release of each client that the programs use; for the Python SDK, of each major version.

    `problems` receives the reason if a client has none. `folder`: where the package managers run.
    """
    sdk = python_sdk()
    used = {(program.language, program.sdk) for program in checkout.programs}
    for language, package in sorted(used):
        try:
            if language == "python":
                offered = pip.offered(package)
                for major in sdk.versions if package == sdk.package else (None,):
                    # A major that is newer than any text is met by the newest text.
                    found = releases.newest(package, offered, now, None if major == sdk.newest_major else major)
                    if not found and major in (None, sdk.newest_major):
                        problems[package] = _NONE
                    if found:
                        dated = replace(found, released=pip.released(package, found.version))
                        proven = sdk.versions[major] if major else environments.pinned_version(package, checkout.root)
                        yield Target(language, dated, proven, major)
        except ToolNotFoundError as error:
            problems[package] = str(error)
    if any(language == "typescript" for language, _ in used):
        stay = staying_packages()
        for package, proven in dependencies(checkout.root / "snippets").items():
            try:
                offered, major = npm.offered(package, folder), stay.get(package)
                while (found := releases.newest(package, offered, now, major)) and versions.sort_key(
                    found.version
                ) > versions.sort_key(proven):
                    if not npm.is_deprecated(package, found.version, folder):
                        break
                    del offered[found.version]
                if found:
                    yield Target("typescript", found, proven)
                else:
                    problems[package] = _NONE
            except ToolNotFoundError as error:
                problems[package] = str(error)


def staying_packages() -> dict[str, int]:
    """Returns npm package → the major version that its programs stay on, although there may be a newer one."""
    return {one.package: one.stays_on for one in table() if one.language == "typescript" and one.stays_on is not None}


def dependencies(snippets: Path) -> dict[str, str]:
    """Returns package → version, as pinned in package.json."""
    return json.loads((snippets / "package.json").read_text(encoding="utf-8"))["dependencies"]
