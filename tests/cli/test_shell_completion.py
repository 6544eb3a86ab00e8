"""Shell completion, as docs/testing.md tells users to switch it on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import get_completion_class

from helpers.machine import ROOT
from mistral_playbooks.cli import main

COMMAND = Path(sys.executable).with_name("mistral-playbooks")
VARIABLE = "_MISTRAL_PLAYBOOKS_COMPLETE"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    env = {**os.environ, VARIABLE: f"{shell}_source"}
    done = subprocess.run([COMMAND], env=env, capture_output=True, text=True, timeout=300, check=True)
    assert f"{VARIABLE}={shell}_complete" in done.stdout
    line = f"{VARIABLE}={shell}_source mistral-playbooks"
    assert line in (ROOT / "docs/testing.md").read_text(encoding="utf-8")


def completed(words: list[str], start: str) -> list[str]:
    kind = get_completion_class("fish")
    assert kind is not None
    return [item.value for item in kind(main, {}, "mistral-playbooks", VARIABLE).get_completions(words, start)]


def test_commands_slugs_and_languages_are_completed() -> None:
    assert completed([], "sh") == ["show"]
    assert completed(["show"], "rate") == ["rate-limited"]
    assert "rate-limited/burst" in completed(["show"], "rate-limited/")
    assert completed(["explain", "--lang"], "t") == ["typescript"]


def test_they_are_completed_after_a_command_was_imported() -> None:
    """The module of the command `list` has the name of a built-in function."""
    assert completed(["list"], "--cat") == ["--category"]
    assert completed([], "sh") == ["show"]


def test_bash_completes() -> None:
    script = f"""
        PATH="{COMMAND.parent}:$PATH"
        eval "$({VARIABLE}=bash_source mistral-playbooks)"
        COMP_WORDS=(mistral-playbooks show rate); COMP_CWORD=2
        _mistral_playbooks_completion mistral-playbooks
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["rate-limited"], done.stderr
