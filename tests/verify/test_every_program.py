"""docs/results.json says what happens: every published program is run anew, from nothing, and compared with it."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.verify import results, rules, scheduler
from mistral_playbooks.verify.runners.clients import Clients

MOVING = {"date": True, "seconds": True, "keeps_failing": {"seconds"}}
"""What may differ between two runs of the same program."""


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("environments")
def test_every_program_does_what_its_row_says(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    published = programs.matrix(programs.find(root, read), list(python_sdk().versions))
    committed = {row.key: row for row in results.read(root / "docs/results.json")}
    with Clients(root) as clients:
        rows, unrunnable = scheduler.verify(
            published, root=root, catalog=read, clients=clients, before=committed.values()
        )
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
    found = programs.matrix(programs.find(root, catalog.read(root / "docs/playbooks")), list(python_sdk().versions))
    published = {(program.file, program.sdk, program.major): program for program in found}
    rows = {
        (row.file, row.sdk, row.major if row.sdk == "mistralai" else None): row
        for row in results.read(root / "docs/results.json")
    }
    assert sorted(map(str, rows)) == sorted(map(str, published))
    for key, row in rows.items():
        assert row.proves(published[key]), f"{row.file}: run `mistral-playbooks verify {row.slug} --all` and commit"


def test_no_run_is_of_a_day_to_come(root: Path) -> None:
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)  # a clock may be a little fast
    late = [row.file for row in results.read(root / "docs/results.json") if row.date > tomorrow.isoformat()]
    assert not late, f"{late}: take the row out, or put the clock right, and run `mistral-playbooks verify --all`"


def test_what_broken_programs_print_is_still_diagnosed(root: Path) -> None:
    """The rows outlive a change of the diagnosis, so the captured texts are diagnosed again here."""
    read = catalog.read(root / "docs/playbooks")
    for row in results.read(root / "docs/results.json"):
        works = (run := read.playbooks[row.slug].run_of(row.file.rsplit("/", 1)[-1])) and row.major in run.works_on
        if row.role == "broken" and not works:
            assert rules.diagnosed(row.output, read.playbooks[row.slug], read) == [], row.file


def test_rows_keep_no_trace_of_a_machine(root: Path) -> None:
    text = (root / "docs/results.json").read_text(encoding="utf-8")
    for trace in (str(root), str(Path.home())):
        assert trace not in text, trace
    assert not re.findall(r"(?<![\w.:/])/(?:tmp|home|root|usr|opt|var)/[^\s\"]*", text)
