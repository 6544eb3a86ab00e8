"""Values that satisfy a JSON Schema, against the package `jsonschema`: tool arguments and structured answers."""

from __future__ import annotations

import enum
import json
import re
from typing import Annotated, Any, Literal

import jsonschema.validators
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from test_mock_api import chat

from mistral_playbooks.mock import instances, patterns


def valid(schema: Any, seed: bytes = b"seed") -> Any:
    """The instance, which `jsonschema` accepts, formats too."""
    value = instances.instance(schema, seed)
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    kind(schema, format_checker=kind.FORMAT_CHECKER).validate(value)
    assert json.loads(json.dumps(value)) == value
    return value


PATTERNS = [
    "^[A-Z]{3}-[0-9]{2}$", r"^\d{5}(-\d{4})?$", "^(foo|bar)+$", "^[^a-z]$", r"^\w+@\w+\.com$", "a.c", "^$", "x{2,4}y*",
    r"^(?P<q>['\"]).*?(?P=q)$", "^[a-zA-Z_][a-zA-Z0-9_]*$", r"^\+?[1-9]\d{1,14}$", "^#(?:[0-9a-fA-F]{3}){1,2}$",
]  # fmt: skip


SCALARS = st.one_of(
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.builds(lambda low, size: {"type": "integer", "minimum": low, "maximum": low + size},
              st.integers(-9, 9), st.integers(0, 9)),
    st.builds(lambda low: {"type": "number", "exclusiveMinimum": low}, st.integers(-9, 9)),
    st.builds(lambda high: {"type": "number", "maximum": high}, st.floats(-9, 9)),
    st.builds(lambda low, size: {"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + size},
              st.floats(-9, 9), st.floats(0.01, 9)),
    st.builds(lambda low, step: {"type": "integer", "minimum": low, "multipleOf": step, "maximum": low + step},
              st.integers(-9, 9), st.integers(1, 7)),
    st.builds(lambda low: {"type": "string", "minLength": low, "maxLength": low + 3}, st.integers(0, 40)),
    st.builds(lambda format: {"type": "string", "format": format},
              st.sampled_from(["date", "time", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname"])),
    st.builds(lambda pattern: {"type": "string", "pattern": pattern}, st.sampled_from(PATTERNS)),
    st.builds(lambda values: {"enum": values}, st.lists(st.integers() | st.text(), min_size=1, max_size=3)),
    st.builds(lambda value: {"const": value}, st.integers() | st.text()),
    st.just({"$ref": "#/$defs/One"}),
    st.just({"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}),
)  # fmt: skip


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
    return st.one_of(
        st.builds(lambda one, low: {"type": "array", "items": one, "minItems": low}, inner, st.integers(0, 3)),
        st.builds(lambda one, high: {"type": "array", "items": one, "maxItems": high}, inner, st.integers(0, 3)),
        st.builds(lambda first: {"type": "array", "prefixItems": first, "items": False, "minItems": len(first)},
                  st.lists(inner, max_size=3)),
        st.builds(lambda one: {"anyOf": [one, {"type": "null"}]}, inner),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
        st.builds(lambda one: {"allOf": [one]}, inner),
        st.builds(lambda one: {"type": "object", "additionalProperties": one, "minProperties": 2}, inner),
        st.builds(lambda one: {"type": "object", "required": ["a"], "properties": {"b": one}}, inner),
        st.builds(lambda fields: {"type": "object", "properties": fields, "required": list(fields),
                                  "additionalProperties": False}, fields),
    )  # fmt: skip


SIMPLE = st.recursive(SCALARS, composed, max_leaves=8)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(SIMPLE, st.binary(min_size=1, max_size=4))
def test_instances_of_simple_schemas_are_valid(schema, seed):
    valid({"$defs": {"One": {"type": "integer"}}, **schema}, seed)


def test_instances_with_references_and_cycles():
    schema = {
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {"name": {"$ref": "#/$defs/Name"}, "next": {"$ref": "#/$defs/Node"},
                               "when": {"type": "string", "format": "date-time"}},
                "required": ["name"],
            },
            "Name": {"type": "string", "enum": ["x", "y"]},
        },
        "allOf": [{"$ref": "#/$defs/Node"}, {"properties": {"size": {"type": "integer"}}, "required": ["size"]}],
    }  # fmt: skip
    value = instances.instance(schema, b"seed")
    jsonschema.validate(value, schema)
    assert {"name", "size"} <= set(value)


def test_an_instance_of_a_schema_that_needs_itself_comes_to_an_end():
    node = {
        "type": "object",
        "properties": {"next": {"anyOf": [{"$ref": "#/$defs/N"}, {"type": "null"}]}},
        "required": ["next"],
    }
    tree = {
        "type": "object",
        "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/T"}}},
        "required": ["children"],
    }
    schema = {"$defs": {"N": node, "T": tree}, **node, "properties": {**node["properties"], "tree": tree}}
    jsonschema.validate(instances.instance(schema, b"seed"), schema)
    endless = {"$ref": "#/$defs/E", "$defs": {"E": {"$ref": "#/$defs/E"}}}
    assert isinstance(instances.instance(endless, b"seed"), str)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_that_match_a_pattern(pattern):
    text = patterns.matching(pattern)
    assert text is not None
    assert re.search(pattern, text)


def test_patterns_within_a_length():
    assert patterns.matching("^[a-z]*$", 12, 20) is not None
    assert len(patterns.matching("^[a-z]*$", 12, 20) or "") >= 12
    assert len(valid({"type": "string", "pattern": "b", "minLength": 5, "maxLength": 5})) == 5
    assert patterns.matching("^(?=b)a$") is None
    assert patterns.matching("(") is None


@settings(deadline=None, max_examples=200)
@given(st.text("ab[](){}|*+?.^$\\d-,01", max_size=12))
def test_any_pattern_gives_a_match_or_nothing(pattern):
    text = patterns.matching(pattern)
    assert text is None or re.search(pattern, text)


class Colour(enum.StrEnum):
    red = "red"
    blue = "blue"


class Address(BaseModel):
    street: str = Field(min_length=3, max_length=40)
    zip: str = Field(pattern=r"^[0-9]{5}$")
    country: Literal["FR", "DE"]


class Dog(BaseModel):
    kind: Literal["dog"]
    barks: bool


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(ge=1, le=9)


class Person(BaseModel):
    name: str
    age: Annotated[int, Field(ge=0, lt=150)]
    height: Annotated[float, Field(gt=0, le=2.5)]
    colour: Colour
    address: Address | None
    pet: Annotated[Dog | Cat, Field(discriminator="kind")]
    tags: set[str] = Field(min_length=2)
    scores: dict[str, float]
    pair: tuple[int, str]
    children: list[Person]


def test_what_pydantic_writes_can_be_read_back_by_pydantic():
    schema = Person.model_json_schema()
    assert Person.model_validate(valid(schema)).address is not None
    for seed in range(30):
        Person.model_validate(valid(schema, bytes([seed])))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
         "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"type": "array", "items": {"type": "string"}, "minItems": 30},
        {"type": "number", "multipleOf": 0.5, "minimum": 0.2, "maximum": 0.7},
        {"type": ["null", "integer"], "minimum": 3},
        {"type": "string", "enum": [1, "a"]},
        {"minimum": 3, "exclusiveMaximum": 4},
        {"items": {"type": "boolean"}, "maxItems": 0},
        {"oneOf": [{"type": "object", "properties": {"x": {"const": 1}}, "required": ["x"]}, {"type": "string"}]},
        {"allOf": [{"minimum": 3}, {"minimum": 5, "type": "integer"}]},
        {"properties": {"a": {"$ref": "#/properties/b"}, "b": {"type": "integer"}}},
        {"type": "integer", "exclusiveMinimum": 2.5, "maximum": 3},
        {"type": "array", "uniqueItems": True, "items": {"type": "boolean"}, "minItems": 2},
        {}, {"type": "object"}, {"type": "null"}, {"const": None},
    ],
)  # fmt: skip
def test_instances_of_awkward_schemas(schema):
    for seed in range(20):
        valid(schema, bytes([seed]))


NAMES = ["type", "properties", "items", "enum", "anyOf", "required", "minimum", "$ref", "allOf", "pattern", "format",
         "minItems", "multipleOf", "minLength", "maxLength", "prefixItems", "additionalProperties", "minProperties",
         "maximum", "exclusiveMinimum", "uniqueItems", "const"]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(
    ["object", "array", "integer", "number", "string", "null"]
)  # fmt: skip
NONSENSE = st.recursive(
    LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(NAMES), one, max_size=4)
)


@settings(deadline=None, max_examples=400)
@given(NONSENSE)
def test_what_is_no_schema_gives_some_value(schema):  # the model of the response_format takes any object
    json.dumps(instances.instance(schema, b"s"))


def test_a_structured_answer_satisfies_its_schema():
    schema = Person.model_json_schema()
    format = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema, "strict": True}}
    body = chat(response_format=format)[1]
    Person.model_validate_json(body["choices"][0]["message"]["content"])


def test_the_arguments_of_a_call_satisfy_the_tool():
    tool = {"type": "function", "function": {"name": "save", "parameters": Person.model_json_schema()}}
    (call,) = chat(tools=[tool])[1]["choices"][0]["message"]["tool_calls"]
    Person.model_validate_json(call["function"]["arguments"])
