"""Finds members that a program may not reach or replace: private ones, a client's, and those with a hidden name."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from .allowlist import Use, matches, names
from .tree.nodes import Function, dotted, line, root
from .tree.source import Source

_INTERNAL = re.compile(r"constructor|prototype|(?:f|gi|cr|ag|tb|co)_\w+")
"""Members through which a program reaches any builtin."""
_SPELLS = {
    *("at", "charAt", "concat", "format", "join", "map", "normalize", "replace", "replaceAll", "reverse", "slice"),
    *("split", "substring", "toLowerCase", "toReversed", "toUpperCase", "toString", "trim", "flat", "reduce", "filter"),
}
_DECODES = {"fromCharCode", "fromCodePoint", "raw", "decode"}


def uses(source: Source, imported: Collection[str]) -> Iterator[Use]:
    """Yields every use of a member that is not on the list. `imported` are the local names of what is imported."""
    return _Members(source, imported).find()


class _Members:
    def __init__(self, source: Source, imported: Collection[str]) -> None:
        self._source, self._imported = source, imported
        self._listed = names(source.language, "attribute")
        self._called = {
            n.func.attr for n in source.nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        self._clients = {name for name in source.held if self._is_client(ast.Name(name, ast.Load()))}

    def find(self) -> Iterator[Use]:
        for node in self._source.nodes:
            if isinstance(node, ast.Attribute):
                yield from self._named(node)
                if not isinstance(node.ctx, ast.Load):
                    yield from self._stored(node)
            elif isinstance(node, ast.Subscript):
                yield from self._computed(node)
                if not isinstance(node.ctx, ast.Load):
                    yield from self._stored(node)
            elif isinstance(node, ast.Call):
                yield from self._got(node)
            elif isinstance(node, ast.MatchClass):
                yield from (Use(line(node), f".{one}") for one in node.kwd_attrs if not self._is_listed(one))
            elif isinstance(node, ast.ClassDef):
                yield from self._methods(node)
        for target, value in self._source.assigned:
            yield from self._replaced(target, value)

    def _is_listed(self, name: str) -> bool:
        return matches(name, self._listed) and not _INTERNAL.fullmatch(name)

    def _named(self, node: ast.Attribute) -> Iterator[Use]:
        parent, own = self._source.parents[node], isinstance(node.value, ast.Name) and node.value.id == "self"
        of_class = node.attr == "__class__" and isinstance(parent, ast.Attribute) and parent.attr == "__name__"
        private = own and not node.attr.startswith("__") and not _INTERNAL.fullmatch(node.attr)
        if not (self._is_listed(node.attr) or private or of_class):
            yield Use(line(node), f".{node.attr}")
        elif dotted(node).endswith("request.headers"):
            yield Use(line(node), ".request.headers", "Print what the answer says")

    def _got(self, node: ast.Call) -> Iterator[Use]:
        """Checks `getattr`: only literal names can be compared with the list."""
        python = self._source.language == "python"
        formats = isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        if python and formats and self._source.texts(node.func.value) is None:  # type: ignore[attr-defined]
            yield Use(line(node), ".format of a computed string", "Write an f-string")
        if dotted(node.func) != "getattr" or len(node.args) < 2 or self._source.language != "python":
            return
        read = self._source.texts(node.args[1])
        if read is None:
            yield Use(line(node), "getattr(…, …)", "Write the attribute's name as a literal")
        yield from (Use(line(node), f".{one}") for one in read or () if not self._is_listed(one))

    def _computed(self, node: ast.Subscript) -> Iterator[Use]:
        """Checks JavaScript's `object[expression]`, which reaches any member."""
        if self._source.language != "typescript" or isinstance(node.slice, ast.Constant):
            return
        holders = self._source.sources(node.value)
        code = any(self._is_code(one) for one in holders)
        twice = any(isinstance(one, ast.Subscript) and not self._is_number(one.slice) for one in holders)
        spelt = any(self._spells(one, frozenset()) for one in self._source.sources(node.slice))
        if code or spelt or (twice and not self._is_number(node.slice)):
            yield Use(line(node), "a computed member", "Write the member's name as a literal")

    def _is_number(self, node: ast.expr) -> bool:
        """Whether an expression is known to be a number, or a literal that is compared with the list."""
        return any(isinstance(one, ast.Constant) for one in self._source.sources(node))

    def _is_code(self, node: ast.expr) -> bool:
        named = isinstance(node, ast.Name) and (
            node.id in {*self._source.functions, *self._source.classes, *self._source.globals} and node.id != "self"
        )
        return named or isinstance(node, ast.Lambda | Function) or self._is_client(node)

    def _spells(self, node: ast.AST, seen: frozenset[str]) -> bool:
        """Whether an expression puts a string together whose text is hidden. Literals can be compared with the list."""
        if isinstance(node, ast.Constant) or self._source.literal(node) is not None:
            return False
        if isinstance(node, ast.Name):
            inner = self._source.held.get(node.id, []) if node.id not in seen else []
            return any(self._spells(one, seen | {node.id}) for one in inner)
        if isinstance(node, ast.BinOp | ast.JoinedStr):
            adds = isinstance(node, ast.JoinedStr) or isinstance(node.op, ast.Add)
            return adds and self._has_words(node, seen)
        if isinstance(node, ast.Attribute | ast.Subscript | ast.BoolOp | ast.IfExp | ast.FormattedValue):
            return any(self._spells(one, seen) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))
        if isinstance(node, ast.Call):
            last = dotted(node.func).rpartition(".")[2]
            decodes = last in _DECODES or dotted(node.func) in ("JSON.parse", "String")
            if isinstance(node.func, ast.Attribute) and last in _SPELLS:
                return self._has_words(node, seen)
            return last in _DECODES or (decodes and any(self._has_words(one, seen) for one in node.args))
        return False

    def _has_words(self, node: ast.AST, seen: frozenset[str]) -> bool:
        """Whether a literal with letters is part of an expression, also through variables, not through a request."""
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str) and bool(re.search(r"[A-Za-z]", node.value))
        if isinstance(node, ast.Name):
            inner = self._source.held.get(node.id, []) if node.id not in seen else []
            return any(self._has_words(one, seen | {node.id}) for one in inner)
        if isinstance(node, ast.Attribute) and node.attr == "length":
            return False
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] not in {*_SPELLS, *_DECODES, "parse"}:
            return False
        return any(self._has_words(one, seen) for one in ast.iter_child_nodes(node))

    def _methods(self, node: ast.ClassDef) -> Iterator[Use]:
        for one in node.body:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("__"):
                returns = any(isinstance(n, ast.Return) and n.value for n in ast.walk(one))
                if not matches(one.name, names("python", "method")) or (one.name.endswith("exit__") and returns):
                    yield Use(line(one), f"def {one.name}", "Do without it, and let errors pass")

    def _stored(self, node: ast.Attribute | ast.Subscript) -> Iterator[Use]:
        """Checks that an attribute is set only on the program's own objects."""
        first = root(node)
        name = first.id if isinstance(first, ast.Name) else ""
        if dotted(node) == "process.exitCode":
            return
        replaced = isinstance(node, ast.Attribute) and node.attr in self._called and dotted(node) != f"self.{node.attr}"
        own = name == "self" or (name in self._source.bound and name not in self._source.classes)
        foreign = isinstance(node, ast.Attribute) and (self._is_foreign(name) or self._is_client(node.value))
        if name in self._imported or not own or replaced or foreign:
            yield Use(line(node), f"{dotted(node) or name} = …", "Leave what others define unchanged")

    def _replaced(self, target: ast.expr, value: ast.expr) -> Iterator[Use]:
        """Checks that no member becomes a function."""
        function = isinstance(value, ast.Lambda | Function) or (
            isinstance(value, ast.Name) and value.id in {*self._source.functions, *self._source.classes}
        )
        for one in ast.walk(target) if function else ():
            own = isinstance(one, ast.Attribute) and dotted(one).startswith("self.")
            if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load) and not own:
                yield Use(line(one), f"{dotted(one)} = …", "Leave what others define unchanged")

    def _is_foreign(self, name: str) -> bool:
        """Whether a variable holds what an imported class or function made, or a client or a part of one."""
        held = self._source.held.get(name, [])
        return name in self._clients or any(isinstance(one, ast.Call) and self._makes(one) for one in held)

    def _makes(self, call: ast.Call) -> bool:
        first = root(call.func)
        of_module = isinstance(first, ast.Name) and first.id in self._imported and "." in dotted(call.func)
        return of_module or (isinstance(call.func, ast.Name) and call.func.id in self._imported)

    def _is_client(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> bool:
        """Whether this is a client, a part of one, or its class. What its methods answer is not."""
        if isinstance(node, ast.Name):
            inner = self._source.held.get(node.id, []) if node.id not in seen else []
            return any(self._is_client(one, seen | {node.id}) for one in inner)
        if isinstance(node, ast.Attribute | ast.Await | ast.Starred):
            return self._is_client(node.value, seen)
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            inside = node.values if isinstance(node, ast.Dict) else node.elts
            return any(self._is_client(one, seen) for one in inside)
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name == "type":
                return bool(node.args) and self._is_client(node.args[0], seen)
            last = name.rpartition(".")[2]
            error = last.endswith(("Error", "Exception"))
            built = self._source.language == "typescript" and last[:1].isupper() and last in self._source.globals
            listed = last[:1].isupper() and names(self._source.language, "argument", last) is not None
            return not error and ((built and name == last) or listed)
        return False
