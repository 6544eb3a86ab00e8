"""Environments for the Python clients in clients.toml, created on first use.

Two major versions of a client cannot be installed side by side, so each has its own environment in the checkout's
`.cache/sdks/`, installed from a pinned list. This interpreter's own version needs none.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ..content.clients import python_sdk, table
from ..support import versions
from ..support.lock import locked
from ..support.process import ToolNotFoundError, captured

Which = int | str
"""What has its own environment: a major version of Mistral's Python SDK, or the package of another client."""

_TIMEOUT = 900  # seconds for one command of a package manager
_REMOVED_VARIABLES = re.compile(
    r"PYTHON\w*|__PYVENV_LAUNCHER__|VIRTUAL_ENV|CONDA_PREFIX|PIP_(REQUIRE_VIRTUALENV|TARGET|PREFIX|USER)|MISTRAL_\w*"
)


class SdkError(ToolNotFoundError):
    """An SDK is unavailable. The message names the failed command and what to do."""


def refuse_compromised(package: str, version: str) -> None:
    """Raises SdkError if this release is known to contain malicious code."""
    if version in table().compromised.get(package, ()):
        raise SdkError(
            f"{package} {version} is a compromised release (May 2026), so it is not installed. Pin another version. If "
            "it was ever installed on a machine, replace every key on that machine."
        )


def every() -> list[Which]:
    """Returns all environments that the table of clients requires."""
    return [*python_sdk().versions, *(one.package for one in table() if one.requirements)]


def requirements_file(which: Which) -> str:
    """Returns the path of an environment's pinned list, relative to the checkout. Raises SdkError if there is none."""
    if isinstance(which, int):
        found = next((one.requirements for one in python_sdk().majors if one.number == which), None)
    else:
        found = next((one.requirements for one in table() if one.package == which and one.requirements), None)
    if found is None:
        raise SdkError(f"There is no pinned list for {which}. Lists exist for: {', '.join(map(str, every()))}.")
    return found


def pinned_version(which: Which, root: Path) -> str:
    """Returns the exact version that an environment's list pins. `root` is the checkout.

    Raises SdkError if the list cannot be read or does not pin the package, or if the version is compromised or differs
    from the table of clients.
    """
    name, package = requirements_file(which), _package(which)
    try:
        text = (root / name).read_text(encoding="utf-8")
    except OSError as error:
        raise SdkError(f"{name} cannot be read: {error.strerror}. Restore it from the repository.") from error
    match = re.search(rf"^{re.escape(package)}==(\S+)$", text, re.MULTILINE)
    if not match:
        raise SdkError(f"{name} does not pin {package}. Add the line `{package}==VERSION`.")
    refuse_compromised(package, match[1])
    if isinstance(which, int) and match[1] != (wanted := python_sdk().versions[which]):
        raise SdkError(f"{name} pins {package} {match[1]}, but clients.toml has {wanted}. Write the same in both.")
    return match[1]


def _package(which: Which) -> str:
    return python_sdk().package if isinstance(which, int) else which


def interpreter(which: Which, root: Path, env: Mapping[str, str] | None = None) -> Path:
    """Returns the interpreter of an environment.

    `root` is the checkout. `env` is the environment in which the package manager can reach its registry (default: this
    process's). On first use, the environment is created with uv, or with venv and pip, which takes up to a minute.
    Concurrent callers wait. Raises SdkError if the list is missing or the package manager fails.
    """
    wanted = pinned_version(which, root)
    if _is_here(which, wanted):
        return Path(sys.executable)
    environment = _environment(which, root, wanted)
    home = environment.home
    if not environment.complete:
        home.parent.mkdir(parents=True, exist_ok=True)
        with locked(home.parent / f"{home.name}.lock"):
            if not environment.complete:  # another process created it
                environment.make(package_manager_env(os.environ if env is None else env))
    return environment.interpreter


def is_ready(which: Which, root: Path) -> bool:
    """Whether `interpreter(which, root)` returns without creating an environment."""
    if not (root / requirements_file(which)).is_file():
        return False
    wanted = pinned_version(which, root)
    return _is_here(which, wanted) or _environment(which, root, wanted).complete


def _is_here(which: Which, wanted: str) -> bool:
    """Whether this interpreter has exactly that release of Mistral's SDK."""
    return isinstance(which, int) and versions.installed(_package(which)) == wanted


def _environment(which: Which, root: Path, wanted: str) -> _Environment:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    name = f"{_package(which)}-{which}" if isinstance(which, int) else which
    home = root.resolve() / ".cache" / "sdks" / f"{name}-python-{minor}"
    return _Environment(home, root.resolve() / requirements_file(which), _package(which), wanted)


def package_manager_env(env: Mapping[str, str]) -> dict[str, str]:
    """Returns `env` without variables that affect another Python, and without Mistral's keys. Settings for proxies and
    registries are kept."""
    return {name: value for name, value in env.items() if not _REMOVED_VARIABLES.fullmatch(name)}


@dataclass(frozen=True)
class _Environment:
    """An environment on disk, in the folder `home`. `listed` is the file that pins its versions."""

    home: Path
    listed: Path
    package: str
    version: str

    @property
    def interpreter(self) -> Path:
        return self.home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def _stamp(self) -> Path:
        return self.home / "complete"

    @cached_property
    def _key(self) -> str:
        """Digest of what determines its content: the list, the Python version, and its place, which commands name."""
        determined = f"{sys.version}{sys.base_prefix}{self.home.resolve()}"
        return sha256(self.listed.read_bytes() + determined.encode()).hexdigest()

    @property
    def complete(self) -> bool:
        """Whether its installation finished, from this list, for this Python."""
        try:
            return self._stamp.read_text(encoding="utf-8") == self._key and self.interpreter.exists()
        except OSError:
            return False

    def make(self, env: Mapping[str, str]) -> None:
        """Creates or replaces it. The stamp is written last, so that an interrupted installation is repeated."""
        problems: list[str] = []
        for commands in self._ways(env):
            shutil.rmtree(self.home, ignore_errors=True)
            problem = next((text for command in commands if (text := self._run(command, env))), None)
            if problem is None:
                self._stamp.write_text(self._key, encoding="utf-8")
                return
            problems.append(problem)
        shutil.rmtree(self.home, ignore_errors=True)
        raise SdkError(
            "\n".join([f"{self.package} {self.version} cannot be installed into its own environment.", *problems])
            + "\nCheck that the package registry is reachable, directly or through HTTPS_PROXY, and try again."
        )

    def _ways(self, env: Mapping[str, str]) -> Iterator[Sequence[Sequence[str]]]:
        """Yields the commands of each way to create it, the fastest first."""
        path = str(self.interpreter)
        if self.listed.parent.name == "snippets":
            packages = ("--no-deps", "-r", str(self.listed))
        else:  # the constraints of the whole repository
            packages = (f"{self.package}=={self.version}", "-c", str(self.listed))
        check = (path, "-c", f"import importlib.metadata as m; assert m.version('{self.package}') == '{self.version}'")
        if uv := shutil.which("uv", path=env.get("PATH")):
            venv = (uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(self.home))
            yield venv, (uv, "pip", "install", "--quiet", "--python", path, *packages), check
        venv = (sys.executable, "-m", "venv", str(self.home))
        # As uv does: Python compiles what a program imports, at its first start. The rest would take most of the time.
        yield venv, (path, "-m", "pip", "install", "--quiet", "--no-input", "--no-compile", *packages), check

    def _run(self, command: Sequence[str], env: Mapping[str, str]) -> str | None:
        """Runs a command. Returns an error message, or None if it succeeded."""
        try:
            done = captured(command, env, self.home.parent, _TIMEOUT)
        except subprocess.TimeoutExpired:
            return f"`{' '.join(command)}` did not finish within {_TIMEOUT} s."
        except OSError as error:
            return f"`{' '.join(command)}` cannot be started: {error.strerror}."
        if done.returncode == 0:
            return None
        output = (done.stderr.strip() or done.stdout.strip()).splitlines()
        return "\n".join([f"`{' '.join(command)}` failed with status {done.returncode}:", *output[-6:]])
