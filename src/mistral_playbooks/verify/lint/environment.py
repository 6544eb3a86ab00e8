"""Reads from a program's tree which environment variable it reads."""

from __future__ import annotations

import ast

from .source import Source, dotted


def variable(source: Source, node: ast.Attribute) -> str | None:
    """Returns the variable that is read at `os.environ`, `os.getenv` or `process.env.NAME`.

    None if its name is not a literal, or if the environment is used in another way.
    """
    full, parent = dotted(node), source.parents[node]
    if full == "process.env":
        if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
            return _literal(source, parent.slice)
        return None
    if full.startswith("process.env."):
        return full.split(".")[2] if isinstance(node.ctx, ast.Load) else None
    if full == "os.getenv":
        return _literal(source, *parent.args[:1]) if isinstance(parent, ast.Call) and parent.func is node else None
    if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
        return _literal(source, parent.slice)
    if isinstance(parent, ast.Compare) and node in parent.comparators:
        return _literal(source, parent.left)
    call = source.parents.get(parent)
    if (
        isinstance(parent, ast.Attribute)
        and parent.attr == "get"
        and isinstance(call, ast.Call)
        and call.func is parent
    ):
        return _literal(source, *call.args[:1])
    return None


def _literal(source: Source, *nodes: ast.expr) -> str | None:
    text = source.text(nodes[0]) if nodes else None
    return text if text and "\0" not in text else None
