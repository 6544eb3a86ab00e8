"""Which programs name a model that will be retired: dates from the model data, the day from the caller."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.programs import LANGUAGES, Program
from mistral_playbooks.mock.validation import models
from mistral_playbooks.newest import retirements

TODAY = datetime.date(2026, 11, 23)


def model(id: str, retired: str | None, *aliases: str, replacement: str | None = "new-1") -> dict[str, object]:
    state = "served" if retired is None or retired > "2026-11-23" else "unverified"
    return {
        **{"id": id, "state": state, "listed": [id], "unlisted": aliases, "name": id, "description": ""},
        **{"capabilities": [], "efforts": []},
        **{"max_context_length": 1, "default_temperature": None, "released": None, "deprecated": None},
        **{"retired": retired, "replacement": replacement, "sources": []},
    }


MODELS = models.parse(
    {
        "date": "2026-11-23",
        "models": [
            model("new-1", None, "new-latest"),
            model("gone-1", "2026-11-23"),
            model("tomorrow-1", "2026-11-24", "tomorrow-latest"),
            model("last-1", "2027-02-21", replacement=None),
            model("later-1", "2027-02-22"),
        ],
    }
)


def program(text: str, name: str = "fixed.py") -> Program:
    role = name.split(".")[0]
    return Program("some", "some", role, LANGUAGES[name.rsplit(".", 1)[1]], f"snippets/some/{name}", text)


def found(*those: Program) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [
        (one.id, one.past, tuple(file.rsplit("/", 1)[1] for file in one.programs))
        for one in retirements.find(those, MODELS, TODAY)
    ]


def test_ninety_days_ahead_to_the_day_and_not_one_more():
    text = 'ids = ["new-1", "tomorrow-1", "last-1", "later-1"]'
    assert found(program(text)) == [("tomorrow-1", False, ("fixed.py",)), ("last-1", False, ("fixed.py",))]


def test_the_earlier_of_a_documented_and_an_announced_day_counts():
    row = model("twice-1", "2026-12-31") | {"announced": {"date": "2026-12-01T12:00:00Z"}}
    rows = models.parse({"date": "2026-11-23", "models": [model("new-1", None), row]})
    (one,) = retirements.find([program('model = "twice-1"')], rows, TODAY)
    assert (one.date, one.past) == ("2026-12-01", False)


def test_an_alias_reaches_the_model_and_the_replacement_is_told():
    (one,) = retirements.find([program('model = "tomorrow-latest"')], MODELS, TODAY)
    assert (one.id, one.model, one.date, one.replacement) == ("tomorrow-latest", "tomorrow-1", "2026-11-24", "new-1")


def test_what_is_retired_already_is_told_of_fixed_programs_alone():
    text = 'model = "gone-1"'
    assert found(program(text, "broken.py"), program(text, "tell.py")) == []
    assert found(program(text, "broken.py"), program(text)) == [("gone-1", True, ("fixed.py",))]


def test_what_is_about_to_be_retired_is_told_of_every_role():
    """A broken program would fail with another error from that day on."""
    text = 'model = "tomorrow-1"'
    assert found(program(text, "broken.py"), program(text)) == [("tomorrow-1", False, ("broken.py", "fixed.py"))]


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("fixed.py", 'call(model="tomorrow-1")', True),
        ("fixed.py", "call(model='tomorrow-1')", True),
        ("fixed.py", 'body = \'{"model": "tomorrow-1"}\'', True),
        ("fixed.py", '# was "tomorrow-1"\ncall(model="new-1")', False),
        ("fixed.py", "tomorrow_1 = 1", False),
        ("fixed.py", 'call(model="tomorrow-12")', False),
        ("fixed.py", 'this is not "tomorrow-1" Python', True),
        ("fixed.ts", "await call({ model: 'tomorrow-1' });", True),
        ("fixed.ts", "await call({ model: `tomorrow-1` });", True),
        ("fixed.ts", "tomorrow-1;", False),
        ("fixed.sh", """curl -d '{"model": "tomorrow-1", "messages": []}'""", True),
        ("fixed.sh", 'MODEL="tomorrow-1"', True),
    ],
)
def test_models_are_found_where_a_program_names_them(name: str, text: str, named: bool):
    assert bool(found(program(text, name))) is named


def test_no_published_program_names_a_model_that_is_retired_on_the_day_of_the_data(root: Path):
    read = catalog.read(root / "docs" / "playbooks")
    everything = programs.find(root, read)
    data = models.load()
    today = datetime.date.fromisoformat(data.date)
    # The only Labs model in a recorded list (2026-10-09), although documented as retired: a page about Labs needs one.
    labs = {"labs-leanstral-1-5-1"}
    assert [one for one in retirements.find(everything, data, today) if one.past and one.id not in labs] == []
    words = set().union(*map(retirements.model_candidates, everything))
    assert len(words & data.served.keys()) >= 2  # the reading finds what programs name
    assert words & (data.known.keys() - data.served.keys())  # as broken programs do on purpose
