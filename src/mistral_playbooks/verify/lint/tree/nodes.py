"""The nodes of a program's tree: those that only JavaScript has, and what each says by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator


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
