"""What the rules need to know of a program's tree: parents, names, functions, calls, and strings in parts."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

UNKNOWN = "\0"
"""Stands for a part of a string that is known only when the program runs."""


class Function(ast.expr):
    """A JavaScript function with a block as its body, in the place of an expression."""

    _fields = ("args", "body")

    def __init__(self, args: ast.arguments, body: list[ast.stmt]) -> None:
        super().__init__()
        self.args, self.body = args, body


class Assignment(ast.expr):
    """An assignment in the place of an expression, in JavaScript."""

    _fields = ("target", "value")

    def __init__(self, target: ast.expr, value: ast.expr) -> None:
        super().__init__()
        self.target, self.value = target, value


AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | Function


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


def line(node: ast.AST) -> int:
    """Returns the line of a node, 1 if it has none."""
    return getattr(node, "lineno", 1)


def dotted(node: ast.AST) -> str:
    """Returns `a.b.c` as a string. If `a` is not a name but an expression, returns `b.c`."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id] if isinstance(node, ast.Name) else parts))


def root(node: ast.AST) -> ast.AST:
    """Returns what a chain of attributes, subscripts and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def options(call: ast.Call) -> Iterator[tuple[str | None, ast.expr, ast.AST]]:
    """Yields (name, value, node) of the keywords of a call, and of the objects among its arguments."""
    for one in call.keywords:
        if one.arg is None and isinstance(one.value, ast.Dict):
            yield from entries(one.value)
        else:
            yield one.arg, one.value, one
    for one in call.args:
        if isinstance(one, ast.Dict):
            yield from entries(one)


def entries(node: ast.Dict) -> Iterator[tuple[str | None, ast.expr, ast.AST]]:
    """Yields (key, value, value) of a literal mapping; the key is None if it is not a literal."""
    for key, value in zip(node.keys, node.values, strict=True):
        yield str(key.value) if isinstance(key, ast.Constant) else None, value, value


def parameters(function: AnyFunction) -> list[ast.arg]:
    """Returns the positional parameters of a function."""
    return [*function.args.posonlyargs, *function.args.args]


def results(function: AnyFunction) -> list[ast.expr]:
    """Returns what a function returns."""
    if not isinstance(function.body, list):
        return [function.body]
    return [n.value for one in function.body for n in ast.walk(one) if isinstance(n, ast.Return) and n.value]


def variable(source: Source, node: ast.Attribute) -> str | None:
    """Returns the variable that is read at `os.environ`, `os.getenv` or `process.env.NAME`.

    None if its name is not a literal, or if the environment is used in another way.
    """
    full, parent = dotted(node), source.parents[node]
    if full == "process.env":
        if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
            return known(source, parent.slice)
        return None
    if full.startswith("process.env."):
        return full.split(".")[2] if isinstance(node.ctx, ast.Load) else None
    if full == "os.getenv":
        return known(source, *parent.args[:1]) if isinstance(parent, ast.Call) and parent.func is node else None
    if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
        return known(source, parent.slice)
    if isinstance(parent, ast.Compare) and node in parent.comparators:
        return known(source, parent.left)
    call = source.parents.get(parent)
    if (
        isinstance(parent, ast.Attribute)
        and parent.attr == "get"
        and isinstance(call, ast.Call)
        and call.func is parent
    ):
        return known(source, *call.args[:1])
    return None


def known(source: Source, node: ast.expr | None = None) -> str | None:
    """Returns the literal string that an expression makes, also as a parameter that is the same in every call."""
    text = source.literal(node)
    if text is not None or not isinstance(node, ast.Name):
        return text
    owner: ast.AST = node
    while owner in source.parents and not isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef | Function):
        owner = source.parents[owner]
    name = next((name for name, function in source.functions.items() if function is owner), "")
    given = [one.arg for one in parameters(source.functions[name])] if name else []
    stored = [one.id for one in source.nodes if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)]
    if node.id not in given or node.id in stored or source.functions[name].args.defaults:
        return None
    at, found = given.index(node.id), set[str | None]()
    for use in source.nodes:
        if isinstance(use, ast.Name) and use.id == name and isinstance(use.ctx, ast.Load):
            call = source.parents[use]
            direct = isinstance(call, ast.Call) and call.func is use and len(call.args) > at and not call.keywords
            found.add(source.literal(call.args[at]) if direct else None)  # type: ignore[attr-defined]
    return found.pop() if len(found) == 1 else None
