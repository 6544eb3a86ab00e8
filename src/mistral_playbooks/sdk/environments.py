"""Environments that hold exactly one major of the official Python SDK, made on first use.

Two majors cannot be installed side by side, so each has an environment of its own in the checkout's `.cache/sdks/`,
from a pinned list in `snippets/`. The current major is taken from this interpreter where it has it.
"""

from __future__ import annotations

import importlib.metadata
import json
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

from ..support.lock import locked
from ..support.process import Missing

COMPROMISED: Mapping[str, frozenset[str]] = {
    "mistralai": frozenset({"2.4.6"}),
    "@mistralai/mistralai": frozenset({"2.2.2", "2.2.3", "2.2.4"}),
}
"""Releases that ran foreign code: on import (PyPI, 2026-05-12), on installation (npm, 2026-05-11)."""

_LISTS: Mapping[int | str, str] = {
    1: "snippets/python-1.txt",
    2: "snippets/python-2.txt",
    3: "constraints.txt",
    "openai": "snippets/python-openai.txt",
    "langchain-mistralai": "snippets/python-langchain.txt",
}
"""A major of `mistralai`, or another package → the list of all versions of its environment."""
_SECONDS = 900  # for one command of a package manager
_ASTRAY = re.compile(
    r"PYTHON\w*|__PYVENV_LAUNCHER__|VIRTUAL_ENV|CONDA_PREFIX|PIP_(REQUIRE_VIRTUALENV|TARGET|PREFIX|USER)|MISTRAL_\w*"
)


class SdkError(Missing):
    """An SDK cannot be had. The text names the command that failed and the next action."""


def refuse(package: str, version: str) -> None:
    """SdkError where this release is one of those that ran foreign code."""
    if version in COMPROMISED.get(package, ()):
        raise SdkError(
            f"{package} {version} is a compromised release (May 2026): it is not installed. Pin another version, "
            "and where it was ever installed, replace every key that the machine held."
        )


def typescript(root: Path) -> str:
    """The exact version of the TypeScript SDK that the lock file brings. SdkError for a compromised one."""
    try:
        lock = json.loads((root / "snippets" / "package-lock.json").read_text(encoding="utf-8"))
        found = lock["packages"]["node_modules/@mistralai/mistralai"]["version"]
    except (OSError, ValueError, KeyError) as error:
        raise SdkError(f"snippets/package-lock.json cannot be used: {error}. Take it from the repository.") from error
    refuse("@mistralai/mistralai", found)
    return found


def version(which: int | str, root: Path) -> str:
    """The exact version of `mistralai` that stands for this major, or of another package of an environment of its own.

    `root` is the checkout. SdkError without one.
    """
    if which not in _LISTS:
        raise SdkError(f"There is no list for {which}. There are: {', '.join(map(str, _LISTS))}.")
    name, package = _LISTS[which], _package(which)
    try:
        text = (root / name).read_text(encoding="utf-8")
    except OSError as error:
        raise SdkError(f"{name} cannot be read: {error.strerror}. Take it from the repository.") from error
    match = re.search(rf"^{re.escape(package)}==(\S+)$", text, re.MULTILINE)
    if not match or (isinstance(which, int) and match[1].partition(".")[0] != str(which)):
        release = f"a release of major {which}" if isinstance(which, int) else "a release"
        raise SdkError(f"{name} pins {package} {match[1] if match else 'nowhere'}: write {release}.")
    refuse(package, match[1])
    return match[1]


def listed(which: int | str) -> str:
    """The path of the list of a major of `mistralai`, or of another package, from the checkout's root."""
    return _LISTS[which]


def _package(which: int | str) -> str:
    return "mistralai" if isinstance(which, int) else which


def python(which: int | str, root: Path, env: Mapping[str, str] | None = None) -> Path:
    """The interpreter of an environment with this major of `mistralai`, or another package, and what it needs.

    `root` is the checkout; `env` the machine's environment, in which its package manager reaches its registry
    (default: this process's). Made once, with uv or with venv and pip, which takes seconds to a minute; whoever asks
    meanwhile waits. SdkError where the list is not there or the package manager fails.
    """
    wanted = version(which, root)
    if which == 3 and _here() == wanted:
        return Path(sys.executable)
    environment = _environment(which, root, wanted)
    home = environment.home
    if not environment.complete:
        home.parent.mkdir(parents=True, exist_ok=True)
        with locked(home.parent / f"{home.name}.lock"):
            if not environment.complete:  # another maker was first
                environment.make(machine(os.environ if env is None else env))
    return environment.interpreter


def made(which: int | str, root: Path) -> bool:
    """Whether `python(which, root)` would give an interpreter at once."""
    if not (root / _LISTS[which]).is_file():
        return False
    wanted = version(which, root)
    return (which == 3 and _here() == wanted) or _environment(which, root, wanted).complete


def _environment(which: int | str, root: Path, wanted: str) -> _Environment:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    name = f"mistralai-{which}" if isinstance(which, int) else which
    home = root.resolve() / ".cache" / "sdks" / f"{name}-python-{minor}"
    return _Environment(home, root.resolve() / _LISTS[which], _package(which), wanted)


def machine(env: Mapping[str, str]) -> dict[str, str]:
    """`env` for a package manager: without what would lead another Python astray, and without keys it has no use
    for. Proxies and registries stay as the machine has them."""
    return {name: value for name, value in env.items() if not _ASTRAY.fullmatch(name)}


def _here() -> str | None:
    try:
        return importlib.metadata.version("mistralai")
    except importlib.metadata.PackageNotFoundError:
        return None


@dataclass(frozen=True)
class _Environment:
    """One environment on disk: `home` its folder, `listed` the file with its versions."""

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
        """What it is made from: the list and the Python."""
        return sha256(self.listed.read_bytes() + f"{sys.version}{sys.base_prefix}".encode()).hexdigest()

    @property
    def complete(self) -> bool:
        """Whether it was made to its end, from this list, for this Python."""
        try:
            return self._stamp.read_text(encoding="utf-8") == self._key and self.interpreter.exists()
        except OSError:
            return False

    def make(self, env: Mapping[str, str]) -> None:
        """Makes it anew; the stamp comes last, so that what broke off half-way is made again."""
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
            "\n".join([f"{self.package} {self.version} cannot be installed into an environment of its own.", *problems])
            + "\nIs the package registry within reach, directly or through HTTPS_PROXY? Then run the same again."
        )

    def _ways(self, env: Mapping[str, str]) -> Iterator[Sequence[Sequence[str]]]:
        """The commands of each way to make it, the quickest first."""
        path = str(self.interpreter)
        if self.listed.parent.name == "snippets":
            what = ("--no-deps", "-r", str(self.listed))
        else:  # the constraints of the whole repository
            what = (f"{self.package}=={self.version}", "-c", str(self.listed))
        check = (path, "-c", f"import importlib.metadata as m; assert m.version('{self.package}') == '{self.version}'")
        if uv := shutil.which("uv", path=env.get("PATH")):
            venv = (uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(self.home))
            yield venv, (uv, "pip", "install", "--quiet", "--python", path, *what), check
        venv = (sys.executable, "-m", "venv", str(self.home))
        yield venv, (path, "-m", "pip", "install", "--quiet", "--no-input", *what), check

    def _run(self, command: Sequence[str], env: Mapping[str, str]) -> str | None:
        """Runs a command; what went wrong, or None."""
        try:
            done = subprocess.run(
                command,
                env=dict(env),
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"`{' '.join(command)}` did not end within {_SECONDS} s."
        except OSError as error:
            return f"`{' '.join(command)}` cannot be started: {error.strerror}."
        if done.returncode == 0:
            return None
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        return "\n".join([f"`{' '.join(command)}` ended with status {done.returncode}:", *said[-6:]])
