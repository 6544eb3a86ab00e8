"""The installed clients, and how to run programs with them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from ...content.clients import python_sdk
from ...content.pep723 import shell_of
from ...content.programs import Program
from ...gateway.isolation.control import IsolationError
from ...gateway.isolation.shared import SharedNetwork
from ...sdk import environments
from ...support import versions
from ...support.process import Outcome, ToolNotFoundError, run
from . import browser, index, node
from .python import Interpreter, can_fork


@dataclass(frozen=True)
class Client:
    """One client on one runtime, with the names used in results."""

    language: str
    sdk: str
    version: str
    runtime: str


PYTHON = f"python {sys.version_info.major}.{sys.version_info.minor}"
"""The runtime of every Python environment here, because this interpreter creates them all."""


def installed_major() -> int | None:
    """Returns the major version of the Python SDK that this interpreter has, or None if it has none."""
    here = versions.installed(python_sdk().package)
    return versions.major_of(here) if here else None


Kind = tuple[str, str, int | None]
"""Language, SDK and its major version. Programs of one kind run on the same client."""


def kind(program: Program) -> Kind:
    return program.language, program.sdk, program.major


class Clients:
    """The clients of one checkout. If `warm`, fork servers and snapshots make programs start faster where they can.

    After `prepare`, programs run in a network of their own, if the system grants it.
    """

    def __init__(self, root: Path, *, warm: bool = True, network: SharedNetwork | None = None) -> None:
        self._root = root
        self.network = network
        self.not_isolated = ""
        """What the system refused, if `network` is None after `prepare`."""
        self._stack = ExitStack()
        self._warm = warm
        self._forks = warm and can_fork()
        self._interpreters: dict[Path, Interpreter] = {}
        self._starting: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def _before(self) -> Callable[[], None] | None:
        return self.network.enter if self.network else None

    def alone(self) -> Clients:
        """Returns the same clients with separate fork servers."""
        return Clients(self._root, warm=self._warm, network=self.network)

    def python(self) -> Client:
        """Returns the Python SDK of this interpreter."""
        return Client("python", python_sdk().package, self._sdk_version(None), PYTHON)

    def client(self, program: Program) -> Client:
        """Returns the client that runs a program, even if its environment does not exist yet.

        Raises ToolNotFoundError if it cannot be installed here.
        """
        if program.language == "curl" and not program.client.is_installer:
            return Client("curl", "curl", self._curl_version, shell_of(program.text))
        if program.client.is_browser:
            return Client("typescript", program.sdk, browser.version(), "browser")
        if program.language == "typescript":
            major = node.version().partition(".")[0]
            return Client("typescript", program.sdk, self._npm_version(program.sdk), f"node {major}")
        if program.client.majors:
            return Client("python", program.sdk, self._sdk_version(program.major), PYTHON)
        return Client(program.language, program.sdk, environments.pinned_version(program.sdk, self._root), PYTHON)

    def _sdk_version(self, major: int | None) -> str:
        installed = versions.installed(python_sdk().package)
        if installed and (major is None or major == installed_major()):
            return installed
        if major is None:
            raise ToolNotFoundError("`mistralai` is not installed. pip install -c constraints.txt -e '.[site]'")
        return environments.pinned_version(major, self._root)

    def _npm_version(self, package: str) -> str:
        there = self._root / "snippets/node_modules" / package / "package.json"
        lock = self._root / "snippets/package-lock.json"
        if there.is_file():
            return json.loads(there.read_text(encoding="utf-8"))["version"]
        if lock.is_file():  # the version that `npm ci` would install
            packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
            if f"node_modules/{package}" not in packages:
                raise ToolNotFoundError(
                    f"snippets/package-lock.json does not contain {package}. In snippets/, run: "
                    f"npm install --save-exact {package}"
                )
            return packages[f"node_modules/{package}"]["version"]
        raise ToolNotFoundError("snippets/package-lock.json is missing. Restore it from the repository.")

    @cached_property
    def _curl_version(self) -> str:
        path = shutil.which("curl")
        if not path:
            raise ToolNotFoundError("curl is not installed. Install it (Debian: apt-get install curl).")
        text = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        match = re.match(r"curl (\S+)", text)
        return match[1] if match else "unknown"

    def _python(self, program: Program) -> Path:
        """Returns an interpreter that has the client of a Python program. Creates its environment if necessary."""
        if not program.client.majors:
            return environments.interpreter(program.sdk, self._root)
        if program.major is None or program.major == installed_major():
            return Path(sys.executable)
        return environments.interpreter(program.major, self._root)

    def prepare(self, programs: Iterable[Program]) -> dict[Kind, str]:
        """Installs and starts what these programs need. Returns the kinds that cannot run here, with the reasons."""
        missing: dict[Kind, str] = {}

        def attempt(step: Callable[[Program], object], kinds: Mapping[Kind, Program]) -> None:
            for one, program in kinds.items():
                try:
                    step(program)
                except (ToolNotFoundError, OSError, ValueError) as error:
                    missing[one] = str(error)

        kinds = {kind(program): program for program in programs}
        attempt(self._install, kinds)  # sequentially, because each installation uses network and disk
        if self.network is None:
            try:
                self.network = self._stack.enter_context(SharedNetwork())
            except IsolationError as error:
                self.not_isolated = error.reason
        installed = {one: program for one, program in kinds.items() if one not in missing and one[0] == "python"}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for one, program in installed.items():
                pool.submit(attempt, self._interpreter, {one: program})
        return missing

    def _install(self, program: Program) -> None:
        self.client(program)
        if program.language == "typescript":
            node.install(self._root / "snippets")
            if self._warm and not program.client.is_browser:
                node.command(self._root / "snippets", program.sdk)  # creates the snapshot for all programs
        if program.language == "python" or program.client.is_installer:
            self._python(program)

    def _interpreter(self, program: Program) -> Interpreter | None:
        """Returns a fork server for this program: a new one if a program killed the last one. None without them."""
        path = self._python(program)
        if not self._forks:
            return None
        with self._starting[path]:
            found = self._interpreters.get(path)
            if found is None or found.ended:
                found = self._interpreters[path] = self._stack.enter_context(
                    Interpreter(
                        str(path), os.environ | program.client.variables, program.client.preload, before=self._before
                    )
                )
            return found

    def run(self, program: Program, *, env: Mapping[str, str], timeout: float, folder: Path | None = None) -> Outcome:
        """Runs one published program in `folder` (default: the checkout); `timeout` in seconds.

        `folder` contains the program's file, except for TypeScript: Node runs the file in the checkout, because it
        finds packages relative to the file. A TypeScript program whose file is there is run by Node alone, because how
        Node loads it is what its page is about.
        """
        cwd = folder or self._root
        start = partial(run, cwd=cwd, timeout=timeout, before=self._before)
        if program.language == "typescript":
            is_project = folder is not None and (folder / program.file).is_file()
            if program.client.is_browser:
                command = browser.command(self._root / program.file, self._root / "snippets" / "node_modules")
                return start(command, env=env)
            file = str((cwd if is_project else self._root) / program.file)
            if self._warm and not is_project:
                command = node.command(self._root / "snippets", program.sdk)
                outcome = start([*command, file], env=env)
                if not node.mentions_snapshot(outcome.output):
                    return outcome
            # Run without the snapshot: the trace of a failed import shows its hook, which readers do not have.
            return start([node.executable(), file], env=env)
        if program.language == "python":
            if interpreter := self._interpreter(program):
                return interpreter.run(program.file, env=env, cwd=cwd, timeout=timeout)
            return start([str(self._python(program)), program.file], env=env)
        if program.client.is_installer:
            found = {"PATH": f"{self._python(program).parent}{os.pathsep}{env['PATH']}"}
            env = {**env, **found, "PIP_INDEX_URL": index.write(cwd / "index")}
        return start([shell_of(program.text), program.file], env=env)
