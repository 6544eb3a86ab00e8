"""A program in Chromium: its console, its end, and the rules of a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.browser import CHROMIUM
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify.runners import browser


def run(root: Path, folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    program = folder / "fixed.browser.ts"
    program.write_text(text, encoding="utf-8")
    env = {"PATH": os.environ["PATH"], "HTTPS_PROXY": "http://127.0.0.1:9", "MISTRAL_API_KEY": "not-a-real-key"}
    command = browser.command(program, root / "snippets" / "node_modules")
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.skipif(CHROMIUM is None, reason="the runner of browser programs needs Chromium, which .ci/run installs")
@pytest.mark.browser
@pytest.mark.usefixtures("environments")
def test_a_program_is_a_module_of_a_page(root: Path, tmp_path: Path) -> None:
    text = 'const key: string | null = localStorage.getItem("MISTRAL_API_KEY");\nconsole.log(key, typeof process);\n'
    text += 'console.error(location.origin.slice(0, 17));\nawait Promise.reject(new Error("the end"));\n'
    done = run(root, tmp_path, text)
    assert (done.returncode, done.stdout) == (1, "not-a-real-key undefined\n"), done.stderr
    assert done.stderr.startswith("http://localhost:\nUncaught Error: the end\n")


@pytest.mark.skipif(CHROMIUM is None, reason="the runner of browser programs needs Chromium, which .ci/run installs")
@pytest.mark.browser
@pytest.mark.usefixtures("environments")
def test_a_package_can_be_imported(root: Path, tmp_path: Path) -> None:
    done = run(root, tmp_path, 'import OpenAI from "openai";\nconsole.log(typeof OpenAI);\n')
    assert (done.returncode, done.stdout, done.stderr) == (0, "function\n", "")


def test_without_chromium_its_programs_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ToolNotFoundError, match="Chromium is not installed"):
        browser.executable()
