"""The environment variables that a program reads."""

from __future__ import annotations

import ast

from .nodes import Function, dotted, parameters
from .source import Source


def variable(source: Source, node: ast.Attribute) -> str | None:
    """Returns the variable that is read at `os.environ`, `os.getenv` or `process.env.NAME`.

    None if its name is not a literal, or if the environment is used in another way.
    """
    full, parent = dotted(node), source.parents[node]
    if full == "process.env":
        if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
            return _known(source, parent.slice)
        return None
    if full.startswith("process.env."):
        return full.split(".")[2] if isinstance(node.ctx, ast.Load) else None
    if full == "os.getenv":
        return _known(source, *parent.args[:1]) if isinstance(parent, ast.Call) and parent.func is node else None
    if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
        return _known(source, parent.slice)
    if isinstance(parent, ast.Compare) and node in parent.comparators:
        return _known(source, parent.left)
    call = source.parents.get(parent)
    if (
        isinstance(parent, ast.Attribute)
        and parent.attr == "get"
        and isinstance(call, ast.Call)
        and call.func is parent
    ):
        return _known(source, *call.args[:1])
    return None


def _known(source: Source, node: ast.expr | None = None) -> str | None:
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
