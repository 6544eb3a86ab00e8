"""docs/results.json says what happens: every published program is run anew, from nothing, and compared with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mistral_playbooks import catalog, judgement, programs, results, verification
from mistral_playbooks.clients import Clients

MOVING = {"date", "seconds"}
"""What may differ between two runs of the same program."""


@pytest.mark.timeout(1800)
def test_every_program_does_what_its_row_says(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    published = programs.find(root, read)
    committed = {row.key: row for row in results.read(root / "docs/results.json")}
    with Clients(root) as clients:
        rows, unrunnable = verification.verify(published, root=root, catalog=read, clients=clients)
    assert not unrunnable, unrunnable[0].reason
    assert len(rows) == len(published)
    faults = [f"{row.file}: {'; '.join(row.reasons)}\n{row.output[-800:]}" for row in rows if row.outcome != "passed"]
    assert not faults, "\n".join(faults)
    for row in rows:
        old = committed.get(row.key)
        assert old is not None, f"{row.file}: no row. Run `mistral-playbooks verify {row.slug}` and commit."
        # Another Python minor or another curl prints other text; that these programs passed is still checked above.
        if (row.version, row.runtime) == (old.version, old.runtime):
            new, kept = (r.model_dump(exclude=MOVING) for r in (row, old))
            assert new == kept, f"{row.file}: differs from its row. Run `mistral-playbooks verify {row.slug}`."


def test_there_is_one_row_for_each_program_and_no_other(root: Path) -> None:
    published = {program.file: program for program in programs.find(root, catalog.read(root / "docs/playbooks"))}
    rows = results.read(root / "docs/results.json")
    assert sorted(row.file for row in rows) == sorted(published)
    for row in rows:
        assert row.proves(published[row.file]), f"{row.file}: run `mistral-playbooks verify {row.slug}` and commit"


def test_what_broken_programs_print_is_still_diagnosed(root: Path) -> None:
    """The rows outlive a change of the diagnosis, so the captured texts are diagnosed again here."""
    read = catalog.read(root / "docs/playbooks")
    for row in results.read(root / "docs/results.json"):
        if row.role == "broken":
            assert judgement.diagnosed(row.output, read.playbooks[row.slug], read) == [], row.file


def test_rows_keep_no_trace_of_a_machine(root: Path) -> None:
    text = (root / "docs/results.json").read_text(encoding="utf-8")
    for trace in (str(root), str(Path.home())):
        assert trace not in text, trace
    assert not re.findall(r"(?<![\w.:/])/(?:tmp|home|root|usr|opt|var)/[^\s\"]*", text)
