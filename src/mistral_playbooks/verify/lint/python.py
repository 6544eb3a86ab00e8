"""What is wrong in a Python program, by its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from ...support import syntax
from .messages import (
    LONGEST,
    MILLISECONDS,
    hides,
    is_unknown_key_variable,
    long_sleep,
    sleeps,
    swallows,
    text_of_error,
    trusts,
    variable,
)

_SEARCHES = {"startswith", "endswith", "find", "index", "count", "search", "match", "fullmatch", "findall"}
_ANY = {"Exception", "BaseException"}


def wrong(text: str, variables: Collection[str]) -> Iterator[str]:
    """Each fault with its line. Nothing for text that is no Python."""
    try:
        tree = syntax.parse_python(text)
    except (SyntaxError, ValueError):
        return
    reader = _Reader(tree, variables)
    for node in ast.walk(tree):
        for said in reader.faults(node):
            yield f"line {getattr(node, 'lineno', 1)}: {said}"


class _Reader:
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
        """Names that stand for a constant."""

    def faults(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            if isinstance(node.left, ast.Constant) and any(
                self._says(one, _status(node.left)) for one in node.comparators
            ):
                yield text_of_error("status_code")
        elif isinstance(node, ast.ExceptHandler):
            if all(map(_nothing, node.body)) or (_any(node.type) and all(map(_onward, node.body))):
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
                    yield trusts()
        elif isinstance(node, ast.Attribute) and node.attr in ("CERT_NONE", "_create_unverified_context"):
            yield trusts()

    def _call(self, node: ast.Call) -> Iterator[str]:
        name = _dotted(node.func)
        last = name.rpartition(".")[2]
        if last == "BackoffStrategy" and any(map(self._small, node.args[:1])):
            yield "`BackoffStrategy` counts milliseconds. Write 500 for half a second"
        if last == "suppress" and any(map(_any, node.args)):
            yield swallows()
        if name.endswith("environ.get") or last == "getenv":
            yield from self._variable(*node.args[:1])
        if name in ("warnings.filterwarnings", "warnings.simplefilter") and _constant(*node.args[:1]) == "ignore":
            yield hides("warnings")
        if last in ("redirect_stderr", "captureWarnings") or name == "logging.disable":
            yield hides("standard error")
        if last == "sleep":
            seconds = self._value(*node.args[:1])
            if isinstance(seconds, int | float) and seconds > LONGEST:
                yield long_sleep()
            elif not self._loops:
                yield sleeps()
        if last in _SEARCHES and isinstance(node.func, ast.Attribute):
            asked = [node.func.value, *node.args]
            if any(self._says(one, False) for one in asked) and any(isinstance(one, ast.Constant) for one in asked):
                yield text_of_error("status_code")

    def _keyword(self, node: ast.keyword) -> Iterator[str]:
        if node.arg in MILLISECONDS and self._small(node.value):
            yield f"`{node.arg}` counts milliseconds. Write 30_000 for 30 seconds"
        if node.arg in ("verify", "ssl", "check_hostname") and _constant(node.value) is False:
            yield trusts()

    def _variable(self, *names: ast.expr) -> Iterator[str]:
        for name in map(_constant, names):
            if isinstance(name, str) and is_unknown_key_variable(name) and name not in self._variables:
                yield variable(name)

    def _says(self, node: ast.expr, status: bool) -> bool:
        """Whether this is the text of an error: `str(error)`, `error.message`, an f-string with it. Where a `status`
        is looked for, any text that is made on the spot, and the body."""
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("lower", "upper", "casefold", "strip"):
                return self._says(node.func.value, status)
            made = getattr(node.func, "id", "") in ("str", "repr", "format")
            return made and (status or any(map(self._error, node.args)))
        if isinstance(node, ast.JoinedStr):
            inside = [one.value for one in node.values if isinstance(one, ast.FormattedValue)]
            return status or any(map(self._error, inside))
        if isinstance(node, ast.Subscript):
            return self._says(node.value, status)
        if not isinstance(node, ast.Attribute):
            return False
        if status:
            return node.attr in ("message", "body", "args")
        return node.attr in ("message", "args") and self._error(node.value)

    def _error(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self._errors

    def _value(self, *nodes: ast.expr) -> object:
        """The constant that an expression is, or the name stands for."""
        for node in nodes:
            named = self._numbers.get(node.id) if isinstance(node, ast.Name) else None
            return _constant(named or node)
        return None

    def _small(self, node: ast.expr) -> bool:
        """A number of milliseconds under a tenth of a second: seconds were meant."""
        value = self._value(node)
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100


def _constant(*nodes: ast.expr) -> object:
    return nodes[0].value if nodes and isinstance(nodes[0], ast.Constant) else None


def _status(node: ast.expr) -> bool:
    return bool(re.fullmatch(r"[45]\d\d", str(_constant(node))))


def _any(node: ast.expr | None) -> bool:
    """No class, or one that holds all errors."""
    if isinstance(node, ast.Tuple):
        return any(map(_any, node.elts))
    return node is None or _dotted(node).rpartition(".")[2] in _ANY


def _nothing(node: ast.stmt) -> bool:
    """`pass`, `...`, a name or a text that stands alone."""
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.Name)
    )


def _onward(node: ast.stmt) -> bool:
    return isinstance(node, ast.Continue) or _nothing(node)


def _dotted(node: ast.expr) -> str:
    """`a.b.c` as a text; of what is no name, what comes after it."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id] if isinstance(node, ast.Name) else parts))
