"""Does a value satisfy a JSON Schema? Drafts 4 to 2020-12 taken together, without formats and `unevaluated…`.

The package `jsonschema` says it exactly (the tests compare the two), but is not among the five dependencies. Where
nothing can be said, for a schema that is none, an expression that cannot be searched safely or one that takes too
much work, the value passes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

from .patterns import found_in
from .references import Whole, size

_WORK = 20_000
"""Steps of holding one value against a schema; beyond them it passes."""
_DEEP = 60


def fits(schema: Any, value: Any, root: Any) -> bool:
    """Whether the value satisfies the schema; `root` is the whole that `$ref` looks into, as such or as a Whole, whose
    steps it takes."""
    whole = root if isinstance(root, Whole) else Whole(root)
    later = max(0, whole.steps - _WORK)
    whole.steps -= later
    try:
        return _fits(schema, value, whole, 0)
    finally:
        whole.steps = max(0, whole.steps) + later


def _fits(schema: Any, value: Any, whole: Whole, depth: int) -> bool:
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, dict) or depth > _DEEP or not whole.step(_lists(schema)):
        return True

    def holds(inner: Any, one: Any = value) -> bool:
        return _fits(inner, one, whole, depth + 1)

    if "$ref" in schema and not holds(whole.lookup(schema["$ref"])):
        return False
    for name, check in _ANY.items():
        if name in schema and not check(schema[name], value):
            return False
    if not _composed(schema, holds):
        return False
    if is_number(value):
        return _number(schema, value)
    if isinstance(value, str):
        return _text(schema, value, whole)
    if isinstance(value, list):
        return _array(schema, value, holds, whole)
    return _object(schema, value, holds, whole) if isinstance(value, dict) else True


def _lists(schema: dict[str, Any]) -> int:
    """How much of a schema is gone through without a step for each: its own keys, and values to compare with."""
    return len(schema) + sum(size(schema[name]) for name in ("enum", "const", "required") if name in schema)


def is_number(value: Any) -> TypeGuard[int | float]:
    """A JSON number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is 1.0, and neither is true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    return one == other


def is_a(value: Any, kind: Any) -> bool:
    """Whether a value is of a JSON Schema's type; of a type that there is not, everything is."""
    if kind == "integer":
        return is_number(value) and (isinstance(value, int) or value.is_integer())
    if kind == "number":
        return is_number(value)
    python = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}
    return isinstance(value, python.get(kind, object)) if isinstance(kind, str) else True


def _typed(kinds: Any, value: Any) -> bool:
    return any(is_a(value, kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))


_ANY: dict[str, Callable[[Any, Any], bool]] = {
    "type": _typed,
    "const": same,
    "enum": lambda members, value: not isinstance(members, list) or any(same(one, value) for one in members),
}


def _composed(schema: dict[str, Any], holds: Callable[..., bool]) -> bool:
    for name, enough in (("allOf", all), ("anyOf", any)):
        if isinstance(parts := schema.get(name), list) and parts and not enough(holds(part) for part in parts):
            return False
    if isinstance(parts := schema.get("oneOf"), list) and parts and sum(holds(part) for part in parts) != 1:
        return False
    if "not" in schema and isinstance(schema["not"], dict | bool) and holds(schema["not"]):
        return False
    if "if" in schema:
        branch = "then" if holds(schema["if"]) else "else"
        return branch not in schema or holds(schema[branch])
    return True


def _number(schema: dict[str, Any], value: float) -> bool:
    def bound(name: str) -> Any:
        return schema[name] if is_number(schema.get(name)) else None

    low, high, above, below = (bound(name) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"))
    if schema.get("exclusiveMinimum") is True:  # draft 4
        above = low
    if schema.get("exclusiveMaximum") is True:
        below = high
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    if (above is not None and value <= above) or (below is not None and value >= below):
        return False
    step = bound("multipleOf")
    if step is None or step <= 0:
        return True
    try:
        return float(value / step).is_integer() if isinstance(step, float) else value % step == 0
    except OverflowError:
        return True


def _within(schema: dict[str, Any], least: str, most: str, size: int) -> bool:
    low, high = schema.get(least), schema.get(most)
    return not ((is_number(low) and size < low) or (is_number(high) and size > high))


def _text(schema: dict[str, Any], value: str, whole: Whole) -> bool:
    if not _within(schema, "minLength", "maxLength", len(value)):
        return False
    pattern = schema.get("pattern")
    return not isinstance(pattern, str) or not whole.expression(pattern) or found_in(pattern, value)


def _array(schema: dict[str, Any], value: list[Any], holds: Callable[..., bool], whole: Whole) -> bool:
    if not _within(schema, "minItems", "maxItems", len(value)):
        return False
    unique = schema.get("uniqueItems") is True and whole.step(len(value) * len(value) // 2)
    if unique and any(same(one, old) for i, one in enumerate(value) for old in value[:i]):
        return False
    first, rest = schema.get("prefixItems"), schema.get("items")
    if isinstance(rest, list):  # drafts before 2020-12
        first, rest = rest, schema.get("additionalItems")
    first = first if isinstance(first, list) else []
    if not all(holds(inner, one) for inner, one in zip(first, value, strict=False)):
        return False
    if isinstance(rest, dict | bool) and not all(holds(rest, one) for one in value[len(first) :]):
        return False
    if "contains" not in schema or not isinstance(schema["contains"], dict | bool):
        return True
    count = sum(holds(schema["contains"], one) for one in value)
    return _within({"minContains": 1, **schema}, "minContains", "maxContains", count)


def _object(schema: dict[str, Any], value: dict[str, Any], holds: Callable[..., bool], whole: Whole) -> bool:
    if not _within(schema, "minProperties", "maxProperties", len(value)):
        return False
    if any(isinstance(name, str) and name not in value for name in _list(schema.get("required"))):
        return False
    own, patterns = _map(schema.get("properties")), _map(schema.get("patternProperties"))
    others, names = schema.get("additionalProperties"), schema.get("propertyNames")
    for name, one in value.items():
        if isinstance(names, dict | bool) and not holds(names, name):
            return False
        known = [own[name]] if name in own else []
        matched = (pattern for pattern in patterns if whole.expression(pattern) and found_in(pattern, name))
        known += [patterns[pattern] for pattern in matched]
        if not known and isinstance(others, dict | bool):
            known = [others]
        if not all(holds(inner, one) for inner in known):
            return False
    return all(name not in value or holds(wanted) for name, wanted in demanded(schema))


_DEMANDS = ("dependentRequired", "dependentSchemas", "dependencies")


def demanded(schema: dict[str, Any]) -> list[tuple[str, Any]]:
    """(a property, the schema that the object must satisfy where it has it): all three spellings."""
    maps = [_map(schema[key]) for key in _DEMANDS if key in schema]
    every = [pair for one in maps for pair in one.items()]
    return [(name, {"required": wanted} if isinstance(wanted, list) else wanted) for name, wanted in every]


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
