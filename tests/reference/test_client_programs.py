"""Programs in Markdown that name a release run on it, and print what they say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.client_programs import ClientProgram, client_programs
from helpers.machine import ROOT
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.support.process import run
from reference import observe

PROGRAMS = list(client_programs(ROOT / "docs"))


@pytest.mark.usefixtures("environments", "older_sdks")
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_a_program_prints_what_it_says_on_its_release(program: ClientProgram, tmp_path: Path) -> None:
    every = observe.python_observers() if program.language == "python" else observe.node_observers()
    wanted = (program.package, program.version)
    observer = next((one for one in every if (one.package, one.version) == wanted), None)
    assert observer, f"{program}: no client has this release. Write the release of clients.toml."
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


def test_each_release_has_its_program() -> None:
    python = {one.version.split(".")[0] for one in PROGRAMS if one.package == "mistralai"}
    typescript = {one.version.split(".")[0] for one in PROGRAMS if one.package == "@mistralai/mistralai"}
    assert (python, typescript) == (set("0123"), set("012"))


def test_no_program_that_names_a_release_is_overlooked() -> None:
    texts = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")]
    named = [line for text in texts for line in text.splitlines() if line.startswith("```") and "data-client" in line]
    assert len(named) == len(PROGRAMS)
