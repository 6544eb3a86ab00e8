"""Writes a test of the reader's own program with the fixture `mistral_mock`.

The test runs the unchanged program, so a reader changes only a path. tests/site/test_regression_tests.py runs every
test on the pages with the page's own programs: the fixed one must pass, the broken one must fail.
"""

from __future__ import annotations

import re

from ..content.catalog import Playbook
from ..content.clients import python_sdk
from ..content.programs import Program

FILE = "your_program.py"
"""The placeholder for the reader's program."""

_RECOVERS = f"""\
import runpy


def test_it_recovers(mistral_mock):
    mistral_mock.fault("%(fault)s", times=%(times)s)
    runpy.run_path("{FILE}", run_name="__main__")
    sent = mistral_mock.requests
    assert sum(one.fault is not None for one in sent) == %(times)s
    assert sent[-1].fault is None
    assert sent[-1].status == 200
    mistral_mock.assert_no_findings()"""

_STOPS = f"""\
import runpy

import pytest


def test_it_stops_and_names_the_cause(mistral_mock, capsys):
    mistral_mock.fault("%(fault)s")
    with pytest.raises(SystemExit) as end:
        runpy.run_path("{FILE}", run_name="__main__")
    assert end.value.code not in (None, 0)
    printed = capsys.readouterr()
    assert "%(word)s" in f"{{end.value.code}} {{printed.out}} {{printed.err}}"
    assert len(mistral_mock.requests) == 1
    mistral_mock.assert_no_findings()"""

_IS_ACCEPTED = f"""\
import runpy


%(profile)sdef test_the_api_accepts_every_request(mistral_mock):
    runpy.run_path("{FILE}", run_name="__main__")
    assert mistral_mock.requests
    assert [sent for sent in mistral_mock.requests if sent.status >= 400] == []
    mistral_mock.assert_no_findings()"""

_GETS_AN_ANSWER = f"""\
import runpy


def test_it_gets_an_answer(mistral_mock):
    runpy.run_path("{FILE}", run_name="__main__")
    assert mistral_mock.requests
    assert mistral_mock.requests[-1].status < 400
    mistral_mock.assert_no_findings()"""

_READS = f"""\
import runpy


def test_it_reads_the_answer(mistral_mock):
    mistral_mock.fault("%(fault)s")
    runpy.run_path("{FILE}", run_name="__main__")
    assert any(sent.fault for sent in mistral_mock.requests)
    mistral_mock.assert_no_findings()"""


def python(playbook: Playbook, broken: Program, fixed: Program, injected: bool) -> str | None:
    """Returns the test for a class as a file without its last newline; None if no test could detect the error.

    `broken` and `fixed` are the Python programs of the default cause. `injected`: the broken one gets its error only
    under a fault.
    """
    newest = python_sdk().newest_major
    here = newest in fixed.majors and newest in broken.majors and newest not in broken.works_on
    if playbook.response_of(None) is None or not here:
        return None
    if playbook.retry in ("after-wait", "with-backoff"):
        run = playbook.run_of(fixed.name)
        fault = (run and run.fault) or f"{playbook.slug}:2"
        times = re.search(r":([0-9]+)", fault)
        return _RECOVERS % {"fault": fault.replace(times[0], "", 1), "times": times[1]} if times else None
    if playbook.retry == "never":
        return _STOPS % {"fault": playbook.slug, "word": _word(playbook, fixed)}
    if injected:
        return _READS % {"fault": playbook.slug} if reads_a_good_answer(playbook) else None
    if any(kind in fixed.text and kind not in broken.text for kind in playbook.types):
        return _GETS_AN_ANSWER  # the fix handles the refusal, and sends another request
    run = playbook.run_of(fixed.name)
    if run is None or run.profile == "hosted":
        return _IS_ACCEPTED % {"profile": ""}
    marked = _IS_ACCEPTED % {"profile": f'@pytest.mark.mistral_mock(profile="{run.profile}")\n'}
    return marked.replace("import runpy\n", "import runpy\n\nimport pytest\n", 1)


def reads_a_good_answer(playbook: Playbook) -> bool:
    """Whether the error is that a program cannot read an answer that is complete and good."""
    reply = playbook.response_of(None)
    return reply is not None and reply.is_good


def _word(playbook: Playbook, fixed: Program) -> str:
    """Returns a word that the fixed program's message must contain: the status, the code or the type, if it has one."""
    words = [*map(str, playbook.statuses), *playbook.codes, *playbook.types]
    return next((word for word in words if word in fixed.text), "")
