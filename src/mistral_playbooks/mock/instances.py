"""Values that satisfy a JSON Schema: arguments of mocked tool calls, and structured answers.

What is not looked at: `not`, `if`, `dependencies`, `propertyNames`, `contains`, and whether a value of `oneOf`'s
first branch fits another too. A schema that no value satisfies gets some value.
"""

from __future__ import annotations

from typing import Any

from . import scalars
from .answers import WORDS
from .wire import digest

_DEEP = 8
"""From here down lists are empty and unions null where they may be: a schema that contains itself ends."""
_WORK = 20_000
"""Values in one instance, a text of a hundred characters counting as one more. Beyond them every value is a word: a
node that must hold two of its kind has no finite instance, and five nested lists of a thousand have too large a one."""


class _Root:
    """The schema that `$ref` looks into, and how much work is left."""

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self.left = _WORK


def instance(schema: Any, seed: bytes) -> Any:
    """A value that satisfies a simple JSON Schema: types, properties, required, items, enum, const, $ref, anyOf,
    allOf, lengths, ranges, patterns, formats. Texts are mocked words that depend on `seed`."""
    return _instance(schema, seed, _Root(schema), 0)


def _instance(schema: Any, seed: bytes, root: _Root, depth: int) -> Any:
    root.left -= 1
    if not isinstance(schema, dict) or depth > 40 or root.left < 0:
        return scalars.word(seed, depth)
    seed = digest(seed, str(depth))
    if "$ref" in schema:
        beside = {key: value for key, value in schema.items() if key not in ("$ref", "$defs", "definitions")}
        return _instance(_merged(beside, _lookup(schema["$ref"], root.schema)), seed, root, depth + 1)
    if "const" in schema:
        return schema["const"]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return _member(schema, seed)
    if isinstance(schema.get("allOf"), list) and schema["allOf"]:
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            part = _lookup(part["$ref"], root.schema) if isinstance(part, dict) and "$ref" in part else part
            merged = _merged(merged, part)
        return _instance(merged, seed, root, depth + 1)
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list) and schema[key]:
            options = [one for one in schema[key] if one != {"type": "null"}] or schema[key]
            deep = depth > _DEEP and len(options) < len(schema[key])
            beside = {name: value for name, value in schema.items() if name != key}
            return None if deep else _instance(_merged(beside, options[0]), seed, root, depth + 1)
    return _of_type(schema, seed, root, depth)


def _of_type(schema: dict[str, Any], seed: bytes, root: _Root, depth: int) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    kind = kind or next((type_ for word, type_ in _IMPLIED if word in schema), "string")
    if kind == "object":
        return _object(schema, seed, root, depth)
    if kind == "array":
        return _array(schema, seed, root, depth)
    if kind in ("integer", "number"):
        return scalars.number(schema, seed, kind)
    if kind == "boolean":
        return seed[0] % 2 == 0
    if kind == "null":
        return None
    text = scalars.text(schema, seed)
    root.left -= len(text) // 100
    return text


# What a schema without `type` is about.
_IMPLIED = (
    ("properties", "object"),
    ("required", "object"),
    ("items", "array"),
    ("prefixItems", "array"),
    ("minItems", "array"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("exclusiveMinimum", "number"),
    ("exclusiveMaximum", "number"),
    ("multipleOf", "number"),
)


def _merged(one: dict[str, Any], other: Any) -> dict[str, Any]:
    """Two schemas that both hold, as one: properties and required together, the tighter of two bounds."""
    if not isinstance(other, dict):
        return one
    found = {**one, **other}
    if isinstance(one.get("properties"), dict) and isinstance(other.get("properties"), dict):
        found["properties"] = {**one["properties"], **other["properties"]}
    if isinstance(one.get("required"), list) and isinstance(other.get("required"), list):
        # Once each: a branch that leads back to its own schema would double them at every turn.
        names = [name for name in (*one["required"], *other["required"]) if isinstance(name, str)]
        found["required"] = list(dict.fromkeys(names))
    for tighter, names in (
        (max, ("minimum", "exclusiveMinimum", "minLength", "minItems")),
        (min, ("maximum", "exclusiveMaximum", "maxLength", "maxItems")),
    ):
        for name in names:
            if scalars.is_number(one.get(name)) and scalars.is_number(other.get(name)):
                found[name] = tighter(one[name], other[name])
    return found


def _member(schema: dict[str, Any], seed: bytes) -> Any:
    """One of `enum`, of the type that stands beside it where there is one."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    python = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}

    def is_a(one: Any, kind: Any) -> bool:
        if kind in ("integer", "number"):
            return scalars.is_number(one)
        return kind is None or isinstance(one, python.get(str(kind), object))

    fitting = [one for one in schema["enum"] if any(is_a(one, kind) for kind in kinds)] or schema["enum"]
    return fitting[seed[0] % len(fitting)]


def _object(schema: dict[str, Any], seed: bytes, root: _Root, depth: int) -> dict[str, Any]:
    properties = schema["properties"] if isinstance(schema.get("properties"), dict) else {}
    needed = [name for name in _list(schema, "required") if isinstance(name, str)]
    # Deep down only what is required, so that a schema that contains itself comes to an end.
    names = [name for name in properties if depth < 4 or name in needed]
    names += [name for name in dict.fromkeys(needed) if name not in properties]
    others = schema.get("additionalProperties")
    other = others if isinstance(others, dict) else {}
    if least := scalars.count(schema, "minProperties", 0):
        names += [name for name in properties if name not in names]
        names += [f"{WORDS[i % len(WORDS)]}_{i}" for i in range(least - len(names))]
    return {name: _instance(properties.get(name, other), digest(seed, name), root, depth + 1) for name in names}


def _array(schema: dict[str, Any], seed: bytes, root: _Root, depth: int) -> list[Any]:
    first, items = _list(schema, "prefixItems"), schema.get("items")
    if isinstance(items, list):  # drafts before 2020-12
        first, items = items, schema.get("additionalItems")
    shallow = 1 if depth < _DEEP else 0
    count = max(scalars.count(schema, "minItems", 0), shallow, len(first))
    count = min(count, scalars.count(schema, "maxItems", count))
    if items is False:
        count = min(count, len(first))
    found: list[Any] = []
    for number in range(count * 8 if schema.get("uniqueItems") is True else count):
        at = len(found)
        one = first[at] if at < len(first) else items if isinstance(items, dict) else {}
        value = _instance(one, digest(seed, str(number)), root, depth + 1)
        if schema.get("uniqueItems") is True and any(type(value) is type(old) and value == old for old in found):
            continue
        found.append(value)
        if len(found) == count:
            break
    return found


def _list(schema: dict[str, Any], name: str) -> list[Any]:
    return schema[name] if isinstance(schema.get(name), list) else []


def _lookup(ref: Any, root: Any) -> Any:
    found = root
    for part in str(ref).lstrip("#").strip("/").split("/"):
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        elif part and isinstance(found, dict):
            found = found.get(part, {})
    return found
