"""A program's inline metadata says on which majors of the SDK it runs, and why not on the others; its first line says
which shell runs it."""

import pytest

from mistral_playbooks.content.catalog import CatalogError
from mistral_playbooks.content.pep723 import shell_of, supported_majors


def program(*dependencies: str) -> str:
    lines = ["# /// script", "# dependencies = [", *(f"#   {line}" for line in dependencies), "# ]", "# ///", ""]
    return "\n".join([*lines, "from mistralai.client import Mistral"])


def test_without_a_header_a_program_runs_on_every_major():
    assert supported_majors("from mistralai.client import Mistral", "a.py") == ((3, 2, 1), None)


@pytest.mark.parametrize(
    ("specifier", "admitted"),
    [
        (">=2", (3, 2)),
        (">=3", (3,)),
        ("<2", (1,)),
        ("<3", (2, 1)),
        ("==2.*", (2,)),
        ("~=3.1", (3,)),
        ("!=2.10.1", (3, 1)),
    ],
)
def test_the_header_decides_the_majors_and_says_why(specifier: str, admitted: tuple[int, ...]):
    text = program(f'"mistralai{specifier}",  # `x` is not there')
    assert supported_majors(text, "a.py") == (admitted, "`x` is not there")


def test_a_name_is_the_same_in_large_letters():
    text = program('"MistralAI>=2",  # `x` is not there')
    assert supported_majors(text, "a.py") == ((3, 2), "`x` is not there")


def test_a_dependency_beside_it_excludes_nothing():
    assert supported_majors(
        program(
            '"httpx2>=1"',
        ),
        "a.py",
    ) == ((3, 2, 1), None)
    assert supported_majors(program('"mistralai"'), "a.py") == ((3, 2, 1), None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (program('"mistralai>=2"'), "a.py: its header excludes a major version of mistralai. Give the reason"),
        (program('"mistralai>=2",  #'), "a.py: its header excludes a major version of mistralai. Give the reason"),
        (program('"mistralai>=2",  # .'), "a.py: its header excludes a major version of mistralai. Give the reason"),
        (program('"mistralai>=2",  # no'), "a.py: its header excludes a major version of mistralai. Give the reason"),
        (program('"mistral-ai>=2"'), "a.py: its header needs `mistral-ai`. Mistral's SDK is called `mistralai`."),
        (program('"mistralai>=9",  # no'), "a.py: its header supports none of the verified releases of mistralai: 3"),
        (program('"mistralai >< 2"'), "a.py: its header has an invalid requirement"),
        (program('"mistralai'), "a.py: its `# /// script` block is not TOML"),
        (f"{program()}\n{program()}", "a.py: there are 2 `# /// script` blocks. Keep one."),
    ],
)
def test_a_header_that_cannot_be_used_is_named(text: str, says: str):
    with pytest.raises(CatalogError) as caught:
        supported_majors(text, "a.py")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("line", "shell"),
    [
        ("#!/usr/bin/env bash", "bash"),
        ("#!/bin/bash -eu", "bash"),
        ("#!/bin/sh", "sh"),
        ("# Not bash.", "sh"),
        ("set -e\n#!/bin/bash", "sh"),
    ],
)
def test_a_shell_program_runs_with_bash_only_if_its_first_line_says_so(line: str, shell: str):
    assert shell_of(f"{line}\ncurl https://api.mistral.ai/v1/models") == shell
