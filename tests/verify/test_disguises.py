"""Programs that cheat with what the list allows are refused before they run, and honest ones are not."""

from __future__ import annotations

import pytest

from helpers import disguises, honest, trials
from mistral_playbooks.content.programs import Program
from mistral_playbooks.verify import lint

REFUSED, HONEST = disguises.REFUSED | trials.REFUSED, honest.HONEST | trials.HONEST
LANGUAGES = {"py": "python", "ts": "typescript", "sh": "curl"}


def found(extension: str, text: str) -> list[str]:
    file = f"snippets/x/fixed.{extension}"
    return lint.mistakes(Program("x", "x", "fixed", LANGUAGES[extension], file, text.rstrip("\n")))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_built_from_allowed_things_is_refused(name: str) -> None:
    extension, says, text = REFUSED[name]
    assert says in "; ".join(found(extension, text))


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs_of_many_kinds_pass(name: str) -> None:
    assert found(*HONEST[name]) == []
