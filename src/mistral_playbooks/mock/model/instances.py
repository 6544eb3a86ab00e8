"""Values that satisfy a JSON Schema: arguments of mocked tool calls, and structured answers.

A value is written for what the schema says plainly (types, properties, bounds, branches). Where it says more (`not`,
`if`, `oneOf`, `contains`, names and dependencies of properties), the value is held against it, and written anew with
other branches, other members and fewer properties until it fits. A schema that no value satisfies gets some value;
`unevaluatedProperties` and `unevaluatedItems` are not looked at.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from ..wire.envelope import digest
from . import scalars
from .answers import WORDS
from .flattening import flat
from .merging import members, merged
from .patterns import found_in, matching
from .references import STEPS, Whole, size
from .validity import demanded, fits, same

_DEEP = 8
"""From here down lists are empty and unions null where they may be: a schema that contains itself ends."""
_WORK = 20_000
"""Values in one instance, a text of a hundred characters counting as one more. Beyond them every value is a word: a
node that must hold two of its kind has no finite instance, and five nested lists of a thousand have too large a one."""
_LEAST = 100
"""Values and steps of an instance however many a request makes."""
_TURNS = 24
"""How often one value is written anew, and how often all values of an instance together."""
_ALL_TURNS = 400


class _Root(Whole):
    """The schema that `$ref` looks into, and how much work is left."""

    def __init__(self, schema: Any, share: int) -> None:
        super().__init__(schema, max(_LEAST, STEPS // share))
        self.left = max(_LEAST, _WORK // share)
        self.turns = max(_TURNS, _ALL_TURNS // share)

    @property
    def spent(self) -> bool:
        """Whether every further value is a word."""
        return self.left < 0 or self.steps < 0


def instance(schema: Any, seed: bytes, share: int = 1) -> Any:
    """A value that satisfies a JSON Schema, of any draft from 4 on. Texts are mocked words that depend on `seed`.
    `share` is how many instances one request makes: they have the work of one together."""
    return _instance(schema, seed, _Root(schema, share), 0)


def _instance(schema: Any, seed: bytes, root: _Root, depth: int, turn: int = 0) -> Any:
    """A value; `turn` is the first of the ways to write it that is tried."""
    root.left -= 1
    if not isinstance(schema, dict) or depth > 40 or root.spent:
        return scalars.word(seed, depth)
    seed = digest(seed, str(depth))
    plain, conditions, strict = flat(schema, root, depth > _DEEP, turn)
    if not strict:
        return _of(plain, seed, root, depth, turn)
    value = first = _brought(plain, conditions, seed, root, depth, turn)
    for again in range(turn + 1, turn + 1 + _TURNS):
        if fits(schema, value, root):
            return value
        root.turns -= 1
        if root.turns < 0 or root.spent:
            break
        plain, conditions, _ = flat(schema, root, depth > _DEEP, again)
        value = _brought(plain, conditions, digest(seed, str(again)), root, depth, again)
    return value if fits(schema, value, root) else first


def _brought(
    plain: dict[str, Any], conditions: list[dict[str, Any]], seed: bytes, root: _Root, depth: int, turn: int
) -> Any:
    """A value, and then one with what that value brings with it: a condition's consequence, what properties depend
    on."""
    value = _of(plain, seed, root, depth, turn)
    for _ in range(4):
        wider = plain
        for condition in conditions:
            holds = fits(condition["if"], value, root)
            wider = merged(wider, condition.get("then" if holds else "else"))
        for name, wanted in demanded(wider):
            if isinstance(value, dict) and name in value:
                wider = merged(wider, wanted)
        if wider == plain or not root.step(size(wider)):
            break
        plain, more, _ = flat(wider, root, depth > _DEEP, turn)
        conditions = [*conditions, *(one for one in more if one not in conditions)]
        value = _of(plain, seed, root, depth, turn)
    return value


def _of(schema: dict[str, Any], seed: bytes, root: _Root, depth: int, turn: int) -> Any:
    if "const" in schema or (isinstance(schema.get("enum"), list) and schema["enum"]):
        every = schema["enum"] if "const" not in schema else [schema["const"]]
        known = members(schema) if root.step(len(every)) else every[:1]
        return _counted(known[(seed[0] + turn) % len(known)], root)
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [one for one in kind if one != "null"] or ["null"]
        kind = kinds[turn % len(kinds)]
    if kind is None:
        kind = next((type_ for word, type_ in _IMPLIED if word in schema), _UNTYPED[turn % len(_UNTYPED)])
    if kind == "object":
        return _object(schema, seed, root, depth, turn)
    if kind == "array":
        return _array(schema, seed, root, depth, turn)
    if kind in ("integer", "number"):
        return scalars.number(schema, seed, kind, turn)
    if kind == "boolean":
        return (seed[0] + turn) % 2 == 0
    if kind == "null":
        return None
    if isinstance(schema.get("pattern"), str) and not root.expression(schema["pattern"]):
        schema = {name: value for name, value in schema.items() if name != "pattern"}
    return _counted(scalars.text(schema, seed, turn), root)


def _counted(value: Any, root: _Root) -> Any:
    """A value that came as a whole, its work taken."""
    root.left -= size(value) // 12
    return value


_UNTYPED = ("string", "integer", "object", "array", "boolean", "null")

# What a schema without `type` is about.
_IMPLIED = (
    ("properties", "object"),
    ("required", "object"),
    ("patternProperties", "object"),
    ("propertyNames", "object"),
    ("minProperties", "object"),
    ("dependentRequired", "object"),
    ("items", "array"),
    ("prefixItems", "array"),
    ("contains", "array"),
    ("minItems", "array"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("exclusiveMinimum", "number"),
    ("exclusiveMaximum", "number"),
    ("multipleOf", "number"),
)


def _object(schema: dict[str, Any], seed: bytes, root: _Root, depth: int, turn: int) -> dict[str, Any]:
    properties = _map(schema, "properties")
    needed = dict.fromkeys(name for name in _list(schema, "required") if isinstance(name, str))
    root.step(2 * (len(properties) + len(needed)))
    others = [name for name, one in properties.items() if name not in needed and one is not False]
    # Deep down only what is required, so that a schema that contains itself comes to an end. At further turns only
    # some of the others: what excludes, or is too much.
    if depth >= 4 or turn == 1 or root.spent:
        names = dict(needed)
    else:
        chosen = {name for i, name in enumerate(others) if not turn or seed[i % 32] % 2}
        names = dict.fromkeys(name for name in properties if name in needed or name in chosen) | needed
    least, most = scalars.count(schema, "minProperties", 0), scalars.count(schema, "maxProperties", scalars.MOST)
    names = {name: None for name in names if name in needed} if len(names) > most else names
    spare = (name for name in others if name not in names)
    names |= dict.fromkeys([*islice(spare, max(0, least - len(names)))])
    for at in range(4 * least):
        if len(names) >= least:
            break
        names[_name(schema, digest(seed, "name", str(at)), root, depth, at)] = None
    found: dict[str, Any] = {}
    for name in names:
        root.left -= len(name) // 100
        found[name] = (
            WORDS[0] if root.spent else _instance(_for(schema, name, root), digest(seed, name), root, depth + 1)
        )
    return found


def _name(schema: dict[str, Any], seed: bytes, root: _Root, depth: int, at: int) -> str:
    """A name for one more property, the `at`-th."""
    rule, patterns = schema.get("propertyNames"), list(_map(schema, "patternProperties"))
    name = None
    if isinstance(rule, dict) and set(rule) - {"type"} == {"pattern"}:
        patterns, rule = [rule["pattern"]], None
    if isinstance(rule, dict):
        name = _instance({**rule, "type": "string"}, seed, root, depth + 1, at)
    elif patterns and schema.get("additionalProperties") is not True:
        pattern, turn = patterns[at % len(patterns)], at // len(patterns)
        if isinstance(pattern, str) and root.expression(pattern):
            # Longer ones too, where there are no other letters to take.
            name = (matching(pattern, turn, turn=turn) if turn % 2 else None) or matching(pattern, turn=turn)
    return name if isinstance(name, str) else f"{WORDS[at % len(WORDS)]}_{at}"


def _for(schema: dict[str, Any], name: str, root: _Root) -> Any:
    """The schema of the property of this name."""
    patterns = _map(schema, "patternProperties")
    known = [inner for pattern, inner in patterns.items() if root.expression(pattern) and found_in(pattern, name)]
    if name in _map(schema, "properties"):
        known.insert(0, schema["properties"][name])
    if not known:
        return schema.get("additionalProperties", {})
    found = known[0]
    for one in known[1:]:
        found = merged(found, one) if isinstance(found, dict) and root.step(size(found) + size(one)) else one
    return found


def _array(schema: dict[str, Any], seed: bytes, root: _Root, depth: int, turn: int) -> list[Any]:
    first, items = _list(schema, "prefixItems"), schema.get("items")
    if isinstance(items, list):  # drafts before 2020-12
        first, items = items, schema.get("additionalItems")
    held = schema.get("contains") if isinstance(schema.get("contains"), dict) else None
    holding = scalars.count(schema, "minContains", 1) if held is not None else 0
    shallow = 1 if depth < _DEEP else 0
    count = max(scalars.count(schema, "minItems", 0), shallow, len(first) + holding)
    count = min(count, scalars.count(schema, "maxItems", count))
    if items is False:
        count = min(count, len(first))
    unique = schema.get("uniqueItems") is True
    found: list[Any] = []
    for number in range(count * 8 if unique else count):
        at = len(found)
        if root.spent:
            found.append(WORDS[0])
            if len(found) == count:
                break
            continue
        one = first[at] if at < len(first) else items if isinstance(items, dict) else {}
        if held is not None and count - holding <= at:
            one = merged(one if isinstance(one, dict) else {}, held)
        value = _instance(one, digest(seed, str(number)), root, depth + 1, number if unique else turn)
        if unique and root.step(len(found)) and any(same(value, old) for old in found):
            continue
        found.append(value)
        if len(found) == count:
            break
    return found


def _list(schema: dict[str, Any], name: str) -> list[Any]:
    return schema[name] if isinstance(schema.get(name), list) else []


def _map(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return schema[name] if isinstance(schema.get(name), dict) else {}
