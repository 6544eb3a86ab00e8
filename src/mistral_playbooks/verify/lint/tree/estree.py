"""Translates a TypeScript program into Python's syntax tree, so that one set of rules reads both languages.

Node has removed the types and parsed the rest (parse.cjs). Names, calls, members, strings, assignments and `catch`
become the nodes that Python has for them; what has no counterpart and no meaning for the rules becomes a tuple of its
parts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from .expressions import Expressions, at
from .nodes import Assignment


def module(tree: dict[str, Any]) -> ast.Module:
    """Returns a program's tree in Python's nodes. Raises SyntaxError or ValueError for what they cannot say."""
    return ast.Module(_Statements().all(tree["body"]), [])


class _Statements(Expressions):
    """Statements, and the expressions in them."""

    def all(self, given: Iterable[dict[str, Any]]) -> list[ast.stmt]:
        return [one for statement in given for one in self._statement(statement)]

    def block(self, given: dict[str, Any] | None) -> list[ast.stmt]:
        return self.all((given["body"] if given["type"] == "BlockStatement" else [given]) if given else [])

    def _statement(self, n: dict[str, Any]) -> list[ast.stmt]:
        """Returns the statements that a statement becomes."""
        kind = n["type"]
        if kind.startswith("Export") and n.get("source"):
            return [at(ast.Import([at(ast.alias(n["source"]["value"]), n)]), n)]
        if kind in ("ExportNamedDeclaration", "ExportDefaultDeclaration"):
            inner = n["declaration"]
            declared = inner and inner["type"].endswith("Declaration")
            return self._statement(inner) if declared else [self._expr(inner)] if inner else []
        if kind == "VariableDeclaration":
            return [made for one in n["declarations"] for made in self._bound(one["id"], one["init"])]
        if kind in ("BlockStatement", "StaticBlock"):
            return self.all(n["body"])
        if kind == "LabeledStatement":
            return self._statement(n["body"])
        if kind == "ForStatement":
            init = n["init"]
            declared = init and init["type"] == "VariableDeclaration"
            first = self._statement(init) if declared else [self._expr(init)] if init else []
            body = self.block(n["body"]) + ([self._expr(n["update"])] if n["update"] else [])
            return [*first, at(ast.While(self.expression(n["test"]), body, []), n)]
        if kind in ("ForOfStatement", "ForInStatement"):
            left = n["left"]
            target = self.target(left["declarations"][0]["id"] if left["type"] == "VariableDeclaration" else left)
            return [at(ast.For(target, self.expression(n["right"]), self.block(n["body"]), []), n)]
        return [at(self._single(kind, n), n)]

    def _bound(self, pattern: dict[str, Any], value: dict[str, Any] | None) -> list[ast.stmt]:
        """Returns the assignments of a declaration: for `const { a } = b`, that of `b.a` to `a`."""
        if pattern["type"] != "ObjectPattern":
            return [at(ast.Assign([self.target(pattern)], self.expression(value)), pattern)]
        found: list[ast.stmt] = []
        for one in pattern["properties"]:
            inner, of, loc = one.get("value") or one["argument"], value, one["loc"]
            if one["type"] == "Property":
                key, computed = one["key"], one["computed"] or "name" not in one["key"]
                of = {"type": "MemberExpression", "object": value, "property": key, "computed": computed, "loc": loc}
            if inner["type"] == "AssignmentPattern":
                of = {"type": "LogicalExpression", "operator": "??", "left": of, "right": inner["right"], "loc": loc}
                inner = inner["left"]
            found += self._bound(inner, of)
        return found or [at(ast.Expr(self.expression(value)), pattern)]

    def _single(self, kind: str, n: dict[str, Any]) -> ast.stmt:
        if kind == "ImportDeclaration":
            return _import(n)
        if kind == "ExpressionStatement":
            return self._expr(n["expression"])
        if kind == "FunctionDeclaration":
            return ast.FunctionDef(n["id"]["name"], self.arguments(n["params"]), self.block(n["body"]), [])
        if kind == "ClassDeclaration":
            return self.class_definition(n)
        if kind == "IfStatement":
            return ast.If(self.expression(n["test"]), self.block(n["consequent"]), self.block(n["alternate"]))
        if kind in ("WhileStatement", "DoWhileStatement"):
            return ast.While(self.expression(n["test"]), self.block(n["body"]), [])
        if kind == "ReturnStatement":
            return ast.Return(self.expression(n["argument"]))
        if kind == "ThrowStatement":
            return ast.Raise(self.expression(n["argument"]), None)
        if kind == "TryStatement":
            handlers = [self._handler(n["handler"])] if n["handler"] else []
            return ast.Try(self.block(n["block"]), handlers, [], self.block(n["finalizer"]))
        if kind == "SwitchStatement":
            every = [(ast.MatchValue(self.expression(one["test"])), self.all(one["consequent"])) for one in n["cases"]]
            cases = [ast.match_case(test, None, body) for test, body in every]
            return ast.Match(self.expression(n["discriminant"]), cases)
        if kind == "ContinueStatement":
            return ast.Continue()
        return ast.Break() if kind == "BreakStatement" else ast.Pass()

    def _handler(self, n: dict[str, Any]) -> ast.ExceptHandler:
        param, body = n["param"], self.block(n["body"])
        if param and param["type"] != "Identifier":  # `catch ({ message })`
            body[:0] = self._bound(param, {"type": "Identifier", "name": "{error}", "loc": n["loc"]})
        name = None if param is None else param.get("name", "{error}")
        return at(ast.ExceptHandler(None, name, body), n)

    def class_definition(self, n: dict[str, Any]) -> ast.ClassDef:
        bases = [self.expression(n["superClass"])] if n["superClass"] else []
        body: list[ast.stmt] = []
        for one in n["body"]["body"]:
            key = one.get("key", {}).get("name")
            if one["type"] == "StaticBlock":
                body += self.all(one["body"])
            elif one["type"] == "MethodDefinition" and key and not one["computed"]:
                arguments = self.arguments(one["value"]["params"])
                body.append(at(ast.FunctionDef(key, arguments, self.block(one["value"]["body"]), []), one))
            else:
                body += [self._expr(one["value"]), *([self._expr(one["key"])] if one["computed"] else [])]
        return ast.ClassDef((n["id"] or {}).get("name", ""), bases, [], body, [])

    def _expr(self, n: dict[str, Any] | None) -> ast.stmt:
        value = self.expression(n)
        if isinstance(value, Assignment):
            return ast.copy_location(ast.Assign([value.target], value.value), value)
        return ast.copy_location(ast.Expr(value), value)


def _import(n: dict[str, Any]) -> ast.stmt:
    source = n["source"]["value"]
    if not n["specifiers"] or n["specifiers"][0]["type"] == "ImportNamespaceSpecifier":
        local = n["specifiers"][0]["local"]["name"] if n["specifiers"] else None
        return ast.Import([at(ast.alias(source, local), n)])
    names = [(one, one.get("imported", {"name": "default"})) for one in n["specifiers"]]
    every = [at(ast.alias(of.get("name", of.get("value")), one["local"]["name"]), one) for one, of in names]
    return ast.ImportFrom(source, every, 0)
