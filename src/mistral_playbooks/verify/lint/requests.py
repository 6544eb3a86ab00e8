"""Finds the requests of a Python or TypeScript program, and the variables from which they are made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from .tree.nodes import Function, dotted, parameters
from .tree.source import Source

_RESOURCES = {
    *("chat", "models", "files", "ocr", "embeddings", "fim", "agents", "beta", "batch", "audio", "classifiers"),
    *("completions", "responses", "conversations", "libraries", "fine_tuning", "fineTuning"),
}
_CALLS = {
    *("fetch", "generateText", "generateObject", "streamText", "streamObject", "embed", "embedMany", "completion"),
    *("acompletion", "embedding", "aembedding", "httpx.stream"),
}
_METHODS = {"invoke", "ainvoke", "astream", "abatch", "run_sync", "embed_query", "embed_documents", "embedQuery"}
_HTTP = re.compile(r"(?:.*\.)?(?:httpx2?|requests|http|client|session|axios|api)\.(?:get|post|put|request|stream)")

_TEMPORARY = re.compile(r"RateLimit|Timeout|Connect|InternalServer|Unavailable|isRetryable")
_PASSING = {408, 409, 425, 429, *range(499, 600)}
STATUS_FIELDS = {"status", "status_code", "statusCode", "code", "type", "headers"}
_ENDS = {"exit", "sys.exit", "process.exit", "SystemExit"}
_CHANGES = {"pop", "popleft", "shift", "splice", "remove", "append", "push", "clear", "update", "extend", "insert"}
LOOPS = ast.For | ast.AsyncFor | ast.While
API_ERRORS = {
    *("MistralError", "SDKError", "HTTPValidationError", "OpenAIError", "APIError", "APIStatusError", "HTTPError"),
    *("HTTPStatusError", "RequestException", "BadRequestError", "NotFoundError", "UnprocessableEntityError"),
    *("AuthenticationError", "PermissionDeniedError", "ClientError", "ClientResponseError", "ModelHTTPError"),
    *("APICallError", "Exception", "BaseException"),
}
"""Classes that stand for any refusal of a request."""


def catches_any(node: ast.expr | None) -> bool:
    """Whether an `except` with this class catches every refusal of a request."""
    if isinstance(node, ast.Tuple):
        return any(map(catches_any, node.elts))
    return node is None or dotted(node).rpartition(".")[2] in API_ERRORS


class Requests:
    """Which calls of a program send a request."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.functions: set[str] = set()
        before = -1
        while before != len(self.functions):
            before = len(self.functions)
            every = {**source.functions, **source.methods}
            self.functions |= {name for name, one in every.items() if any(True for _ in self.within(one))}

    def sends(self, node: ast.AST) -> bool:
        """Whether a call sends a request, itself or by a function of the program."""
        if not isinstance(node, ast.Call):
            return False
        name = dotted(node.func)
        first, last = name.split(".")[:-1], name.rpartition(".")[2]
        named = name in self.functions or (last in self._source.methods and last in self.functions)
        handed = any(isinstance(one, ast.Name) and one.id in self.functions for one in node.args)
        known = name in _CALLS or bool(_RESOURCES & {*first}) or (last in _METHODS and bool(first))
        return named or handed or known or self.is_plain(node)

    def is_plain(self, call: ast.Call) -> bool:
        """Whether a call returns an answer as it came, with its status and body."""
        return dotted(call.func) == "fetch" or bool(_HTTP.fullmatch(dotted(call.func)))

    def within(self, node: ast.AST | Iterable[ast.AST]) -> Iterator[ast.Call]:
        """Yields the calls in a tree that send a request."""
        for part in [node] if isinstance(node, ast.AST) else node:
            yield from (one for one in ast.walk(part) if isinstance(one, ast.Call) and self.sends(one))

    def reads(self, call: ast.Call, depth: int = 0) -> set[str]:
        """Returns the variables from which a request is made."""
        given: list[ast.AST] = [*call.args, *(one.value for one in call.keywords)]
        function, used = self._source.functions.get(dotted(call.func)), set[str]()
        if function is not None and depth < 3:
            used = {
                name
                for one in self.within(function)
                if dotted(one.func) != dotted(call.func)
                for name in self.reads(one, depth + 1)
            }
            pairs = list(zip(parameters(function), call.args, strict=False))
            given = [value for one, value in pairs if one.arg in used or getattr(one, "parts", [])]
            given += [one.value for one in call.keywords if one.arg in used]
        found = {n.id for one in given for n in ast.walk(one) if isinstance(n, ast.Name)}
        if function is not None and depth < 3:
            found |= used - {one.arg for one in parameters(function)}
        before: set[str] = set()
        while before != found:
            before = set(found)
            for name in before:
                for value in self._source.held.get(name, []):
                    if not any(self.sends(n) for n in ast.walk(value)):
                        found |= {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
        return found

    def shape(self, call: ast.Call) -> str:
        """Returns a text that is equal for equal requests."""
        reads = self.reads(call)
        function = self._source.functions.get(dotted(call.func))
        if function is None:
            return ast.dump(call)
        kept = [one for one in call.args if isinstance(one, ast.Constant) or reads & read_names(one)]
        return dotted(call.func) + "".join(map(ast.dump, kept)) + "".join(map(ast.dump, call.keywords))

    def is_temporary(self, node: ast.AST) -> bool:
        """Whether something that decides names a status or a class that passes by itself: 429, 5xx, a timeout."""
        todo, seen = [node], set()
        given_up = {n for one in ast.walk(node) if _gives_up(one) for n in ast.walk(one.test)}  # type: ignore[attr-defined]
        while todo:
            one = todo.pop()
            for n in ast.walk(one):
                if n in given_up:
                    continue
                if isinstance(n, ast.Constant) and n.value in _PASSING:
                    return True
                if isinstance(n, ast.Name | ast.Attribute):
                    if _TEMPORARY.search(dotted(n)):
                        return True
                    name = dotted(n)
                    value = self._source.functions.get(name) or self._source.constants.get(name)
                    if value is not None and name not in seen and not isinstance(n.ctx, ast.Store):
                        seen.add(name)
                        sends = isinstance(value, ast.expr) and any(True for _ in self.within(value))
                        todo += [] if name in self.functions or sends else [value]
        return False

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yields what stands around a node in its function."""
        while (node := self._source.parents.get(node)) is not None:  # type: ignore[assignment]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | Function):
                return
            yield node


def _gives_up(node: ast.AST) -> bool:
    """Whether an `if` raises for the statuses that it names, so that the others are tried again."""
    compares = isinstance(node, ast.If) and isinstance(node.test, ast.Compare)
    named = compares and isinstance(node.test.ops[0], ast.GtE | ast.Gt | ast.Eq | ast.In)  # type: ignore[attr-defined]
    return named and isinstance(statements(node)[-1], ast.Raise)


def read_names(node: ast.AST) -> set[str]:
    """Returns the variables that an expression reads."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def stored(nodes: Iterable[ast.AST]) -> set[str]:
    return {n.id for one in nodes for n in ast.walk(one) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}


def changes(loop: ast.AST) -> set[str]:
    """Returns the variables that differ from one turn of a loop to the next."""
    found = stored([loop])
    for one in ast.walk(loop):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _CHANGES:
            found |= read_names(one.func.value)
        elif isinstance(one, ast.Call) and dotted(one.func) == "next":
            found |= {name for given in one.args for name in read_names(given)}
        elif isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load):
            found |= read_names(one.value)
    return found


def exits(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Call) and dotted(n.func) in _ENDS for n in ast.walk(node))


def is_end(node: ast.AST) -> bool:
    ends = isinstance(node, ast.Raise) and node.exc is not None and dotted(node.exc) == "SystemExit"
    return (
        ends or isinstance(node, ast.Break | ast.Return) or (isinstance(node, ast.Call) and dotted(node.func) in _ENDS)
    )


def statements(node: ast.AST, name: str = "body") -> list[ast.AST]:
    body = getattr(node, name, [])
    return body if isinstance(body, list) else [body]
