"""The SDKs on this machine: installed and locked releases, and those that must never be installed.

Reads files only. No interpreter is started, because some compromised releases run with every start of Python.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import distributions
from pathlib import Path

from ..content.clients import table
from ..support.redact import excerpt
from .line import Line, failed, ok, unknown

_BIGGEST = 20_000_000  # bytes of a lock file
_VERSION = r"(\d[\w.+-]*)"
_PYTHON_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
_NODE_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock")


@dataclass(frozen=True, slots=True)
class Release:
    """One release, and the folder or file where it was found."""

    package: str
    version: str
    place: str
    compromised: bool = False


def examine(env: Mapping[str, str], folder: Path) -> Line:
    """Returns the line of the SDKs that programs in this folder would use."""
    releases = find(env, folder)
    data = [asdict(one) for one in releases]
    if bad := [one for one in releases if one.compromised]:
        names = ", ".join(f"{one.package} {one.version} in {one.place}" for one in bad)
        return failed(
            f"{names}: a malicious release. Disconnect this machine, then replace its keys and passwords from another "
            "machine. Read the playbook before you revoke a GitHub token.",
            "compromised-release",
            data=data,
        )
    if not releases:
        return unknown("No SDK was found in this machine's Python environments or this folder's node_modules.")
    return ok(f"{'; '.join(_listed(releases))}. None is compromised.", data)


def _listed(releases: Iterable[Release]) -> Iterator[str]:
    grouped: dict[str, list[str]] = {}
    for one in releases:
        grouped.setdefault(one.place, []).append(f"{one.package} {one.version}")
    for place, names in grouped.items():
        yield f"{', '.join(names)} ({place})"


def find(env: Mapping[str, str], folder: Path) -> list[Release]:
    """Returns every release of a known client, in the reader's environments first."""
    found: list[Release] = []
    for prefix, site in _site_packages(env, folder):
        found += _installed_python(site, _short(prefix, folder))
    project = next((one for one in (folder, *folder.parents) if (one / "package.json").is_file()), None)
    if project:
        found += _installed_node(project, folder)
        found += _locked(project, _NODE_LOCKS, "typescript", folder)
    found += _locked(
        folder, (*_PYTHON_LOCKS, *sorted(one.name for one in folder.glob("requirements*.txt"))), "python", folder
    )
    return list(dict.fromkeys(found))


def _site_packages(env: Mapping[str, str], folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yields environments and their package folders: the active one, this folder's, `python`'s, this program's."""
    prefixes = [Path(value) for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if (value := env.get(name))]
    prefixes += [folder / name for name in (".venv", "venv", "env")]
    for name in ("python", "python3"):
        if program := shutil.which(name, path=env.get("PATH")):
            prefixes.append(Path(program).parent.parent)  # a link is not followed: an environment's own is one
    seen: set[Path] = set()
    for prefix in (*prefixes, Path(sys.prefix), Path(os.path.expanduser("~/.local"))):
        for pattern in ("lib/python3*/site-packages", "lib/python3*/dist-packages", "Lib/site-packages"):
            for site in sorted(prefix.glob(pattern)):
                real = site.resolve()
                if real not in seen:
                    seen.add(real)
                    yield prefix, site


def _installed_python(site: Path, place: str) -> Iterator[Release]:
    for package in _packages("python"):
        for one in distributions(name=package, path=[str(site)]):
            if "Version" in one.metadata and (version := one.metadata["Version"]):
                yield _release(package, version, place)


def _installed_node(project: Path, folder: Path) -> Iterator[Release]:
    for package in _packages("typescript"):
        file = project / "node_modules" / package / "package.json"
        try:
            version = json.loads(file.read_text(encoding="utf-8"))["version"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(version, str):
            yield _release(package, version, _short(project / "node_modules", folder))


def _locked(project: Path, names: Iterable[str], language: str, folder: Path) -> Iterator[Release]:
    """Yields the compromised releases that a lock file or list of requirements names; others are not of interest."""
    for name in names:
        file = project / name
        try:
            if file.stat().st_size > _BIGGEST:
                continue
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for package in _packages(language):
            # Hardly any file names such a version at all, and that is quick to see.
            bad = {version for version in table().compromised.get(package, ()) if version in text}
            for version in bad.intersection(_pinned(text, package) if bad else ()):
                yield _release(package, version, _short(file, folder))


def _pinned(text: str, package: str) -> Iterator[str]:
    """Yields the versions that a text in any of the usual forms pins for a package."""
    name = re.escape(package).replace(r"\-", "[-_.]")
    start = r"(?<![\w-])" if package.startswith("@") else r"(?<![\w@/-])"
    for pattern in (
        rf"{start}{name}(?:\[[^\]]*\])?\s*===?\s*{_VERSION}",  # requirements.txt
        rf"{start}{name}[@/](?:npm:)?{_VERSION}",  # pnpm-lock.yaml, bun.lock
        rf"name = \"{name}\"\s+version = \"{_VERSION}\"",  # uv.lock, poetry.lock, pdm.lock, pylock.toml
        rf"[\"/]{name}\": \{{\s*\"version\": \"{_VERSION}\"",  # package-lock.json
        rf"\"{name}\": \{{[^{{}}]*?\"version\": \"==\s*{_VERSION}\"",  # Pipfile.lock
        rf"^\"?{name}@[^\n]*:\n\s+version:? \"?{_VERSION}\"?",  # yarn.lock
    ):
        yield from re.findall(pattern, text, re.MULTILINE | re.IGNORECASE)


def _packages(language: str) -> list[str]:
    """Returns the known packages of a language, Mistral's own SDK first."""
    return list(dict.fromkeys(one.package for one in table() if one.language == language))


def _release(package: str, version: str, place: str) -> Release:
    bad = version in table().compromised.get(package, ())
    return Release(package, excerpt(version, 30), place, bad)


def _short(path: Path, folder: Path) -> str:
    """Returns a path as a reader knows it: relative to the folder, or to the home folder."""
    for base, prefix in ((folder, ""), (Path(os.path.expanduser("~")), "~/")):
        if path.is_relative_to(base):
            return f"{prefix}{path.relative_to(base).as_posix()}"
    return path.as_posix()
