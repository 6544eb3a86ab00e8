"""Translates a TypeScript program into Python's syntax tree, so that one set of rules reads both languages.

Node has removed the types and parsed the rest (parse.cjs). Names, calls, members, strings, assignments and `catch`
become the nodes that Python has for them; what has no counterpart and no meaning for the rules becomes a tuple of its
parts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from .source import Assignment, Function

_SIGNS = {"==": ast.Eq, "===": ast.Eq, "!=": ast.NotEq, "!==": ast.NotEq, "in": ast.In}
_SIGNS |= {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_UNARY = {"!": ast.Not, "-": ast.USub, "+": ast.UAdd}


def module(tree: dict[str, Any]) -> ast.Module:
    """Returns a program's tree in Python's nodes. Raises SyntaxError or ValueError for what they cannot say."""
    return ast.Module(_statements(tree["body"]), [])


def _at(made: Any, given: dict[str, Any]) -> Any:
    made.lineno, made.col_offset = given["loc"]["start"]["line"], given["loc"]["start"]["column"]
    return made


def _statements(given: Iterable[dict[str, Any]]) -> list[ast.stmt]:
    return [one for statement in given for one in _statement(statement)]


def _block(given: dict[str, Any] | None) -> list[ast.stmt]:
    return _statements((given["body"] if given["type"] == "BlockStatement" else [given]) if given else [])


def _statement(n: dict[str, Any]) -> list[ast.stmt]:
    """Returns the statements that a statement becomes."""
    kind = n["type"]
    if kind.startswith("Export") and n.get("source"):
        return [_at(ast.Import([_at(ast.alias(n["source"]["value"]), n)]), n)]
    if kind in ("ExportNamedDeclaration", "ExportDefaultDeclaration"):
        inner = n["declaration"]
        declared = inner and inner["type"].endswith("Declaration")
        return _statement(inner) if declared else [_expr(inner)] if inner else []
    if kind == "VariableDeclaration":
        return [made for one in n["declarations"] for made in _bound(one["id"], one["init"])]
    if kind in ("BlockStatement", "StaticBlock"):
        return _statements(n["body"])
    if kind == "LabeledStatement":
        return _statement(n["body"])
    if kind == "ForStatement":
        init = n["init"]
        first = _statement(init) if init and init["type"] == "VariableDeclaration" else [_expr(init)] if init else []
        body = _block(n["body"]) + ([_expr(n["update"])] if n["update"] else [])
        return [*first, _at(ast.While(_expression(n["test"]), body, []), n)]
    if kind in ("ForOfStatement", "ForInStatement"):
        left = n["left"]
        target = _target(left["declarations"][0]["id"] if left["type"] == "VariableDeclaration" else left)
        return [_at(ast.For(target, _expression(n["right"]), _block(n["body"]), []), n)]
    return [_at(_single(kind, n), n)]


def _bound(pattern: dict[str, Any], value: dict[str, Any] | None) -> list[ast.stmt]:
    """Returns the assignments of a declaration: for `const { a } = b`, that of `b.a` to `a`."""
    if pattern["type"] != "ObjectPattern":
        return [_at(ast.Assign([_target(pattern)], _expression(value)), pattern)]
    found: list[ast.stmt] = []
    for one in pattern["properties"]:
        inner, of, loc = one.get("value") or one["argument"], value, one["loc"]
        if one["type"] == "Property":
            computed = one["computed"] or "name" not in one["key"]
            of = {"type": "MemberExpression", "object": value, "property": one["key"], "computed": computed, "loc": loc}
        if inner["type"] == "AssignmentPattern":
            of = {"type": "LogicalExpression", "operator": "??", "left": of, "right": inner["right"], "loc": loc}
            inner = inner["left"]
        found += _bound(inner, of)
    return found or [_at(ast.Expr(_expression(value)), pattern)]


def _single(kind: str, n: dict[str, Any]) -> ast.stmt:
    if kind == "ImportDeclaration":
        return _import(n)
    if kind == "ExpressionStatement":
        return _expr(n["expression"])
    if kind == "FunctionDeclaration":
        return ast.FunctionDef(n["id"]["name"], _arguments(n["params"]), _block(n["body"]), [])
    if kind == "ClassDeclaration":
        return _class(n)
    if kind == "IfStatement":
        return ast.If(_expression(n["test"]), _block(n["consequent"]), _block(n["alternate"]))
    if kind in ("WhileStatement", "DoWhileStatement"):
        return ast.While(_expression(n["test"]), _block(n["body"]), [])
    if kind == "ReturnStatement":
        return ast.Return(_expression(n["argument"]))
    if kind == "ThrowStatement":
        return ast.Raise(_expression(n["argument"]), None)
    if kind == "TryStatement":
        handlers = [_handler(n["handler"])] if n["handler"] else []
        return ast.Try(_block(n["block"]), handlers, [], _block(n["finalizer"]))
    if kind == "SwitchStatement":
        every = [(ast.MatchValue(_expression(one["test"])), _statements(one["consequent"])) for one in n["cases"]]
        return ast.Match(_expression(n["discriminant"]), [ast.match_case(test, None, body) for test, body in every])
    if kind == "ContinueStatement":
        return ast.Continue()
    return ast.Break() if kind == "BreakStatement" else ast.Pass()


def _import(n: dict[str, Any]) -> ast.stmt:
    source = n["source"]["value"]
    if not n["specifiers"] or n["specifiers"][0]["type"] == "ImportNamespaceSpecifier":
        local = n["specifiers"][0]["local"]["name"] if n["specifiers"] else None
        return ast.Import([_at(ast.alias(source, local), n)])
    names = [(one, one.get("imported", {"name": "default"})) for one in n["specifiers"]]
    every = [_at(ast.alias(of.get("name", of.get("value")), one["local"]["name"]), one) for one, of in names]
    return ast.ImportFrom(source, every, 0)


def _handler(n: dict[str, Any]) -> ast.ExceptHandler:
    param, body = n["param"], _block(n["body"])
    if param and param["type"] != "Identifier":  # `catch ({ message })`
        body[:0] = _bound(param, {"type": "Identifier", "name": "{error}", "loc": n["loc"]})
    name = None if param is None else param.get("name", "{error}")
    return _at(ast.ExceptHandler(None, name, body), n)


def _class(n: dict[str, Any]) -> ast.ClassDef:
    bases = [_expression(n["superClass"])] if n["superClass"] else []
    body: list[ast.stmt] = []
    for one in n["body"]["body"]:
        key = one.get("key", {}).get("name")
        if one["type"] == "StaticBlock":
            body += _statements(one["body"])
        elif one["type"] == "MethodDefinition" and key and not one["computed"]:
            value = one["value"]
            body.append(_at(ast.FunctionDef(key, _arguments(value["params"]), _block(value["body"]), []), one))
        else:
            body += [_expr(one["value"]), *([_expr(one["key"])] if one["computed"] else [])]
    return ast.ClassDef((n["id"] or {}).get("name", ""), bases, [], body, [])


def _expr(n: dict[str, Any] | None) -> ast.stmt:
    value = _expression(n)
    if isinstance(value, Assignment):
        return ast.copy_location(ast.Assign([value.target], value.value), value)
    return ast.copy_location(ast.Expr(value), value)


def _arguments(params: Iterable[dict[str, Any]]) -> ast.arguments:
    """Returns parameters. One that is destructured becomes an argument without a name, whose parts are its default."""
    args, defaults = [], []
    for one in params:
        inner = one["left"] if one["type"] == "AssignmentPattern" else one.get("argument", one)
        args.append(_at(ast.arg(inner.get("name", "{}")), one))
        parts = [_target(inner)] if inner["type"] != "Identifier" else []
        args[-1].parts = parts
        parts += [_expression(one["right"])] if one["type"] == "AssignmentPattern" else []
        if parts:
            defaults.append(_at(ast.Tuple(parts, ast.Load()), one))
    return ast.arguments([], args, None, [], [], None, defaults)


def _target(n: dict[str, Any] | None) -> ast.expr:
    """Returns what a pattern binds; defaults stay among the elements."""
    if n is None:
        return ast.Tuple([], ast.Store(), lineno=1, col_offset=0)
    kind = n["type"]
    if kind == "Identifier":
        return _at(ast.Name(n["name"], ast.Store()), n)
    if kind == "AssignmentPattern":
        return _at(ast.Tuple([_target(n["left"]), _expression(n["right"])], ast.Store()), n)
    if kind in ("ObjectPattern", "ArrayPattern"):
        parts = n["properties"] if kind == "ObjectPattern" else n["elements"]
        return _at(ast.Tuple([_target(one and one.get("value", one)) for one in parts], ast.Store()), n)
    if kind == "RestElement":
        return _target(n["argument"])
    made: Any = _expression(n)
    if hasattr(made, "ctx"):
        made.ctx = ast.Store()
    return made


def _expression(n: dict[str, Any] | None) -> ast.expr:
    return _at(_EXPRESSIONS.get(n["type"], _parts)(n), n) if n else ast.Constant(None, lineno=1, col_offset=0)


def _all(given: Iterable[dict[str, Any] | None]) -> list[ast.expr]:
    return [_expression(one) for one in given]


def _parts(n: dict[str, Any]) -> ast.expr:
    """Returns everything in a node that has no counterpart."""
    inside = [one for value in n.values() for one in (value if isinstance(value, list) else [value])]
    return ast.Tuple(_all(one for one in inside if isinstance(one, dict) and "type" in one), ast.Load())


def _literal(n: dict[str, Any]) -> ast.expr:
    return ast.Constant(n["regex"]["pattern"] if "regex" in n else n.get("value"))


def _template(n: dict[str, Any]) -> ast.expr:
    values: list[ast.expr] = []
    for number, quasi in enumerate(n["quasis"]):
        values.append(_at(ast.Constant(quasi["value"]["cooked"]), quasi))
        if number < len(n["expressions"]):
            inner = n["expressions"][number]
            values.append(_at(ast.FormattedValue(_expression(inner), -1, None), inner))
    return ast.JoinedStr(values)


def _member(n: dict[str, Any]) -> ast.expr:
    value = _expression(n["object"])
    if n["computed"]:
        return ast.Subscript(value, _expression(n["property"]), ast.Load())
    return ast.Attribute(value, n["property"]["name"], ast.Load())


def _binary(n: dict[str, Any]) -> ast.expr:
    left, right, sign = _expression(n["left"]), _expression(n["right"]), n["operator"]
    if sign == "instanceof":
        return ast.Call(_at(ast.Name("isinstance", ast.Load()), n), [left, right], [])
    if sign in _SIGNS:
        return ast.Compare(left, [_SIGNS[sign]()], [right])
    return ast.BinOp(left, ast.Add() if sign == "+" else ast.Mult(), right)


def _unary(n: dict[str, Any]) -> ast.expr:
    if n["operator"] == "delete":
        return Assignment(_target(n["argument"]), _at(ast.Constant(None), n))
    return ast.UnaryOp(_UNARY.get(n["operator"], ast.Invert)(), _expression(n["argument"]))


def _assignment(n: dict[str, Any]) -> ast.expr:
    left, value = _expression(n["left"]), _expression(n["right"])
    made = ast.BoolOp(ast.Or(), [left, value]) if len(n["operator"]) == 3 else ast.BinOp(left, ast.Add(), value)
    added = n["operator"] != "=" and _at(made, n)
    return Assignment(_target(n["left"]), added or value)


def _object(n: dict[str, Any]) -> ast.expr:
    keys: list[ast.expr | None] = []
    for one in n["properties"]:
        key = one.get("key")
        computed = key and (one["computed"] or "name" not in key)
        keys.append(_expression(key) if computed else key and _at(ast.Constant(key["name"]), key))
    return ast.Dict(keys, _all(one.get("value") or one["argument"] for one in n["properties"]))


def _function(n: dict[str, Any]) -> ast.expr:
    arguments = _arguments(n["params"])
    if n["body"]["type"] != "BlockStatement":
        return ast.Lambda(arguments, _expression(n["body"]))
    return Function(arguments, _block(n["body"]))


_EXPRESSIONS: dict[str, Any] = {
    "Literal": _literal,
    "TemplateLiteral": _template,
    "Identifier": lambda n: ast.Constant(None) if n["name"] == "undefined" else ast.Name(n["name"], ast.Load()),
    **dict.fromkeys(("ThisExpression", "Super"), lambda _: ast.Name("self", ast.Load())),
    "MemberExpression": _member,
    "ChainExpression": lambda n: _expression(n["expression"]),
    "CallExpression": lambda n: ast.Call(_expression(n["callee"]), _all(n["arguments"]), []),
    "NewExpression": lambda n: ast.Call(_expression(n["callee"]), _all(n["arguments"]), []),
    "ImportExpression": lambda n: ast.Call(_at(ast.Name("import", ast.Load()), n), [_expression(n["source"])], []),
    "MetaProperty": lambda n: ast.Name(f"{n['meta']['name']}.{n['property']['name']}", ast.Load()),
    "AwaitExpression": lambda n: ast.Await(_expression(n["argument"])),
    "SpreadElement": lambda n: ast.Starred(_expression(n["argument"]), ast.Load()),
    "ArrayExpression": lambda n: ast.List(_all(n["elements"]), ast.Load()),
    "ObjectExpression": _object,
    "BinaryExpression": _binary,
    "UnaryExpression": _unary,
    "UpdateExpression": lambda n: Assignment(_target(n["argument"]), _expression(n["argument"])),
    "AssignmentExpression": _assignment,
    "LogicalExpression": lambda n: ast.BoolOp(
        ast.And() if n["operator"] == "&&" else ast.Or(), [_expression(n["left"]), _expression(n["right"])]
    ),
    "ConditionalExpression": lambda n: ast.IfExp(
        _expression(n["test"]), _expression(n["consequent"]), _expression(n["alternate"])
    ),
    "ClassExpression": lambda n: ast.Tuple([_at(_class(n), n)], ast.Load()),
    "ArrowFunctionExpression": _function,
    "FunctionExpression": _function,
}
