"""The programs of `compromised-release` find a malicious release in each kind of lock file, and no other release."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.machine import ROOT
from mistral_playbooks.verify.runners import node

PROGRAMS = ROOT / "snippets/compromised-release"
PYTHON = {
    "requirements.txt": 'httpx==0.28.1\nmistralai==2.4.6 ; python_version >= "3.10" \\\n    --hash=sha256:00\n',
    "uv.lock": '[[package]]\nname = "mistralai"\nversion = "2.4.6"\n'
    'source = { registry = "https://registry.example/simple" }\n'
    'wheels = [\n    { url = "https://registry.example/packages/0a/mistralai-2.4.6-py3-none-any.whl" },\n]\n',
    "poetry.lock": '[[package]]\nname = "mistralai"\nversion = "2.4.6"\ndescription = "Python Client SDK"\nfiles = [\n'
    '    {file = "mistralai-2.4.6-py3-none-any.whl", hash = "sha256:00"},\n]\n',
    "pdm.lock": '[[package]]\nname = "mistralai"\nversion = "2.4.6"\nrequires_python = ">=3.10"\n',
    "pylock.toml": '[[packages]]\nname = "mistralai"\nversion = "2.4.6"\n',
    "pyproject.toml": '[tool.poetry.dependencies]\nmistralai = "2.4.6"\n',
    "requirements-dev.txt": "httpx==0.28.1\nmistralai[agents] == 2.4.6\n",
    "Pipfile.lock": '{"default": {"mistralai": {\n "hashes": [\n  "sha256:00"\n ],\n "version": "==2.4.6"\n}}}\n',
}
NPM = {
    "package-lock.json": '{"packages": {\n "node_modules/@mistralai/mistralai": {\n  "version": "2.2.3",\n  '
    '"resolved": "https://registry.example/@mistralai/mistralai/-/mistralai-2.2.3.tgz"\n }\n}}\n',
    "pnpm-lock.yaml": "importers:\n  .:\n    dependencies:\n      '@mistralai/mistralai':\n        specifier: ^2.2.0\n"
    "        version: 2.2.3\npackages:\n  '@mistralai/mistralai@2.2.3':\n    resolution: {integrity: sha512-00}\n",
    "yarn.lock": '"@mistralai/mistralai@^2.2.0":\n  version "2.2.3"\n  resolved '
    '"https://registry.yarnpkg.com/@mistralai/mistralai/-/mistralai-2.2.3.tgz#00"\n',
}
OTHER_NPM = {
    "package.json": '{"dependencies": {"@mistralai/mistralai": "2.2.3"}}\n',
    "package-lock.json": '{"packages": {\n "node_modules/sdk": {\n  "name": "@mistralai/mistralai",\n  '
    '"version": "2.2.3",\n  '
    '"resolved": "https://registry.example/@mistralai/mistralai/-/mistralai-2.2.3.tgz"\n }\n}}\n',
    "yarn.lock": '"@mistralai/mistralai@npm:^2.2.0":\n  version: 2.2.3\n'
    '  resolution: "@mistralai/mistralai@npm:2.2.3"\n',
    "bun.lock": '{"packages": {"@mistralai/mistralai": ["@mistralai/mistralai@2.2.3", "", {}, "sha512-00"]}}\n',
    "node_modules/.package-lock.json": NPM["package-lock.json"],
}
PYTHON_PINS = [
    ("requirements.txt", "MistralAI==2.4.6"),
    ("requirements.txt", "mistralai === 2.4.6"),
    ("requirements.txt", "mistralai==2.4.6.*"),
    ("requirements.txt", "mistralai (==2.4.6)"),
    ("requirements.txt", "mistralai @ https://registry.example/0a/mistralai-2.4.6-py3-none-any.whl"),
    ("requirements/dev.txt", "mistralai==2.4.6"),
    ("pyproject.toml", 'mistralai = { version = "2.4.6", extras = ["agents"] }'),
    ("pyproject.toml", 'mistralai = { extras = ["agents"], version = "==2.4.6" }'),
    ("pyproject.toml", 'dependencies = ["mistralai (==2.4.6)"]'),
    ("pyproject.toml", '[tool.poetry.dependencies.mistralai]\nversion = "2.4.6"\n'),
    ("Pipfile", 'mistralai = {version = "==2.4.6", extras = ["agents"]}'),
    ("Pipfile.lock", '{"default":{"mistralai":{"hashes":["sha256:00"],"version":"==2.4.6"}}}'),
    ("environment.yml", "  - mistralai==2.4.6"),
    ("environment-dev.yaml", "  - mistralai=2.4.6=pyhd8ed1ab_0"),
    ("conda-lock.yml", "- name: mistralai\n  version: 2.4.6\n"),
    ("pixi.lock", "- pypi: https://registry.example/0a/mistralai-2.4.6-py3-none-any.whl"),
    ("setup.py", 'setup(install_requires=["mistralai[agents]==2.4.6"])'),
    ("Dockerfile", "RUN pip install mistralai==2.4.6"),
]
NPM_PINS = [
    ("package.json", '{"dependencies":{"@mistralai/mistralai":"2.2.3"}}'),
    ("package.json", '{"dependencies":{"@mistralai/mistralai": "v2.2.3"}}'),
    ("package.json", '{"dependencies":{"@mistralai/mistralai": "=2.2.3"}}'),
    ("package.json", '{"dependencies":{"sdk": "npm:@mistralai/mistralai@2.2.3"}}'),
    ("package.json", '{"dependencies":{"@mistralai/mistralai-azure":"1.7.2"}}'),
    ("package-lock.json", '{"packages":{"node_modules/@mistralai/mistralai":{"version":"2.2.3"}}}'),
    ("npm-shrinkwrap.json", '{"packages": {\n "node_modules/@mistralai/mistralai": {\n  "version": "2.2.3"}}}'),
    ("pnpm-lock.yaml", "  /@mistralai/mistralai/2.2.3_zod@3.25.0:\n"),
    ("pnpm-workspace.yaml", "catalog:\n  '@mistralai/mistralai': 2.2.3\n"),
    ("yarn.lock", '"@mistralai/mistralai@>=2.0.0 <3.0.0":\n  version "2.2.3"\n'),
    ("yarn.lock", '  resolved "https://registry.example/@mistralai%2fmistralai/-/mistralai-2.2.3.tgz#00"\n'),
]
PYTHON_OTHERS = [
    ("requirements.txt", "mistralai==2.4.61\nmistralai>=2.4.6\nmistralai!=2.4.6\nmistralai~=2.4.6\nmistralai<=2.4.6"),
    ("requirements.txt", "my-mistralai==2.4.6\nmy_mistralai==2.4.6\nmistralai-azure==2.4.6\nmistralai==12.4.6"),
    ("requirements.txt", "mistralai==2.4.6rc1\nmistralai==2.4.6.post1\nmistralai[agents]\nnumpy==2.4.6"),
    ("pyproject.toml", 'mistralai = {version = "^2.4.6"}\nnumpy = {version = "2.4.6"}'),
]
NPM_OTHERS = [
    ("package.json", '{"dependencies":{"@mistralai/mistralai":"^2.2.3","zod":"2.2.3"}}'),
    ("package.json", '{"dependencies":{"@mistralai/mistralai":"2.2.3-beta.1","@langchain/mistralai":"2.2.3"}}'),
    ("package-lock.json", '{"node_modules/@mistralai/mistralai":{"version":"2.2.5"},"x":{"version":"2.2.3"}}'),
    ("package-lock.json", '"resolved": "https://registry.example/@mistralai/mistralai/-/mistralai-2.4.6.tgz"'),
    ("pnpm-lock.yaml", "'@mistralai/mistralai@2.2.5':\n  dependencies:\n    zod: 2.2.3\n"),
    ("yarn.lock", '"@mistralai/mistralai@^2.2.3":\n  version "2.7.0"\n'),
]
COMMANDS = {"py": [sys.executable], "ts": [node.executable()], "sh": ["sh"]}
HERE = {name: text for name, text in OTHER_NPM.items() if "/" not in name}
READ = {"py": [{**PYTHON, **NPM}, HERE], "ts": [NPM, OTHER_NPM], "sh": [{**PYTHON, **NPM}, HERE]}
PINS = [(kind, *pin) for kind in READ for pin in ([] if kind == "ts" else PYTHON_PINS) + NPM_PINS]
OTHERS = [(kind, *pin) for kind in READ for pin in ([] if kind == "ts" else PYTHON_OTHERS) + NPM_OTHERS]
CASES = [(kind, files) for kind, groups in READ.items() for files in groups]


def run(kind: str, folder: Path, files: dict[str, str]) -> tuple[int, list[str]]:
    """Returns the exit status of a program in a folder with these files, and those that it names."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    command = [*COMMANDS[kind], str(PROGRAMS / f"tell.{kind}")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.stderr
    return done.returncode, re.findall(r"^MALICIOUS RELEASE in ([^\s:]+)", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(("kind", "files"), CASES)
def test_a_malicious_release_is_found(kind: str, files: dict[str, str], tmp_path: Path) -> None:
    status, named = run(kind, tmp_path, files)
    assert (status, sorted(named)) == (1, sorted(files))


@pytest.mark.parametrize(("kind", "name", "text"), PINS)
def test_each_way_to_pin_a_malicious_release_is_found(kind: str, name: str, text: str, tmp_path: Path) -> None:
    assert run(kind, tmp_path, {name: text}) == (1, [name])


@pytest.mark.parametrize(("kind", "name", "text"), OTHERS)
def test_what_pins_no_malicious_release_is_not_taken_for_it(kind: str, name: str, text: str, tmp_path: Path) -> None:
    assert run(kind, tmp_path, {name: text}) == (0, [])


@pytest.mark.parametrize(("kind", "files"), CASES)
def test_another_version_or_package_is_not_taken_for_it(kind: str, files: dict[str, str], tmp_path: Path) -> None:
    for number, (python, npm) in enumerate((("2.4.60", "2.2.30"), ("2.4.5", "2.2.5"))):
        others = {name: text.replace("2.4.6", python).replace("2.2.3", npm) for name, text in files.items()}
        (folder := tmp_path / str(number)).mkdir()
        assert run(kind, folder, others) == (0, [])
    others = {
        name: text.replace("@mistralai/mistralai", "@langchain/mistralai").replace('"mistralai"', '"x-mistralai"')
        .replace("\nmistralai", "\nx-mistralai").replace("mistralai-2.4.6", "x_mistralai-2.4.6")
        for name, text in files.items()
    }  # fmt: skip
    assert run(kind, tmp_path, others) == (0, [])


@pytest.mark.parametrize("kind", COMMANDS)
def test_without_a_lock_file_nothing_is_found(kind: str, tmp_path: Path) -> None:
    assert run(kind, tmp_path, {"README.md": "mistralai==2.4.6"}) == (0, [])


@pytest.mark.parametrize("kind", COMMANDS)
def test_the_files_that_were_read_are_named(kind: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMANDS[kind], str(PROGRAMS / f"tell.{kind}")], cwd=tmp_path, capture_output=True, check=False
    )
    assert b"Read: no" in done.stdout
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    done = subprocess.run(
        [*COMMANDS[kind], str(PROGRAMS / f"tell.{kind}")], cwd=tmp_path, capture_output=True, check=False
    )
    assert b"Read: package-lock.json" in done.stdout


@pytest.mark.parametrize("kind", ["py", "sh"])
def test_a_list_that_powershell_wrote_is_read(kind: str, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("httpx==0.28.1\nmistralai==2.4.6\n", encoding="utf-16")
    assert run(kind, tmp_path, {}) == (1, ["requirements.txt"])
