"""Finds programs that send another request, with something else, because of the status of an answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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
from .tree.nodes import dotted, line
from .tree.source import Source

_BODIES = {"choices": True, "error": False, "message": False, "detail": False}
"""Keys of a body that tell an answer from an error."""


class Outcomes:
    """What a program does after it looked at what several requests became."""

    def __init__(self, source: Source, requests: Requests) -> None:
        self._source, self._requests = source, requests

    def find(self) -> Iterator[int]:
        """Yields the line of each test after which something else is sent, or only what was accepted is taken."""
        for node in self._source.nodes:
            if isinstance(node, ast.match_case):
                test = _as_test(node, self._source.parents[node])
                found = self._by_status(node, test)
            elif isinstance(node, ast.If | ast.IfExp | ast.While):
                found = self._by_status(node, node.test)
            elif isinstance(node, ast.For | ast.AsyncFor):
                found = self._takes_accepted(node)
            else:
                found = isinstance(node, ast.Call) and self._picks(node)
            if found:
                yield line(node.pattern if isinstance(node, ast.match_case) else node)

    def _picks(self, node: ast.Call) -> bool:
        """Whether a call takes the first of several requests that was accepted."""
        name = dotted(node.func)
        if name == "Promise.any":
            return any(True for _ in self._requests.within(node.args))
        if name.rpartition(".")[2] not in ("find", "next", "findLast"):
            return False
        texts = _texts(node)
        classes = [n for n in ast.walk(node) if isinstance(n, ast.Call) and dotted(n.func) == "isinstance"]
        good = any(isinstance(n, ast.Attribute) and n.attr in ("ok", "is_success") for n in ast.walk(node))
        return good or "fulfilled" in texts or any(len(one.args) > 1 and catches_any(one.args[1]) for one in classes)

    def _takes_accepted(self, loop: ast.For | ast.AsyncFor) -> bool:
        """Whether a loop over several outcomes ends with the first that is no error."""
        ends = any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(loop))
        tests = [one.test for one in ast.walk(loop) if isinstance(one, ast.If)]
        each = stored([loop.target])
        return ends and any(
            (isinstance(n, ast.Attribute) and n.attr in ("exception", "status") and read_names(n) & each)
            or (isinstance(n, ast.Call) and dotted(n.func) == "isinstance" and read_names(n.args[0]) & each)
            for test in tests
            for n in ast.walk(test)
            if "fulfilled" in _texts(test) or not isinstance(n, ast.Attribute) or n.attr == "exception"
        )

    def _by_status(self, node: ast.AST, test: ast.expr) -> bool:
        """Whether the status of an answer, good or bad, decides on another request."""
        good = self._success(test)
        if good is None or self._requests.is_temporary(test):
            return False
        parts = [statements(node, "body"), statements(node, "orelse")]
        failing, passing = (parts[1], parts[0]) if good else (parts[0], parts[1])
        inside = {n for one in (*parts[0], *parts[1]) for n in ast.walk(one)}
        repeats = isinstance(node, ast.While)
        sent = [one for one in self._made_by(test) if repeats or one not in inside]
        shapes = {self._requests.shape(one) for one in sent}
        if repeats:
            return any(self._requests.reads(one) & changes(node) for one in sent if one in inside)
        if any(self._requests.shape(one) not in shapes for one in self._requests.within(failing)):
            return bool(sent)
        if any(isinstance(one, ast.Raise | ast.Break | ast.Return) or exits(one) for one in failing):
            return False
        for loop in self._requests.around(node):
            if isinstance(loop, LOOPS) and any(self._requests.reads(one) & changes(loop) for one in sent):
                left = {n for one in passing for n in ast.walk(one)}
                if not passing or any(isinstance(one, ast.Continue) for one in failing):
                    left |= {*ast.walk(loop)} - inside
                return any(map(is_end, left))
        return False

    def _made_by(self, test: ast.expr) -> list[ast.Call]:
        """Returns the requests whose answer a test looks at."""
        todo, seen, found = [*read_names(test)], set(), []
        while todo:
            name = todo.pop()
            for value in self._source.held.get(name, []) if name not in seen else ():
                sent = list(self._requests.within(value))
                found += sent
                todo += [] if sent else read_names(value)
            seen.add(name)
        return found

    def _success(self, test: ast.expr) -> bool | None:
        """Whether a test holds for a good answer; None if it tests something else."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._success(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            return next((one for one in map(self._success, test.values) if one is not None), None)
        if isinstance(test, ast.Attribute):
            return {"ok": True, "is_success": True, "is_error": False}.get(test.attr)
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In | ast.NotIn):
            found = _texts(test.left) & {*_BODIES}
            return _BODIES[found.pop()] == isinstance(test.ops[0], ast.In) if found else None
        if isinstance(test, ast.Compare):
            read = [one for one in self._source.sources(test.left) if isinstance(one, ast.Attribute)]
            number = test.comparators[0].value if isinstance(test.comparators[0], ast.Constant) else None
            if any(one.attr in STATUS_FIELDS for one in read) and isinstance(number, int) and number <= 400:
                return isinstance(test.ops[0], ast.Eq | ast.Lt | ast.LtE | ast.Is)
        return None


def _texts(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _as_test(case: ast.match_case, match: ast.AST) -> ast.expr:
    """Returns the comparison that a `case` stands for."""
    value = case.pattern.value if isinstance(case.pattern, ast.MatchValue) else ast.Constant(None)
    return ast.Compare(match.subject, [ast.Eq()], [value])  # type: ignore[attr-defined]
