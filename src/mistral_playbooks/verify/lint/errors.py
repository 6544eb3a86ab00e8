"""Checks that a program drops no error: what catches one raises, ends the program, or says what happened."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from . import signs, trials
from .decisions import Decisions
from .error_texts import GROWS, MAKES_TEXT
from .habits import clock_mistakes, matches_error_text, swallows, tries_others
from .requests import Requests, catches_any
from .tree.nodes import AnyFunction, Function, dotted, line, root
from .tree.source import Source

_MAKES_VALUE = {*MAKES_TEXT, "len", "type", "Boolean"}
_CHANGES = {*GROWS, "clear"}
_ANSWERED = "decides by what the model answered, which differs each time. Decide by the error's status"
_MADE_UP = "shows a text of its own instead of the answer if a request fails. Say what failed, or let the error pass"
_ENDS_WELL = "ends the program with status 0 itself, also after an error. Let it end"
_SAYS = re.compile(r"print|console\.\w+|log(?:ger|ging)?\.\w+|(?:process|sys)\.std\w+\.write")
_LATER = {"submit", "allSettled"}
"""Calls whose result holds an error until it is read."""


def mistakes(source: Source) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each decision by an error's text, and of each dropped error."""
    decisions, field = Decisions(source), "statusCode" if source.language == "typescript" else "status_code"
    clients = {
        one.asname or one.name
        for node in source.nodes
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("mistralai", "openai", "httpx", "langchain"))
        for one in node.names
    }
    yield from ((number, tries_others()) for number in trials.mistakes(source))
    yield from ((number, _ANSWERED) for number in signs.mistakes(source))
    yield from clock_mistakes(source)
    yield from ((number, _MADE_UP) for number in _made_up(source))
    for node in source.nodes:
        if _ends_well(source, node):
            yield line(node), _ENDS_WELL
        if decisions.decides(node):
            yield line(node), matches_error_text(field)
        if isinstance(node, ast.ExceptHandler) and _drops(source, node):
            yield line(node), swallows()
        if isinstance(node, ast.Try | ast.TryStar) and (left := _leaves(node.finalbody)):
            yield line(left), swallows()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (dropped := _manager_drops(node)):
            yield line(dropped), swallows()
        if isinstance(node, ast.Call) and _call_drops(source, node, clients):
            yield line(node), swallows()


def _call_drops(source: Source, node: ast.Call, clients: Collection[str]) -> bool:
    name = dotted(node.func).rpartition(".")[2]
    if name == "suppress":
        return any(catches_any(one) or dotted(root(one)) in clients for one in node.args)
    if name in ("catch", "then") and isinstance(node.func, ast.Attribute):
        return any(_drops_function(source, one) for one in node.args[name == "then" :])
    function = source.functions.get(dotted(node.func))
    if function is not None and _returns_error(function):
        return _is_unread(source, node)
    keeps = name in _LATER or any(one.arg == "return_exceptions" for one in node.keywords)
    return keeps and _is_unread(source, node)


def _made_up(source: Source) -> Iterator[int]:
    """Yields the line of each handler of a failed request that silently leaves a literal text where the answer would
    be. The status of that failure may be one that no run has."""
    requests = Requests(source)
    for node in source.nodes:
        handled: list[tuple[ast.AST, list[ast.AST]]] = []
        if isinstance(node, ast.Try | ast.TryStar):
            handled = [(one, [*node.body]) for one in node.handlers]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("catch", "then")
        ):
            functions = [one for one in node.args[node.func.attr == "then" :] if isinstance(one, ast.Lambda | Function)]
            handled = [(one, [node.func.value]) for one in functions]
        for handler, body in handled:
            inside = [*ast.walk(handler)]
            if any(isinstance(one, ast.Call) and _SAYS.fullmatch(dotted(one.func)) for one in inside):
                continue
            if not any(True for _ in requests.within(body)):
                continue
            texts = [one.value for one in inside if isinstance(one, ast.Return)]
            if not _leaves_always(handler):
                answers = {name for one in body for part in ast.walk(one) for name in _assigned(part)}
                texts += [value for name in answers for value in source.held.get(name, [])]
            if any(one is not None and source.literal(one) for one in texts):
                yield line(handler)


def _assigned(node: ast.AST) -> set[str]:
    return _stored(node.targets) if isinstance(node, ast.Assign) else set()


def _leaves_always(handler: ast.AST) -> bool:
    last = getattr(handler, "body", None)
    return isinstance(last, list) and isinstance(last[-1], ast.Raise | ast.Return | ast.Break | ast.Continue)


def _ends_well(source: Source, node: ast.AST) -> bool:
    """Whether this ends the program with success, whatever happened before."""
    if isinstance(node, ast.Assign) and any(dotted(one) == "process.exitCode" for one in node.targets):
        return _is_zero(node.value)
    if isinstance(node, ast.Call):
        return dotted(node.func) in ("sys.exit", "exit", "process.exit", "SystemExit") and all(map(_is_zero, node.args))
    named = dotted(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    parent = source.parents.get(node)
    value = named == "process.exit" and not (isinstance(parent, ast.Call) and parent.func is node)
    return value or (named == "SystemExit" and isinstance(parent, ast.Raise))


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _returns_error(function: AnyFunction) -> bool:
    """Whether a function returns what it catches, so that its caller has to look at it."""
    return any(
        isinstance(one, ast.Return) and isinstance(one.value, ast.Name) and one.value.id == handler.name
        for handler in ast.walk(function)
        if isinstance(handler, ast.ExceptHandler) and handler.name
        for one in ast.walk(handler)
    )


def _manager_drops(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.ExceptHandler | None:
    """Returns the handler with which a context manager drops the errors of the block that uses it."""
    if any("contextmanager" in dotted(one) for one in node.decorator_list):
        for one in ast.walk(node):
            if isinstance(one, ast.Try) and any(isinstance(n, ast.Yield) for part in one.body for n in ast.walk(part)):
                for handler in one.handlers:
                    if not any(isinstance(n, ast.Raise) for n in ast.walk(handler)):
                        return handler
    return None


def _is_unread(source: Source, node: ast.expr) -> bool:
    """Whether nothing reads the value of an expression."""
    parent = source.parents[node]
    while isinstance(parent, ast.Await):
        parent = source.parents[parent]
    if isinstance(parent, ast.Assign):
        return not _stored(parent.targets) & _read(source, set())
    return isinstance(parent, ast.Expr)


def _leaves(body: list[ast.stmt]) -> ast.stmt | None:
    """Returns what leaves a `finally`, and so drops the error that led there."""
    todo: list[tuple[ast.AST, bool]] = [(one, False) for one in body]
    while todo:
        node, loop = todo.pop()
        if isinstance(node, ast.Return) or (isinstance(node, ast.Break | ast.Continue) and not loop):
            return node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | Function):
            inside = loop or isinstance(node, ast.For | ast.AsyncFor | ast.While)
            todo += [(one, inside) for one in ast.iter_child_nodes(node)]
    return None


def _drops(source: Source, handler: ast.ExceptHandler) -> bool:
    every = catches_any(handler.type)
    return all(_does_nothing(source, one, handler) or (every and isinstance(one, ast.Continue)) for one in handler.body)


def _drops_function(source: Source, node: ast.expr | AnyFunction) -> bool:
    """Whether what a `catch` calls does nothing with the error."""
    if isinstance(node, ast.Name):
        function = source.functions.get(node.id)
        return node.id in _MAKES_VALUE if function is None else _drops_function(source, function)
    body = getattr(node, "body", None)
    if isinstance(body, list):
        return all(_does_nothing(source, one, node) for one in body)
    return isinstance(body, ast.expr) and _has_no_effect(source, body)


def _does_nothing(source: Source, node: ast.stmt, around: ast.AST) -> bool:
    """Whether a statement keeps nothing of the error: `pass`, a value, or a variable that nothing reads."""
    if isinstance(node, ast.Pass | ast.Delete):
        return True
    if isinstance(node, ast.If):
        return all(_does_nothing(source, one, around) for one in (*node.body, *node.orelse))
    if isinstance(node, ast.Expr):
        kept = _kept(node.value)
        return _has_no_effect(source, node.value) or (
            kept is not None and kept not in _read(source, set(ast.walk(around)))
        )
    if isinstance(node, ast.Return):
        return not isinstance(around, ast.ExceptHandler) and _has_no_effect(source, node.value)
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    plain = all(isinstance(target, ast.Name | ast.Tuple) for target in targets)
    return plain and not _stored(targets) & _read(source, set(ast.walk(around)))


def _kept(node: ast.expr) -> str | None:
    """Returns the variable to whose list an expression adds something."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
        return node.func.value.id if isinstance(node.func.value, ast.Name) else None
    return None


def _stored(targets: Sequence[ast.expr]) -> set[str]:
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}


def _read(source: Source, inside: Collection[ast.AST]) -> set[str]:
    """Returns the names that are read outside of these nodes, not only added to."""
    found = set()
    for node in source.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in inside:
            parent = source.parents[node]
            if not (isinstance(parent, ast.Attribute) and parent.attr in _CHANGES):
                found.add(node.id)
    return found


def _has_no_effect(source: Source, node: ast.expr | None) -> bool:
    if isinstance(node, ast.Call):
        function = source.functions.get(dotted(node.func))
        if function is not None and isinstance(node.func, ast.Name):
            return _drops_function(source, function)
        return dotted(node.func) in _MAKES_VALUE and all(_has_no_effect(source, one) for one in node.args)
    if isinstance(node, ast.UnaryOp):
        return _has_no_effect(source, node.operand)
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.List | ast.Tuple | ast.IfExp | ast.BoolOp | ast.Compare | ast.JoinedStr):
        return all(_has_no_effect(source, one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))
    return node is None or isinstance(node, ast.Constant | ast.Name | ast.Attribute)
