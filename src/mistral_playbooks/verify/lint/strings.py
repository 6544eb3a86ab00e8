"""Checks a program's strings: addresses, paths, and keys, also those that it puts together from parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import Use, matches, names
from .source import UNKNOWN, Source, dotted, line, options

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
_DECODES = {"b64decode", "urlsafe_b64decode", "atob", "unhexlify", "fromhex"}


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
