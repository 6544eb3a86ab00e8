"""What clients send and raise today is what the site's tables say: each client meets each failure again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mistral_playbooks.content.clients import python_sdk
from mistral_playbooks.content.records import CatalogError
from mistral_playbooks.content.reference import exceptions
from reference import observe

NAMES = [
    *("mistralai-0", *(f"mistralai-{major}" for major in sorted(python_sdk().versions))),
    *("openai", "langchain-mistralai", "litellm", "pydantic-ai-slim", "llama-index-llms-mistralai"),
    *(f"@mistralai/mistralai-{major}" for major in range(3)),
    *("openai-typescript", "@ai-sdk/mistral"),
]


@cache
def observers() -> dict[str, observe.Observer]:
    """The clients by name, the TypeScript one of two with the same name with its language."""
    python = {one.name: one for one in observe.python_observers()}
    node = {one.name: one for one in observe.node_observers()}
    return python | {f"{name}-typescript" if name in python else name: one for name, one in node.items()}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with observe.mocked() as found:
        yield found


@pytest.mark.usefixtures("environments", "older_sdks")
@pytest.mark.parametrize("name", NAMES)
def test_a_client_raises_what_the_table_says(name: str, address: str) -> None:
    observer = observers()[name]
    kept = {(one.package, one.language, one.version): one for one in exceptions.load().clients}
    key = (observer.package, observer.language, observer.version)
    assert key in kept, "another release: write exceptions.json again with `python tests/reference/observe.py`"
    found = observer.observe(address, observe.FAILURES)
    assert found["sent"] == kept[key].sent, "write exceptions.json again with `python tests/reference/observe.py`"
    for row in found["seen"]:
        now = exceptions.Raised(**{**row, "bases": tuple(row.get("bases", ()))})
        assert now == kept[key].seen[now.failure], (
            "write exceptions.json again with `python tests/reference/observe.py`"
        )


@pytest.mark.usefixtures("environments", "older_sdks")
def test_every_client_of_the_table_is_tried() -> None:
    assert set(observers()) == set(NAMES)
    assert len(exceptions.load().clients) == len(NAMES)


def test_the_file_names_the_failures_that_are_tried() -> None:
    kept = [(one.id, one.name, one.fault) for one in exceptions.load().failures]
    assert kept == [(one.id, one.name, one.fault) for one in observe.FAILURES]


def test_an_unusable_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "exceptions.json").write_text('{"date": "2026-11-29", "failures": [], "clients": [{}]}')
    monkeypatch.setattr(exceptions, "FILE", tmp_path / "exceptions.json")
    with pytest.raises(CatalogError, match=r"observe\.py"):
        exceptions.load.__wrapped__()
