"""Programs that cheat with what the list allows are refused before they run, and honest ones are not."""

from __future__ import annotations

import pytest

from helpers import disguises, honest, trials
from mistral_playbooks.content.programs import Program
from mistral_playbooks.verify import lint

REFUSED, HONEST = disguises.REFUSED | trials.REFUSED, honest.HONEST | trials.HONEST
LANGUAGES = {"py": "python", "ts": "typescript", "sh": "curl"}


def program(extension: str, text: str) -> Program:
    return Program("x", "x", "fixed", LANGUAGES[extension], f"snippets/x/fixed.{extension}", text.rstrip("\n"))


def found(extension: str, text: str) -> list[str]:
    return lint.mistakes(program(extension, text))


@pytest.fixture(scope="module", autouse=True)
def _parsed() -> None:
    texts = [*((extension, text) for extension, _, text in REFUSED.values()), *HONEST.values()]
    lint.read_ahead(program(extension, text) for extension, text in texts)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_built_from_allowed_things_is_refused(name: str) -> None:
    extension, says, text = REFUSED[name]
    assert says in "; ".join(found(extension, text))


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs_of_many_kinds_pass(name: str) -> None:
    assert found(*HONEST[name]) == []
