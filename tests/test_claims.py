"""What the repository says of itself, where a wrong word would make a proof say more than it may."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mistral_playbooks.content import catalog, programs, renames
from mistral_playbooks.content.pep723 import VERSIONS
from mistral_playbooks.content.programs import Program
from mistral_playbooks.live import calibration, probes
from mistral_playbooks.sdk import environments
from mistral_playbooks.support.process import Missing
from mistral_playbooks.verify import scheduler
from mistral_playbooks.verify.runners.clients import Clients

# --- pins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("major", VERSIONS)
def test_the_pin_of_a_major_is_the_release_that_pages_name(root: Path, major: int) -> None:
    assert environments.version(major, root) == VERSIONS[major], (
        f"{environments.listed(major)} and header.py: write the same"
    )


def test_another_pin_never_runs_under_the_old_name(tmp_path: Path, root: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets/python-1.txt").write_text("mistralai==1.12.3\n", encoding="utf-8")
    program = Program("x", "x", "fixed", "python", "snippets/x/fixed.py", "", package="mistralai", major=1)
    with pytest.raises(Missing, match=r"snippets/python-1\.txt pins mistralai 1\.12\.3, and VERSIONS .* says 1\.12\.4"):
        Clients(tmp_path).client(program)


def test_no_compromised_release_was_forgotten() -> None:
    """As published by the package registries, 2026-05-11 and 2026-05-12; a test that asks the table learns nothing."""
    assert environments.COMPROMISED["mistralai"] >= {"2.4.6"}
    assert environments.COMPROMISED["@mistralai/mistralai"] >= {"2.2.2", "2.2.3", "2.2.4"}


# --- exemptions ----------------------------------------------------------------------------------------------------


def needless(found: list[Program], root: Path, read: catalog.Catalog) -> list[str]:
    """Programs whose header leaves a major out on which they do what they must, each with what to do."""
    left_out = [
        replace(program, text=renames.derive(program.text, major), major=major)
        for program in found
        for major in sorted(set(VERSIONS) - set(program.majors))
        if program.sdk == "mistralai"
    ]
    with Clients(root) as clients:
        rows, unrunnable = scheduler.verify(left_out, root=root, catalog=read, clients=clients)
    assert not unrunnable, unrunnable[0].reason
    return [
        f"{row.file}: its header leaves SDK {row.major} out, on which it does what it must. Take that out"
        for row in rows
        if row.outcome == "passed"
    ]


@pytest.mark.usefixtures("environments")
def test_a_major_that_is_left_out_cannot_run_the_program(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    assert needless(programs.find(root, read), root, read) == []


# --- evidence ------------------------------------------------------------------------------------------------------


def unfounded(read: catalog.Catalog, today: datetime.date) -> Iterator[str]:
    """Answers that rest on what no evidence of their page is, and evidence of a day that is none or has not come."""
    for playbook in read:
        file = f"docs/playbooks/{playbook.slug}.md"
        kinds = {one.kind for one in playbook.evidence}
        for cause in playbook.causes:
            reply = playbook.response_of(cause.id)
            if reply and reply.basis not in kinds:
                yield f"{file}: `{cause.id}` rests on `{reply.basis}`, and no evidence is of that kind. Add it"
        for one in playbook.evidence:
            try:
                seen = datetime.date.fromisoformat(one.seen if len(one.seen) > 7 else f"{one.seen}-01")
            except ValueError:
                yield f"{file}: {one.url}: there is no day {one.seen}. Correct it"
                continue
            if seen > today:
                yield f"{file}: {one.url}: {one.seen} has not come yet. Correct it"


def test_every_answer_rests_on_evidence_of_a_day_that_was(root: Path) -> None:
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)  # a clock may be a little fast
    assert list(unfounded(catalog.read(root / "docs/playbooks"), tomorrow)) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("kind: recorded", "kind: executed", "`unknown` rests on `recorded`, and no evidence is of that kind"),
        ("seen: ", "seen: 2999-01-01  # ", "2999-01-01 has not come yet"),
        ("seen: ", "seen: 2026-02-30  # ", "there is no day 2026-02-30"),
    ],
)
def test_evidence_that_is_not_there_is_caught(checkout: Path, before: str, after: str, says: str) -> None:
    page = checkout / "docs/playbooks/invalid-model.md"
    head, body = catalog.split(page.read_text(encoding="utf-8"), page.name)
    data = yaml.safe_load(head)
    key, value = after.split("  #")[0].split(": ")
    for one in data["evidence"]:
        if f"{key}: {one[key]}".startswith(before):
            one[key] = value.strip()
    page.write_text(f"---\n{yaml.safe_dump(data)}---\n{body}", encoding="utf-8")
    found = list(unfounded(catalog.read(page.parent), datetime.date(2026, 11, 24)))
    assert any(says in one for one in found), found


# --- the tests themselves ------------------------------------------------------------------------------------------

REASON = 12
"""Characters that a reason has at least."""
NEVER = {"pytest.mark.skip", "pytest.mark.xfail", "pytest.xfail", "unittest.skip", "unittest.expectedFailure"}


def excused(text: str) -> Iterator[str]:
    """Tests that do not run, or may fail, without a condition and a reason."""
    tree = ast.parse(text)
    conditional = {one for node in ast.walk(tree) if isinstance(node, ast.If) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in NEVER:
            yield f"line {node.lineno}: `{name}` proves nothing. Mend the test, or take it out"
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "pytest.skip" and node not in conditional:
            yield f"line {node.lineno}: `pytest.skip` without a condition. Mend the test, or take it out"
        words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        computed = any(isinstance(one, ast.Name) for one in node.args[:1])
        excuse = name in ("pytest.mark.skipif", "pytest.importorskip", "pytest.skip")
        if excuse and not computed and max(map(len, words), default=0) < REASON:
            yield f"line {node.lineno}: `{name}` without a reason. Say what has to be there"


def test_no_test_is_excused(root: Path) -> None:
    found = [
        f"tests/{path.name}: {one}"
        for path in sorted((root / "tests").glob("*.py"))
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
        module = re.fullmatch(r"(\w+)\.py", title)
        if not module:
            yield f"`{title}` names no file. Take the title out, or show a program with `<!-- program FILE -->`"
        elif not title.startswith("test_") and not re.search(rf"\b(?:from|import) {module[1]}\b", others):
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
    text = (root / "docs/contributing.md").read_text(encoding="utf-8")
    assert f"It is {len(probes.choose())} requests, {calibration.PAUSE:g} s apart." in text
