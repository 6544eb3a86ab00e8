"""Reads annotations that are written as strings, because pydantic and others run them as code."""

from __future__ import annotations

import ast

from ...support import syntax

_TEXT = {"Literal", "Annotated"}
"""Types whose arguments may be any text."""


def parsed(tree: ast.Module) -> ast.Module:
    """Returns a program's tree with its written annotations, and what stands in the brackets of types, as code."""
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if (given := getattr(node, name, None)) is not None:
                setattr(node, name, _Parser().visit(given))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id[:1].isupper():
            node.args = [_code(one) if isinstance(one, ast.Constant) and _calls(one) else one for one in node.args]
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            name = node.value.id
            if name not in _TEXT and (name[:1].isupper() or name in ("list", "dict", "set", "tuple", "type")):
                node.slice = _Parser().visit(node.slice)
    return tree


class _Parser(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return _code(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if name == "Annotated" and isinstance(node.slice, ast.Tuple):
            node.slice.elts[0] = self.visit(node.slice.elts[0])
        elif name not in _TEXT:
            node.slice = self.visit(node.slice)
        return node


def _code(node: ast.Constant) -> ast.expr:
    try:
        found = syntax.parse_expression(node.value) if isinstance(node.value, str) else node
    except (SyntaxError, ValueError):
        return node
    for one in ast.walk(found) if found is not node else ():
        ast.copy_location(one, node)
    return found


def _calls(node: ast.Constant) -> bool:
    return any(isinstance(one, ast.Call) for one in ast.walk(_code(node)))
