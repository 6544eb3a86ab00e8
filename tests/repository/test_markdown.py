"""The Python that stands in Markdown itself is run against the mock, and its `#>` lines are checked.

Tests among it, and the modules that they import, are written into a project of their own and run there by pytest.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

from helpers.machine import ROOT
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.mock.server import Connections, serve, stop
from mistral_playbooks.support.loop_thread import LoopThread

ALL = list(find_examples(str(ROOT / "README.md"), str(ROOT / "docs")))
CLIENTS = [example for example in ALL if "data-client" in example.prefix_settings()]
"""Blocks that run on another release than this interpreter's: test_client_programs.py runs them."""
FILES = [example for example in ALL if "title" in example.prefix_settings() and example not in CLIENTS]
"""Blocks that are files of one project, by their title."""
EXAMPLES = [example for example in ALL if example not in FILES and example not in CLIENTS]
ADDRESS = "http://127.0.0.1:8001"
"""Where `mistral-playbooks mock` of the texts listens."""


@pytest.fixture
def mocked() -> Iterator[dict[str, str]]:
    api = Api(Settings(api_key=KEY))
    with Authority() as authority, LoopThread() as background, Gateway(api, authority, background) as gateway:
        yield gateway.environment(os.environ)


def run(example: CodeExample, evaluate: EvalExample, *, update: bool = False) -> None:
    if update:
        evaluate.run_print_update(example)
    elif "#>" in example.source:
        evaluate.run_print_check(example)
    else:
        evaluate.run(example)


@contextmanager
def listening() -> Iterator[str]:
    """The address of a mock such as `mistral-playbooks mock` starts."""
    with LoopThread() as background:
        connections = Connections()
        server = background.call(serve(Api(Settings()), 0, connections))
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            background.call(stop(server, connections))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it need not close its client
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_inline_python_runs(
    example: CodeExample, eval_example: EvalExample, mocked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in mocked.items():
        monkeypatch.setenv(name, value)
    with listening() as address:
        moved = replace(example, source=example.source.replace(ADDRESS, address))
        # `verify --update`, but not of what would be written with this address.
        run(moved, eval_example, update=eval_example.update_examples and moved.source == example.source)


def test_there_are_examples() -> None:
    """An empty list would pass in silence."""
    assert {example.path.name for example in EXAMPLES} >= {"README.md", "reference-authoring.md", "testing.md"}
    assert [example for example in ALL if "def test_" in example.source and example not in (*FILES, *CLIENTS)] == []


def test_the_tests_of_the_texts_pass_in_a_project_of_their_own(tmp_path: Path) -> None:
    names = [example.prefix_settings()["title"] for example in FILES]
    assert len(set(names)) == len(names)
    assert {"app.py", "test_app.py"} <= set(names)
    for name, example in zip(names, FILES, strict=True):
        (tmp_path / name).write_text(example.source, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    count = sum(example.source.count("\ndef test_") for example in FILES)
    assert re.search(rf"\b{count} passed\b", done.stdout), done.stdout


def test_an_example_that_fails_fails_its_test(eval_example: EvalExample) -> None:
    """Also on CPython 3.11, where pytest-examples 0.0.18 would end the whole run."""
    for source in ("raise ValueError('planted')", "print(1)\n#> 2"):
        with pytest.raises(BaseException, match=r"planted|Print output changed") as caught:
            run(CodeExample.create(source + "\n"), eval_example)
        assert "INTERNALERROR" not in str(caught.value)
