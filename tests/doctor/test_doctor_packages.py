"""Installed and locked SDKs: what is found, what is compromised, and that nothing is started to find it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mistral_playbooks.content.clients import table
from mistral_playbooks.doctor import packages

BAD = sorted((name, version) for name, versions in table().compromised.items() for version in versions)
PYTHON = {one.package for one in table() if one.language == "python"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine whose only environments are those that a test makes."""
    monkeypatch.setattr(packages.sys, "prefix", str(tmp_path / "no-prefix"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def install(prefix: Path, package: str, version: str, site: str = "lib/python3.12/site-packages") -> None:
    folder = prefix / site / f"{package.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")


def found(folder: Path, **env: str) -> set[tuple[str, str, str]]:
    return {(one.package, one.version, one.place) for one in packages.find({"PATH": "", **env}, folder)}


def project(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_every_environment_of_the_reader(tmp_path: Path) -> None:
    folder = project(tmp_path / "home" / "app")
    install(folder / ".venv", "mistralai", "3.7.0")
    install(tmp_path / "home" / "active", "mistralai", "1.12.4", "Lib/site-packages")
    install(tmp_path / "conda", "langchain-mistralai", "1.1.6")
    install(tmp_path / "path", "openai", "3.54.0", "lib/python3/dist-packages")
    install(tmp_path / "path", "requests", "2.0.0")
    program = tmp_path / "path" / "bin" / "python3"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\ntouch started\n")
    program.chmod(0o755)
    assert found(
        folder,
        VIRTUAL_ENV=str(tmp_path / "home" / "active"),
        CONDA_PREFIX=str(tmp_path / "conda"),
        PATH=str(program.parent),
    ) == {
        ("mistralai", "3.7.0", ".venv"),
        ("mistralai", "1.12.4", "~/active"),
        ("langchain-mistralai", "1.1.6", (tmp_path / "conda").as_posix()),
        ("openai", "3.54.0", (tmp_path / "path").as_posix()),
    }
    assert not (folder / "started").exists()


def test_node_modules_of_a_folder_above(tmp_path: Path) -> None:
    home = project(tmp_path / "app", **{"package.json": "{}"})
    for package, text in (
        ("@mistralai/mistralai", '{"version": "2.7.0"}'),
        ("openai", "no JSON"),
        ("axios", '{"version": 1}'),
        ("@ai-sdk/mistral", "[]"),
    ):
        project(home / "node_modules" / package, **{"package.json": text})
    assert found(project(home / "src" / "deep")) == {
        ("@mistralai/mistralai", "2.7.0", (home / "node_modules").as_posix())
    }


@pytest.mark.parametrize(("package", "version"), BAD)
def test_a_compromised_release_fails(package: str, version: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "app", **{"package.json": "{}"})
    if package in PYTHON:
        install(folder / ".venv", package, version)
    else:
        project(folder / "node_modules" / package, **{"package.json": json.dumps({"version": version})})
    line = packages.examine({"PATH": ""}, folder)
    assert (line.state, line.playbook) == ("failed", "compromised-release")
    assert f"{package} {version}" in line.reason
    assert line.data[0]["compromised"] is True


LOCKS = {
    "package-lock.json": '{{"packages": {{"node_modules/{0}": {{\n      "version": "{1}",\n}}}}}}',
    "npm-shrinkwrap.json": '{{"dependencies": {{"{0}": {{\n      "version": "{1}"}}}}}}',
    "pnpm-lock.yaml": "packages:\n\n  '{0}@{1}':\n    resolution: {{}}\n",
    "yarn.lock": '"{0}@^2.0.0", "{0}@^2.2.0":\n  version "{1}"\n  resolved "https://x"\n',
    "bun.lock": '{{"packages": {{"{0}": ["{0}@{1}", "", {{}}]}}}}',
}
PYTHON_LOCKS = {
    "uv.lock": '[[package]]\nname = "{0}"\nversion = "{1}"\n',
    "poetry.lock": '[[package]]\nname = "{0}"\nversion = "{1}"\ndescription = ""\n',
    "pdm.lock": '[[package]]\nname = "{0}"\nversion = "{1}"\n',
    "pylock.toml": '[[packages]]\nname = "{0}"\nversion = "{1}"\n',
    "Pipfile.lock": '{{"default": {{"{0}": {{\n  "hashes": [\n "sha256:0"\n ],\n "version": "=={1}"}}}}}}',
    "requirements.txt": "httpx==0.28.1\n{0}[agents] == {1} ; python_version > '3'\n",
    "requirements-dev.txt": "{0}=={1} \\\n    --hash=sha256:0\n",
}


@pytest.mark.parametrize("name", [*LOCKS, *PYTHON_LOCKS])
def test_a_lock_file_that_pins_a_compromised_release(name: str, tmp_path: Path) -> None:
    form = LOCKS.get(name) or PYTHON_LOCKS[name]
    package, bad, good = (
        ("mistralai", "2.4.6", "2.4.7") if name in PYTHON_LOCKS else ("@mistralai/mistralai", "2.2.3", "2.2.30")
    )
    folder = project(tmp_path / "app", **{"package.json": "{}", name: form.format(package, good)})
    assert found(folder) == set()
    (folder / name).write_text(form.format(package, bad))
    assert found(folder) == {(package, bad, name)}
    (folder / name).write_text(form.format(f"not-{package}", bad))
    assert found(folder) == set()


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    folder = project(tmp_path / "app", **{"package.json": "{}"})
    (folder / "uv.lock").mkdir()
    os.symlink("nowhere", folder / "yarn.lock")
    (folder / "package-lock.json").write_bytes(b"\xff\xfe@mistralai/mistralai")
    site = folder / ".venv" / "lib" / "python3.12" / "site-packages"
    (site / "mistralai-9.dist-info").mkdir(parents=True)  # what an interrupted installation leaves
    assert found(folder) == set()
    line = packages.examine({"PATH": ""}, folder)
    assert line.state == "unknown"


def test_a_big_lock_file_is_read_in_linear_time(tmp_path: Path) -> None:
    """Much of what looks like the beginning of each form; a bound only for a pattern that explodes."""
    text = '@mistralai/mistralai@"@mistralai/mistralai": { "@mistralai/mistralai@^2: 2.2.3\n' * 20_000
    folder = project(tmp_path / "app", **{"package.json": "{}", "yarn.lock": text, "package-lock.json": text})
    assert found(folder) == set()
