"""The table of clients: another major, or another client, is one entry and its list, and everything else follows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import click
import pytest

from helpers.front_matter import folder
from helpers.machine import ROOT
from mistral_playbooks import catalog
from mistral_playbooks.cli.verify import verify
from mistral_playbooks.content import clients, pep723, programs, renames
from mistral_playbooks.content.catalog import CatalogError
from mistral_playbooks.sdk import environments
from mistral_playbooks.site import editions
from mistral_playbooks.verify import checkout
from mistral_playbooks.verify.conditions import conditions
from mistral_playbooks.verify.runners.clients import Clients

DATA: dict[str, Any] = tomllib.loads(clients.FILE.read_text(encoding="utf-8"))
FOUR = """
[[clients.majors]]
version = "4.1.0"
requirements = "snippets/python-4.txt"
renames = { "mistralai.core" = "mistralai.client", "mistralai.core.faults" = "mistralai.client.errors" }
"""
HAYSTACK = """
[[clients]]
package = "haystack"
language = "python"
suffix = "haystack"
label = "Haystack"
requirements = "snippets/python-haystack.txt"
compromised = ["1.99.1"]
"""
TEXT = "import httpx2\nfrom mistralai.core import Mistral\nfrom mistralai.core.faults import SDKError\n"


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table with a major 4 and one more client; nothing else is changed."""
    text = clients.FILE.read_text(encoding="utf-8")
    sdk, mark, others = text.partition('[[clients]]\npackage = "@mistralai/mistralai"')
    file = tmp_path / "clients.toml"
    file.write_text(sdk + FOUR + mark + others + HAYSTACK, encoding="utf-8")
    monkeypatch.setattr(clients, "FILE", file)
    clients.table.cache_clear()
    yield
    clients.table.cache_clear()


@pytest.fixture
def here(tmp_path: Path, more: None) -> checkout.Checkout:
    """A checkout with a program for the new major and one for the new client, and their lists."""
    names = {"fixed.py": TEXT, "fixed.haystack.py": "import haystack\n", "fixed.ts": "x\n"}
    root, read = folder(tmp_path, **names, **{name.replace("fixed", "broken"): text for name, text in names.items()})
    (root / "snippets/python-4.txt").write_text("httpx2==2.16.2\nmistralai==4.1.0\n", encoding="utf-8")
    (root / "snippets/python-haystack.txt").write_text("haystack==2.0.1\n", encoding="utf-8")
    (root / "constraints.txt").write_text((ROOT / "constraints.txt").read_text(encoding="utf-8"), encoding="utf-8")
    return checkout.Checkout(root, read, programs.find(root, read), [])


def fixed(here: checkout.Checkout, name: str) -> programs.Program:
    return next(program for program in here.programs if program.name == name)


def test_programs_of_another_client_are_found_and_have_a_tab(here: checkout.Checkout) -> None:
    haystack = fixed(here, "fixed.haystack.py")
    assert (haystack.sdk, haystack.language, haystack.majors) == ("haystack", "python", ())
    mine = [program for program in here.programs if program.role == "fixed"]
    tabs = [editions.label(program) for program in editions.all_editions(mine)]
    assert tabs == ["Python", "TypeScript", "Haystack", "Python, SDK 3", "Python, SDK 2", "Python, SDK 1"]
    assert editions.needs(haystack, None) == ["You need `pip install haystack`."]


def test_the_texts_for_older_majors_follow_the_renames_of_the_new_one(here: checkout.Checkout) -> None:
    program = fixed(here, "fixed.py")
    assert program.majors == (4, 3, 2, 1)
    assert program.on(4).text == TEXT.rstrip("\n")
    assert program.on(3).text.splitlines() == [
        "import httpx2",
        "from mistralai.client import Mistral",
        "from mistralai.client.errors import SDKError",
    ]
    assert program.on(1).text.splitlines() == [
        "import httpx",
        "from mistralai import Mistral",
        "from mistralai.models import SDKError",
    ]
    with pytest.raises(KeyError):
        renames.derive(TEXT, 5)


@pytest.mark.usefixtures("more")
def test_a_header_may_name_the_new_major() -> None:
    text = '# /// script\n# dependencies = [\n#   "mistralai>=4",  # `core` is new in SDK 4\n# ]\n# ///\nimport os\n'
    assert pep723.supported_majors(text, "a.py") == ((4,), "`core` is new in SDK 4")


def test_the_option_sdk_takes_the_majors_of_the_table(here: checkout.Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    with verify.make_context("verify", ["--sdk", "4"]) as context:
        assert context.params["majors"] == (4,)
    with pytest.raises(click.BadParameter, match=r"There is no SDK 5\. There are: 4, 3, 2, 1\."):
        verify.make_context("verify", ["--sdk", "5"])
    wanted = checkout.wanted(here, majors=[4])
    assert {(program.name, program.major) for program in wanted} == {("broken.py", 4), ("fixed.py", 4)}
    every = checkout.wanted(here, everything=True)
    assert [program.major for program in every if program.name == "fixed.py"] == [4, 3, 2, 1]
    assert "fixed.haystack.py" in {program.name for program in every}


def test_their_environments_have_their_lists(here: checkout.Checkout) -> None:
    assert {4, "haystack"} <= set(environments.every())
    assert environments.requirements_file(4) == "snippets/python-4.txt"
    assert environments.pinned_version(4, here.root) == "4.1.0"
    assert environments.pinned_version("haystack", here.root) == "2.0.1"
    assert not environments.is_ready(4, here.root)
    used = Clients(here.root)
    assert used.client(fixed(here, "fixed.py").on(4)).version == "4.1.0"
    assert used.client(fixed(here, "fixed.haystack.py")).version == "2.0.1"


@pytest.mark.usefixtures("more")
def test_a_compromised_release_of_the_new_client_is_refused() -> None:
    with pytest.raises(environments.SdkError, match=r"haystack 1\.99\.1 is a compromised release"):
        environments.refuse_compromised("haystack", "1.99.1")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data["clients"][3].update(word="x"), r"clients\.3\.word: Extra inputs are not permitted"),
        (lambda data: data["clients"][3].pop("label"), r"clients\.3\.label: Field required"),
        (lambda data: data["clients"][0]["majors"][0].update(version="three"), r"clients\.0\.majors\.0\.version"),
        (lambda data: data["clients"][0]["majors"].append(data["clients"][0]["majors"][0]), "the same major version"),
        (lambda data: data["clients"].append(data["clients"][3]), "two python clients have the suffix `openai`"),
        (lambda data: data["clients"].pop(2), "no curl client without `suffix`"),
        (lambda data: data["clients"][3].pop("requirements"), "`openai` has no `requirements`"),
        (lambda data: data["clients"][0].pop("majors"), "the Python SDK, and no other client, must have `majors`"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(change: Any, says: str) -> None:
    data = deepcopy(DATA)
    change(data)
    with pytest.raises(CatalogError, match=rf"clients\.toml: .*{says}"):
        clients.parse(data)


def test_the_variables_of_a_client_are_part_of_the_conditions_of_its_programs() -> None:
    client = clients.table().get("python", "litellm")
    playbook = catalog.load().playbooks["rate-limited"]
    cause = playbook.causes[0].id
    program = programs.Program("rate-limited", cause, "broken", "python", "broken.litellm.py", "", package="litellm")
    assert client.variables
    assert set(client.variables.items()) <= set(conditions(program, playbook).env)


def test_every_list_and_every_package_is_pinned() -> None:
    for which in environments.every():
        environments.pinned_version(which, ROOT)
