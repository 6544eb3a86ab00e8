"""Node with the places of imports known: the same program, the same output, the same failures."""

import os
import subprocess
from pathlib import Path

import pytest

from mistral_playbooks import node
from mistral_playbooks.clients import Clients
from mistral_playbooks.process import Missing
from mistral_playbooks.programs import Program

ENVIRONMENT = {"PATH": os.environ["PATH"], "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def snippets(root: Path) -> Path:
    node.install(root / "snippets")
    return root / "snippets"


@pytest.fixture
def folder(snippets: Path, tmp_path: Path) -> Path:
    """A folder of a user's own with the SDK installed."""
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "node_modules").symlink_to(snippets / "node_modules")
    return tmp_path


def run(command: list[str], cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_program_sees_neither_the_hook_nor_another_argument(folder: Path):
    program = folder / "snippets" / "program.ts"
    program.write_text(
        'import { Mistral } from "@mistralai/mistralai";\n'
        "console.log(typeof Mistral, process.argv.length, process.env, process.title);\n"
    )
    plain = run([node.executable(), str(program)], folder)
    assert plain[0] == 0, plain[2]
    assert run([*node.command(folder / "snippets"), str(program)], folder) == plain


def test_the_places_are_looked_for_once(folder: Path):
    first = node.command(folder / "snippets")
    kept = list((folder / ".cache" / "node").glob("*.json"))
    assert len(kept) == 1
    before = kept[0].stat().st_mtime_ns
    assert node.command(folder / "snippets") == first
    assert kept[0].stat().st_mtime_ns == before


def test_the_files_loaded_are_those_that_node_finds_by_itself(folder: Path):
    source = (
        'import { createRequire } from "node:module";\n'
        'import { SDKError, HTTPValidationError } from "@mistralai/mistralai/models/errors";\n'
        'import * as all from "@mistralai/mistralai";\n'
        'console.log(import.meta.resolve("@mistralai/mistralai"), SDKError.name, HTTPValidationError.name);\n'
        "console.log(Object.keys(all).sort().join());\n"
        'console.log(createRequire(import.meta.url).resolve("zod/package.json"));\n'
    )
    program = folder / "snippets" / "program.mts"
    program.write_text(source)
    plain = run([node.executable(), str(program)], folder)
    assert plain[0] == 0, plain[2]
    assert run([*node.command(folder / "snippets"), str(program)], folder) == plain


@pytest.mark.parametrize("name", ["@mistralai/mistralai/nope", "@mistralai/nope", "./gone.js"])
def test_an_import_that_fails_prints_what_it_prints_without_the_hook(root: Path, folder: Path, name: str):
    (folder / "snippets" / "x").mkdir()
    program = folder / "snippets" / "x" / "broken.ts"
    program.write_text(f'import x from "{name}";\nconsole.log(x);\n')
    file = "snippets/x/broken.ts"
    plain = run([node.executable(), file], folder)
    assert plain[0] == 1
    with Clients(folder) as clients:
        outcome = clients.run(
            Program("x", "x", "broken", "typescript", file, program.read_text()),
            env=ENVIRONMENT,
            timeout=60,
        )
    assert (outcome.exit, outcome.stdout, outcome.stderr) == plain


def test_without_installed_packages_node_is_run_as_it_is(tmp_path: Path):
    assert node.command(tmp_path) == [node.executable()]


def test_a_missing_lock_file_is_named(tmp_path: Path):
    with pytest.raises(Missing, match=r"package-lock\.json is not there"):
        node.install(tmp_path)
