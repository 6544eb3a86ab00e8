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

from helpers.api import chat
from mistral_playbooks.mock.model import instances, patterns, references, scalars, validity


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


@pytest.mark.parametrize("pattern", [*PATTERNS, "^[A-Z]{3}$", r"^\w+_id$", r"^[^\s]{4}$", "^(?:GET|PUT|POST)$"])
def test_another_turn_gives_another_text_where_there_is_one(pattern):
    texts = [patterns.matching(pattern, turn=turn) for turn in range(3)]
    assert all(text is not None and re.search(pattern, text) for text in texts)
    if pattern.startswith(("^[A-Z]", r"^\w+_id", r"^[^\s]", "^(?:GET")):
        assert len(set(texts)) == 3


@pytest.mark.parametrize("format", ["date", "time", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname",
                                    "json-pointer", "duration", "regex"])  # fmt: skip
def test_every_number_gives_another_text_of_a_format(format):
    texts = [scalars.formatted(format, number) for number in range(25)]
    assert len(set(texts)) == 25
    checker = jsonschema.Draft202012Validator(
        {"format": format}, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert all(checker.is_valid(text) for text in texts)


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


def record(properties: Any, *required: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), **more}


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
ODD = [
    # references: anchors, ids, escapes, cycles through two definitions
    {"$id": "https://x.test/s", "$defs": {"a": {"$anchor": "here", "type": "integer", "minimum": 3}},
     **record({"p": {"$ref": "#here"}, "q": {"$ref": "s#here"}}, "p", "q")},
    {"$defs": {"a b/c~d": {"type": "boolean"}}, **record({"q": {"$ref": "#/$defs/a%20b~1c~0d"}}, "q")},
    {"$ref": "#/$defs/A", "$defs": {
        "A": record({"b": {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "null"}]}}, "b"),
        "B": record({"a": {"$ref": "#/$defs/A"}, "s": TEXT}, "s")}},
    {"$ref": "#/$defs/E", "$defs": {"E": {"oneOf": [{"type": "number"}, record(
        {"op": {"enum": ["+", "-"]}, "args": {"type": "array", "items": {"$ref": "#/$defs/E"}, "minItems": 2}},
        "op", "args", additionalProperties=False)]}}},
    {"$ref": "#/$defs/p", "$defs": {"p": {"type": "integer", "minimum": 1}}, "maximum": 2},
    # names of properties
    {"type": "object", "patternProperties": {"^x-": WHOLE}, "additionalProperties": False, "minProperties": 3},
    {"patternProperties": {"^x-": WHOLE, "a$": {"minimum": 7}}, **record({"b": TEXT}, "x-a", "b")},
    {"type": "object", "propertyNames": {"pattern": "^[A-Z]{2,4}$"}, "additionalProperties": WHOLE, "minProperties": 2},
    {"type": "object", "propertyNames": {"enum": ["r", "g", "b"]}, "additionalProperties": WHOLE, "minProperties": 3},
    {"type": "object", "propertyNames": {"maxLength": 3}, "minProperties": 1},
    # what depends on a property, in each spelling
    record({"a": TEXT, "b": TEXT}, "a", dependentRequired={"a": ["b"], "b": ["c", "d"]}),
    record({"card": WHOLE}, "card", dependentSchemas={"card": record({"to": TEXT, "card": {"minimum": 90}}, "to")}),
    {"$schema": "http://json-schema.org/draft-07/schema#", **record({"a": TEXT}, "a", dependencies={"a": ["z"]})},
    # conditions
    record({"kind": {"enum": ["x", "y"]}}, "kind", **{"if": {"properties": {"kind": {"const": "x"}}},
           "then": record({"n": WHOLE}, "n"), "else": record({"s": TEXT}, "s")}),
    {**record({"t": {"enum": ["a", "b"]}, "m": WHOLE, "n": TEXT}, "t"), "additionalProperties": False, "allOf": [
        {"if": record({"t": {"const": "a"}}, "t"), "then": {"required": ["m"]}, "else": {"not": {"required": ["m"]}}},
        {"if": record({"t": {"const": "b"}}, "t"), "then": {"required": ["n"]}}]},
    # not, oneOf, allOf against each other
    {"type": "integer", "not": {"multipleOf": 2}, "minimum": 4, "maximum": 6},
    {"enum": [1, 2, 3], "not": {"enum": [1, 2]}},
    {"not": {"type": "string"}},
    record({"a": TEXT, "b": TEXT}, "a", **{"not": {"required": ["b"]}}),
    {"oneOf": [{"type": "number", "multipleOf": 3}, {"type": "number", "multipleOf": 5}]},
    record({"a": WHOLE, "b": WHOLE}, oneOf=[{"required": ["a"]}, {"required": ["b"]}]),
    record({"a": WHOLE, "b": WHOLE}, anyOf=[{"required": ["a"]}, {"required": ["b"]}], maxProperties=1),
    {"allOf": [{"enum": [1, 2, 3]}, {"enum": [2, 3, 4]}, {"not": {"const": 2}}]},
    {"allOf": [record({"x": {"type": "integer", "minimum": 3}}, "x"), {"properties": {"x": {"maximum": 4}}}]},
    {"allOf": [{"anyOf": [TEXT, WHOLE]}, {"anyOf": [WHOLE, {"type": "boolean"}]}]},
    {"allOf": [{"type": "number", "multipleOf": 4}, {"type": "integer", "multipleOf": 6, "minimum": 1}]},
    {"anyOf": [False, record({"a": WHOLE}, "a")]},
    # members of a list
    {"type": "array", "contains": {"type": "integer", "minimum": 100}, "items": WHOLE, "minItems": 2},
    {"type": "array", "contains": {"const": "x"}, "minContains": 2, "maxContains": 3},
    {"type": "array", "contains": {"const": "x"}, "maxContains": 1, "items": TEXT, "minItems": 3},
    {"type": "array", "minItems": 2, "items": {"oneOf": [{"const": 1}, {"const": 2}]}, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"const": "a"}, WHOLE, {"type": "boolean"}], "items": False, "minItems": 3},
    # members of an enum, of all types; true and 1 are two
    {"enum": [None, 1, "a", [1], {"x": 1}, True]},
    {"type": "array", "items": {"enum": [1, True, 0, False]}, "uniqueItems": True, "minItems": 4},
    record({"k": {"type": ["string", "null"], "enum": ["a", None]}, "c": {"const": {"a": [1, None]}}}, "k", "c"),
    record({"x": True, "no": False, "any": {}}, "x"),
    # numbers and texts
    {"type": "number", "multipleOf": 0.1, "minimum": 0.4, "maximum": 0.6},
    {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 19.5, "maximum": 19.9},
    {"type": "string", "pattern": "(?=.*[A-Z])(?=.*\\d)(?=.*[@#])^.{8,}$", "maxLength": 20},
    {"type": "string", "pattern": "^[a-z]+(?:-[a-z]+)*$", "minLength": 12, "maxLength": 14},
    # what must differ, and what contains itself without a null to end with
    {"type": "array", "items": {"type": "string", "format": "uuid"}, "uniqueItems": True, "minItems": 4},
    {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{3}$"}, "uniqueItems": True, "minItems": 4},
    {"type": "object", "patternProperties": {"^[a-z]{3}$": WHOLE}, "additionalProperties": False, "minProperties": 3},
    {"type": "object", "propertyNames": {"pattern": "^[a-z]+_id$"}, "additionalProperties": WHOLE, "minProperties": 3},
    {"type": "object", "propertyNames": {"format": "date"}, "additionalProperties": WHOLE, "minProperties": 3},
    {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]},
    {"$ref": "#/$defs/list", "$defs": {"list": {"type": "array", "minItems": 1,
                                                "items": {"anyOf": [{"$ref": "#/$defs/list"}, WHOLE]}}}},
]  # fmt: skip


@pytest.mark.parametrize("schema", ODD)
def test_instances_of_odd_schemas(schema):
    for seed in range(20):
        valid(schema, bytes([seed]))


def test_odd_schemas_as_the_properties_of_one():
    parts = {f"p{place}": one for place, one in enumerate(ODD) if "$ref" not in json.dumps(one)}
    for seed in range(3):
        valid(record(parts, *parts), bytes([seed]))


@pytest.mark.parametrize("schema", ODD)
def test_the_arguments_of_a_call_satisfy_an_odd_tool(schema):
    tool = {"type": "function", "function": {"name": "f", "parameters": {"$schema": DRAFT, **record({"a": {}}, "a")}}}
    tool["function"]["parameters"]["properties"]["a"] = {name: one for name, one in schema.items() if name[0] != "$"}
    if "$ref" in json.dumps(schema) or "dependencies" in schema:
        tool["function"]["parameters"] = schema if schema.get("type") == "object" else record({})
    response, body, _ = chat(tools=[tool])
    assert response.status == 200, body
    (call,) = body["choices"][0]["message"]["tool_calls"]
    parameters = tool["function"]["parameters"]
    kind = jsonschema.validators.validator_for(parameters, default=jsonschema.Draft202012Validator)
    kind(parameters).validate(json.loads(call["function"]["arguments"]))


DRAFT = "https://json-schema.org/draft/2020-12/schema"


def test_the_arguments_of_a_call_are_an_object_whatever_branch_comes_first():
    parameters = {"anyOf": [TEXT, record({"a": WHOLE}, "a")]}
    (call,) = chat(tools=[{"type": "function", "function": {"name": "f", "parameters": parameters}}])[1]["choices"][0][
        "message"
    ]["tool_calls"]
    assert isinstance(json.loads(call["function"]["arguments"])["a"], int)


LIKELY = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 12) | st.floats(-9, 9) | st.sampled_from(["a", "x", "foo", "b-c"]),
    lambda one: st.lists(one, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "x-a", "t", "kind", "p"]), one),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ODD) | SIMPLE, LIKELY)
def test_validity_says_what_jsonschema_says(schema, value):
    schema = {"$defs": {"One": {"type": "integer"}}, **schema}
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    assert validity.fits(schema, value, schema) == kind(schema).is_valid(value)


def test_validity_of_what_is_endless_or_none():
    endless = {"$ref": "#"}
    assert validity.fits(endless, 1, endless)
    wide: dict[str, Any] = {"anyOf": [{"$ref": "#"}] * 30}
    assert validity.fits(wide, 1, wide)
    assert validity.fits({"pattern": "("}, "a", {})
    assert validity.fits({"pattern": "^(a+)+$"}, "a" * 60 + "b", {})
    assert references.lookup("https://elsewhere.test/s#/a", {"a": 1}) == {}
    assert references.lookup("#nobody", {"$anchor": "somebody"}) == {}


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


@pytest.mark.parametrize("step", [1e-200, 5e-324, 1e299])
def test_bounds_beyond_what_can_be_counted_give_some_number(step):
    schema = {"type": "number", "multipleOf": step, "minimum": 1e200}
    assert isinstance(instances.instance(schema, b"s"), int | float)


def test_a_structured_answer_satisfies_its_schema():
    schema = Person.model_json_schema()
    format = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema, "strict": True}}
    body = chat(response_format=format)[1]
    Person.model_validate_json(body["choices"][0]["message"]["content"])


def test_the_arguments_of_a_call_satisfy_the_tool():
    tool = {"type": "function", "function": {"name": "save", "parameters": Person.model_json_schema()}}
    (call,) = chat(tools=[tool])[1]["choices"][0]["message"]["tool_calls"]
    Person.model_validate_json(call["function"]["arguments"])
