"""Finds decisions by signs that need not mean an error: a header that only the mock may send, the model's words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import Use, is_header
from .error_texts import MAKES_TEXT, SEARCHES
from .requests import Requests, exits
from .tree.nodes import Function, dotted, line, parameters, results
from .tree.source import Source

_READS = {"get", "has", "pop", "getAll", "get_list"}
_LISTS = {"items", "keys", "entries"}
_SAYS = {"message", "delta"}
_STAMPS = {"id", "created", "system_fingerprint"}
_ASKS = {"invoke", "ainvoke", "generateText", "generate_text", "run", "run_sync"}


def uses(source: Source) -> Iterator[Use]:
    """Yields every header that is read and not on the list."""
    listed = _Headers(source)
    for node in source.nodes:
        for expression in listed.read(node):
            found = source.members(expression)
            if not found:
                yield Use(line(node), "header of a computed name", "Write the header's name as a literal")
            for name in found:
                if not is_header(name):
                    yield Use(line(node), f"header {name.lower()}", "Decide by the status")
        if listed.counts(node):
            yield Use(line(node), "header *", "Read one header by its name")


class _Headers:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._loops = set(self._looped())

    def _looped(self) -> Iterator[str]:
        """Yields the variables that hold the name of each header in turn."""
        for node in self._source.nodes:
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) and self._is_list(node.iter):
                target = node.target.elts[0] if isinstance(node.target, ast.Tuple) and node.target.elts else node.target
                yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))

        for node in self._source.nodes:
            if isinstance(node, ast.Call) and dotted(node.func).endswith(".forEach") and self._are(node.func.value):  # type: ignore[attr-defined]
                yield from (one.arg for given in node.args if hasattr(given, "args") for one in parameters(given)[1:2])  # type: ignore[arg-type]

    def _is_list(self, node: ast.expr) -> bool:
        called = node.func if isinstance(node, ast.Call) else node
        return self._are(node) or (
            isinstance(called, ast.Attribute) and called.attr in _LISTS and self._are(called.value)
        )

    def _are(self, node: ast.AST) -> bool:
        """Whether this holds the headers of an answer."""
        for one in self._source.sources(node) if isinstance(node, ast.expr) else ():
            if isinstance(one, ast.Call) and dotted(one.func) in ("dict", "list", "Object.fromEntries") and one.args:
                one = one.args[0]
            if isinstance(one, ast.Attribute) and one.attr in ("headers", "responseHeaders", "response_headers"):
                return isinstance(one.ctx, ast.Load)
        return False

    def read(self, node: ast.AST) -> Iterator[ast.expr]:
        """Yields what names a header at this node."""
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and self._are(node.value):
            yield node.slice
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            named = node.func.attr in _READS and self._are(node.func.value)
            yield from node.args[:1] if named or self._searches(node.func) else ()
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if isinstance(node.ops[0], ast.In | ast.NotIn) and self._are(node.comparators[0]):
                yield node.left
            elif any(map(self._is_name, sides)):
                yield from (one for one in sides if not self._is_name(one))

    def _searches(self, called: ast.Attribute) -> bool:
        return called.attr in SEARCHES and self._is_name(called.value)

    def _is_name(self, node: ast.AST) -> bool:
        while isinstance(node, ast.Call | ast.Attribute):
            node = node.func if isinstance(node, ast.Call) else node.value
        return isinstance(node, ast.Name) and node.id in self._loops

    def counts(self, node: ast.AST) -> bool:
        """Whether the number or the whole text of the headers is looked at, not only printed."""
        if not isinstance(node, ast.Compare):
            return False
        sides = [one for side in (node.left, *node.comparators) for one in self._source.sources(side)]
        parts = [n for one in sides for n in ast.walk(one)]
        calls = [one for one in parts if isinstance(one, ast.Call) and dotted(one.func) in {*MAKES_TEXT, "len"}]
        spread = [one for one in parts if isinstance(one, ast.Attribute) and one.attr in ("length", "size")]
        given = [given for one in calls for given in one.args] + [n for one in spread for n in ast.walk(one.value)]
        return any(map(self._are, given))


def mistakes(source: Source) -> Iterator[int]:
    """Yields the line of each decision by the words of the model that ends the program, or sends another request."""
    found = _Answers(source)
    for node in source.nodes:
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            around, tests = [node.body, node.orelse], [node.test]
            if isinstance(node, ast.IfExp):
                around.append(source.parents[node])  # type: ignore[arg-type]
        elif isinstance(node, ast.Assert):
            around, tests = [node], [node.test]  # type: ignore[list-item]
        elif isinstance(node, ast.Match):
            around, tests = [node], [node.subject]  # type: ignore[list-item]
        else:
            continue
        ends = any(found.ends(one) for part in around for one in (part if isinstance(part, list) else [part]))
        matched = isinstance(node, ast.Match) and found.is_words(node.subject)
        if ends and (matched or any(found.looks(test) for test in tests)):
            yield line(node)


class _Answers:
    def __init__(self, source: Source) -> None:
        self._source, self._requests = source, Requests(source)

    def ends(self, node: ast.AST) -> bool:
        """Whether something ends the program, or sends a request."""
        return exits(node) or any(
            isinstance(one, ast.Raise | ast.Assert)
            or (isinstance(one, ast.Call) and self._requests.sends(one))
            or (isinstance(one, ast.Attribute) and dotted(one) == "process.exitCode")
            for one in ast.walk(node)
        )

    def looks(self, test: ast.expr) -> bool:
        """Whether a test looks for words in what the model answered."""
        read = [n for n in ast.walk(test) if isinstance(n, ast.Name)]
        called = [self._source.functions[n.id] for n in read if n.id in self._source.functions]
        through = [one for n in read for one in self._source.sources(n)]
        for found in (test, *through, *(one for function in called for one in results(function))):
            for one in ast.walk(found):
                if isinstance(one, ast.Compare) and not self._is_of_shape(one):
                    sides = [one.left, *one.comparators]
                    if any(map(self.is_words, sides)) and any(map(self._has_word, sides)):
                        return True
                    if any(map(self._is_length, sides)) and any(map(_is_size, sides)):
                        return True
                    if any(map(self._is_stamp, sides)):
                        return True
                if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in SEARCHES:
                    sides = [one.func.value, *one.args]
                    if self._is_stamp(one.func.value):
                        return True
                    if any(map(self.is_words, sides)) and any(map(self._has_word, sides)):
                        return True
        return False

    def _is_of_shape(self, test: ast.Compare) -> bool:
        """Whether this is JavaScript's test of a type, or of a key: `in` looks for no words there."""
        sides = [test.left, *test.comparators]
        typed = any(isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Invert) for one in sides)
        return self._source.language == "typescript" and (typed or isinstance(test.ops[0], ast.In))

    def _is_stamp(self, node: ast.expr) -> bool:
        """Whether this is an answer's id, or its time, which only tell who answered."""
        return any(
            isinstance(one, ast.Attribute)
            and one.attr in _STAMPS
            and any(self._is_sent(owner) for owner in self._source.sources(one.value))
            for one in self._source.sources(node)
        )

    def _is_sent(self, node: ast.expr) -> bool:
        node = node.value if isinstance(node, ast.Await) else node
        return isinstance(node, ast.Call) and self._requests.sends(node) and node.func.__class__ is not ast.Name

    def _is_length(self, node: ast.expr) -> bool:
        """Whether this is the length of an answer."""
        counted = node.args[:1] if isinstance(node, ast.Call) and dotted(node.func) == "len" else []
        counted = [node.value] if isinstance(node, ast.Attribute) and node.attr == "length" else counted
        return any(self.is_words(one) or self._is_stamp(one) for one in counted)

    def _has_word(self, node: ast.expr) -> bool:
        texts = self._source.members(node)
        return any(re.search(r"[^\W\d_]", re.sub(r"\\.|\(\?\w", "", text)) for text in texts)

    def is_words(self, node: ast.AST, depth: int = 0) -> bool:
        """Whether this holds what the model answered."""
        if depth > 8 or not isinstance(node, ast.expr):
            return False
        return any(self._says(one, depth + 1) for one in self._source.sources(node))

    def _says(self, node: ast.expr, depth: int) -> bool:
        if isinstance(node, ast.Subscript):
            inner = node.value
            if self._source.literal(node.slice) == "content" and isinstance(inner, ast.Subscript):
                return self._source.literal(inner.slice) in _SAYS
            return self.is_words(inner, depth)
        if isinstance(node, ast.Attribute):
            owners = self._source.sources(node.value)
            if node.attr == "content" and any(self._has_content(one) for one in owners):
                return True
            return node.attr in ("content", "text", "output") and any(self._asks(one) for one in owners)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and self.is_words(node.func.value, depth):
                return True
            function = self._source.functions.get(dotted(node.func)) if isinstance(node.func, ast.Name) else None
            made = results(function) if function is not None else node.args if dotted(node.func) in MAKES_TEXT else []
            return any(self.is_words(one, depth) for one in made)
        if isinstance(node, ast.Lambda | Function | ast.Constant | ast.Dict | ast.List):
            return False
        return any(self.is_words(one, depth) for one in ast.iter_child_nodes(node))

    def _has_content(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Attribute) and node.attr in _SAYS

    def _asks(self, node: ast.expr) -> bool:
        node = node.value if isinstance(node, ast.Await) else node
        return isinstance(node, ast.Call) and (
            dotted(node.func).rpartition(".")[2] in _ASKS or self._requests.is_plain(node)
        )


def _is_size(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 1
