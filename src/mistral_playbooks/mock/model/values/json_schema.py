"""Generates values that satisfy a JSON Schema, for the arguments of mocked tool calls and for structured answers.

Covers what Pydantic, Zod, the Vercel AI SDK, LangChain and OpenAPI generate: local `$ref`, `allOf`, `anyOf` and
`oneOf`, `enum`, `const`, nullable types, formats, simple patterns, bounds, lists and tuples, and recursive schemas. The
rest is best effort: `not`, `if`, `contains`, look-around in patterns and dependencies between properties are ignored, a
value of `oneOf` may satisfy several branches, and any other schema gets an arbitrary value.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import Any

from ...state.ids import digest
from ..answers import WORDS
from ..reading.said import Said
from . import scalars
from .keywords import (
    MAX_MEMBERS,
    all_nodes,
    combined,
    count_of,
    implied_kind,
    is_a,
    is_possible,
    kinds_of,
    list_of,
    map_of,
    may_be_absent,
    without,
)

_TOTAL_WORK, _LOW_WORK, _VALUE_COST = 700_000, 100_000, 16
"""The work budget of one answer (about 0.2 s), the rest of it below which values become minimal, and the basic cost of
one value."""
_SMALL_DEPTH, _MAX_DEPTH = 8, 40
"""The depth beyond which values are minimal, and the depth beyond which every value is a word."""
_MAX_REFERENCES = 40
"""The maximum number of references and branches followed for one value."""


class Budget:
    """The work budget shared by all values of one answer: a schema can require any number of values, and the server has
    one event loop. Reading or copying a member of a schema costs one. Once the budget is spent, every value is a
    word."""

    def __init__(self) -> None:
        self.left = _TOTAL_WORK

    def spend(self, cost: int) -> bool:
        """Spends `cost` and returns whether anything is left."""
        self.left -= cost
        return self.left > 0


def instance(schema: Any, seed: bytes, budget: Budget | None = None, said: Said | None = None) -> Any:
    """Returns a value that satisfies the schema, from what the user said as far as it fits. The other words, numbers
    and letters depend on `seed`. With `said`, the value is the arguments of a call, which lack the optional ones that
    the user did not give."""
    try:
        return _Generator(schema, budget or Budget(), said).value(schema, seed, 0)
    except RecursionError:  # from comparing deeply nested constants
        return WORDS[0]


class _Generator:
    def __init__(self, root: Any, budget: Budget, said: Said | None) -> None:
        self._root = root
        self._said = said or Said(())
        self._is_call = said is not None
        self._budget = budget
        self._targets: dict[str, Any] = {}

    def value(self, schema: Any, seed: bytes, depth: int, name: str = "") -> Any:
        """Returns a value. `name` is that of the property, for which the user may have given one."""
        seed = digest(seed, str(depth))
        if not self._budget.spend(_VALUE_COST) or depth > _MAX_DEPTH or not isinstance(schema, dict):
            return WORDS[seed[0] % len(WORDS)]
        self._budget.spend(len(schema))
        small = depth > _SMALL_DEPTH or self._budget.left < _LOW_WORK
        schema = self._resolved(schema, small)
        kinds = kinds_of(schema)
        if members := [schema["const"]] if "const" in schema else list_of(schema, "enum"):
            named = None
            if self._budget.spend(4 * len(members)):
                named = self._said.member(members)
            member = members[seed[0] % len(members)] if named is None else named
            if kinds and not is_a(member, kinds):
                self._budget.spend(4 * len(members))
                member = next((one for one in members if is_a(one, kinds)), member)
            self._budget.spend(sum(1 + len(one) // 16 if isinstance(one, str) else 1 for one in all_nodes(member)))
            return member
        if small and ("null" in kinds or schema.get("nullable") is True):
            return None
        kind = next((kind for kind in kinds if kind != "null"), "null" if kinds else implied_kind(schema))
        if (found := self._said.take(kind, schema, name)) is not None:
            self._budget.spend(len(str(found)) // 2)
            return found
        match kind:
            case "object":
                return self._object(schema, seed, depth, small)
            case "array":
                return self._array(schema, seed, depth, small, name)
            case "integer" | "number":
                return scalars.number(schema, seed[0], kind)
            case "boolean":
                return seed[0] % 2 == 0
            case "null":
                return None
        pattern, format = (one if isinstance(one := schema.get(key), str) else "" for key in ("pattern", "format"))
        most = scalars.MAX_LENGTH
        least, most = count_of(schema, "minLength", 0, most), count_of(schema, "maxLength", most, most)
        text = scalars.string(seed, pattern, format, least, most)
        self._budget.spend(len(text) // 2 + 2 * len(pattern))
        return text

    def _resolved(self, schema: dict[str, Any], small: bool) -> dict[str, Any]:
        """Returns the schema with its references resolved and one branch chosen."""
        for _ in range(_MAX_REFERENCES):
            if self._budget.left <= 0:
                break
            if "$ref" in schema:
                schema = self._merged(without(schema, "$ref"), self._target(schema["$ref"]))
            elif key := next((key for key in ("anyOf", "oneOf") if list_of(schema, key)), None):
                rest = without(schema, key)
                schema = self._merged(rest, self._branch(schema[key], kinds_of(rest), small))
            elif parts := list_of(schema, "allOf"):
                schema = without(schema, "allOf")
                for part in parts:
                    schema = self._merged(schema, part)
            else:
                return schema
        return {}

    def _target(self, ref: Any) -> Any:
        """Returns the schema that a `$ref` such as `#/$defs/Name` points to; {} if it is not in this schema."""
        if (ref := str(ref)) not in self._targets:
            self._budget.spend(len(ref))
            found = self._root if ref.startswith("#") else {}
            for part in ref.split("/")[1:]:
                # The escapes of JSON pointers, and the space in the name of a generic class
                name = part.replace("%20", " ").replace("~1", "/").replace("~0", "~")
                if isinstance(found, list):
                    found = dict(zip(map(str, range(MAX_MEMBERS)), found, strict=False))
                found = found.get(name, {}) if isinstance(found, dict) else {}
            self._targets[ref] = found
        return self._targets[ref]

    def _branch(self, options: list[Any], kinds: list[Any], small: bool) -> Any:
        """Returns the first branch of these types. For a minimal value, null or the branch with the fewest
        references."""
        self._budget.spend(4 * len(options))
        null = [one for one in options if kinds_of(one) == ["null"]]
        if null and small and not kinds:
            return null[0]
        options = [one for one in options if is_possible(one) and kinds_of(one) != ["null"]] or null
        fitting = [one for one in options if not kinds or not kinds_of(one) or any(k in kinds for k in kinds_of(one))]
        if not fitting:
            return {}
        return min(fitting, key=self._references) if small else fitting[0]

    def _references(self, schema: Any) -> int:
        """Returns how many references a branch contains, or the schema that it refers to."""
        nodes = all_nodes(self._target(schema["$ref"]) if isinstance(schema, dict) and "$ref" in schema else schema)
        read = takewhile(lambda _: self._budget.spend(1), nodes)
        return sum(isinstance(one, dict) and "$ref" in one for one in read)

    def _merged(self, one: dict[str, Any], other: Any) -> dict[str, Any]:
        """Merges two schemas. Keywords that cannot be merged go into an additional `allOf`."""
        if not isinstance(other, dict) or self._budget.left <= 0:
            return one
        values = (value for schema in (one, other) for value in (schema, *schema.values()))
        self._budget.spend(_VALUE_COST + sum(len(value) for value in values if isinstance(value, list | dict)))
        found, apart, common = one | other, {}, one.keys() & other.keys()
        self._budget.spend(8 * len(common))
        for name in common:
            if name in ("$ref", "allOf", "anyOf", "oneOf"):
                found[name], apart[name] = one[name], other[name]
            else:
                found[name] = combined(name, one[name], other[name])
        return found | {"allOf": [*list_of(found, "allOf"), apart]} if apart else found

    def _object(self, schema: dict[str, Any], seed: bytes, depth: int, small: bool) -> dict[str, Any]:
        properties, further = map_of(schema, "properties"), schema.get("additionalProperties", {})
        needed = dict.fromkeys(name for name in list_of(schema, "required") if isinstance(name, str))
        self._budget.spend(_VALUE_COST + len(properties) + len(needed))
        others = [name for name, one in properties.items() if name not in needed and is_possible(one)]
        least = count_of(schema, "minProperties", 0)
        if small or depth >= _SMALL_DEPTH // 2 or len(needed) + len(others) > count_of(schema, "maxProperties", 10**9):
            others = others[: max(0, least - len(needed))]
        wanted = needed | dict.fromkeys(others)
        schemas = {name: one for name, one in properties.items() if name in wanted}
        schemas |= {name: further for name in needed if name not in schemas}
        rule = schema.get("propertyNames")
        for pattern, one in islice(map_of(schema, "patternProperties").items(), 1):
            rule, further = {"pattern": pattern}, one
        for number in range(8 * least):
            if len(schemas) >= least or self._budget.left <= 0:
                break
            name = f"{WORDS[number % len(WORDS)]}_{number}"
            if isinstance(rule, dict):
                name = self.value(rule | {"type": "string"}, digest(seed, str(number)), depth + 1)
            schemas.setdefault(str(name), further)
        optional = {name for name in others if self._is_call and may_be_absent(schema, properties[name])}
        found: dict[str, Any] = {}
        for name in sorted(schemas, key=optional.__contains__):  # the required ones first take what the user said
            if self._budget.spend(len(name) // 16):
                given = self._said.given
                value = self.value(schemas[name], digest(seed, name), depth + 1, name)
                if name not in optional or self._said.given > given or len(found) < least:
                    found[name] = value
        return {name: found[name] for name in schemas if name in found} if optional else found

    def _array(self, schema: dict[str, Any], seed: bytes, depth: int, small: bool, name: str) -> list[Any]:
        first, items = list_of(schema, "prefixItems"), schema.get("items")
        if isinstance(items, list):  # drafts before 2020-12
            first, items = items, schema.get("additionalItems")
        given = self._said.left(next(iter(kinds_of(items)), ""), name) if not first and map_of(schema, "items") else 0
        count = max(count_of(schema, "minItems", 0), 0 if small else 1, len(first), given)
        count = min(count, count_of(schema, "maxItems", MAX_MEMBERS), len(first) if items is False else MAX_MEMBERS)
        unique = schema.get("uniqueItems") is True
        found: list[Any] = []
        for number in range(8 * count if unique else count):
            if len(found) == count or not self._budget.spend(len(found) if unique else 0):
                break
            one = first[len(found)] if len(found) < len(first) else items
            value = self.value(one if one is not None else {}, digest(seed, str(number)), depth + 1, name)
            if not unique or value not in found:
                found.append(value)
        return found
