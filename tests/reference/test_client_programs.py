"""Programs in Markdown that name a release run on it, and print what they say."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from helpers.client_programs import ClientProgram, client_programs
from helpers.machine import MACHINE, ROOT
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.support.process import run
from mistral_playbooks.verify.runners import node
from reference import observe

ALL = list(client_programs(ROOT / "docs"))
PROGRAMS = [one for one in ALL if not one.title]
TESTS = [one for one in ALL if one.title]
ADDRESS = "http://127.0.0.1:8001"
"""Where `mistral-playbooks mock` of the texts listens."""
PYTEST = "import sys; sys.path += sys.argv[2:]; import pytest; sys.exit(pytest.main(['-q', sys.argv[1]]))"
"""Runs pytest and the fixture of this environment with the packages of another one, which come first."""


def observer_of(program: ClientProgram) -> observe.Observer:
    every = observe.python_observers() if program.language == "python" else observe.node_observers()
    wanted = (program.package, program.version)
    found = next((one for one in every if (one.package, one.version) == wanted), None)
    assert found, f"{program}: no client has this release. Write the release of clients.toml."
    return found


@pytest.mark.usefixtures("environments", "older_sdks")
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_a_program_prints_what_it_says_on_its_release(program: ClientProgram, tmp_path: Path) -> None:
    observer = observer_of(program)
    assert program.prints, f"{program}: it does not say what it prints"
    interpreter, beside = observer.command
    # Node finds the packages beside the program.
    home = tmp_path if program.language == "python" else Path(beside).parent
    file = home / ("program.py" if program.language == "python" else f"program-{os.getpid()}.ts")
    file.write_text(program.text, encoding="utf-8")
    api = Api(Settings(api_key=KEY))
    try:
        with Authority() as authority, LoopThread() as background, Gateway(api, authority, background) as gateway:
            done = run([interpreter, str(file)], cwd=home, env=gateway.environment(os.environ), timeout=120)
    finally:
        file.unlink()
    assert done.exit == 0, done.output
    assert done.stdout.splitlines() == program.prints


@pytest.mark.usefixtures("environments", "older_sdks")
@pytest.mark.parametrize("program", [one for one in TESTS if one.language == "python"], ids=str)
def test_a_test_in_pytest_passes_on_its_release(program: ClientProgram, tmp_path: Path) -> None:
    file = tmp_path / program.title
    file.write_text(program.text, encoding="utf-8")
    interpreter = observer_of(program).command[0]
    places = [str(ROOT / "src"), *(one for one in sys.path if one.endswith("site-packages"))]
    env = {**MACHINE, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    done = run([interpreter, "-c", PYTEST, str(file), *places], cwd=tmp_path, env=env, timeout=120)
    assert re.search(rf"\b{program.text.count('def test_')} passed\b", done.output), done.output


@pytest.mark.usefixtures("environments", "older_sdks")
@pytest.mark.parametrize("program", [one for one in TESTS if one.language == "typescript"], ids=str)
def test_a_test_in_vitest_passes_on_its_release(program: ClientProgram, tools: Path, tmp_path: Path) -> None:
    home = Path(observer_of(program).command[1]).parent / "node_modules"
    (tmp_path / "node_modules").mkdir()
    for package in (*home.iterdir(), tools / "vitest"):
        if not package.name.startswith("."):
            (tmp_path / "node_modules" / package.name).symlink_to(package.resolve())
    with observe.mocked() as address:
        (tmp_path / program.title).write_text(program.text.replace(ADDRESS, address), encoding="utf-8")
        command = [str(node.executable()), str(tools / "vitest" / "vitest.mjs"), "run"]
        done = run(command, cwd=tmp_path, env={**MACHINE, "NO_COLOR": "1"}, timeout=120)
    assert done.exit == 0, done.output
    assert re.search(rf"Tests +{len(re.findall('^test', program.text, re.MULTILINE))} passed", done.output), done.output


def test_each_release_has_its_program() -> None:
    python = {one.version.split(".")[0] for one in PROGRAMS if one.package == "mistralai"}
    typescript = {one.version.split(".")[0] for one in PROGRAMS if one.package == "@mistralai/mistralai"}
    assert (python, typescript) == (set("0123"), set("012"))


def test_no_program_that_names_a_release_is_overlooked() -> None:
    texts = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")]
    named = [line for text in texts for line in text.splitlines() if line.startswith("```") and "data-client" in line]
    assert len(named) == len(ALL)
