"""Values for JSON Schemas as frameworks write them, checked by the package `jsonschema`; and bounded work for any."""

from __future__ import annotations

import datetime
import enum
import json
import re
from decimal import Decimal
from typing import Annotated, Any, Literal, Union
from uuid import UUID

import jsonschema.validators
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from helpers.api import chat
from helpers.work import calls, listed
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.mock.model.values import scalars
from mistral_playbooks.mock.model.values.json_schema import Budget, instance

DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def valid(schema: Any, seed: bytes = b"seed") -> Any:
    """The instance, which `jsonschema` accepts, formats too."""
    value = instance(schema, seed)
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    kind.check_schema(schema)
    kind(schema, format_checker=kind.FORMAT_CHECKER).validate(value)
    assert json.loads(json.dumps(value)) == value
    return value


def record(properties: Any, *required: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), **more}


class Color(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


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
    color: Color
    address: Address | None
    pet: Annotated[Dog | Cat, Field(discriminator="kind")]
    tags: set[str] = Field(min_length=2)
    scores: dict[str, float]
    pair: tuple[int, str]
    children: list[Person]
    parent: Person | None = None


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    on: datetime.date
    at: datetime.datetime
    time: datetime.time
    took: datetime.timedelta
    id: UUID
    price: Decimal
    price_or_none: Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)] | None
    code: Annotated[str, Field(pattern=r"^[a-z]{2,5}$")] = "ab"
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    step: Annotated[int, Field(multiple_of=5, gt=10)]
    ratio: Annotated[float, Field(ge=0, le=1)]
    words: dict[str, list[int]] = Field(min_length=2)
    by_name: dict[Annotated[str, Field(pattern="^x-[a-z]+$")], int] = Field(min_length=2)
    by_color: dict[Color, int] = Field(min_length=2)
    some: tuple[int, ...]
    either: int | str | list[bool]
    anything: Any
    raw: dict[str, Any]
    frozen: frozenset[Color] = Field(min_length=2)
    more: list[Address] = Field(min_length=1, max_length=3)
    constant: Literal[3] = 3


class Number(BaseModel):
    op: Literal["number"]
    value: float


class Sum(BaseModel):
    op: Literal["sum"]
    left: Expression
    right: Expression


Expression = Annotated[Union[Sum, Number], Field(discriminator="op")]  # noqa: UP007 (refers to itself)


class Node(BaseModel):
    name: str
    next: Node | None


@pytest.mark.parametrize("type_", [Person, Strict, Sum, Node, list[Person], dict[str, Node], Expression, int | None])
def test_what_pydantic_writes_can_be_read_back_by_pydantic(type_):
    adapter = TypeAdapter(type_)
    schema = adapter.json_schema()
    for seed in range(20):
        adapter.validate_python(valid(schema, bytes([seed])))


ZOD = record(
    {
        "email": {"type": "string", "format": "email"},
        "url": {"type": "string", "format": "uri"},
        "id": {"type": "string", "format": "uuid"},
        "when": {"type": "string", "format": "date-time"},
        "count": {"type": "integer", "exclusiveMinimum": 0, "maximum": 100},
        "rating": {"type": "number", "minimum": 1, "maximum": 5},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        "nick": {"type": ["string", "null"]},
        "size": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "shape": {"anyOf": [
            record({"kind": {"type": "string", "const": "circle"}, "r": {"type": "number"}}, "kind", "r",
                   additionalProperties=False),
            record({"kind": {"type": "string", "const": "square"}, "side": {"$ref": "#/properties/rating"}},
                   "kind", "side", additionalProperties=False)]},
        "maybe": {"anyOf": [{"not": {}}, {"type": "string"}]},
        "never": {"not": {}},
        "point": {"type": "array", "minItems": 2, "maxItems": 2, "items": [{"type": "number"}, {"type": "string"}]},
        "rest": {"type": "array", "items": [{"type": "number"}], "additionalItems": {"type": "boolean"}, "minItems": 3},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True, "minItems": 3},
        "map": {"type": "object", "additionalProperties": {"type": "number"}, "propertyNames": {"minLength": 2}},
        "both": {"allOf": [record({"a": {"type": "string"}}, "a"), record({"b": {"type": "number"}}, "b")]},
        "tree": record({"value": {"type": "string"}, "children": {"type": "array", "items":
                        {"$ref": "#/properties/tree"}}}, "value", "children", additionalProperties=False),
        "date": {"type": "string", "format": "date", "default": "2026-01-01"},
        "any": {},
    },
    "email", "url", "id", "when", "count", "rating", "unit", "nick", "size", "shape", "point", "rest", "tags", "map",
    "both", "tree", additionalProperties=False,
)  # fmt: skip

OPENAPI = {
    "definitions": {"Pet": record({"name": {"type": "string"}, "tag": {"$ref": "#/definitions/Tag"}}, "name"),
                    "Tag": {"type": "string", "pattern": "^[A-Z][a-z]+$"}},
    "allOf": [{"$ref": "#/definitions/Pet"},
              record({"size": {"type": "integer", "format": "int32", "minimum": 1}}, "size")],
}  # fmt: skip


@pytest.mark.parametrize(
    "schema",
    [
        {"$schema": DRAFT_7, **ZOD},
        {"$schema": DRAFT_7, "$ref": "#/definitions/Answer", "definitions": {"Answer": record(
            {"next": {"$ref": "#/definitions/Answer"}, "data": {"type": "string"}}, "data")}},
        {"$schema": DRAFT_7, **OPENAPI},
        {"$schema": DRAFT_7, **record({"city": {"type": "string"}}, "city", additionalProperties=False)},
        # OpenAI's strict mode: all required, optional ones nullable; the whole schema by `#`
        record({"name": {"type": "string"}, "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
                "note": {"type": ["object", "null"], "properties": {"x": {"$ref": "#"}}, "required": ["x"]}},
               "name", "next", "note", additionalProperties=False),
        {"$defs": {"A[int]": {"type": "integer"}, "B/c d": {"type": "boolean"}}, **record(
            {"a": {"$ref": "#/$defs/A[int]"}, "b": {"$ref": "#/$defs/B~1c%20d", "description": "x"}}, "a", "b")},
        record({"a": {"type": "string"}, "b": {"type": "string"}}, anyOf=[{"required": ["a"]}, {"required": ["b"]}]),
        {"anyOf": [{"type": "string"}, record({"a": {"type": "integer"}}, "a")], "type": "object"},
        {"allOf": [{"type": "integer", "minimum": 3, "maximum": 9}, {"minimum": 5, "maximum": 20}]},
        {"allOf": [record({"x": {"type": "integer"}}, "x"), {"properties": {"x": {"minimum": 80}}}]},
        {"allOf": [{"anyOf": [{"type": "string"}, {"type": "null"}]}, {"anyOf": [{"minLength": 50}]}]},
        {"type": "array", "items": {"type": "string", "format": "uuid"}, "uniqueItems": True, "minItems": 9},
        {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
        {"type": "array", "prefixItems": [{"const": "a"}, {"type": "integer"}], "items": False},
        {"type": "array", "items": {"type": "boolean"}, "maxItems": 0},
        {"type": "string", "enum": [1, "a", None]},
        {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 19.5, "maximum": 19.9},
        {"type": "integer", "multipleOf": 7, "minimum": -20, "maximum": -10},
        {"type": "integer", "maximum": -3},
        {"type": "integer", "exclusiveMinimum": 2.5, "maximum": 3},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer",
         "minimum": 4, "exclusiveMinimum": True, "maximum": 6, "exclusiveMaximum": True},
        {"minimum": 3, "exclusiveMaximum": 4}, {"items": {"type": "boolean"}}, {"properties": {"a": {"const": None}}},
        {"type": "string", "minLength": 3_000}, {"type": "string", "maxLength": 2},
        record({"x": True, "no": False, "any": {}}, "x"), {}, True, {"type": "null"}, {"const": {"a": [1]}},
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)  # fmt: skip
def test_values_of_what_frameworks_write(schema):
    for seed in range(20):
        valid(schema, bytes([seed]))


def test_a_nullable_of_openapi_is_a_value_or_at_last_null():
    schema = record(
        {"name": {"type": "string", "nullable": True}, "next": {"$ref": "#"}}, "name", "next", nullable=True
    )
    value, depth = instance(schema, b"seed"), 0
    assert isinstance(value["name"], str)
    while value is not None:
        value, depth = value["next"], depth + 1
    assert 3 < depth < 20


PATTERNS = [
    "^[A-Z]{3}-[0-9]{2}$", r"^\d{5}(-\d{4})?$", "^(foo|bar)+$", "^[^a-z]$", r"^\w+@\w+\.com$", "a.c", "^$", "x{2,4}y*",
    r"^(?P<q>['\"]).*?(?P=q)$", "^[a-zA-Z_][a-zA-Z0-9_]*$", r"^\+?[1-9]\d{1,14}$", "^#(?:[0-9a-fA-F]{3}){1,2}$",
    "^[a-z]{2,5}$", r"^\d{4}-\d{2}$", r"^\S+\s\W[^\x00-\x7f]$", "^(?>a+)b++$", "^[^-]x(?:y|z)$", r"\D\d",
    # Zod 4: email, UUID, date
    r"^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$",
    r"^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|0{8}-0{4})$",
    r"^(?:\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|\d{4}-02-(?:0[1-9]|1\d))$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_strings_that_match_a_pattern(pattern):
    for seed in range(20):
        text = instance({"pattern": pattern}, bytes([seed]))
        assert re.search(pattern, text), text


@pytest.mark.parametrize(
    ("pattern", "format"),
    [
        (r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"), (r"^1999-\d\d-\d\d$", "%Y-%m-%d"), (r"^[0-9]{4}/[0-9]{2}$", "%Y/%m"),
        (r"^\d{2}\.\d{2}\.\d{4}$", "%d.%m.%Y"), (r"^\d{2}/\d{2}/\d{4}$", "%m/%d/%Y"), (r"^\d{2}:\d{2}$", "%H:%M"),
        (r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$", "%Y-%m-%dT%H:%M:%SZ"), (r"^[01]\d:\d\d$", "%H:%M"),
    ],
)  # fmt: skip
def test_dates_and_times_of_a_pattern_exist(pattern, format):
    for seed in range(50):
        text = instance({"pattern": pattern}, bytes([seed]))
        assert re.search(pattern, text)
        assert datetime.datetime.strptime(text, format).year >= 1900


def test_digits_that_only_resemble_a_date_stay():
    for pattern in (r"^7\d{2}-66-\d{4}$", r"^\d{5}-77$", r"^\d{4}-66-00-\d$", "^77:77$", r"^(?:6|x)+-\d\d$"):
        text = instance({"pattern": pattern}, b"seed")
        assert re.search(pattern, text)


def test_strings_of_a_pattern_and_a_length():
    assert len(valid({"type": "string", "pattern": "^[a-z]*$", "minLength": 12, "maxLength": 20})) == 12
    assert len(valid({"type": "string", "pattern": "^(?:[a-z]+-)*x$", "minLength": 9})) >= 9
    assert len(valid({"type": "string", "pattern": "b", "minLength": 5, "maxLength": 5})) == 5


@pytest.mark.parametrize(
    "pattern",
    ["(", r"\p{L}", "(?<=a*)b", "a{99999}", "(a{1000}){1000}", "(?:a{500}){500}" * 20, "a" * 20_000,
     "(aaaaaaaa)" + "".join(rf"(\{i}\{i})" for i in range(1, 60)), "(" * 5_000 + ")" * 5_000, r"(?:(a)|b)(?(1)c|d)"],
    ids=lambda pattern: pattern[:20],
)  # fmt: skip
def test_a_pattern_that_cannot_be_written_gives_a_string(pattern):
    assert len(instance({"pattern": pattern}, b"seed")) <= scalars.MAX_LENGTH


@settings(max_examples=300)
@given(st.text("ab[](){}|*+?.^$\\d-,01", max_size=12), st.integers(0, 30))
def test_any_pattern_gives_a_string(pattern, least):
    assert isinstance(instance({"pattern": pattern, "minLength": least}, b"seed"), str)


@pytest.mark.parametrize("format", ["date", "time", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname",
                                    "json-pointer", "duration", "regex", "byte", "int64", "unknown"])  # fmt: skip
def test_formats_depend_on_the_seed(format):
    values = {valid({"type": "string", "format": format}, bytes([seed])) for seed in range(30)}
    assert len(values) > (9 if format != "byte" else 0)


SCALARS = st.one_of(
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.builds(lambda low, size: {"type": "integer", "minimum": low, "maximum": low + size},
              st.integers(-99, 99), st.integers(0, 99)),
    st.builds(lambda low: {"type": "number", "exclusiveMinimum": low}, st.integers(-9, 9)),
    st.builds(lambda high: {"type": "number", "maximum": high}, st.floats(-9, 9)),
    st.builds(lambda low, size: {"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + size},
              st.floats(-9, 9), st.floats(0.01, 9)),
    st.builds(lambda low, step: {"type": "integer", "minimum": low, "multipleOf": step, "maximum": low + step},
              st.integers(-9, 9), st.integers(1, 7)),
    st.builds(lambda low: {"type": "string", "minLength": low, "maxLength": low + 3}, st.integers(0, 40)),
    st.builds(lambda format: {"type": "string", "format": format}, st.sampled_from(sorted(scalars.FORMATS))),
    st.builds(lambda pattern: {"type": "string", "pattern": pattern}, st.sampled_from(PATTERNS)),
    st.builds(lambda values: {"enum": values}, st.lists(st.integers() | st.text(), min_size=1, max_size=3)),
    st.builds(lambda value: {"const": value}, st.integers() | st.text() | st.none() | st.booleans()),
    st.just({"$ref": "#/$defs/One"}),
    st.just({"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}),
)  # fmt: skip


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
    tagged = st.lists(inner, min_size=1, max_size=3).map(
        lambda options: [
            record({"kind": {"const": str(number)}, "value": one}, "kind", "value")
            for number, one in enumerate(options)
        ]
    )
    return st.one_of(
        st.builds(lambda one, low: {"type": "array", "items": one, "minItems": low}, inner, st.integers(0, 3)),
        st.builds(lambda one, high: {"type": "array", "items": one, "maxItems": high}, inner, st.integers(0, 3)),
        st.builds(lambda first: {"type": "array", "prefixItems": first, "items": False, "minItems": len(first)},
                  st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda one: {"anyOf": [one, {"type": "null"}]}, inner),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
        st.builds(lambda options: {"oneOf": options, "discriminator": {"propertyName": "kind"}}, tagged),
        st.builds(lambda one: {"allOf": [one], "description": "one"}, inner),
        st.builds(lambda one: {"type": "object", "additionalProperties": one, "minProperties": 2}, inner),
        st.builds(lambda one: record({"b": one, "self": {"$ref": "#"}}, "a"), inner),
        st.builds(lambda fields: record(fields, *fields, additionalProperties=False), fields),
    )  # fmt: skip


SIMPLE = st.recursive(SCALARS, composed, max_leaves=8)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(SIMPLE, st.binary(min_size=1, max_size=4))
def test_values_of_schemas_put_together_from_such_parts(schema, seed):
    valid({"$defs": {"One": {"type": "integer"}}, **schema}, seed)


def test_the_same_seed_gives_the_same_value_and_another_seed_another_one():
    schema = Person.model_json_schema()
    assert instance(schema, b"a") == instance(schema, b"a") != instance(schema, b"b")


def test_answers_and_arguments_of_a_call_satisfy_their_schema():
    schema = Person.model_json_schema()
    format = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema}}
    message = chat(response_format=format)[1]["choices"][0]["message"]
    Person.model_validate_json(message["content"])
    tools = [
        {"type": "function", "function": {"name": "save", "parameters": schema}},
        {"type": "function", "function": {"name": "f", "parameters": {"anyOf": [{"type": "string"}, schema]}}},
    ]
    saved, either = chat(Api(Settings(every_tool=True)), tools=tools)[1]["choices"][0]["message"]["tool_calls"]
    Person.model_validate_json(saved["function"]["arguments"])
    assert isinstance(json.loads(either["function"]["arguments"]), dict)


NAMES = ["type", "properties", "items", "enum", "anyOf", "required", "minimum", "$ref", "allOf", "pattern", "format",
         "minItems", "multipleOf", "minLength", "maxLength", "prefixItems", "additionalProperties", "minProperties",
         "maximum", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems", "const", "oneOf", "nullable", "maxItems",
         "propertyNames", "patternProperties", "maxProperties", "not", "$defs"]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(
    ["object", "array", "integer", "number", "string", "null", "#", "#/items", "#/$defs/a", "#/anyOf/0", 10**400, 1e308]
)  # fmt: skip
NONSENSE = st.recursive(
    LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(NAMES), one, max_size=4)
)


@settings(deadline=None, max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
@given(NONSENSE)
def test_what_is_no_schema_gives_some_value(schema):  # `response_format` takes any object
    json.dumps(instance(schema, b"s"))


@pytest.mark.parametrize("step", [1e-200, 5e-324, 1e299, 3])
@pytest.mark.parametrize("low", [1e200, -1e250, 1e-300, 0])
def test_bounds_beyond_what_can_be_calculated_give_some_number(step, low):
    for kind in ("number", "integer"):
        value = instance({"type": kind, "multipleOf": step, "minimum": low, "exclusiveMaximum": low + 1}, b"s")
        assert isinstance(value, int | float)


MOST = 8_000_000
"""Function calls for one answer, each the fortieth part of a microsecond or more."""


def named(count: int) -> dict[str, Any]:
    return {f"name{i}": {} for i in range(count)}


def inside(schema: Any, depth: int = 6) -> Any:
    for _ in range(depth):
        schema = record({"a": schema}, "a")
    return schema


HEAVY: dict[str, Any] = {
    "enum": listed({"type": "string", "enum": [f"v{i}" for i in range(10_000)]}),
    "enum of a large value": listed({"enum": [[0] * 10_000]}),
    "enum of a long string": listed({"const": "x" * 50_000}),
    "anyOf": listed({"anyOf": [{"type": "null"}] * 5_000 + [{"type": "string"}]}),
    "allOf": listed({"allOf": [{"minimum": i} for i in range(3_000)]}),
    "allOf of properties": {"allOf": [{"properties": {f"p{i}": {}}} for i in range(3_000)]},
    "allOf of the same properties": {"allOf": [{"properties": named(3_000), "required": list(named(3_000))}] * 99},
    "allOf of lists": {"allOf": [{"allOf": [{"allOf": [{"$ref": "#"}] * 30}] * 30}] * 30},
    "allOf of itself": {"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}]}}},
    "nested anyOf": inside({"anyOf": [{"anyOf": [{"anyOf": [{"not": {}}] * 40}] * 40}] * 40}),
    "anyOf of lists": listed({"anyOf": [{"$ref": "#"}] * 100}),
    "properties": inside({"properties": named(5_000), "required": list(named(5_000))}),
    "minProperties": {"type": "object", "minProperties": 10**9, "properties": named(5_000)},
    "names without end": {"minProperties": 10**9, "additionalProperties": {"$ref": "#"}},
    "names that are few": {"type": "object", "minProperties": 10**9, "propertyNames": {"enum": ["a"]}},
    "long names": listed(record({"n" * 100_000: {}}, "m" * 100_000)),
    "path of a $ref": listed({"$ref": "#" + "/a" * 20_000}),
    "many $refs": {"properties": {f"p{i}": {"$ref": "#/allOf" + "/0" * i} for i in range(3_000)}, "allOf": [{}] * 999},
    "beside a $ref": {**listed({"$ref": "#/$defs/a", **named(5_000)}), "$defs": {"a": {"type": "string"}}},
    "cycle of $refs": {"properties": {f"p{i}": {"$ref": "#"} for i in range(5_000)},
                       "required": [f"p{i}" for i in range(5_000)]},
    "two of its kind": record({"a": {"$ref": "#"}, "b": {"$ref": "#"}}, "a", "b"),
    "uniqueItems": {"type": "array", "minItems": 1000, "uniqueItems": True, "items": {"enum": [[0] * 9_000]}},
    "uniqueItems of strings": {"type": "array", "minItems": 10**9, "uniqueItems": True, "items": {"type": "string"}},
    "patterns": {"properties": {f"p{i}": {"pattern": f"^[a-z]{{3}}{i}$"} for i in range(3_000)}},
    "long patterns": listed({"pattern": "[a-z]" * 1_000}),
    "catastrophic patterns": listed({"pattern": "^(?=(a+)+$)(a?){40}a{40}((a{0,50}){0,50}){0,50}(x+x+)+y$",
                                     "minLength": 99}),
    "lists of lists": listed(listed(listed({"type": "string", "minLength": 10**9}))),
    "branches that refer to all": inside({"anyOf": [{"$ref": "#"}] * 3_000, "x": [[]] * 90_000}, 9),
    "many keywords": {"$ref": "#", **named(30_000)},
    "deep": inside({}, 400),
    "deep choices": {"anyOf": [inside({"$ref": "#"}, 400), {"$ref": "#"}]},
}  # fmt: skip
"""Most of them would cost more than one answer may."""


@pytest.mark.parametrize("schema", HEAVY.values(), ids=HEAVY)
def test_no_schema_makes_more_than_so_much_work(schema):
    budget = Budget()
    assert calls(lambda: json.dumps(instance(schema, b"seed", budget)), MOST)
    assert budget.left > -300_000, "nothing is begun that costs much more than is left"


def test_values_nested_as_deeply_as_json_is_read_give_some_value():
    deep: list[Any] = []
    for _ in range(1_500):
        deep = [deep]
        instance({"type": "array", "minItems": 2, "uniqueItems": True, "items": {"enum": [deep, [deep]]}}, b"seed")
        instance({"anyOf": [{"type": [deep, [deep]], "anyOf": [{"type": [[deep], deep]}]}]}, b"seed")


def test_the_values_of_one_answer_share_its_budget():
    budget = Budget()
    first = calls(lambda: instance(listed({}), b"seed", budget), MOST)
    further = calls(lambda: [instance(listed({}), b"seed", budget) for _ in range(1_000)], MOST)
    assert further < first
    assert isinstance(instance({"type": "object"}, b"seed", budget), str)


def test_two_hundred_tools_of_fifty_fields_fit_in_the_budget():
    budget = Budget()
    tool = record({f"field{i}": {"anyOf": [{"type": "string"}, {"type": "null"}]} for i in range(50)})

    def work() -> None:
        for number in range(200):
            value = instance(tool, b"%d" % number, budget)
            assert all(value[f"field{i}"] for i in range(50))

    assert calls(work, MOST)
