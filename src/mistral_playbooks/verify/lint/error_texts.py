"""Follows an error's text through a program: which names, fields, lists and functions hold it."""

from __future__ import annotations

import ast
import re

from .allowlist import matches, names
from .tree.nodes import dotted, parameters, results
from .tree.source import Source

DATA, FIELD, ERROR, MANY, TEXT, CUT = range(1, 7)
"""What an expression holds: an error's parsed body, a part of that, the error or a part with fields, several texts, its
text, or something made from its text. If a name holds several of these, the highest counts."""
SEARCHES = {
    *("startswith", "endswith", "find", "index", "rfind", "count", "search", "match", "fullmatch", "findall"),
    *("finditer", "includes", "indexOf", "lastIndexOf", "startsWith", "endsWith", "test", "matchAll", "__contains__"),
    *("has", "localeCompare"),
}
MAKES_TEXT = {"str", "repr", "format", "ascii", "String", "JSON.stringify", "inspect"}
_STAYS_TEXT = {
    *("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "trim", "trimEnd", "toLowerCase", "toUpperCase"),
    *("toString", "decode", "encode", "join", "text", "read", "getvalue", "value", "with_traceback"),
}
GROWS = {*("append", "add", "push", "extend", "insert", "update", "set", "put", "unshift", "appendleft")}
"""Methods that add their argument to a collection."""
_PARSES = {"loads", "parse", "json"}
_HOLDS = {"Counter", "OrderedDict", "defaultdict", "deque", "Set", "Map", "Array"}
_PARTS = {
    *("exceptions", "errors", "response", "raw_response", "rawResponse", "request", "cause", "__cause__", "reason"),
    "lastError",
}
_TESTED = re.compile(r"\w*(?:Error|Exception)")
_REQUEST = re.compile(r"fetch|(?:httpx2?|requests|http|client|session)\.(?:get|post|request)")
_WORDS = {"message", "detail"}
_NEUTRAL = {"isinstance", "print", "type", "bool", "issubclass", "hasattr"}


class ErrorTexts:
    """Which names of a program hold an error, its text or its data."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._held: dict[str | tuple[str, str], int] = {"{error}": ERROR}
        """What a name holds, a field of an object (object, field), and what a function returns (function, `()`)."""
        self._find_errors()
        before = None
        while before != self._held:
            before = dict(self._held)
            self._spread()

    def _find_errors(self) -> None:
        for node in self._source.nodes:  # what is caught, what is compared with a class, what has one in its annotation
            if isinstance(node, ast.ExceptHandler) and node.name:
                self._raise(node.name, ERROR)
            elif isinstance(node, ast.Call) and dotted(node.func) == "isinstance" and len(node.args) == 2:
                if isinstance(node.args[0], ast.Name) and _is_class(node.args[1]):
                    self._raise(node.args[0].id, ERROR)
            elif isinstance(node, ast.arg) and node.annotation is not None and _is_class(node.annotation):
                self._raise(node.arg, ERROR)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = node.func.attr
                for one in node.args if called == "catch" else node.args[1:] if called == "then" else ():
                    if hasattr(one, "args") and (given := parameters(one)):  # type: ignore[arg-type]
                        self._give(given[0], ERROR)

    def _spread(self) -> None:
        for target, value in self._source.assigned:
            self._bind(target, self.kind(value))
            if isinstance(value, ast.Dict):
                for key, one in zip(value.keys, value.values, strict=True):
                    self._bind_field(target, self._source.text(key), self.kind(one))
        for one, given in self._source.handed_over():
            self._give(one, self.kind(given))
        for node in self._source.nodes:
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                found = self.kind(node.iter)
                self._bind(node.target, TEXT if found == MANY else CUT if found == TEXT else found)
            elif isinstance(node, ast.withitem) and node.optional_vars:
                self._bind(node.optional_vars, self.kind(node.context_expr))
            elif isinstance(node, ast.Call):
                self._keep(node)
        for name, function in self._source.functions.items():
            self._raise((name, "()"), self.most(results(function)))

    def _keep(self, node: ast.Call) -> None:
        """Notes what a call puts into a list, a set or a buffer."""
        into = [one.value for one in node.keywords if one.arg == "file" and dotted(node.func) == "print"]
        if isinstance(node.func, ast.Attribute) and node.func.attr in {*GROWS, "write"}:
            into.append(node.func.value)
        kept = self.most(node.args) if into else 0
        for one in into if kept >= ERROR else ():
            if isinstance(one, ast.Name):
                self._raise(one.id, min(kept, MANY))
            elif isinstance(one, ast.Attribute):
                self._bind(one, min(kept, MANY))

    def _give(self, parameter: ast.arg, kind: int) -> None:
        """Binds a parameter, or the fields into which JavaScript takes it apart."""
        parts = getattr(parameter, "parts", [])
        self._raise(parameter.arg, 0 if parts else kind)
        for name in (n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)):
            self._raise(name, 0 if kind == ERROR and matches(name, names("any", "error")) else kind and TEXT)

    def _raise(self, key: str | tuple[str, str], kind: int) -> None:
        if kind:
            self._held[key] = max(kind, self._held.get(key, 0))

    def _bind(self, target: ast.expr, kind: int) -> None:
        if isinstance(target, ast.Attribute):
            self._bind_field(target.value, target.attr, kind)
        elif isinstance(target, ast.Subscript):
            self._bind_field(target.value, self._source.text(target.slice), kind)
        for node in ast.walk(target) if kind else ():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._raise(node.id, kind)

    def _bind_field(self, of: ast.expr, name: str | None, kind: int) -> None:
        if isinstance(of, ast.Name) and name is not None:
            self._raise((of.id, name), kind)

    def kind(self, node: ast.AST | None) -> int:
        """Returns what an expression holds; 0 for anything else."""
        if isinstance(node, ast.Name):
            return self._held.get(node.id, 0)
        if isinstance(node, ast.Attribute):
            return self._field(node.value, node.attr)
        if isinstance(node, ast.Subscript):
            return self._item(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Starred | ast.FormattedValue):
            found = self.kind(node.value)
            return TEXT if found == ERROR and isinstance(node, ast.FormattedValue) else found
        if isinstance(node, ast.JoinedStr):
            return TEXT if any(self.kind(one) >= ERROR for one in node.values) else 0
        if isinstance(node, ast.BinOp):
            if not any(self.kind(one) >= ERROR for one in (node.left, node.right)):
                return 0
            return TEXT if isinstance(node.op, ast.Add | ast.Mod) else CUT
        if isinstance(node, ast.BoolOp | ast.List | ast.Tuple | ast.Set):
            return self.most(node.values if isinstance(node, ast.BoolOp) else node.elts)
        if isinstance(node, ast.IfExp):
            return self.most([node.body, node.orelse])
        if isinstance(node, ast.Dict):  # whose keys are texts; its values are bound one by one
            return MANY if any(self.kind(one) >= TEXT for one in node.keys) else 0
        if isinstance(node, ast.DictComp):
            return MANY if self.kind(node.key) >= TEXT else 0
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            return CUT if self.kind(node.elt) >= TEXT else 0
        return 0

    def most(self, nodes: list[ast.expr]) -> int:
        return max((self.kind(one) for one in nodes), default=0)

    def _item(self, node: ast.Subscript) -> int:
        of, key = self.kind(node.value), self._source.literal(node.slice)
        if key is not None:
            return self._field(node.value, key) or (CUT if of == MANY and isinstance(node.ctx, ast.Load) else 0)
        if isinstance(node.ctx, ast.Load) and self.kind(node.slice) >= TEXT:
            return CUT  # looked up by the text
        number = isinstance(node.slice, ast.Constant | ast.Slice | ast.UnaryOp)
        if of == MANY:
            return TEXT
        if of in (DATA, FIELD):
            return of if number else TEXT
        return CUT if of == TEXT else of

    def _is_response(self, node: ast.expr) -> bool:
        """Whether this is the answer of a plain HTTP client."""
        found = [one.value if isinstance(one, ast.Await) else one for one in self._source.sources(node)]
        calls = [dotted(one.func) for one in found if isinstance(one, ast.Call)]
        made = [
            one for name in calls if name in self._source.functions for one in results(self._source.functions[name])
        ]
        return any(map(_REQUEST.fullmatch, calls)) or any(one is not node and self._is_response(one) for one in made)

    def _is_body(self, node: ast.expr) -> bool:
        """Whether this is the parsed body of an answer, which has a message only if it is an error."""
        found = [one.value if isinstance(one, ast.Await) else one for one in self._source.sources(node)]
        calls = [one.func for one in found if isinstance(one, ast.Call) and not one.args]
        return any(
            isinstance(one, ast.Attribute) and one.attr == "json" and self._is_response(one.value) for one in calls
        )

    def _field(self, value: ast.expr, name: str) -> int:
        of = self.kind(value)
        if name == "text" and not of and self._is_response(value):
            return TEXT
        own = self._held.get(("self", name), 0)
        own = max(own, self._held.get((value.id, name), 0)) if isinstance(value, ast.Name) else own
        if name == "reason" and self._source.language == "typescript" and not of:
            return ERROR  # of a promise
        decided, listed = matches(name, names("any", "value")), matches(name, names("any", "error"))
        if of == ERROR:
            if name in ("data", "data$"):
                return DATA
            return ERROR if name in _PARTS else 0 if listed or name == "length" else TEXT
        if of in (DATA, FIELD):
            return TEXT if name in ("message", "msg") else 0 if decided else FIELD
        if name in _WORDS and not own and self._is_body(value):
            return TEXT
        if of in (TEXT, CUT):
            cut = name == "length" or of == CUT
            return 0 if decided or listed else CUT if cut else FIELD  # it was an object
        return own

    def _call(self, node: ast.Call) -> int:
        name = dotted(node.func)
        last, given = name.rpartition(".")[2], self.most(node.args)
        method = isinstance(node.func, ast.Attribute)
        of = self.kind(node.func.value) if isinstance(node.func, ast.Attribute) else 0
        if last in _PARSES and (given or of):
            return DATA
        if last in ("dumps", "stringify") and any(self.kind(n) >= TEXT for one in node.args for n in ast.walk(one)):
            return TEXT
        if (last == "exception" and method and not node.args) or any(
            k.arg == "return_exceptions" for k in node.keywords
        ):
            return ERROR
        if last == "text" and isinstance(node.func, ast.Attribute) and self._is_response(node.func.value):
            return TEXT
        if last == "getattr" and len(node.args) > 1:
            read = self._source.text(node.args[1])
            return self._field(node.args[0], read) if read else self.kind(node.args[0])
        if last in ("get", "pop", "at") and method and node.args:
            if given >= TEXT:
                return CUT  # looked up by the text
            read = self._source.literal(node.args[0])
            if of == MANY and read:
                return CUT
            if of and of != MANY and isinstance(node.func, ast.Attribute):
                return self._field(node.func.value, read) if read else TEXT
            if read in _WORDS and isinstance(node.func, ast.Attribute) and self._is_body(node.func.value):
                return TEXT
        if last in SEARCHES:
            return 0  # judged by itself
        if method and not of and last in self._source.methods:
            return self._held.get((last, "()"), 0)
        if of:
            if of in (DATA, FIELD):
                return MANY if last in ("values", "items", "entries") else of
            return TEXT if of == MANY or last in _STAYS_TEXT else CUT
        if method and name not in MAKES_TEXT:
            if given in (DATA, FIELD):
                return MANY if last in ("values", "entries") else 0
            return (TEXT if last == "format" else CUT) if given >= TEXT or (given and last == "format") else 0
        if name in MAKES_TEXT:
            return TEXT if given else 0
        if name == "Error" or (given >= ERROR and name in self._source.classes):
            return ERROR
        if name in self._source.functions:
            return self._held.get((name, "()"), 0)
        return CUT if given >= TEXT and name not in _NEUTRAL and (name in _HOLDS or not name[:1].isupper()) else 0


def _is_class(node: ast.expr) -> bool:
    return bool(_TESTED.fullmatch(dotted(node).rpartition(".")[2]))
