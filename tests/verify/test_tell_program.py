"""The program that tells the limits from each other, under every answer of theirs: what it prints leads to the right
page, first. `verify` runs it under the default answer of each page only."""

from __future__ import annotations

import re
import runpy
import subprocess
from pathlib import Path

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import diagnose
from mistral_playbooks.testing.fixture import MistralMock

CATALOG = catalog.load()
FOLDER = ROOT / "snippets/shared"
PAGES = [playbook for playbook in CATALOG if "tell.py" in playbook.shared]
# No answer to a request tells a refused key from one whose plan is used up.
UNDECIDED = {"monthly-quota/unauthorized": "unauthorized"}
FAULTS = [f"{page.slug}/{cause.id}" for page in PAGES for cause in page.causes]
FAULTS.append("tier-not-allowed/subscription")  # a plan, no limit: another page, but a row of the same table


def in_python(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(FOLDER / "tell.py"), run_name="__main__")
    return f"{capsys.readouterr().out}{end.value.code}\n"


def in_a_shell() -> str:
    done = subprocess.run(["sh", FOLDER / "tell.sh"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_the_pages_of_the_limits_share_it() -> None:
    limits = {playbook.slug for playbook in CATALOG if playbook.category == "limits" and playbook.response}
    assert limits == {page.slug for page in PAGES}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_it_prints_leads_to_the_right_page(
    fault: str, mistral_mock: MistralMock, capsys: pytest.CaptureFixture[str]
) -> None:
    mistral_mock.fault(fault)
    right = UNDECIDED.get(fault, fault.partition("/")[0])
    for text in (in_python(capsys), in_a_shell()):
        assert diagnose(text, CATALOG)[0].slug == right, text
        verdict = text.splitlines()[-1].partition(":")[0]
        assert verdict in (right, "Neither a code nor a header names the limit. Read the message."), text


def test_it_says_the_same_in_each_language() -> None:
    def verdicts(name: str) -> set[str]:
        return set(re.findall(r'"((?:[a-z-]+: |Neither |Answered: )[^"]+\.)"', Path(FOLDER / name).read_text()))

    assert len(verdicts("tell.py")) == 11
    assert verdicts("tell.py") == verdicts("tell.ts") == verdicts("tell.sh")
