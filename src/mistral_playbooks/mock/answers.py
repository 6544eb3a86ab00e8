"""What the mocked model says: made up, but reproducible, valid, and impossible to know without having received it.

Token counts are an estimate: one token for every four characters (the rule of thumb of English text), four more for
each message. The API's own counts come from its tokenizers.
"""

from __future__ import annotations

import json
from typing import Any

from .wire import digest

_WORDS = (
    "amber anchor apple arrow autumn beacon birch bridge canyon cedar clover cobalt copper coral crystal delta "
    "ember falcon feather fern forest garden glacier granite harbor hazel horizon island ivory jasmine juniper "
    "lantern lavender lemon linen magnet maple marble meadow mirror morning mountain north oak ocean olive orchard "
    "otter paper pebble pine planet prairie quartz raven ribbon river saffron sail sapphire shadow silver spruce "
    "summer sunset thunder timber tulip valley velvet violet walnut willow winter"
).split()
_IMAGE_TOKENS = 256  # a stated constant: real images cost by their size


def tokens(text: str) -> int:
    """The estimated number of tokens of a text."""
    return (len(text) + 3) // 4


def sentence(seed: bytes) -> str:
    """A line of plain ASCII words that depends on every byte of the seed, such as
    `Mocked answer 7f3a91: river amber …`."""
    words = [_WORDS[byte % len(_WORDS)] for byte in seed[3 : 11 + seed[11] % 5]]
    return f"Mocked answer {seed[:3].hex()}: {' '.join(words)}."


def thought(seed: bytes) -> str:
    """A short reasoning, in the manner of `sentence`."""
    words = [_WORDS[byte % len(_WORDS)] for byte in seed[20:24]]
    return f"Mocked reasoning {seed[17:20].hex()}: first {words[0]} then {words[1]} so {words[2]} {words[3]}."


def pieces(text: str, size: int = 12) -> list[str]:
    """A text cut at its spaces into pieces of about `size` characters; joined they are the text."""
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = text.find(" ", start + size)
        end = len(text) if end < 0 else end
        parts.append(text[start:end])
        start = end
    return parts or [""]


def prompt_tokens(body: dict[str, Any]) -> int:
    """The estimated tokens of a request's messages and tools."""
    total = 3
    for message in body["messages"]:
        total += 4 + _content_tokens(message.get("content"))
        for call in message.get("tool_calls") or ():
            total += tokens(json.dumps(call.get("function")))
    if tools := body.get("tools"):
        total += tokens(json.dumps(tools))
    return total


def _content_tokens(content: Any) -> int:
    if isinstance(content, str):
        return tokens(content)
    total = 0
    for chunk in content or ():
        if "image_url" in chunk:
            total += _IMAGE_TOKENS
        else:
            text = chunk.get("text")
            total += tokens(text if isinstance(text, str) else json.dumps(chunk))
    return total


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
    return _WORDS[digest(seed, str(depth))[0] % len(_WORDS)]


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
    text = " ".join(_WORDS[byte % len(_WORDS)] for byte in seed[:2])
    if isinstance(low := schema.get("minLength"), int):
        while len(text) < min(low, 10000):
            text += f" {_word(seed, len(text))}"
    return text[: schema["maxLength"]] if isinstance(schema.get("maxLength"), int) else text
