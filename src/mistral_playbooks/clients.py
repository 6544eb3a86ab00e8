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

from . import node
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

    def _typescript(self) -> Client:
        package = self._root / "snippets/node_modules/@mistralai/mistralai/package.json"
        lock = self._root / "snippets/package-lock.json"
        if package.is_file():
            version = json.loads(package.read_text(encoding="utf-8"))["version"]
        elif lock.is_file():  # what `install_typescript` would bring
            version = json.loads(lock.read_text())["packages"]["node_modules/@mistralai/mistralai"]["version"]
        else:
            raise Missing("snippets/package-lock.json is not there: take it from the repository.")
        return Client("typescript", "@mistralai/mistralai", version, f"node {node.version().partition('.')[0]}")

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
                    node.install(self._root / "snippets")
                if language == "python" and self._warm:
                    _ = self._interpreter
            except Missing as error:
                missing[language] = str(error)
        return missing

    def run(self, program: Program, *, env: Mapping[str, str], timeout: float) -> Outcome:
        """Runs one published program; `timeout` in seconds."""
        if program.language == "python" and self._warm:
            return self._interpreter.run(program.file, env=env, cwd=self._root, timeout=timeout)
        if program.language == "typescript":
            quick = node.command(self._root / "snippets")
            outcome = run([*quick, program.file], env=env, cwd=self._root, timeout=timeout)
            if node.HOOK.name not in outcome.output:
                return outcome
            # An import that failed: its trace shows the hook, which no reader's own trace would.
            return run([node.executable(), program.file], env=env, cwd=self._root, timeout=timeout)
        first = sys.executable if program.language == "python" else "sh"
        return run([first, program.file], env=env, cwd=self._root, timeout=timeout)
