"""Translates the expressions and patterns of ESTree into Python's nodes."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from .nodes import Assignment, Function

_SIGNS = {"==": ast.Eq, "===": ast.Eq, "!=": ast.NotEq, "!==": ast.NotEq, "in": ast.In}
_SIGNS |= {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_UNARY = {"!": ast.Not, "-": ast.USub, "+": ast.UAdd}


def at(made: Any, given: dict[str, Any]) -> Any:
    """Returns what was made from a node of ESTree, with the position of that node."""
    made.lineno, made.col_offset = given["loc"]["start"]["line"], given["loc"]["start"]["column"]
    return made


class Expressions(ABC):
    """Expressions, apart from the statements in them, which a subclass translates."""

    @abstractmethod
    def block(self, given: dict[str, Any] | None) -> list[ast.stmt]:
        """Returns the statements of a block, of a single statement, or of none."""

    @abstractmethod
    def class_definition(self, n: dict[str, Any]) -> ast.ClassDef:
        """Returns a class, whether it is a statement or an expression."""

    def expression(self, n: dict[str, Any] | None) -> ast.expr:
        """Returns an expression in Python's nodes; the constant None for one that is missing."""
        if not n:
            return ast.Constant(None, lineno=1, col_offset=0)
        return at(self._TABLE.get(n["type"], Expressions._parts)(self, n), n)

    def arguments(self, params: Iterable[dict[str, Any]]) -> ast.arguments:
        """Returns parameters. A destructured one becomes an argument without a name, whose parts are its default."""
        args, defaults = [], []
        for one in params:
            inner = one["left"] if one["type"] == "AssignmentPattern" else one.get("argument", one)
            args.append(at(ast.arg(inner.get("name", "{}")), one))
            parts = [self.target(inner)] if inner["type"] != "Identifier" else []
            args[-1].parts = parts
            parts += [self.expression(one["right"])] if one["type"] == "AssignmentPattern" else []
            if parts:
                defaults.append(at(ast.Tuple(parts, ast.Load()), one))
        return ast.arguments([], args, None, [], [], None, defaults)

    def target(self, n: dict[str, Any] | None) -> ast.expr:
        """Returns what a pattern binds; defaults stay among the elements."""
        if n is None:
            return ast.Tuple([], ast.Store(), lineno=1, col_offset=0)
        kind = n["type"]
        if kind == "Identifier":
            return at(ast.Name(n["name"], ast.Store()), n)
        if kind == "AssignmentPattern":
            return at(ast.Tuple([self.target(n["left"]), self.expression(n["right"])], ast.Store()), n)
        if kind in ("ObjectPattern", "ArrayPattern"):
            parts = n["properties"] if kind == "ObjectPattern" else n["elements"]
            return at(ast.Tuple([self.target(one and one.get("value", one)) for one in parts], ast.Store()), n)
        if kind == "RestElement":
            return self.target(n["argument"])
        made: Any = self.expression(n)
        if hasattr(made, "ctx"):
            made.ctx = ast.Store()
        return made

    def _all(self, given: Iterable[dict[str, Any] | None]) -> list[ast.expr]:
        return [self.expression(one) for one in given]

    def _parts(self, n: dict[str, Any]) -> ast.expr:
        """Returns everything in a node that has no counterpart."""
        inside = [one for value in n.values() for one in (value if isinstance(value, list) else [value])]
        return ast.Tuple(self._all(one for one in inside if isinstance(one, dict) and "type" in one), ast.Load())

    def _literal(self, n: dict[str, Any]) -> ast.expr:
        return ast.Constant(n["regex"]["pattern"] if "regex" in n else n.get("value"))

    def _identifier(self, n: dict[str, Any]) -> ast.expr:
        return ast.Constant(None) if n["name"] == "undefined" else ast.Name(n["name"], ast.Load())

    def _template(self, n: dict[str, Any]) -> ast.expr:
        values: list[ast.expr] = []
        for number, quasi in enumerate(n["quasis"]):
            values.append(at(ast.Constant(quasi["value"]["cooked"]), quasi))
            if number < len(n["expressions"]):
                inner = n["expressions"][number]
                values.append(at(ast.FormattedValue(self.expression(inner), -1, None), inner))
        return ast.JoinedStr(values)

    def _member(self, n: dict[str, Any]) -> ast.expr:
        value = self.expression(n["object"])
        if n["computed"]:
            return ast.Subscript(value, self.expression(n["property"]), ast.Load())
        return ast.Attribute(value, n["property"]["name"], ast.Load())

    def _binary(self, n: dict[str, Any]) -> ast.expr:
        left, right, sign = self.expression(n["left"]), self.expression(n["right"]), n["operator"]
        if sign == "instanceof":
            return ast.Call(at(ast.Name("isinstance", ast.Load()), n), [left, right], [])
        if sign in _SIGNS:
            return ast.Compare(left, [_SIGNS[sign]()], [right])
        return ast.BinOp(left, ast.Add() if sign == "+" else ast.Mult(), right)

    def _unary(self, n: dict[str, Any]) -> ast.expr:
        if n["operator"] == "delete":
            return Assignment(self.target(n["argument"]), at(ast.Constant(None), n))
        return ast.UnaryOp(_UNARY.get(n["operator"], ast.Invert)(), self.expression(n["argument"]))

    def _assignment(self, n: dict[str, Any]) -> ast.expr:
        left, value = self.expression(n["left"]), self.expression(n["right"])
        made = ast.BoolOp(ast.Or(), [left, value]) if len(n["operator"]) == 3 else ast.BinOp(left, ast.Add(), value)
        added = n["operator"] != "=" and at(made, n)
        return Assignment(self.target(n["left"]), added or value)

    def _object(self, n: dict[str, Any]) -> ast.expr:
        keys: list[ast.expr | None] = []
        for one in n["properties"]:
            key = one.get("key")
            computed = key and (one["computed"] or "name" not in key)
            keys.append(self.expression(key) if computed else key and at(ast.Constant(key["name"]), key))
        return ast.Dict(keys, self._all(one.get("value") or one["argument"] for one in n["properties"]))

    def _function(self, n: dict[str, Any]) -> ast.expr:
        arguments = self.arguments(n["params"])
        if n["body"]["type"] != "BlockStatement":
            return ast.Lambda(arguments, self.expression(n["body"]))
        return Function(arguments, self.block(n["body"]))

    _TABLE: ClassVar[dict[str, Any]] = {
        "Literal": _literal,
        "TemplateLiteral": _template,
        "Identifier": _identifier,
        **dict.fromkeys(("ThisExpression", "Super"), lambda _self, _: ast.Name("self", ast.Load())),
        "MemberExpression": _member,
        "ChainExpression": lambda self, n: self.expression(n["expression"]),
        "CallExpression": lambda self, n: ast.Call(self.expression(n["callee"]), self._all(n["arguments"]), []),
        "NewExpression": lambda self, n: ast.Call(self.expression(n["callee"]), self._all(n["arguments"]), []),
        "ImportExpression": lambda self, n: ast.Call(
            at(ast.Name("import", ast.Load()), n), [self.expression(n["source"])], []
        ),
        "MetaProperty": lambda self, n: ast.Name(f"{n['meta']['name']}.{n['property']['name']}", ast.Load()),
        "AwaitExpression": lambda self, n: ast.Await(self.expression(n["argument"])),
        "SpreadElement": lambda self, n: ast.Starred(self.expression(n["argument"]), ast.Load()),
        "ArrayExpression": lambda self, n: ast.List(self._all(n["elements"]), ast.Load()),
        "ObjectExpression": _object,
        "BinaryExpression": _binary,
        "UnaryExpression": _unary,
        "UpdateExpression": lambda self, n: Assignment(self.target(n["argument"]), self.expression(n["argument"])),
        "AssignmentExpression": _assignment,
        "LogicalExpression": lambda self, n: ast.BoolOp(
            ast.And() if n["operator"] == "&&" else ast.Or(), [self.expression(n["left"]), self.expression(n["right"])]
        ),
        "ConditionalExpression": lambda self, n: ast.IfExp(
            self.expression(n["test"]), self.expression(n["consequent"]), self.expression(n["alternate"])
        ),
        "ClassExpression": lambda self, n: ast.Tuple([at(self.class_definition(n), n)], ast.Load()),
        "ArrowFunctionExpression": _function,
        "FunctionExpression": _function,
    }
