"""Checks that a program takes its key from the environment, and only gives it to a client.

Whatever else a program could do with the key, such as printing a part or an encoding of it, is refused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...gateway.secret_names import is_key_variable
from .allowlist import names
from .error_texts import SEARCHES
from .tree.environment import variable
from .tree.nodes import Assignment, dotted, entries, line, options
from .tree.source import Source

SHOWN = 4
"""Last characters of a key that a program may print, to say which key it is."""
_ARGUMENTS = {"api_key", "mistral_api_key", "apiKey"}
_NOT_GIVEN = "is given a key that is not read from the environment. Read it from MISTRAL_API_KEY"
_SHOWS = f"uses the key other than as the client's key. Print its last {SHOWN} characters at most"
_KNOWS = "compares the end of the key with a literal, which is another for each reader. Print it"
_SAME = {"strip", "trim"}
_TESTS = {"length", "isascii", "isalnum", "isprintable"}


def mistakes(source: Source, broken: bool) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each wrong use of a key. A broken program may send another key."""
    found = _Keys(source)
    for node in source.nodes:
        whole = isinstance(node, ast.expr) and found.is_key(node) and not found.is_key(source.parents[node])
        if whole and not found.is_in_place(node):
            yield line(node), _SHOWS
        if found.knows(node):
            yield line(node), _KNOWS
    for value, name in () if broken else found.given():
        if not found.is_key(value):
            yield line(value), f"`{name}` {_NOT_GIVEN}"


class _Keys:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._reads = {self._read(n) for n in source.nodes if isinstance(n, ast.Attribute)} - {None}
        self._names: set[str] = set()
        self._functions: set[str] = set()
        while self._grow():
            pass

    def _read(self, node: ast.Attribute) -> ast.AST | None:
        """Returns the expression that reads a key at `os.environ` or `process.env`."""
        full = dotted(node)
        if full not in ("os.environ", "os.getenv", "process.env") and not full.startswith("process.env."):
            return None
        if full.count(".") > 2:  # `process.env.NAME.trim`: the inner node is the variable
            return None
        name = variable(self._source, node)
        if not name or not is_key_variable(name):
            return None
        parent = self._source.parents[node]
        if full.startswith("process.env."):
            return node
        return self._source.parents[parent] if isinstance(parent, ast.Attribute) else parent

    def _grow(self) -> bool:
        """Adds the names that hold a key: variables, parameters, functions that return it. Whether there were more."""
        before = len(self._names) + len(self._functions)
        for target, value in self._source.assigned:
            if isinstance(target, ast.Name) and self.is_key(value):
                self._names.add(target.id)
        self._names |= {one.arg for one, given in self._source.handed_over() if self.is_key(given)}
        for name, function in self._source.functions.items():
            if any(isinstance(n, ast.Return) and n.value and self.is_key(n.value) for n in ast.walk(function)):
                self._functions.add(name)
        return len(self._names) + len(self._functions) > before

    def is_key(self, node: ast.AST | None) -> bool:
        """Whether an expression is the whole key."""
        if node in self._reads:
            return True
        if isinstance(node, ast.Name):
            return node.id in self._names and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.BoolOp):
            return self.is_key(node.values[0])
        if isinstance(node, ast.NamedExpr | Assignment):
            return self.is_key(node.value)
        if isinstance(node, ast.Attribute):
            kept = node.attr in _ARGUMENTS and isinstance(node.ctx, ast.Load)  # in a client or an object of the program
            return kept or (node.attr in _SAME and self.is_key(node.value))
        if isinstance(node, ast.Subscript):
            return (self._source.text(node.slice) or "").lower() == "authorization" and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Call):
            if dotted(node.func) == "localStorage.getItem":
                return is_key_variable(self._source.literal(*node.args[:1]) or "")
            if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
                return (self._source.text(node.args[0]) or "").lower() == "authorization"
            return (
                self.is_key(node.func) if isinstance(node.func, ast.Attribute) else dotted(node.func) in self._functions
            )
        return False

    def knows(self, node: ast.AST) -> bool:
        """Whether the last characters of a key are compared with a word, or looked up."""
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            words = any(re.search(r"\w", text) for one in sides for text in self._source.members(one))
            return words and any(map(self._is_tail, sides))
        if isinstance(node, ast.Match):
            return self._is_tail(node.subject)
        if isinstance(node, ast.Subscript):
            return self._is_tail(node.slice)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {*SEARCHES, "get"}:
            return any(map(self._is_tail, [node.func.value, *node.args]))
        return False

    def _is_tail(self, node: ast.expr) -> bool:
        for one in self._source.sources(node):
            if isinstance(one, ast.Subscript) and _is_end(one.slice) and self.is_key(one.value):
                return True
            called = one.func if isinstance(one, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr == "slice" and self.is_key(called.value):
                return True
        return False

    def is_in_place(self, node: ast.AST) -> bool:
        """Whether the key is used for what programs may use it for."""
        parent = self._source.parents[node]
        if isinstance(parent, ast.Assign | ast.AnnAssign):
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            return all(isinstance(target, ast.Name) for target in targets)
        if isinstance(parent, ast.keyword):
            return parent.arg in _ARGUMENTS
        if isinstance(parent, ast.Dict):
            return any(value is node and name in _ARGUMENTS for name, value, _ in entries(parent))
        if isinstance(parent, ast.FormattedValue):
            return self._is_bearer(self._source.parents[parent])
        if isinstance(parent, ast.BinOp):
            return self._is_bearer(parent)
        if isinstance(parent, ast.Subscript):
            return _is_end(parent.slice)
        if isinstance(parent, ast.Attribute):  # JavaScript's slice(-4)
            call = self._source.parents[parent]
            slices = parent.attr == "slice" and isinstance(call, ast.Call) and len(call.args) == 1
            return parent.attr in _TESTS or (slices and isinstance(call, ast.Call) and _is_last(call.args[0]))
        if isinstance(parent, ast.Call):
            return dotted(parent.func) in {*self._source.functions, "len", "SecretStr"} or self._is_client(parent)
        if isinstance(parent, ast.Compare):
            others = [one for one in (*parent.comparators, parent.left) if one is not node]
            return all(isinstance(one, ast.Constant) and not re.search(r"\w", str(one.value or "")) for one in others)
        return isinstance(parent, ast.UnaryOp | ast.If | ast.While | ast.IfExp | ast.BoolOp | ast.Return | ast.Expr)

    def _is_client(self, call: ast.Call) -> bool:
        """Whether this makes a client, which takes the key without its name in some versions."""
        name = dotted(call.func)
        return name[:1].isupper() and names(self._source.language, "argument", name) is not None

    def _is_bearer(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp):
            return self._source.text(node.left) == "Bearer " and self.is_key(node.right)
        if not isinstance(node, ast.JoinedStr):
            return False
        parts = [one for one in node.values if not (isinstance(one, ast.Constant) and one.value == "")]
        head, *rest = parts
        return (
            len(rest) == 1
            and isinstance(head, ast.Constant)
            and head.value == "Bearer "
            and isinstance(rest[0], ast.FormattedValue)
            and self.is_key(rest[0].value)
        )

    def given(self) -> Iterator[tuple[ast.expr, str]]:
        """Yields (value, name) of every key that the program gives to a client."""
        for node in self._source.nodes:
            if isinstance(node, ast.Call):
                yield from ((value, name) for name, value, _ in options(node) if name in _ARGUMENTS)
            if isinstance(node, ast.Dict):
                for name, value, _ in entries(node):
                    if name and name.lower() == "authorization" and not self._is_bearer(value):
                        yield value, name


def _is_end(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.upper is None and node.step is None and _is_last(node.lower)


def _is_last(node: ast.expr | None) -> bool:
    if not isinstance(node, ast.UnaryOp) or not isinstance(node.op, ast.USub):
        return False
    count = node.operand.value if isinstance(node.operand, ast.Constant) else None
    return isinstance(count, int) and 0 < count <= SHOWN
