"""The Python that stands in Markdown itself is run against the mock, and its `#>` lines are checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

from mistral_playbooks.authority import Authority
from mistral_playbooks.background import Background
from mistral_playbooks.environment import KEY
from mistral_playbooks.gateway import Gateway
from mistral_playbooks.mock import Api, Settings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = list(find_examples(str(ROOT / "README.md"), str(ROOT / "docs")))


@pytest.fixture
def mocked() -> Iterator[dict[str, str]]:
    api = Api(Settings(api_key=KEY))
    with Authority() as authority, Background() as background, Gateway(api, authority, background) as gateway:
        yield gateway.environment(os.environ)


def run(example: CodeExample, evaluate: EvalExample) -> None:
    if "#>" in example.source:
        evaluate.run_print_check(example)
    else:
        evaluate.run(example)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_inline_python_runs(
    example: CodeExample, eval_example: EvalExample, mocked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in mocked.items():
        monkeypatch.setenv(name, value)
    run(example, eval_example)


def test_there_are_examples() -> None:
    """An empty list would pass in silence."""
    assert {example.path.name for example in EXAMPLES} >= {"README.md", "contributing.md"}


def test_an_example_that_fails_fails_its_test(eval_example: EvalExample) -> None:
    """Also on CPython 3.11, where pytest-examples 0.0.18 would end the whole run."""
    for source in ("raise ValueError('planted')", "print(1)\n#> 2"):
        with pytest.raises(BaseException, match=r"planted|Print output changed") as caught:
            run(CodeExample.create(source + "\n"), eval_example)
        assert "INTERNALERROR" not in str(caught.value)
