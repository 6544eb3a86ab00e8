"""Finds programs that send another request after one failed, with something else, until one is accepted.

A retry of the same request is none, nor is one change of model after a status that the program names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .outcomes import Outcomes
from .requests import (
    LOOPS,
    STATUS_FIELDS,
    Requests,
    catches_any,
    changes,
    exits,
    is_end,
    read_names,
    statements,
    stored,
)
from .tree.nodes import Function, dotted, line
from .tree.source import Source

_CHOOSES = {"next", "any", "some", "find", "filter", "findLast"}
_GENERATORS = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp


def mistakes(source: Source) -> Iterator[int]:
    """Yields the line of each request that follows a failed one with something else."""
    requests = Requests(source)
    yield from _Trials(source, requests).find()
    yield from Outcomes(source, requests).find()


class _Trials:
    def __init__(self, source: Source, requests: Requests) -> None:
        self._source, self._requests = source, requests
        self._quiet: set[str] = set()
        """Functions that do not raise if their request fails."""
        for name, function in source.functions.items():
            if any(self._is_quiet(node) for node in ast.walk(function)):
                self._quiet.add(name)

    def _is_quiet(self, node: ast.AST) -> bool:
        handlers = [one for one, body in self._handlers(node) if any(True for _ in self._requests.within(body))]
        return any(not self._requests.is_temporary(one) and not _raises(one) for one in handlers)

    def _handlers(self, node: ast.AST) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
        """Yields what handles any refusal, and what it handles."""
        if isinstance(node, ast.Try):
            for one in node.handlers:
                if catches_any(one.type):
                    yield one, [*node.body]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("catch", "then"):
            for one in node.args[node.func.attr == "then" :]:
                function = self._source.functions.get(one.id) if isinstance(one, ast.Name) else one
                if function is not None:
                    yield function, [node.func.value]

    def find(self) -> Iterator[int]:
        for node in self._source.nodes:
            for handler, body in self._handlers(node):
                if self._asks_else(handler, body):
                    yield line(node)
                sent = list(self._requests.within(body))
                goes_on = bool(sent) and not self._requests.is_temporary(handler) and not _leaves(handler)
                if goes_on and (self._steps(node, sent, handler) or self._then(node)):
                    yield line(node)
            if isinstance(node, ast.Call):
                if dotted(node.func) in self._quiet and (
                    self._steps(node, [node], None) or self._chosen(node) or self._then(node)
                ):
                    yield line(node)
                handed = any(isinstance(one, ast.Name) and one.id in self._quiet for one in node.args)
                if handed and self._is_chosen_from(node):
                    yield line(node)

    def _asks_else(self, handler: ast.AST, body: list[ast.AST]) -> bool:
        """Whether a handler sends another request without a look at the status."""
        before = {self._requests.shape(one) for one in self._requests.within(body)}
        others = [one for one in self._requests.within(handler) if self._requests.shape(one) not in before]
        chains = not before and isinstance(handler, ast.Lambda | Function)
        return bool(others) and (bool(before) or chains) and not self._looks(handler)

    def _looks(self, handler: ast.AST) -> bool:
        """Whether a handler tests the error's status, code, type or class."""
        tests = [n.test for n in ast.walk(handler) if isinstance(n, ast.If | ast.IfExp)]
        tests += [n.subject for n in ast.walk(handler) if isinstance(n, ast.Match)]
        return self._requests.is_temporary(handler) or any(
            (isinstance(n, ast.Attribute) and n.attr in STATUS_FIELDS)
            or (isinstance(n, ast.Call) and dotted(n.func) in {"isinstance", *self._source.functions})
            or (isinstance(n, ast.Name) and any("status" in one or "code" in one for one in [n.id]))
            for test in tests
            for n in ast.walk(test)
        )

    def _steps(self, node: ast.AST, sent: list[ast.Call], handler: ast.AST | None) -> bool:
        """Whether a loop steps through values, and ends or changes with the first that is accepted."""
        for loop in self._requests.around(node):
            if not isinstance(loop, LOOPS | _GENERATORS):
                continue
            changed = changes(loop)
            if not any(self._requests.reads(one) & changed for one in sent):
                continue
            if isinstance(loop, _GENERATORS):
                return self._is_chosen_from(node)
            inside = _without(loop, handler)
            made = stored([*inside]) & stored([node, *self._around_statement(node)])
            tested = [n.test for n in inside if isinstance(n, ast.If | ast.IfExp | ast.While)]
            tested += [n.values[0] for n in inside if isinstance(n, ast.BoolOp)]
            if self._takes_first(node):
                return True
            if any(read_names(one) & made or node in ast.walk(one) for one in tested) or any(map(is_end, inside)):
                return True
        return False

    def _takes_first(self, node: ast.AST) -> bool:
        """Whether the first of the answers that were kept is taken."""
        kept = {
            name
            for n in ast.walk(node)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in ("append", "push")
            for name in read_names(n.func.value)
        }
        return any(
            isinstance(n, ast.Subscript)
            and isinstance(n.value, ast.Name)
            and n.value.id in kept
            and isinstance(n.slice, ast.Constant | ast.UnaryOp)
            for n in self._source.nodes
        )

    def _around_statement(self, node: ast.AST) -> list[ast.AST]:
        return [
            one for one in self._requests.around(node) if isinstance(one, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        ]

    def _chosen(self, node: ast.AST) -> bool:
        """Whether another request stands behind `or` or `??`."""
        inner = node
        for one in self._requests.around(node):
            if isinstance(one, ast.BoolOp):
                at = next((n for n, value in enumerate(one.values) if value is inner), len(one.values))
                if any(True for _ in self._requests.within(one.values[at + 1 :])):
                    return True
            inner = one
        return False

    def _is_chosen_from(self, node: ast.AST) -> bool:
        """Whether only what was accepted is taken."""
        for one in self._requests.around(node):
            if isinstance(one, _GENERATORS) and any(part.ifs for part in one.generators):
                return True
            if isinstance(one, ast.Call) and dotted(one.func).rpartition(".")[2] in _CHOOSES:
                return True
        return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _CHOOSES

    def _then(self, node: ast.AST) -> bool:
        """Whether a test of what an attempt left decides on another request."""
        made = stored([node, *self._around_statement(node)])
        for one in self._source.nodes:
            if (
                isinstance(one, ast.If | ast.IfExp)
                and line(one) >= line(node)
                and (read_names(one.test) & made or node in ast.walk(one.test))
            ):
                parts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [*one.body, *one.orelse]
                shapes = {self._requests.shape(n) for n in self._requests.within(node)}
                if any(self._requests.shape(n) not in shapes for n in self._requests.within(parts)):
                    return True
        return False


def _without(loop: ast.AST, handler: ast.AST | None) -> set[ast.AST]:
    return {*ast.walk(loop)} - ({*ast.walk(handler)} if handler is not None else set())


def _raises(handler: ast.AST) -> bool:
    """Whether a handler ends by raising, or by ending the program."""
    last = statements(handler)[-1:]
    return any(isinstance(one, ast.Raise) or (isinstance(one, ast.Expr) and exits(one)) for one in last)


def _leaves(handler: ast.AST) -> bool:
    """Whether a handler never goes on in its loop."""
    inside = isinstance(handler, ast.ExceptHandler)
    return _raises(handler) or (inside and isinstance(statements(handler)[-1], ast.Return | ast.Break))
