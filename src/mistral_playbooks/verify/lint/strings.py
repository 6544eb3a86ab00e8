"""Checks a program's strings: addresses, paths, and keys, also those that it puts together from parts.

Annotations that are written as strings are read as code, because pydantic and others run them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...support import syntax
from .allowlist import Use, matches, names
from .tree.nodes import dotted, line, options
from .tree.source import UNKNOWN, Source

KEY = re.compile(r"(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])(?![0-9a-f]{32}(?!\w))[A-Za-z0-9]{32}(?![\w-])")
"""A Mistral API key: 32 letters and digits. If all of them are hexadecimal digits, it is an id."""
_ADDRESS = re.compile(r"(?<![\w+.\-\0%{}$])([\w+.\-\0%{}$]*)://([^\s/?#\"'<>)\]]*)")
_DNS = re.compile(r"(?:[a-z0-9-]+\.)+(?!local|localhost|internal|localdomain|test|invalid)[a-z]{2,}\.?", re.IGNORECASE)
_HOST = re.compile(r"https://([^/\0]+)(?:/|$)")
IN_FULL = "Write the address https://api.mistral.ai in full"
_SERVER = {"server_url", "base_url", "serverURL", "baseURL", "endpoint"}
"""Arguments that decide where a client sends its requests."""
_CALLS = re.compile(r"fetch|(?:httpx2?|requests)\.(?:get|post|put|patch|delete|head|request|stream)")
_VERBS = {"get", "post", "put", "patch", "delete", "head", "request", "stream"}
_HTTP_CLIENTS = {"Client", "AsyncClient", "Session"}
_FORMATTED = re.compile(r"\{\w*(?:\.|\[)\w")
"""A field of `str.format` that reads an attribute."""
_RECORD = re.compile(r"%\((?:pathname|filename|module|process\w*|thread\w*|relativeCreated)\)")
"""A field of a log record that tells where the program runs."""
_DECODES = {"b64decode", "urlsafe_b64decode", "atob", "unhexlify", "fromhex"}
_TEXT = {"Literal", "Annotated"}
"""Types whose arguments may be any text."""


def addresses(text: str) -> Iterator[str]:
    """Yields the addresses in a string that are no public names: ports and hosts of this machine, numbers, parts."""
    for match in _ADDRESS.finditer(text):
        scheme, host = match[1], match[2].rstrip(".,;:")
        if not re.fullmatch(r"[a-z][a-z+.-]*", scheme, re.IGNORECASE) or not _DNS.fullmatch(host):
            yield match[0]


def is_listed(address: str) -> bool:
    """Whether an address is on a host that programs may call."""
    host = _HOST.match(address)
    return bool(host) and matches(host[1], names("any", "host"))


def uses(source: Source) -> Iterator[Use]:
    """Yields addresses, paths and names in strings that programs may not use."""
    for node in source.nodes:
        text = source.text(node) if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp | ast.Call) else None
        if text is not None and source.text(source.parents[node]) is None:
            yield from _string(node, text, source.language == "python")
        if isinstance(node, ast.Call):
            yield from _call(source, node)


def keys(source: Source) -> Iterator[int]:
    """Yields the lines of strings that are a key only when their parts are joined, or after they are decoded."""
    for node in source.nodes:
        if isinstance(node, ast.BinOp | ast.JoinedStr | ast.Call) and KEY.search(source.text(node) or ""):
            yield line(node)
        if isinstance(node, ast.Call) and node.args and _decodes(node) and source.text(node.args[0]):
            yield line(node)


def _decodes(node: ast.Call) -> bool:
    from_text = dotted(node.func).endswith("Buffer.from") and len(node.args) > 1
    return from_text or dotted(node.func).rpartition(".")[2] in _DECODES


def _string(node: ast.AST, text: str, python: bool) -> Iterator[Use]:
    for address in addresses(text):
        yield Use(line(node), address, "Call https://api.mistral.ai")
    if re.search(r"(?:^|/)\.\./|^~/|/proc/", text):
        yield Use(line(node), text, "Name a sample file without a folder")
    if field := _RECORD.search(text):
        yield Use(line(node), field[0], "Log the level and the message")
    if (re.fullmatch(r"__\w+__|constructor|prototype", text) and text != "__main__") or ".__" in text:
        yield Use(line(node), text)
    if isinstance(node, ast.Constant) and python and _FORMATTED.search(text):
        yield Use(line(node), text, "Write an f-string")


def _call(source: Source, node: ast.Call) -> Iterator[Use]:
    for name, value, at in options(node):
        if name in _SERVER:
            yield from _server(source, value, line(at), f"{name}=")
    at = 1 if dotted(node.func).endswith(("request", ".stream")) and len(node.args) > 1 else 0
    if node.args and (_CALLS.fullmatch(dotted(node.func)) or _is_client_call(source, node, node.args[at])):
        for first in source.sources(node.args[at]):
            if isinstance(first, ast.Call) and dotted(first.func) in ("URL", "Request") and first.args:
                first = first.args[0]
            if not (isinstance(first, ast.Name) and first.id in source.bound):  # what a client gives to its `fetcher`
                yield from _server(source, first, line(node), f"{dotted(node.func)}(…)")


def _is_client_call(source: Source, node: ast.Call, address: ast.expr) -> bool:
    """Whether this is a request of an HTTP client. One with a `base_url` may name a path."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _VERBS:
        return False
    made = [one for one in source.sources(node.func.value) if isinstance(one, ast.Call)]
    clients = [one for one in made if dotted(one.func).rpartition(".")[2] in _HTTP_CLIENTS]
    based = all(any(name == "base_url" for name, _, _ in options(one)) for one in clients)
    path = re.match(r"/?\w[\w/-]*(?!:)", source.text(address) or "")
    return bool(clients) and not (based and path)


def _server(source: Source, value: ast.expr, at: int, what: str) -> Iterator[Use]:
    text = source.text(value) or UNKNOWN
    if what == "endpoint=" and text.startswith("/v1/"):
        return  # of a batch
    if not is_listed(text):
        yield Use(at, f"{what} {text}".strip(), IN_FULL)


def parsed(tree: ast.Module) -> ast.Module:
    """Returns a program's tree with its written annotations, and what stands in the brackets of types, as code."""
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if (given := getattr(node, name, None)) is not None:
                setattr(node, name, _Parser().visit(given))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id[:1].isupper():
            node.args = [_code(one) if isinstance(one, ast.Constant) and _calls(one) else one for one in node.args]
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            name = node.value.id
            if name not in _TEXT and (name[:1].isupper() or name in ("list", "dict", "set", "tuple", "type")):
                node.slice = _Parser().visit(node.slice)
    return tree


class _Parser(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return _code(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if name == "Annotated" and isinstance(node.slice, ast.Tuple):
            node.slice.elts[0] = self.visit(node.slice.elts[0])
        elif name not in _TEXT:
            node.slice = self.visit(node.slice)
        return node


def _code(node: ast.Constant) -> ast.expr:
    try:
        found = syntax.parse_expression(node.value) if isinstance(node.value, str) else node
    except (SyntaxError, ValueError):
        return node
    for one in ast.walk(found) if found is not node else ():
        ast.copy_location(one, node)
    return found


def _calls(node: ast.Constant) -> bool:
    return any(isinstance(one, ast.Call) for one in ast.walk(_code(node)))
