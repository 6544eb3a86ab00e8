"""What the mocked model takes from the user's words."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest

from helpers.api import chat
from mistral_playbooks.mock.model.reading.named_keys import form
from mistral_playbooks.mock.model.reading.said import Said
from mistral_playbooks.mock.model.reading.several import one_each
from mistral_playbooks.mock.model.values.json_schema import instance
from mistral_playbooks.mock.schemas.chat import Function


def arguments(text: str, **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return instance(schema, bytes(32), said=Said([text]))


TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
CUSTOMER = "Create a customer named '\u4f60\u597d\u554a\u96c6\u56e2' with 3 seats"


@pytest.mark.parametrize(
    ("text", "properties", "found"),
    [
        ("What is the value of magic_function(3)?", {"input": WHOLE}, {"input": 3}),
        ("Add 2.5 and -4", {"a": NUMBER, "b": NUMBER}, {"a": 2.5, "b": -4}),
        ("From New York to Rio de Janeiro", {"a": TEXT, "b": TEXT}, {"a": "New York", "b": "Rio de Janeiro"}),
        (CUSTOMER, {"name": TEXT, "seats": WHOLE}, {"name": "\u4f60\u597d\u554a\u96c6\u56e2", "seats": 3}),
        ("Order A-17 for \u5f20\u4f1f", {"order_id": TEXT, "by": TEXT}, {"order_id": "A-17", "by": "\u5f20\u4f1f"}),
        ("Paris in Celsius", {"unit": {"enum": ["fahrenheit", "celsius"]}}, {"unit": "celsius"}),
        ("On 2026-12-01, please", {"day": {"type": "string", "format": "date"}}, {"day": "2026-12-01"}),
        ("Write to ann@example.com", {"email": TEXT}, {"email": "ann@example.com"}),
        ("Call it XK-12 or AB-99", {"code": {"type": "string", "pattern": "^AB-"}}, {"code": "AB-99"}),
        ("Due on 2024-05-01", {"due": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}}, {"due": "2024-05-01"}),
        ("What is 2 + 3 * 4?", {"expression": TEXT}, {"expression": "2 + 3 * 4"}),
        ("Who won the cup in 1998?", {"query": TEXT}, {"query": "Who won the cup in 1998?"}),
        ("Sum 3, 4 and 5", {"numbers": {"type": "array", "items": NUMBER}}, {"numbers": [3, 4, 5]}),
        ("What is 25 * 4?", {"a": NUMBER, "b": NUMBER}, {"a": 25, "b": 4}),
        ("At 14:00, or 9 am", {"start_time": TEXT, "end_time": TEXT}, {"start_time": "14:00", "end_time": "9 am"}),
        ("Save 'Ask Ann.'", {"note": TEXT}, {"note": "Ask Ann."}),
        ("Write 'x' to notes/a.txt", {"path": TEXT, "content": TEXT}, {"path": "notes/a.txt", "content": "x"}),
        ("Send 'Hi' to Ann at a@b.org", {"to": TEXT, "subject": TEXT}, {"to": "a@b.org", "subject": "Hi"}),
        ("Ask a@b.org and c@d.org", {"guests": {"type": "array", "items": TEXT}}, {"guests": ["a@b.org", "c@d.org"]}),
        ("The price of Apple (AAPL)", {"ticker": TEXT}, {"ticker": "AAPL"}),
        ("Is it cold in San Francisco, CA?", {"city": TEXT}, {"city": "San Francisco, CA"}),
        ("the weather in tokyo today", {"city": TEXT}, {"city": "tokyo"}),
        ("John Smith is a 30-year-old engineer", {"name": TEXT, "age": WHOLE}, {"name": "John Smith", "age": 30}),
        ("Recommend 2 books by Ann Leckie", {"author": TEXT, "count": WHOLE}, {"author": "Ann Leckie", "count": 2}),
        ("Weather in Paris", {"place": {"type": "object", "properties": {"city": TEXT}}}, {"place": {"city": "Paris"}}),
    ],
)  # fmt: skip
def test_arguments_are_what_the_user_said(text: str, properties: dict[str, Any], found: dict[str, Any]) -> None:
    assert arguments(text, **properties) == found


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("Take 12", {"type": "integer", "maximum": 10}),
        ("Take 2.5", {"type": "integer"}),
        ("Take 3", {"type": "integer", "multipleOf": 2}),
        ("In Paris", {"type": "string", "maxLength": 3}),
        ("In Paris", {"type": "string", "pattern": "^[0-9]{3}$"}),
        ("In Paris", {"type": "string", "format": "date"}),
    ],
)
def test_what_does_not_fit_is_not_taken(text: str, schema: dict[str, Any]) -> None:
    assert Said([text]).take(schema["type"], schema, "value") is None


ONE_OF = {"enum": ["asc", "desc"]}


@pytest.mark.parametrize(
    ("text", "optional", "found"),
    [
        ("Read a.py", {"offset": WHOLE, "limit": WHOLE, "encoding": TEXT, "raw": {"type": "boolean"}}, {}),
        ("Read a.py from line 20", {"offset": WHOLE, "limit": WHOLE}, {"offset": 20}),
        ("Compare a.py, b.py and Rome", {"unit": TEXT, "tags": {"type": "array", "items": TEXT}}, {}),
        ("Read a.py and tag it Draft", {"tag": TEXT, "query": TEXT}, {"tag": "Draft"}),
        ("Read a.py as 'utf-8'", {"encoding": TEXT}, {"encoding": "utf-8"}),
        ("Read a.py, in desc order", {"order": ONE_OF, "sort": ONE_OF}, {"order": "desc", "sort": "desc"}),
        ("Send a.py to ann@b.org", {"cc": {"type": "array", "items": TEXT}}, {"cc": ["ann@b.org"]}),
        ("Read a.py", {"page": {"type": "object", "properties": {"size": WHOLE}, "required": ["size"]}}, {}),
        ("Read a.py", {"kind": {"const": "text"}, "mode": {"enum": ["r"]}}, {"kind": "text", "mode": "r"}),
    ],
)
def test_an_optional_argument_is_left_out_unless_the_user_gives_it(
    text: str, optional: dict[str, Any], found: dict[str, Any]
) -> None:
    tool = {"type": "object", "properties": {**optional, "path": TEXT}, "required": ["path"]}
    function = Function(name="open_it", description="", parameters=tool)
    assert instance(tool, bytes(32), said=Said([text], function)) == {**found, "path": "a.py"}


def test_arguments_of_a_tool_that_requires_none() -> None:
    """Handwritten tools often do not say which arguments are required; a default says that one is not."""
    for properties, found in (
        ({"city": TEXT, "unit": {**TEXT, "default": "celsius"}}, {"city": "Rome"}),
        ({"query": {**TEXT, "default": ""}}, {"query": "Weather in Rome"}),
    ):
        function = Function(name="f", description="", parameters={"type": "object", "properties": properties})
        assert instance(function.parameters, bytes(32), said=Said(["Weather in Rome"], function)) == found
    few = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["a"], "minProperties": 2}
    assert list(instance(few, bytes(32), said=Said([""]))) == ["a", "b"]


def test_each_part_is_one_argument() -> None:
    said = Said(["From Rome to Oslo"])
    assert [said.take("string", {}, "city") for _ in range(3)] == ["Rome", "Oslo", None]


def test_words_of_the_tool_and_its_numbers_are_no_other_arguments() -> None:
    tool = Function(name="set_heat", description="Set a room", parameters={"properties": {"room": TEXT, "to": NUMBER}})
    said = Said(["Heat the room to 21.5 in the kitchen"], tool)
    assert [said.take(kind, {}, name) for kind, name in (("string", "room"), ("number", "to"))] == ["kitchen", 21.5]


def test_a_pattern_that_takes_long_is_not_tried() -> None:
    said = Said(["Use aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1!"])
    assert said.take("string", {"pattern": "^(a+)+$"}, "value") is None


@pytest.mark.parametrize(
    "piece", ["(", "1+", "a.", "a/", "./a", "1:", "A", "in aa ", "'", '"', "_", "1, ", "1", "a 1, ", "a1\n", "a. "]
)
def test_no_message_takes_long_to_read(piece: str) -> None:
    begun = process_time()
    texts = [f"{piece * 10_000}{number}" for number in range(5)]
    Said(texts, others=texts)
    one_each(texts[0], 1)
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Return JSON with `setup` and `punchline` keys.", ["setup", "punchline"]),
        ('Answer as {"name": "…", "age": 0}.', ["name", "age"]),
        ("JSON with the keys name, age and city, nothing else", ["name", "age", "city"]),
        ("Answer in JSON with the keys category (one of: a, b) and priority (low or high)", ["category", "priority"]),
        ("Return a JSON object with name, price and tags.", ["name", "price", "tags"]),
        ("Return a JSON object with: name, price (in EUR), and tags (list of strings).", ["name", "price", "tags"]),
        ("JSON with a key mood, whose value is good or bad, and a key score between 0 and 1", ["mood", "score"]),
        ("Return the result as JSON:\n- title: the title\n- tags: a list of tags", ["title", "tags"]),
        ("Return JSON.\n- Do not add text\n- Be brief", ["answer"]),
        ("Return JSON with no comments and correct escaping.", ["answer"]),
        ("Tell me a joke in JSON.", ["answer"]),
    ],
)
def test_json_has_the_keys_that_the_prompt_names(prompt: str, found: list[str]) -> None:
    body = chat(messages=[{"role": "user", "content": prompt}], response_format={"type": "json_object"})[1]
    answer = json.loads(body["choices"][0]["message"]["content"])
    assert list(answer) == found
    assert all(one or one == 0 for one in answer.values())


def test_keys_of_a_prompt_without_any() -> None:
    assert form("Answer briefly.") is None


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("JSON with the keys a (number), b (boolean) and c (low, mid or high)", {"type": "number"}),
        ("JSON with fields:\n- b: ok\n- a: an integer from 1 to 5", {"type": "integer", "minimum": 1, "maximum": 5}),
        ("JSON mit den Schlüsseln b (Text), a (Zahl) und c (Liste)", {"type": "number"}),
        ("JSON with three keys:\n'b': the kind, either 'x' or 'y',\n'a': the first number to add.", {"type": "number"}),
        ("JSON with three keys:\n'a': the kind, either 'xx' or 'yy',\n'b': the first.", {"enum": ["xx", "yy"]}),
        ("JSON with a key b and a key a between 0 and 1", {"type": "number", "minimum": 0, "maximum": 1}),
        ("JSON with the keys a and b", TEXT),
    ],
)
def test_a_value_has_the_type_that_stands_beside_its_key(prompt: str, found: dict[str, Any]) -> None:
    shown = form(prompt)
    assert shown
    assert shown["properties"]["a"] == found


@pytest.mark.parametrize(
    "piece", ["keys a, ", "- a: b\n", "json\n- a\n", "a key ", "keys ", "(", "json with a,", "'a':"]
)
def test_no_prompt_takes_long_to_search_for_keys(piece: str) -> None:
    begun = process_time()
    form(f"JSON with the keys {piece * 10_000}")
    form(piece * 10_000)
    assert process_time() - begun < 1
