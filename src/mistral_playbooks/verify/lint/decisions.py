"""Finds decisions by an error's text: its fields may be compared, its words may not, however they are looked at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import matches, names
from .error_texts import CUT, ERROR, FIELD, MAKES_TEXT, SEARCHES, TEXT, ErrorTexts
from .tree.nodes import dotted
from .tree.source import Source

_VALIDATES = {
    *("model_validate", "model_validate_json", "validate_python", "validate_json", "parse", "safeParse", "parseAsync"),
    "safeParseAsync",
}
_MESSAGES = {"message", "msg", "detail", "body", "text"}
_STRICT = {
    *("Literal", "literal", "enum", "regex", "startsWith", "endsWith", "includes", "refine", "pattern", "const"),
    *("nativeEnum", "AfterValidator", "BeforeValidator", "length", "max", "min", "min_length", "max_length"),
}


class Decisions:
    """What a program decides by."""

    def __init__(self, source: Source) -> None:
        texts = ErrorTexts(source)
        self._kind, self._most = texts.kind, texts.most
        self._tests = set(_tested(source))
        self._enumerations = {
            one.name
            for one in source.nodes
            if isinstance(one, ast.ClassDef) and any(dotted(base).endswith("Enum") for base in one.bases)
        }
        self._strict = any(map(_is_strict, source.nodes))
        """Whether a schema of the program wants certain words in a message."""

    def decides(self, node: ast.AST) -> bool:
        """Whether a node compares, searches or tests an error's text."""
        if node in self._tests and self._kind(node) == CUT:
            return True
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and self._kind(node.slice) >= TEXT:
            return True  # a table
        if isinstance(node, ast.Compare):
            return self._compares(node)
        if isinstance(node, ast.Match):
            return self._is_text(node.subject) or (self._kind(node.subject) != 0 and any(map(_names_words, node.cases)))
        if isinstance(node, ast.Call):
            handed = any(isinstance(one, ast.Attribute) and one.attr in SEARCHES for one in node.args)
            if handed and self._is_text(*node.args):
                return True
            if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and self._most(node.args[:1]) >= TEXT:
                return True
            if self._validates(node):
                return True
            if isinstance(node.func, ast.Attribute) and node.func.attr in SEARCHES:
                if any(map(_is_status, node.args)) and _looks_like_text(node.func.value):
                    return True
                shape = any(map(_is_shape, node.args)) and self._kind(node.func.value) != CUT
                return self._is_text(node.func.value, *node.args) and not shape
        return False

    def _validates(self, node: ast.Call) -> bool:
        """Whether a call raises, or not, because of an error's text: a number, an enumeration, a strict schema."""
        name, last, given = dotted(node.func), dotted(node.func).rpartition(".")[2], self._most(node.args)
        if name in ("int", "float", *self._enumerations):
            return given >= TEXT
        return self._strict and bool(given) and last in _VALIDATES and name != "JSON.parse"

    def _compares(self, node: ast.Compare) -> bool:
        sides, kinds = [node.left, *node.comparators], [self._kind(one) for one in (node.left, *node.comparators)]
        if any(map(_is_shape, sides)) and CUT not in kinds:
            return False
        if any(isinstance(one, ast.Constant) and one.value is None for one in sides):
            return False
        inside = all(isinstance(op, ast.In | ast.NotIn) for op in node.ops)
        if inside and _is_status(node.left):
            return any(map(_looks_like_text, node.comparators)) or self._is_text(*sides)
        words = any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in sides)
        return self._is_text(*sides) or (words and FIELD in kinds)

    def _is_text(self, *nodes: ast.expr) -> bool:
        """Whether one of these is a text, or a list that contains one."""
        return any(self._kind(one) >= ERROR for one in nodes)


def _tested(source: Source) -> Iterator[ast.AST]:
    """Yields every expression whose truth decides something."""
    todo: list[ast.AST] = []
    for node in source.nodes:
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            todo.append(node.test)
        elif isinstance(node, ast.comprehension):
            todo += node.ifs
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            todo.append(node.operand)
        elif isinstance(node, ast.Call) and dotted(node.func) in ("bool", "Boolean", "any", "all"):
            todo += node.args
    while todo:
        node = todo.pop()
        todo += node.values if isinstance(node, ast.BoolOp) else ()
        yield node


def _is_strict(node: ast.AST) -> bool:
    """Whether this is a field of a schema, for a message, that takes only certain words."""
    if isinstance(node, ast.AnnAssign):
        return _named(node.target) and any(map(_restricts, ast.walk(node)))
    if isinstance(node, ast.Dict):
        found = zip(node.keys, node.values, strict=True)
        return any(_named(key) and any(map(_restricts, ast.walk(value))) for key, value in found)
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(one, ast.Call) and dotted(one.func).endswith("_validator") and any(map(_named, one.args))
        for one in node.decorator_list
    )


def _named(node: ast.AST | None) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.value if isinstance(node, ast.Constant) else ""
    return name in _MESSAGES


def _restricts(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in _STRICT
    return isinstance(node, ast.Name | ast.Attribute) and dotted(node).rpartition(".")[2] in _STRICT


def _names_words(case: ast.match_case) -> bool:
    """Whether a pattern looks at the words of a body, not only at its fields."""
    for node in ast.walk(case.pattern):
        if isinstance(node, ast.MatchMapping):
            for key, pattern in zip(node.keys, node.patterns, strict=True):
                listed = isinstance(key, ast.Constant) and matches(str(key.value), names("any", "value"))
                if isinstance(pattern, ast.MatchValue | ast.MatchOr) and not listed:
                    return True
    return False


def _is_status(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(re.fullmatch(r"[45]\d\d", str(node.value)))


def _is_shape(node: ast.expr) -> bool:
    """Whether this is a literal without a word, such as `"{"`: it tells JSON from HTML, not one error from another."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not re.search(r"\w", node.value)


def _looks_like_text(node: ast.expr) -> bool:
    """Whether this is a text in which no status should be searched for, whatever it is the text of."""
    if isinstance(node, ast.Call):
        return dotted(node.func) in MAKES_TEXT
    named = isinstance(node, ast.Attribute) and node.attr in ("message", "body", "args")
    return named or isinstance(node, ast.JoinedStr)
