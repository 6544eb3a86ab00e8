"""The committed results belong to the programs, the records and the mock as they are. Nothing is run here.

CI runs every program from nothing just before the suite (`.ci/run`). Versions do not count here, so the suite passes on
a machine with another Python, Node or curl.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.verify import checkout, rules, staleness, store


def test_no_result_is_outdated(root: Path) -> None:
    read = checkout.read(root)
    stale = staleness.find(checkout.wanted(read, everything=True), read.rows, read.catalog, None)
    assert not stale, "\n".join(
        ["Run `mistral-playbooks verify --all` and commit docs/results/:"]
        + [f"{one.program.file} {one.program.major or ''}: {one.why}" for one in stale]
    )


def test_everything_was_verified_together(root: Path) -> None:
    last = store.read_verification(root / "docs/results")
    assert last is not None, "Run `mistral-playbooks verify --all --force` and commit docs/results/."
    assert datetime.date.fromisoformat(last.date)


def test_there_is_one_row_for_each_program_and_no_other(root: Path) -> None:
    found = programs.matrix(programs.find(root, catalog.read(root / "docs/playbooks")), list(python_sdk().versions))
    published = {(program.file, program.sdk, program.major): program for program in found}
    rows = {
        (row.file, row.sdk, row.major if row.sdk == python_sdk().package else None): row
        for row in store.read(root / "docs/results")
    }
    assert sorted(map(str, rows)) == sorted(map(str, published))
    for key, row in rows.items():
        assert row.proves(published[key]), f"{row.file}: run `mistral-playbooks verify {row.slug} --all` and commit"


def test_no_run_is_of_a_day_to_come(root: Path) -> None:
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)  # a clock may be a little fast
    late = [row.file for row in store.read(root / "docs/results") if row.date > tomorrow.isoformat()]
    assert not late, f"{late}: take the row out, or put the clock right, and run `mistral-playbooks verify --all`"


def test_what_broken_programs_print_is_still_diagnosed(root: Path) -> None:
    """The rows outlive a change of the diagnosis, so the captured texts are diagnosed again here."""
    read = catalog.read(root / "docs/playbooks")
    for row in store.read(root / "docs/results"):
        name = row.file.rsplit("/", 1)[-1]
        works = (run := read.playbooks[row.slug].runs.get(name)) and row.major in run.works_on
        if row.role == "broken" and not works:
            assert rules.diagnosed(row.output, read.playbooks[row.slug], read, name) == [], row.file


def test_rows_keep_no_trace_of_a_machine(root: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (root / "docs/results").iterdir())
    for trace in (str(root), str(Path.home())):
        assert trace not in text, trace
    assert not re.findall(r"(?<![\w.:/])/(?:tmp|home|root|usr|opt|var)/[^\s\"]*", text)
