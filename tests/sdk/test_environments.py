"""The environments of older SDKs: exact, made once, never from a compromised release, and clear where they fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from helpers.machine import MACHINE, ROOT
from mistral_playbooks.content.clients import table
from mistral_playbooks.sdk import environments
from mistral_playbooks.sdk.environments import SdkError
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify.runners import node

FREEZE = "import importlib.metadata as m; print(*sorted({f'{d.name}=={d.version}' for d in m.distributions()}))"


@pytest.fixture
def fake(tmp_path, monkeypatch) -> Path:
    """A checkout with the real lists, whose environments are made by `make` below, in no time."""
    (tmp_path / "snippets").mkdir()
    for name in ("constraints.txt", "snippets/python-1.txt", "snippets/python-2.txt", "snippets/package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def fill(environment: environments._Environment) -> None:
    """Makes an environment that looks complete."""
    environment.interpreter.parent.mkdir(parents=True)
    environment.interpreter.write_text("#!/bin/sh\n")
    environment._stamp.write_text(environment._key)


@pytest.mark.usefixtures("environments")
@pytest.mark.parametrize("major", [1, 2])
def test_an_older_major_has_an_environment_with_exactly_its_list(major):
    path = environments.interpreter(major, ROOT, MACHINE)
    assert path.is_relative_to(ROOT / ".cache" / "sdks")
    listed = re.findall(r"^\w\S+$", (ROOT / f"snippets/python-{major}.txt").read_text(), re.MULTILINE)
    done = subprocess.run([path, "-c", FREEZE], capture_output=True, text=True, check=True, timeout=300)
    installed = [one for one in done.stdout.split() if not re.match(r"(pip|setuptools|wheel)==", one)]
    assert sorted(map(plain, installed)) == sorted(map(plain, listed))
    assert f"mistralai=={environments.pinned_version(major, ROOT)}" in installed
    code = "from mistralai import Mistral" if major == 1 else "from mistralai.client import Mistral"
    subprocess.run([path, "-W", "error::ImportWarning", "-c", code], check=True, timeout=300)
    assert environments.interpreter(major, ROOT, {}) == path  # found again, without a package manager


@pytest.mark.usefixtures("environments")
@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("openai", "import openai"),
        ("langchain-mistralai", "import langchain_mistralai"),
        ("litellm", "import litellm"),
        ("pydantic-ai-slim", "import pydantic_ai.models.mistral"),
        ("llama-index-llms-mistralai", "import llama_index.llms.mistralai"),
        ("aiohttp", "import aiohttp"),
    ],
)
def test_another_client_has_an_environment_with_exactly_its_list(package: str, code: str):
    path = environments.interpreter(package, ROOT, MACHINE)
    assert environments.is_ready(package, ROOT)
    listed = re.findall(r"^\w\S+$", (ROOT / environments.requirements_file(package)).read_text(), re.MULTILINE)
    done = subprocess.run([path, "-c", FREEZE], capture_output=True, text=True, check=True, timeout=300)
    installed = [one for one in done.stdout.split() if not re.match(r"(pip|setuptools|wheel)==", one)]
    assert sorted(map(plain, installed)) == sorted(map(plain, listed))
    assert f"{package}=={environments.pinned_version(package, ROOT)}" in installed
    # Nothing is printed and nothing fetched at import: a proxy that is not there would be an error.
    env = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    env |= table().get("python", package).variables
    alone = subprocess.run([path, "-c", code], env=env, capture_output=True, text=True, check=False, timeout=300)
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, "", "")


def plain(requirement: str) -> str:
    return requirement.lower().replace("_", "-")


def test_the_current_major_is_this_interpreter():
    assert environments.interpreter(3, ROOT) == Path(sys.executable)
    assert environments.pinned_version(3, ROOT) == "3.7.0"


def test_the_current_major_gets_an_environment_where_this_interpreter_has_another(fake, monkeypatch):
    made: list[environments._Environment] = []
    monkeypatch.setattr(environments.versions, "installed", lambda package: "3.6.0")
    monkeypatch.setattr(environments._Environment, "make", lambda self, env: (made.append(self), fill(self)))
    path = environments.interpreter(3, fake)
    assert path.is_relative_to(fake)
    ((*_, install, _),) = list(made[0]._ways({"PATH": ""}))
    assert install[-3:] == ("mistralai==3.7.0", "-c", str(fake / "constraints.txt"))


@pytest.mark.parametrize(
    ("package", "release"),
    [
        ("mistralai", "2.4.6"),
        ("@mistralai/mistralai", "2.2.2"),
        ("@mistralai/mistralai", "2.2.3"),
        ("@mistralai/mistralai", "2.2.4"),
    ],
)
def test_compromised_releases_are_refused_by_name(package, release):
    with pytest.raises(SdkError, match=rf"{package} {re.escape(release)} is a compromised release"):
        environments.refuse_compromised(package, release)
    environments.refuse_compromised(package, "2.10.1")


def test_a_list_with_a_compromised_release_installs_nothing(fake, monkeypatch):
    monkeypatch.setattr(environments._Environment, "make", lambda *_: pytest.fail("installed"))
    listed = fake / "snippets/python-2.txt"
    listed.write_text(re.sub(r"(?m)^mistralai==.*$", "mistralai==2.4.6", listed.read_text()))
    with pytest.raises(SdkError, match=r"mistralai 2\.4\.6 is a compromised release"):
        environments.interpreter(2, fake)
    lock = json.loads((fake / "snippets/package-lock.json").read_text())
    lock["packages"]["node_modules/@mistralai/mistralai"]["version"] = "2.2.3"
    (fake / "snippets/package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(ToolNotFoundError, match=r"@mistralai/mistralai 2\.2\.3 is a compromised release"):
        node.install(fake / "snippets")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, r"snippets/python-2\.txt cannot be read: .*\. Restore it from the repository\."),
        ("anyio==4.16.0\n", r"snippets/python-2\.txt does not pin mistralai\. Add the line `mistralai==VERSION`"),
        ("mistralai==1.12.4\n", r"pins mistralai 1\.12\.4, but clients\.toml has 2\.10\.1\. Write the same in both"),
    ],
)
def test_an_unusable_list_is_named(fake, text, message):
    listed = fake / "snippets/python-2.txt"
    listed.unlink()
    if text is not None:
        listed.write_text(text)
    with pytest.raises(ToolNotFoundError, match=message):
        environments.interpreter(2, fake)


def test_an_unknown_major_and_a_missing_lock_file_are_named(tmp_path):
    with pytest.raises(SdkError, match=r"There is no pinned list for 4\. Lists exist for: 3, 2, 1\b"):
        environments.interpreter(4, ROOT)
    with pytest.raises(ToolNotFoundError, match=r"package-lock\.json is missing"):
        node.install(tmp_path)


def test_two_who_ask_at_once_make_it_once(fake, monkeypatch):
    made: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def make(environment: environments._Environment, env: object) -> None:
        made.append(threading.get_ident())
        begun.set()
        assert go_on.wait(500)
        fill(environment)

    monkeypatch.setattr(environments._Environment, "make", make)
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(environments.interpreter(1, fake))) for _ in range(3)]
    threads[0].start()
    assert begun.wait(500)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(500)
    assert len(made) == 1
    assert len(found) == 3
    assert len(set(found)) == 1


@pytest.mark.parametrize("state", ["no stamp", "another list", "no interpreter", "moved"])
def test_what_is_half_made_or_stale_is_made_anew(fake, monkeypatch, state):
    made: list[str] = []
    monkeypatch.setattr(environments._Environment, "make", lambda self, env: (made.append("made"), fill(self)))
    path = environments.interpreter(1, fake)
    stamp = path.parents[1] / "complete"
    if state == "no stamp":
        stamp.unlink()
    elif state == "another list":
        with (fake / "snippets/python-1.txt").open("a") as listed:
            listed.write("# changed\n")
    elif state == "moved":  # its commands still name the old place
        fake = fake.rename(fake.with_name("moved"))
    else:
        path.unlink()
    monkeypatch.setattr(
        environments._Environment,
        "make",
        lambda self, env: (made.append("again"), shutil.rmtree(self.home), fill(self)),
    )
    environments.interpreter(1, fake)
    environments.interpreter(1, fake)
    assert made == ["made", "again"]


def test_a_failure_names_the_command_its_words_and_the_next_action(fake):
    env = {name: value for name, value in MACHINE.items() if not name.upper().startswith(("PIP_", "UV_"))}
    env |= {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PATH": "/usr/bin:/bin"}
    with pytest.raises(SdkError) as failure:
        environments.interpreter(1, fake, env)
    text = str(failure.value)
    assert text.startswith("mistralai 1.12.4 cannot be installed")
    assert re.search(r"`\S+python\S* -m pip install .* -r \S+python-1\.txt` failed with status 1:", text)
    assert "No matching distribution found" in text
    assert text.endswith("and try again.")
    assert not (fake / ".cache/sdks" / f"mistralai-1-python-3.{sys.version_info.minor}").exists()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a shell script")
def test_uv_is_asked_first_and_pip_where_it_fails(fake, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text(f'#!/bin/sh\necho "$@" >> {tools}/asked\necho "uv has no network" >&2\nexit 2\n')
    (tools / "uv").chmod(0o755)
    env = {"PATH": f"{tools}:/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    with pytest.raises(SdkError, match=r"(?s)uv has no network.*-m pip install.*No matching distribution"):
        environments.interpreter(1, fake, env)
    assert (tools / "asked").read_text().startswith("venv ")


def test_the_package_manager_sees_the_machine_but_no_python_settings_and_no_keys():
    given = {
        "PATH": "/bin",
        "HTTPS_PROXY": "http://proxy",
        "PIP_INDEX_URL": "https://registry.example/simple",
        "PYTHONPATH": "/elsewhere",
        "VIRTUAL_ENV": "/elsewhere",
        "PIP_TARGET": "/elsewhere",
        "MISTRAL_API_KEY": "secret",
    }
    assert sorted(environments.package_manager_env(given)) == ["HTTPS_PROXY", "PATH", "PIP_INDEX_URL"]
