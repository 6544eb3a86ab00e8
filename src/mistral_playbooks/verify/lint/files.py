"""Checks which files a program reads and writes: the reader's own ones, named literally, beside the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import Use
from .tree.nodes import dotted, line
from .tree.source import UNKNOWN, Source

_TAKES_FILE = {
    *("open", "Path", "joinpath", "readFile", "readFileSync", "writeFile", "writeFileSync", "openAsBlob"),
    *("createReadStream", "with_name", "rename", "glob", "rglob", "samefile"),
}
_MAKES_PATH = {"Path", "URL"}
_PLAIN = re.compile(r"(?:\./)?(?!.*\.\.)[\w-][^\0:]*|\*.*", re.DOTALL)
"""A relative path that does not leave the program's folder."""
_CODE = r"\.(?:py[a-z]*|[mc]?[jt]sx?|sh|pth|so|node)"
_SAMPLE = re.compile(
    rf"(?!.*{_CODE}$)(?!(?:.*/)?(?:snippets|node_modules)(?:/|$))(?:.*[^\0]|)$", re.DOTALL | re.IGNORECASE
)
"""Anything but a program, or a folder that only a checkout has. A program that writes one could import it."""
_MATCHES = {"glob", "rglob"}
_MOST_PLACES = {"open": 2}
"""How many arguments may be given without their names."""
_PLACES = {"__file__": {"Path"}, "import.meta.url": {"URL"}}
"""Where the program is, and what may use it."""


def uses(source: Source) -> Iterator[Use]:
    """Yields every file that is not named literally, or that is elsewhere."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            called = dotted(node.func).rpartition(".")[2]
            renames = called == "replace" and len(node.args) == 1 and source.language == "python"
            if called in _TAKES_FILE or renames:
                yield from _given(source, node, called)
            if called == "with_suffix" and not all(map(_is_sample_end, map(source.text, node.args))):
                yield _elsewhere(node, called, node.args[0])
            if len(node.args) > _MOST_PLACES.get(dotted(node.func), 9):
                yield Use(line(node), f"{called}(…) with unnamed arguments", "Write each argument by its name")
            if called == "URL" and len(node.args) > 1 and not _is_plain(source, node.args[0], frozenset()):
                yield _elsewhere(node, called, node.args[0])
        place = dotted(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        if place in _PLACES and isinstance(node, ast.expr):
            call = source.parents[node]
            if not (isinstance(call, ast.Call) and dotted(call.func).rpartition(".")[2] in _PLACES[place]):
                yield Use(line(node), f"{place} as a value", f"Write {' or '.join(_PLACES[place])}(…) around it")


def _given(source: Source, node: ast.Call, called: str) -> Iterator[Use]:
    every = called in ("Path", "joinpath")
    if called in _MATCHES:
        found = [text for one in node.args for text in source.members(one) or [""]]
        if not all(re.search(r"\w{3}$", text) and _SAMPLE.match(text) for text in found):
            yield _elsewhere(node, called, node.args[0])
        return
    files = [*node.args] if every else node.args[:1]
    files += [one.value for one in node.keywords if one.arg in ("file", "path", None) and called == "open"]
    for one in files:
        if not _is_plain(source, one, frozenset()):
            yield _elsewhere(node, called, one)


def _is_sample_end(text: str | None) -> bool:
    return text is not None and bool(_SAMPLE.match(text))


def _elsewhere(node: ast.Call, called: str, given: ast.expr) -> Use:
    try:
        shown = ast.unparse(given)
    except (AttributeError, ValueError, RecursionError):  # JavaScript's own nodes
        shown = "…"
    return Use(line(node), f"{called}({shown})", "Give the relative path of a sample file")


def _is_plain(source: Source, node: ast.expr, seen: frozenset[str]) -> bool:
    text = source.text(node)
    if isinstance(node, ast.Name) and node.id in source.held and node.id not in seen:
        return all(_is_plain(source, one, seen | {node.id}) for one in source.held[node.id])
    if text is not None:
        return bool(_PLAIN.match(text)) and bool(_SAMPLE.match(text)) and not text.startswith(UNKNOWN)
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        return isinstance(node.op, ast.Div) and all(_is_plain(source, one, seen) for one in sides)
    if isinstance(node, ast.BoolOp | ast.IfExp):
        inner = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
        return all(_is_plain(source, one, seen) for one in inner)
    if isinstance(node, ast.List | ast.Tuple):
        return all(_is_plain(source, one, seen) for one in node.elts)
    if isinstance(node, ast.Call):
        last = dotted(node.func).rpartition(".")[2]
        if isinstance(node.func, ast.Attribute):
            return source.text(node.func.value) is None and _is_plain(source, node.func.value, seen)
        local = last != "URL" or len(node.args) > 1
        return local and last in {*_MAKES_PATH, *source.functions, "sorted", "list"}
    if isinstance(node, ast.Attribute | ast.Subscript | ast.Await | ast.Starred):
        return not (isinstance(node, ast.Attribute) and node.attr == "length") and _is_plain(source, node.value, seen)
    return isinstance(node, ast.Name)
