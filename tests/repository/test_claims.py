"""What the repository says of itself, where a wrong word would make a proof say more than it may."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from helpers.claims import excused, needless, unfounded
from mistral_playbooks.content import catalog, front_matter, programs
from mistral_playbooks.content.clients import python_sdk, table
from mistral_playbooks.content.programs import Program
from mistral_playbooks.live import calibration, probes
from mistral_playbooks.sdk import environments
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify.runners.clients import Clients

# --- pins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("major", python_sdk().versions)
def test_the_pin_of_a_major_is_the_release_that_pages_name(root: Path, major: int) -> None:
    assert environments.pinned_version(major, root) == python_sdk().versions[major]


def test_the_extra_site_installs_the_newest_major(root: Path) -> None:
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    (sdk,) = [one for one in map(Requirement, extras["site"]) if one.name == python_sdk().package]
    admitted = [number for number, version in python_sdk().versions.items() if version in sdk.specifier]
    assert admitted == [python_sdk().newest_major]


def test_another_pin_never_runs_under_the_old_name(tmp_path: Path, root: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets/python-1.txt").write_text("mistralai==1.12.3\n", encoding="utf-8")
    program = Program("x", "x", "fixed", "python", "snippets/x/fixed.py", "", package="mistralai", major=1)
    with pytest.raises(
        ToolNotFoundError, match=r"python-1\.txt pins mistralai 1\.12\.3, but clients\.toml has 1\.12\.4"
    ):
        Clients(tmp_path).client(program)


def test_no_compromised_release_was_forgotten() -> None:
    """As published by the package registries, 2026-05-11 and 2026-05-12; a test that asks the table learns nothing."""
    assert table().compromised["mistralai"] >= {"2.4.6"}
    assert table().compromised["@mistralai/mistralai"] >= {"2.2.2", "2.2.3", "2.2.4"}


# --- exemptions ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("environments")
def test_a_major_that_is_left_out_cannot_run_the_program(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    assert needless(programs.find(root, read), root, read) == []


# --- evidence ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "kind: recorded",
            "kind: executed",
            "the answer of `unknown` is based on `recorded`, but no evidence is of that kind",
        ),
        ("seen: ", "seen: 2999-01-01  # ", "2999-01-01 is in the future"),
        ("seen: ", "seen: 2026-02-30  # ", "there is no day 2026-02-30"),
    ],
)
def test_evidence_that_is_not_there_is_caught(checkout: Path, before: str, after: str, says: str) -> None:
    page = checkout / "docs/playbooks/invalid-model.md"
    head, body = front_matter.split(page.read_text(encoding="utf-8"), page.name)
    data = yaml.safe_load(head)
    key, value = after.split("  #")[0].split(": ")
    for one in data["evidence"]:
        if f"{key}: {one[key]}".startswith(before):
            one[key] = value.strip()
    page.write_text(f"---\n{yaml.safe_dump(data)}---\n{body}", encoding="utf-8")
    found = list(unfounded(catalog.read(page.parent), datetime.date(2026, 11, 24)))
    assert any(says in one for one in found), found


# --- the tests themselves ------------------------------------------------------------------------------------------


def test_no_test_is_excused(root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {one}"
        for path in sorted((root / "tests").rglob("*.py"))
        if "node_modules" not in path.parts
        for one in excused(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "@pytest.mark.skip\ndef test_a(): ...",
        "@pytest.mark.skip(reason='it fails on my machine')\ndef test_a(): ...",
        "@pytest.mark.xfail(strict=True)\ndef test_a(): ...",
        "def test_a():\n    pytest.skip('not today, please')",
        "def test_a():\n    if not tool:\n        pytest.skip('')",
        "@pytest.mark.skipif(True, reason='')\ndef test_a(): ...",
        "yaml = pytest.importorskip('yaml')",
    ],
)
def test_an_excused_test_is_caught(text: str) -> None:
    assert list(excused(text))


# --- titles --------------------------------------------------------------------------------------------------------


def astray(text: str, others: str) -> Iterator[str]:
    """Titles of fences that name no file: neither one of the project that the texts build, nor one that is imported."""
    for title in re.findall(r"^ *```.*\btitle=[\"']([^\"']*)[\"']", text, re.MULTILINE):
        module = re.fullmatch(r"(\w+)\.(?:py|test\.ts)", title)
        if not module:
            yield f"`{title}` names no file. Take the title out, or show a program with `<!-- program FILE -->`"
        elif title.startswith("test_") or title.endswith(".test.ts"):
            continue
        elif not re.search(rf"\b(?:from|import) {module[1]}\b", others):
            yield f"`{title}` is imported by no test, so nothing of it runs. Test it, or take the title out"


def test_every_title_names_a_file_that_a_test_runs(root: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in [root / "README.md", *(root / "docs").rglob("*.md")]}
    every = "\n".join(texts.values())
    assert [f"{path.name}: {one}" for path, text in texts.items() for one in astray(text, every)] == []
    assert any('title="' in text for text in texts.values())


@pytest.mark.parametrize("title", ["snippets/no-such/fixed.py", "fixed", "nobody_imports.py", ""])
def test_a_title_that_names_nothing_is_caught(title: str) -> None:
    assert list(astray(f'```python title="{title}"\nprint(1)\n```\n', "import os"))


# --- figures -------------------------------------------------------------------------------------------------------


def test_the_cost_of_a_calibration_is_told_as_it_is(root: Path) -> None:
    text = (root / "docs/reference-authoring.md").read_text(encoding="utf-8")
    assert f"It sends {len(probes.choose())} requests, {calibration.PAUSE:g} s apart." in text
