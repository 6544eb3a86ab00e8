"""What the rules need to know of a program as a whole: parents, names, functions, calls, and strings in parts."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from .nodes import AnyFunction, Assignment, Function, dotted, parameters

UNKNOWN = "\0"
"""Stands for a part of a string that is known only when the program runs."""


class Source:
    """A parsed program of either language."""

    def __init__(self, tree: ast.Module, language: str, globals_: frozenset[str]) -> None:
        self.tree, self.language, self.globals = tree, language, globals_
        self.nodes = list(ast.walk(tree))
        self.parents = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self.annotations = set(self._annotations())
        """Everything in an annotation."""
        self.assigned = list(self._assigned())
        """(target, value) of every assignment."""
        self.functions: dict[str, AnyFunction] = {
            node.name: node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self.methods: dict[str, AnyFunction] = {
            one.name: one
            for node in self.nodes
            if isinstance(node, ast.ClassDef)
            for one in node.body
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for target, value in self.assigned:
            if isinstance(target, ast.Name) and isinstance(value, ast.Lambda | Function):
                self.functions[target.id] = value
        stores = Counter(n.id for n in self.nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load))
        self.constants = {
            target.id: value
            for target, value in self.assigned
            if isinstance(target, ast.Name) and stores[target.id] == 1
        }
        """Names that are assigned once, with the value."""
        self.classes = {node.name for node in self.nodes if isinstance(node, ast.ClassDef)}
        self.bound = {*stores, *self.functions, *self.classes} | {n.arg for n in self.nodes if isinstance(n, ast.arg)}
        self.bound |= {
            n.name for n in self.nodes if isinstance(n, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and n.name
        }
        self.held: dict[str, list[ast.expr]] = {}
        """What a name may hold: everything that is assigned to it, looped over, entered, or handed over."""
        for target, value in self._flows():
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    self.held.setdefault(name.id, []).append(value)

    def _annotations(self) -> Iterator[ast.AST]:
        for node in self.nodes:
            for given in (getattr(node, "annotation", None), getattr(node, "returns", None)):
                yield from ast.walk(given) if given is not None else ()
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                yield from ast.walk(node.type)

    def _assigned(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                yield from ((target, node.value) for target in node.targets)
            elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr | Assignment) and node.value:
                yield node.target, node.value

    def _flows(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        yield from self.assigned
        yield from ((ast.Name(one.arg, ast.Store()), given) for one, given in self.handed_over())
        for node in self.nodes:
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                yield node.target, node.iter
            elif isinstance(node, ast.withitem) and node.optional_vars:
                yield node.optional_vars, node.context_expr

    def sources(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> list[ast.expr]:
        """Returns the expressions that a value may come from, through variables. An unknown name stays."""
        if not isinstance(node, ast.Name) or node.id in seen or node.id not in self.held:
            return [node]
        return [one for value in self.held[node.id] for one in self.sources(value, seen | {node.id})]

    def texts(self, node: ast.expr) -> list[str] | None:
        """Returns the literal strings that a value may be; None if any of them is not literal."""
        found = [self.literal(one) for one in self.sources(node)]
        known = [one for one in found if one is not None]
        return known if len(known) == len(found) else None

    def members(self, node: ast.expr) -> list[str]:
        """Returns the literal strings that a value is, or is one of."""
        found: list[str] = []
        for one in self.sources(node):
            parts = one.elts if isinstance(one, ast.Tuple | ast.List | ast.Set) else [one]
            found += [text for part in parts if (text := self.literal(part)) is not None]
        return found

    def literal(self, node: ast.AST | None = None) -> str | None:
        """Returns the string that an expression makes; None if it is empty, or known only when the program runs."""
        text = self.text(node)
        return text if text and UNKNOWN not in text else None

    def handed_over(self) -> Iterator[tuple[ast.arg, ast.expr]]:
        """Yields (parameter, argument) of every call of a function of the program."""
        for node in self.nodes:
            if not isinstance(node, ast.Call):
                continue
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = dotted(node.func)
            function = self.methods.get(method) if method else self.functions.get(name)
            if not method and name in self.classes:
                method = "__init__" if self.language == "python" else "constructor"
                function = self.methods.get(method)
            if function is None:
                continue
            places = parameters(function)[bool(method) and self.language == "python" :]
            yield from zip(places, node.args, strict=False)
            named = {one.arg: one for one in (*places, *function.args.kwonlyargs)}
            yield from ((named[one.arg], one.value) for one in node.keywords if one.arg in named)

    def text(self, node: ast.AST | None, depth: int = 0) -> str | None:
        """Returns the string that an expression makes, with UNKNOWN parts; None if it may make no string."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name) and depth < 9:
            return self.text(self.constants.get(node.id), depth + 1)
        if isinstance(node, ast.FormattedValue):
            return self._part(node.value, depth)
        if isinstance(node, ast.JoinedStr):
            return "".join(self._part(one, depth) for one in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = [self._part(node.left, depth), self._part(node.right, depth)]
            return None if sides == [UNKNOWN, UNKNOWN] else "".join(sides)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            return self._joined(node.func.value, node.args, depth)
        return None

    def _part(self, node: ast.AST, depth: int) -> str:
        text = self.text(node, depth)
        return UNKNOWN if text is None else text

    def _joined(self, of: ast.expr, args: list[ast.expr], depth: int) -> str | None:
        for parts, by in ((args[0] if args else None, of), (of, args[0] if args else None)):  # Python's, JavaScript's
            if isinstance(parts, ast.Name):
                parts = self.constants.get(parts.id)
            between = self.text(by, depth)
            if isinstance(parts, ast.List | ast.Tuple) and between is not None:
                return between.join(self._part(one, depth) for one in parts.elts)
        return None
