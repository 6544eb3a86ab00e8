"""Values that satisfy a JSON Schema: arguments of mocked tool calls, and structured answers."""

from __future__ import annotations

from typing import Any

from .answers import WORDS
from .wire import digest


def instance(schema: Any, seed: bytes, root: Any = None, depth: int = 0) -> Any:
    """A value that satisfies a simple JSON Schema: types, properties, required, items, enum, const, $ref, anyOf,
    lengths and ranges. Texts are mocked words."""
    root = schema if root is None else root
    if not isinstance(schema, dict) or depth > 40:
        return _word(seed, depth)
    seed = digest(seed, str(depth))
    if "$ref" in schema:
        return instance(_lookup(schema["$ref"], root), seed, root, depth + 1)
    if "const" in schema:
        return schema["const"]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][seed[0] % len(schema["enum"])]
    if isinstance(schema.get("allOf"), list) and schema["allOf"]:
        merged: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            part = _lookup(part["$ref"], root) if isinstance(part, dict) and "$ref" in part else part
            if isinstance(part, dict):
                both = {**merged.get("properties", {}), **part.get("properties", {})}
                needed = [*merged.get("required", ()), *part.get("required", ())]
                merged = {**merged, **part, **({"properties": both, "required": needed} if both else {})}
        return instance(merged, seed, root, depth + 1)
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list) and schema[key]:
            options = [one for one in schema[key] if one != {"type": "null"}] or schema[key]
            # Deep down the null, where there is one, so that a schema that contains itself comes to an end.
            deep = depth > 8 and len(options) < len(schema[key])
            return None if deep else instance(options[0], seed, root, depth + 1)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind == "object" or (kind is None and "properties" in schema):
        return _object(schema, seed, root, depth)
    if kind == "array":
        count = min(int(schema.get("minItems", 1 if depth < 8 else 0)), 20)
        count = max(count, 1 if depth < 8 else 0)
        count = min(count, int(schema.get("maxItems", count)))
        items = schema.get("items")
        if isinstance(items, list):
            return [instance(one, digest(seed, str(i)), root, depth + 1) for i, one in enumerate(items)]
        return [instance(items or {}, digest(seed, str(i)), root, depth + 1) for i in range(count)]
    if kind in ("integer", "number"):
        return _number(schema, seed, kind)
    if kind == "boolean":
        return seed[0] % 2 == 0
    if kind == "null":
        return None
    return _text(schema, seed, depth)


def _object(schema: dict[str, Any], seed: bytes, root: Any, depth: int) -> dict[str, Any]:
    properties = schema.get("properties") or {}
    needed = [name for name in schema.get("required") or () if isinstance(name, str)]
    # Deep down only what is required, so that a schema that contains itself comes to an end.
    names = [name for name in properties if depth < 4 or name in needed]
    names += [name for name in needed if name not in properties]
    return {name: instance(properties.get(name, {}), digest(seed, name), root, depth + 1) for name in names}


def _lookup(ref: Any, root: Any) -> Any:
    found = root
    for part in str(ref).lstrip("#").strip("/").split("/"):
        if part and isinstance(found, dict):
            found = found.get(part.replace("~1", "/").replace("~0", "~"), {})
    return found


def _number(schema: dict[str, Any], seed: bytes, kind: str) -> int | float:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    step = schema.get("multipleOf") or 1
    if low is None:
        low = 1 if high is None or high > 1 else high - 1
    value = low
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        value = low + step if high is None or low + step < high else (low + high) / 2
    if high is None or value + seed[0] % 50 * step < high:
        value += seed[0] % 50 * step
    if "multipleOf" in schema:
        value = -(-value // step) * step
    return int(value) if kind == "integer" else value


def _word(seed: bytes, depth: int) -> str:
    return WORDS[digest(seed, str(depth))[0] % len(WORDS)]


_FORMATS = {
    "date": "2026-11-23",
    "time": "12:00:00Z",
    "date-time": "2026-11-23T12:00:00Z",
    "email": "mock@example.com",
    "uri": "https://example.com/mock",
    "uuid": "01a01a81-e9b6-791d-809f-1ab4176e5762",
    "ipv4": "192.0.2.1",
    "hostname": "example.com",
}


def _text(schema: dict[str, Any], seed: bytes, depth: int) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    text = " ".join(WORDS[byte % len(WORDS)] for byte in seed[:2])
    if isinstance(low := schema.get("minLength"), int):
        while len(text) < min(low, 10000):
            text += f" {_word(seed, len(text))}"
    return text[: schema["maxLength"]] if isinstance(schema.get("maxLength"), int) else text
