"""The newest releases: which are taken, what is installed of them, and what is said of the programs that they break."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.machine import MACHINE, ROOT
from helpers.registry import Registry
from mistral_playbooks import cli
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.clients import table
from mistral_playbooks.newest import registries, report, targets, trial
from mistral_playbooks.newest.due import Due
from mistral_playbooks.newest.registries import Npm, Pip, RegistryError
from mistral_playbooks.newest.retirements import Retirement
from mistral_playbooks.sdk import environments, releases
from mistral_playbooks.sdk.releases import Release, ReleasesError
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify import checkout as repository
from mistral_playbooks.verify.checkout import Checkout
from mistral_playbooks.verify.results import Result

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
OLD = NOW - datetime.timedelta(hours=73)
YOUNG = NOW - datetime.timedelta(hours=71)


# --- which release -------------------------------------------------------------------------------------------------


def test_the_newest_is_final_and_72_hours_old():
    offered = {
        "3.9.0": OLD,
        "3.10.0": NOW - datetime.timedelta(hours=72),
        "3.11.0": YOUNG,
        "4.0.0rc1": OLD,
        "4.0.0-beta.1": OLD,
        "4.0.0.dev3": OLD,
    }
    assert releases.newest("mistralai", offered, NOW) == Release("mistralai", "3.10.0", "2026-11-20")
    assert releases.newest("mistralai", {"3.11.0": YOUNG}, NOW) is None
    assert releases.newest("mistralai", {}, NOW) is None


def test_a_release_without_a_time_comes_from_a_registry_that_was_asked_for_old_ones():
    assert releases.newest("mistralai", {"3.9.0": None, "3.10.0.post1": None}, NOW) == Release(
        "mistralai", "3.10.0.post1", None
    )


@pytest.mark.parametrize(("package", "versions"), table().compromised.items())
def test_a_compromised_release_is_never_the_newest(package: str, versions: frozenset[str]):
    assert releases.newest(package, dict.fromkeys(versions, OLD), NOW) is None
    offered = dict.fromkeys([*versions, "2.1.0"], OLD)
    found = releases.newest(package, offered, NOW)
    assert found is not None
    assert found.version == "2.1.0"


def test_of_a_major():
    offered = dict.fromkeys(["1.12.5", "2.10.2", "10.0.0"], OLD)
    assert [
        found and found.version for found in (releases.newest("m", offered, NOW, major) for major in (1, 2, 3))
    ] == [
        "1.12.5",
        "2.10.2",
        None,
    ]


# --- docs/releases.json --------------------------------------------------------------------------------------------


def test_what_was_seen_is_kept_and_what_was_not_stays(tmp_path: Path):
    file = tmp_path / "releases.json"
    assert releases.load(file) == {}
    releases.write(file, [Release("b", "1.0", "2026-01-01"), Release("a", "2.0")], datetime.date(2026, 11, 22))
    releases.write(file, [Release("a", "2.1", "2026-11-01")], datetime.date(2026, 11, 23))
    assert releases.load(file) == {"a": "2.1", "b": "1.0"}
    assert json.loads(file.read_text()) == {
        "a": {"version": "2.1", "released": "2026-11-01", "checked": "2026-11-23"},
        "b": {"version": "1.0", "released": "2026-01-01", "checked": "2026-11-22"},
    }
    assert [path.name for path in tmp_path.iterdir()] == ["releases.json"]


@pytest.mark.parametrize("text", ["{", "[]", '{"a": {}}', '{"a": {"version": 1}}', '{"a": null}'])
def test_an_unusable_file_is_named_with_the_next_action(tmp_path: Path, text: str):
    file = tmp_path / "releases.json"
    file.write_text(text)
    with pytest.raises(ReleasesError, match=r"releases\.json cannot be used: .*verify --newest"):
        releases.load(file)
    with pytest.raises(ReleasesError):
        releases.write(file, [], NOW.date())
    assert file.read_text() == text


def test_a_folder_that_refuses_is_named(tmp_path: Path):
    with pytest.raises(ReleasesError, match=r"cannot be written: No such file"):
        releases.write(tmp_path / "nowhere" / "releases.json", [], NOW.date())


def test_the_committed_file_can_be_read():
    found = releases.load(ROOT / "docs" / "releases.json")
    assert found["mistralai"]
    for package, version in found.items():
        environments.refuse_compromised(package, version)


# --- a registry with made-up releases ------------------------------------------------------------------------------


SITE = next(Path(str(file.locate())) for file in importlib.metadata.files("mistralai") or ()).parents[1]
BREAKS = f"""
__path__.append({str(SITE / "mistralai")!r})
import mistralai.client.errors
del mistralai.client.errors.MistralError
"""
"""`mistralai/__init__.py`: the installed SDK, one name of which is gone."""
REAL = ROOT / "snippets" / "node_modules" / "@mistralai" / "mistralai" / "esm" / "index.js"
FILES = [
    "snippets/invalid-parameter/fixed.py",
    "snippets/invalid-parameter/fixed.ts",
    "snippets/unauthorized/fixed-no-key.py",
    "snippets/unauthorized/fixed-no-key.ts",
]


@pytest.fixture(scope="module")
def pip_command(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A pip that is new enough, from the machine's own registry."""
    return Pip(tmp_path_factory.mktemp("pip"), MACHINE, NOW)._command


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, pip_command: tuple[str, ...]) -> Iterator[Registry]:
    monkeypatch.setattr(Pip, "_command", pip_command)
    with Registry() as served:
        yield served


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """The file that made-up releases create where something of them runs while they are installed."""
    return tmp_path / "ran"


@pytest.fixture
def filled(registry: Registry, marker: Path) -> Registry:
    """9.9.9 of both SDKs lacks the errors that two of the four programs import."""
    registry.wheel("mistralai", "9.9.9", OLD, {"mistralai/__init__.py": BREAKS})
    registry.wheel("mistralai", "9.9.10", YOUNG, {"mistralai/__init__.py": f"open({str(marker)!r}, 'w')"})
    registry.sdist("mistralai", "9.9.11", OLD, marker)
    registry.wheel("mistralai", "2.4.6", OLD, {"mistralai/__init__.py": f"open({str(marker)!r}, 'w')"})
    script = {"preinstall": f"touch '{marker}'", "postinstall": f"touch '{marker}'"}
    index = {"index.js": f"export {{ Mistral }} from {json.dumps(REAL.as_uri())};\n"}
    registry.tarball("@mistralai/mistralai", "9.9.9", OLD, index, scripts=script, main="./index.js")
    registry.tarball("@mistralai/mistralai", "9.9.10", YOUNG, {"index.js": ""}, scripts=script)
    return registry


@pytest.fixture
def few(tmp_path: Path, environments: Path) -> Checkout:
    """A checkout with four programs, all proven, and the TypeScript SDK alone."""
    read = catalog.read(ROOT / "docs" / "playbooks")
    chosen = [one for one in programs.find(ROOT, read, ["invalid-parameter", "unauthorized"]) if one.file in FILES]
    for program in chosen:
        file = tmp_path / "checkout" / program.file
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / program.file, file)
    manifest = {"dependencies": {"@mistralai/mistralai": "2.7.0"}}
    (tmp_path / "checkout" / "snippets" / "package.json").write_text(json.dumps(manifest))
    rows = [
        Result(
            **{key: getattr(program, key) for key in ("slug", "cause", "file", "role", "sha256", "language")},
            **{"sdk": program.sdk, "version": "3.7.0" if program.language == "python" else "2.7.0"},
            **{"runtime": "any", "outcome": "passed", "output": "It worked.", "exit": 0, "fault": None},
            **{"basis": "recorded", "date": "2026-11-23", "reasons": (), "routes": (), "keeps_failing": None},
            mock="0" * 16,
        )
        for program in chosen
    ]
    return Checkout(tmp_path / "checkout", read, chosen, rows)


def test_a_release_that_breaks_a_program_is_named_with_the_difference(
    filled: Registry, few: Checkout, tmp_path: Path, marker: Path
):
    said: list[str] = []
    seen = trial.run(few, env=filled.environment(tmp_path), now=NOW, log=said.append)
    assert {(target.release, target.proven, target.newer) for target in seen.targets} == {
        (Release("mistralai", "9.9.9", "2026-11-20"), "3.7.0", True),
        (Release("@mistralai/mistralai", "9.9.9", "2026-11-20"), "2.7.0", True),
    }
    assert said[1:] == ["installing mistralai 9.9.9", "installing @mistralai/mistralai 9.9.9", "running 4 programs"]
    assert not marker.exists()  # nothing of a release ran while it was installed, and no young one was
    assert seen.problems == {}
    assert not seen.passed

    assert {row.file: row.outcome for row in seen.rows} == {
        "snippets/invalid-parameter/fixed.py": "passed",
        "snippets/invalid-parameter/fixed.ts": "passed",
        "snippets/unauthorized/fixed-no-key.py": "failed",
        "snippets/unauthorized/fixed-no-key.ts": "failed",
    }
    python, typescript = sorted(seen.broken, key=lambda one: one.row.file)
    assert (python.row.version, python.before) == ("9.9.9", "3.7.0")
    assert "-It worked." in python.difference
    assert any("+ImportError: cannot import name 'MistralError'" in line for line in python.difference)
    assert (typescript.row.version, typescript.before) == ("9.9.9", "2.7.0")
    assert any("models/errors" in line for line in typescript.difference)
    assert {one.row.file for one in seen.changed} == {file for file in FILES if "invalid-parameter" in file}

    text = report.text(seen)
    assert "broken  snippets/unauthorized/fixed-no-key.py (mistralai 9.9.9, proven on 3.7.0)" in text
    assert "mistralai 9.9.9, released 2026-11-20 (proven: 3.7.0)" in text
    assert text.endswith("2 passed, 2 broken, 0 not tried.")
    data = json.loads(report.dumps(seen))
    assert data["passed"] is False
    assert [one["file"] for one in data["broken"]] == [one.row.file for one in seen.broken]
    assert data["newest"][0].keys() == {"language", "package", "version", "released", "proven", "newer"}

    assert list((few.root / ".cache" / "newest").iterdir()) == []  # thrown away
    assert not (few.root / "docs").exists()  # and nothing else was written
    assert not (few.root / "snippets" / "node_modules").exists()


def test_where_nothing_is_newer_nothing_is_installed(registry: Registry, few: Checkout, tmp_path: Path):
    registry.wheel("mistralai", "3.7.0", OLD, {})
    registry.wheel("mistralai", "3.7.1", YOUNG, {})
    registry.tarball("@mistralai/mistralai", "2.7.0", OLD, {})
    seen = trial.run(few, env=registry.environment(tmp_path), now=NOW)
    assert seen.passed
    assert seen.rows == []
    assert [target.newer for target in seen.targets] == [False, False]
    assert "mistralai 3.7.0: no newer release that is at least 72 hours old" in report.text(seen)
    assert not [path for path in registry.asked if "files" in path]


def test_a_release_that_its_authors_took_back_is_not_taken(registry: Registry, few: Checkout, tmp_path: Path):
    registry.wheel("mistralai", "3.7.0", OLD, {})
    registry.wheel("mistralai", "3.8.0", OLD, {})
    for file in registry._python["mistralai"]:
        file["yanked"] = "it loses requests" if "3.8.0" in file["filename"] else False
    for version in ("2.7.0", "2.8.0", "2.9.0"):
        registry.tarball("@mistralai/mistralai", version, OLD, {"index.js": ""})
    for version in ("2.8.0", "2.9.0"):
        registry._npm["@mistralai/mistralai"]["versions"][version]["deprecated"] = "it loses requests"
    seen = trial.run(few, env=registry.environment(tmp_path), now=NOW)
    assert [(target.release.version, target.newer) for target in seen.targets] == [("3.7.0", False), ("2.7.0", False)]
    assert seen.passed


def test_a_package_whose_programs_stay_on_a_major_is_tried_with_its_releases_only(
    registry: Registry, few: Checkout, tmp_path: Path
):
    (few.root / "snippets" / "package.json").write_text('{"dependencies": {"openai": "6.49.0"}}', encoding="utf-8")
    for version in ("6.49.0", "6.50.0", "7.59.0"):
        registry.tarball("openai", version, OLD, {"index.js": ""})
    env = registry.environment(tmp_path)
    typescript = [program for program in few.programs if program.language == "typescript"]
    (openai,) = targets.targets(
        replace(few, programs=typescript), Pip(tmp_path, env, NOW), Npm(env, NOW), tmp_path, NOW, {}
    )
    # It is not the newest of all, so it is not recorded: that name is the Python package's.
    assert (openai.release.version, openai.newer, openai.overall) == ("6.50.0", True, False)


@pytest.mark.parametrize("time", ["yesterday", "2026-11-01T22:00:00", "", None, 7])
def test_a_release_of_no_known_time_is_not_taken(registry: Registry, tmp_path: Path, time: object):
    registry.tarball("@mistralai/mistralai", "2.7.0", OLD, {})
    registry.tarball("@mistralai/mistralai", "2.8.0", OLD, {})
    registry._npm["@mistralai/mistralai"]["time"]["2.8.0"] = time
    assert list(Npm(registry.environment(tmp_path), NOW).offered("@mistralai/mistralai", tmp_path)) == ["2.7.0"]


def test_where_no_release_may_be_taken_that_is_said(registry: Registry, few: Checkout, tmp_path: Path):
    registry.wheel("mistralai", "2.4.6", OLD, {})
    registry.tarball("@mistralai/mistralai", "2.8.0-rc.1", OLD, {})
    registry.tarball("@mistralai/mistralai", "2.8.0", YOUNG, {})
    seen = trial.run(few, env=registry.environment(tmp_path), now=NOW)
    assert set(seen.problems) == {"mistralai", "@mistralai/mistralai"}
    assert "no allowed release: final, at least 72 hours old, and not compromised" in report.text(seen)
    assert not seen.passed
    assert not [path for path in registry.asked if "files" in path]


def test_a_page_of_a_gateway_is_no_registry(registry: Registry, few: Checkout, tmp_path: Path):
    registry._answer = lambda _path: ("text/html", b"<html><title>502 Bad Gateway</title></html>")  # type: ignore[method-assign]
    seen = trial.run(few, env=registry.environment(tmp_path), now=NOW)
    assert set(seen.problems) == {"mistralai", "@mistralai/mistralai"}
    assert "pip index versions mistralai" in seen.problems["mistralai"]
    assert "is not valid JSON" in seen.problems["@mistralai/mistralai"]
    assert not seen.passed


def test_a_registry_out_of_reach_is_named_and_the_rest_goes_on(registry: Registry, few: Checkout, tmp_path: Path):
    registry.wheel("mistralai", "9.9.9", OLD, {"mistralai/__init__.py": BREAKS})
    env = registry.environment(tmp_path) | {"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/"}
    seen = trial.run(few, env=env, now=NOW)
    assert list(seen.problems) == ["@mistralai/mistralai"]
    assert "npm view @mistralai/mistralai" in seen.problems["@mistralai/mistralai"]
    assert "ECONNREFUSED" in seen.problems["@mistralai/mistralai"]
    assert {row.language for row in seen.rows} == {"python"}
    assert not seen.passed
    assert "not tried  @mistralai/mistralai: " in report.text(seen)

    seen = trial.run(few, env=env | {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}, now=NOW)
    assert set(seen.problems) == {"mistralai", "@mistralai/mistralai"}
    assert seen.rows == []
    assert not seen.passed


def test_a_release_that_cannot_be_installed_is_named_and_the_rest_goes_on(
    registry: Registry, few: Checkout, tmp_path: Path
):
    registry.wheel("mistralai", "9.9.9", OLD, {})
    registry._files.clear()
    registry.tarball("@mistralai/mistralai", "2.7.0", OLD, {})
    seen = trial.run(few, env=registry.environment(tmp_path), now=NOW)
    assert "pip install mistralai==9.9.9" in seen.problems["mistralai"]
    assert not seen.passed


def test_no_young_release_comes_in_as_a_dependency(registry: Registry, tmp_path: Path):
    registry.tarball("inner", "1.0.0", OLD, {})
    registry.tarball("inner", "1.1.0", YOUNG, {})
    registry.tarball("outer", "1.0.0", OLD, {}, dependencies={"inner": "^1.0.0"})
    Npm(registry.environment(tmp_path), NOW).install(tmp_path, {"outer": "1.0.0"})
    lock = json.loads((tmp_path / "package-lock.json").read_text())["packages"]
    assert lock["node_modules/inner"]["version"] == "1.0.0"


def test_a_compromised_release_as_a_dependency_is_refused_before_it_is_fetched(registry: Registry, tmp_path: Path):
    registry.tarball("@mistralai/mistralai", "2.2.3", OLD, {})
    registry.tarball("outer", "1.0.0", OLD, {}, dependencies={"@mistralai/mistralai": "^2.2.0"})
    with pytest.raises(ToolNotFoundError, match=r"@mistralai/mistralai 2\.2\.3 is a compromised release"):
        Npm(registry.environment(tmp_path), NOW).install(tmp_path, {"outer": "1.0.0"})
    assert not (tmp_path / "node_modules").exists()
    registry.wheel("mistralai", "2.4.6", OLD, {})
    with pytest.raises(RegistryError, match=r"pip install mistralai>=2"):
        Pip(tmp_path, registry.environment(tmp_path), NOW).install(tmp_path / "home", ["mistralai>=2"])
    assert not [path for path in registry.asked if "files" in path]


def test_a_pip_that_is_too_old_is_replaced_by_one_of_the_watchs_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(registries.versions, "installed", lambda name: "23.2.1")
    command = Pip(tmp_path, MACHINE, NOW)._command
    assert Path(command[0]).is_relative_to(tmp_path)
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.startswith(f"pip {registries.PIP} ")


def test_what_programs_import_beside_their_client_is_installed_with_it(tmp_path: Path):
    text = "import json\nimport langchain_core.tools\nfrom langchain_mistralai import ChatMistralAI\nimport unlisted"
    listed = tmp_path / environments.requirements_file("langchain-mistralai")
    listed.parent.mkdir()
    listed.write_text("anyio==1.0\nlangchain-core==1.0\nlangchain-mistralai==1.1.6\n")
    program = programs.Program("a", "a", "fixed", "python", "snippets/a/fixed.langchain.py", text)
    assert trial._imported([program], tmp_path, "langchain-mistralai") == {"langchain-core"}


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_keeps_the_releases_and_says_in_its_status_that_a_program_broke(
    filled: Registry, few: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (few.root / "docs").mkdir()
    run = trial.run
    monkeypatch.setattr(trial, "run", lambda checkout, **how: run(checkout, **{**how, "now": NOW}))
    monkeypatch.setattr(repository, "root", lambda: few.root)
    monkeypatch.setattr(repository, "read", lambda *_: few)
    for name, value in filled.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(cli.main, ["verify", "--newest", "--json"])
    assert done.exit_code == 1, done.output
    assert len(json.loads(done.stdout)["broken"]) == 2
    assert "2 passed, 2 broken, 0 not tried." in done.stderr
    assert releases.load(few.root / "docs" / "releases.json") == {"@mistralai/mistralai": "9.9.9", "mistralai": "9.9.9"}


def test_the_command_succeeds_where_nothing_broke(few: Checkout, monkeypatch: pytest.MonkeyPatch):
    (few.root / "docs").mkdir()
    soon = Retirement("m-latest", "m-1", "2026-12-24", "n-1", False, ("snippets/a/fixed.py", "snippets/b/fixed.ts"))
    gone = Retirement("old-1", "old-1", "2026-11-01", None, True, ("snippets/a/fixed.sh",))
    late = Due("models.json", "2026-12-01", "m-1 was to be retired. Write what it answers now, with the day")
    told = trial.Trial(NOW.date(), retirements=[gone, soon], due=[late])
    told.targets = [trial.Target("python", Release("mistralai", "2.10.2", None), "2.10.1", major=2)]
    monkeypatch.setattr(trial, "run", lambda *_, **how: told)
    monkeypatch.setattr(repository, "root", lambda: few.root)
    monkeypatch.setattr(repository, "read", lambda *_: few)
    done = CliRunner().invoke(cli.main, ["verify", "--newest"])
    assert done.exit_code == 1  # a fix names a model that is gone
    told.retirements = [soon]
    assert CliRunner().invoke(cli.main, ["verify", "--newest"]).exit_code == 0
    assert done.stdout.splitlines() == [
        "mistralai 2.10.2 (proven: 2.10.1)",
        "old-1 was retired on 2026-11-01: snippets/a/fixed.sh",
        "m-latest (m-1) will be retired on 2026-12-24; use n-1 instead: snippets/a/fixed.py, snippets/b/fixed.ts",
        "due  models.json (2026-12-01): m-1 was to be retired. Write what it answers now, with the day.",
        "0 passed, 0 broken, 0 not tried.",
    ]
    assert releases.load(few.root / "docs" / "releases.json") == {}  # an older major's newest is not the newest


def test_a_disk_that_refuses_is_one_message(few: Checkout, monkeypatch: pytest.MonkeyPatch):
    (few.root / ".cache").write_text("a file in the way")
    monkeypatch.setattr(repository, "root", lambda: few.root)
    monkeypatch.setattr(repository, "read", lambda *_: few)
    done = CliRunner().invoke(cli.main, ["verify", "--newest"])
    assert done.exit_code == 2
    assert ".cache/newest cannot be used" in done.stderr
    assert "Traceback" not in done.output


def test_a_full_disk_names_one_file_and_not_all(few: Checkout, monkeypatch: pytest.MonkeyPatch):
    def full(source: object, target: object, **_: object) -> None:
        why = "[Errno 28] No space left on device: 'fixed.py'"
        raise shutil.Error([(f"{source}/{number}", f"{target}/{number}", why) for number in range(200)])

    monkeypatch.setattr(shutil, "copytree", full)
    monkeypatch.setattr(repository, "root", lambda: few.root)
    monkeypatch.setattr(repository, "read", lambda *_: few)
    done = CliRunner().invoke(cli.main, ["verify", "--newest"])
    assert done.exit_code == 2
    assert ".cache/newest cannot be used: [Errno 28] No space left on device: 'fixed.py'. Check the free" in done.stderr
    assert len(done.stderr) < 300


@pytest.mark.parametrize("option", ["--all", "--update", "--sdk=1", "--live"])
def test_options_that_mean_nothing_beside_it_are_refused(option: str):
    done = CliRunner().invoke(cli.main, ["verify", "--newest", option])
    assert done.exit_code == 2
    assert "can be combined only with" in done.stderr
