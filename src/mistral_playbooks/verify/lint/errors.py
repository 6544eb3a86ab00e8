"""Checks what a program does with an error: it may decide by fields, not by text, and may not drop it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import matches, names
from .messages import matches_error_text, swallows
from .source import Source, dotted, line, parameters

ERROR, TEXT, DATA = "error", "text", "data"
"""What an expression holds: the error itself or a part with fields, its text, or its parsed body."""
_SEARCHES = {
    *("startswith", "endswith", "find", "index", "rfind", "count", "search", "match", "fullmatch", "findall"),
    *("finditer", "includes", "indexOf", "lastIndexOf", "startsWith", "endsWith", "test", "matchAll", "__contains__"),
}
_MAKES_TEXT = {"str", "repr", "format", "ascii", "String", "JSON.stringify", "inspect"}
_PARSES = {"loads", "parse", "json"}
_PARTS = {"response", "raw_response", "rawResponse", "request", "cause", "__cause__", "reason", "lastError"}
_TESTED = re.compile(r"\w*(?:Error|Exception)")
_CATCH_ALL = {"Exception", "BaseException"}


def mistakes(source: Source) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each decision by an error's text, and of each dropped error."""
    held, field = _Held(source), "statusCode" if source.language == "typescript" else "status_code"
    for node in source.nodes:
        if held.decides_by_text(node):
            yield line(node), matches_error_text(field)
        if isinstance(node, ast.ExceptHandler) and _drops(source, node):
            yield line(node), swallows()
        if isinstance(node, ast.Call) and node.args:
            name = dotted(node.func).rpartition(".")[2]
            all_suppressed = name == "suppress" and any(map(_catches_all, node.args))
            if all_suppressed or (name == "catch" and _drops_function(source, node.args[0])):
                yield line(node), swallows()


class _Held:
    """Which names hold an error, its text or its data."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._names: dict[str, str] = {}
        for node in source.nodes:
            if isinstance(node, ast.ExceptHandler) and node.name:
                self._names[node.name] = ERROR
            elif isinstance(node, ast.Call) and dotted(node.func) == "isinstance" and len(node.args) == 2:
                if isinstance(node.args[0], ast.Name) and _TESTED.fullmatch(dotted(node.args[1]).rpartition(".")[2]):
                    self._names[node.args[0].id] = ERROR
            elif isinstance(node, ast.arg) and node.annotation is not None:
                if _TESTED.fullmatch(dotted(node.annotation).rpartition(".")[2]):
                    self._names[node.arg] = ERROR
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "catch":
                for one in node.args:
                    if hasattr(one, "args") and (given := parameters(one)):  # type: ignore[arg-type]
                        self._names[given[0].arg] = ERROR
        self._names["{error}"] = ERROR
        for _ in range(9):  # as many steps as a value takes through variables
            before = dict(self._names)
            self._spread()
            if before == self._names:
                break

    def _spread(self) -> None:
        for target, value in self._source.assigned:
            self._bind(target, self.kind(value))
        for node in self._source.nodes:
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                self._bind(node.target, self.kind(node.iter))
        for one, given in self._source.handed_over():
            self._bind(ast.Name(one.arg, ast.Store()), self.kind(given))

    def _bind(self, target: ast.expr, kind: str | None) -> None:
        if kind is None:
            return
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and self._names.get(node.id) != TEXT:
                self._names[node.id] = kind

    def kind(self, node: ast.AST | None) -> str | None:
        """Returns ERROR, TEXT, DATA, or None for everything else."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            return self._field(self.kind(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            return self._field(self.kind(node.value), key) if isinstance(key, str) else self.kind(node.value)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Starred | ast.FormattedValue):
            found = self.kind(node.value)
            return TEXT if found == ERROR and isinstance(node, ast.FormattedValue) else found
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            inside = node.values if isinstance(node, ast.JoinedStr) else [node.left, node.right]
            return TEXT if {self.kind(one) for one in inside} & {ERROR, TEXT} else None
        if isinstance(node, ast.BoolOp):
            return self._first(node.values)
        if isinstance(node, ast.IfExp):
            return self._first([node.body, node.orelse])
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return self._first(node.elts)
        return None

    def _first(self, nodes: list[ast.expr]) -> str | None:
        found = [self.kind(one) for one in nodes]
        return next((one for one in (TEXT, ERROR, DATA) if one in found), None)

    def _field(self, of: str | None, name: str) -> str | None:
        if of == ERROR:
            if name in ("data", "data$"):
                return DATA
            if name in _PARTS:
                return ERROR
            return None if matches(name, names("any", "error")) else TEXT
        if of == DATA:
            return TEXT if name in ("message", "msg") else DATA
        if of == TEXT:
            return None if matches(name, names("any", "value")) or name == "length" else TEXT
        return None

    def _call(self, node: ast.Call) -> str | None:
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        given = self._first(node.args)
        if last in _PARSES and (given or (isinstance(node.func, ast.Attribute) and self.kind(node.func.value))):
            return DATA
        if last == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            return self._field(self.kind(node.args[0]), str(node.args[1].value))
        if isinstance(node.func, ast.Attribute):
            of = self.kind(node.func.value)
            if last == "get" and of == DATA and node.args and isinstance(node.args[0], ast.Constant):
                return self._field(DATA, str(node.args[0].value))
            if of is not None:
                return DATA if of == DATA else TEXT
            return TEXT if given == TEXT else None
        if name in _MAKES_TEXT:
            return TEXT if given else None
        return TEXT if given == TEXT and name not in ("isinstance", "print") else None

    def decides_by_text(self, node: ast.AST) -> bool:
        """Whether a node compares or searches an error's text."""
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_shape, sides)):
                return False
            if any(isinstance(one, ast.Constant) and one.value is None for one in sides):
                return False
            if all(isinstance(op, ast.In | ast.NotIn) for op in node.ops) and _is_status(node.left):
                return any(map(_looks_like_text, node.comparators)) or self._is_text(*sides)
            return self._is_text(*sides)
        if isinstance(node, ast.Match):
            return self._is_text(node.subject)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SEARCHES:
            if any(map(_is_status, node.args)) and _looks_like_text(node.func.value):
                return True
            return self._is_text(node.func.value, *node.args) and not any(map(_is_shape, node.args))
        return False

    def _is_text(self, *nodes: ast.expr) -> bool:
        return any(self.kind(one) in (TEXT, ERROR) for one in nodes)


def _is_status(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(re.fullmatch(r"[45]\d\d", str(node.value)))


def _is_shape(node: ast.expr) -> bool:
    """Whether this is a literal without a word, such as `"{"`: it tells JSON from HTML, not one error from another."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not re.search(r"\w", node.value)


def _looks_like_text(node: ast.expr) -> bool:
    """Whether this is a text in which no status should be searched for, whatever it is the text of."""
    if isinstance(node, ast.Call):
        return dotted(node.func) in _MAKES_TEXT
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Attribute) and node.attr in ("message", "body", "args")
    )


def _catches_all(node: ast.expr | None) -> bool:
    """Whether an `except` with this class catches every error."""
    if isinstance(node, ast.Tuple):
        return any(map(_catches_all, node.elts))
    return node is None or dotted(node).rpartition(".")[2] in _CATCH_ALL


def _drops(source: Source, handler: ast.ExceptHandler) -> bool:
    every = _catches_all(handler.type)
    return all(_does_nothing(source, one, handler) or (every and isinstance(one, ast.Continue)) for one in handler.body)


def _drops_function(source: Source, node: ast.expr) -> bool:
    body = getattr(node, "body", None)
    if isinstance(body, list):
        return all(_does_nothing(source, one, node) for one in body)
    return body is not None and _has_no_effect(body)


def _does_nothing(source: Source, node: ast.stmt, around: ast.AST) -> bool:
    """Whether a statement keeps nothing of the error: `pass`, a value, or a variable that nothing reads."""
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Expr):
        return _has_no_effect(node.value)
    if isinstance(node, ast.Return):
        return around is not None and isinstance(around, ast.ExceptHandler) is False and _has_no_effect(node.value)
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    inside = set(ast.walk(around))
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    written = {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    read = {n.id for n in source.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in inside}
    plain = all(isinstance(target, ast.Name | ast.Tuple) for target in targets)
    return plain and not written & read


def _has_no_effect(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Call):
        return dotted(node.func) in (*_MAKES_TEXT, "len", "type") and all(map(_has_no_effect, node.args))
    if isinstance(node, ast.UnaryOp):
        return _has_no_effect(node.operand)
    if isinstance(node, ast.Dict):
        return not node.keys
    return node is None or isinstance(node, ast.Constant | ast.Name | ast.Attribute)
