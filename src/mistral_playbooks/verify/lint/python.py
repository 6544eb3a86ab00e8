"""Finds mistakes in a Python program's syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from ...support import syntax
from .messages import (
    MAX_WAIT,
    MILLISECONDS,
    disables_tls_verification,
    hides,
    is_unknown_key_variable,
    long_sleep,
    matches_error_text,
    pointless_sleep,
    swallows,
    unknown_variable,
)

_SEARCHES = {"startswith", "endswith", "find", "index", "count", "search", "match", "fullmatch", "findall"}
_CATCH_ALL = {"Exception", "BaseException"}


def mistakes(text: str, variables: Collection[str]) -> Iterator[str]:
    """Yields each mistake with its line, or nothing if the text is not valid Python."""
    try:
        tree = syntax.parse_python(text)
    except (SyntaxError, ValueError):
        return
    checker = _Checker(tree, variables)
    for node in ast.walk(tree):
        for message in checker.check(node):
            yield f"line {getattr(node, 'lineno', 1)}: {message}"


class _Checker:
    def __init__(self, tree: ast.Module, variables: Collection[str]) -> None:
        self._variables = variables
        every = list(ast.walk(tree))
        self._errors = {node.name for node in every if isinstance(node, ast.ExceptHandler) and node.name}
        self._loops = any(isinstance(node, ast.For | ast.AsyncFor | ast.While) for node in every)
        self._numbers = {
            target.id: node.value
            for node in every
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        """Variables that are assigned a constant."""

    def check(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            if isinstance(node.left, ast.Constant) and any(
                self._is_error_text(one, _is_status(node.left)) for one in node.comparators
            ):
                yield matches_error_text("status_code")
        elif isinstance(node, ast.ExceptHandler):
            if all(map(_does_nothing, node.body)) or (_catches_all(node.type) and all(map(_continues, node.body))):
                yield swallows()
        elif isinstance(node, ast.keyword):
            yield from self._keyword(node)
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.Subscript):
            if _dotted(node.value).endswith("environ"):
                yield from self._variable(node.slice)
        elif isinstance(node, ast.Assign):
            for target in map(_dotted, node.targets):
                if target == "sys.stderr":
                    yield hides("standard error")
                if target.endswith(".check_hostname"):
                    yield disables_tls_verification()
        elif isinstance(node, ast.Attribute) and node.attr in ("CERT_NONE", "_create_unverified_context"):
            yield disables_tls_verification()

    def _call(self, node: ast.Call) -> Iterator[str]:
        name = _dotted(node.func)
        last = name.rpartition(".")[2]
        if last == "BackoffStrategy" and any(map(self._looks_like_seconds, node.args[:1])):
            yield "`BackoffStrategy` takes milliseconds. Write 500 for half a second"
        if last == "suppress" and any(map(_catches_all, node.args)):
            yield swallows()
        if name.endswith("environ.get") or last == "getenv":
            yield from self._variable(*node.args[:1])
        if name in ("warnings.filterwarnings", "warnings.simplefilter") and _constant(*node.args[:1]) == "ignore":
            yield hides("warnings")
        if last in ("redirect_stderr", "captureWarnings") or name == "logging.disable":
            yield hides("standard error")
        if last == "sleep":
            seconds = self._value(*node.args[:1])
            if isinstance(seconds, int | float) and seconds > MAX_WAIT:
                yield long_sleep()
            elif not self._loops:
                yield pointless_sleep()
        if last in _SEARCHES and isinstance(node.func, ast.Attribute):
            operands = [node.func.value, *node.args]
            constant = any(isinstance(one, ast.Constant) for one in operands)
            if constant and any(self._is_error_text(one, False) for one in operands):
                yield matches_error_text("status_code")

    def _keyword(self, node: ast.keyword) -> Iterator[str]:
        if node.arg in MILLISECONDS and self._looks_like_seconds(node.value):
            yield f"`{node.arg}` is in milliseconds. Write 30_000 for 30 seconds"
        if node.arg in ("verify", "ssl", "check_hostname") and _constant(node.value) is False:
            yield disables_tls_verification()

    def _variable(self, *names: ast.expr) -> Iterator[str]:
        for name in map(_constant, names):
            if isinstance(name, str) and is_unknown_key_variable(name) and name not in self._variables:
                yield unknown_variable(name)

    def _is_error_text(self, node: ast.expr, status: bool) -> bool:
        """Whether this is an error's text: `str(error)`, `error.message`, or an f-string with it.

        If it is searched for a `status`, so is any string built in place, and `body`.
        """
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("lower", "upper", "casefold", "strip"):
                return self._is_error_text(node.func.value, status)
            is_string = getattr(node.func, "id", "") in ("str", "repr", "format")
            return is_string and (status or any(map(self._is_error, node.args)))
        if isinstance(node, ast.JoinedStr):
            inside = [one.value for one in node.values if isinstance(one, ast.FormattedValue)]
            return status or any(map(self._is_error, inside))
        if isinstance(node, ast.Subscript):
            return self._is_error_text(node.value, status)
        if not isinstance(node, ast.Attribute):
            return False
        if status:
            return node.attr in ("message", "body", "args")
        return node.attr in ("message", "args") and self._is_error(node.value)

    def _is_error(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self._errors

    def _value(self, *nodes: ast.expr) -> object:
        """Returns the value of a constant, or of a variable that is assigned one."""
        for node in nodes:
            named = self._numbers.get(node.id) if isinstance(node, ast.Name) else None
            return _constant(named or node)
        return None

    def _looks_like_seconds(self, node: ast.expr) -> bool:
        """Whether a number of milliseconds is so small that seconds were probably meant."""
        value = self._value(node)
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100


def _constant(*nodes: ast.expr) -> object:
    return nodes[0].value if nodes and isinstance(nodes[0], ast.Constant) else None


def _is_status(node: ast.expr) -> bool:
    return bool(re.fullmatch(r"[45]\d\d", str(_constant(node))))


def _catches_all(node: ast.expr | None) -> bool:
    """Whether an `except` with this class catches every error."""
    if isinstance(node, ast.Tuple):
        return any(map(_catches_all, node.elts))
    return node is None or _dotted(node).rpartition(".")[2] in _CATCH_ALL


def _does_nothing(node: ast.stmt) -> bool:
    """Whether a statement is `pass`, `...`, or only a name or constant."""
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.Name)
    )


def _continues(node: ast.stmt) -> bool:
    return isinstance(node, ast.Continue) or _does_nothing(node)


def _dotted(node: ast.expr) -> str:
    """Returns `a.b.c` as a string. If `a` is not a name but an expression, returns `b.c`."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id] if isinstance(node, ast.Name) else parts))
