"""Derives programs for older major versions of the Python SDK by renaming modules.

clients.toml lists the renames of each major version. They apply to import statements and dotted names in the syntax
tree. Strings and comments stay unchanged.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..support import syntax
from .clients import python_sdk


def derive(source: str, major: int) -> str:
    """Returns a program for the major version `major`, given its source for the newest one.

    Source that is not valid Python, or has nothing to rename, is returned unchanged. Raises KeyError if `major` is
    unknown.
    """
    for renames in python_sdk().renames_to(major):
        source = _rename(source, tuple(renames.items()))
    return source


def name_in(name: str, major: int) -> str:
    """Returns what a dotted name of the newest major version is called in `major`. Raises KeyError if that is
    unknown."""
    for table in python_sdk().renames_to(major):
        name = _renamed(name, table) or name
    return name


@lru_cache(maxsize=1024)  # a page derives each program several times
def _rename(source: str, renames: tuple[tuple[str, str], ...]) -> str:
    table = dict(renames)
    try:
        tree = syntax.parse_python(source)
    except (SyntaxError, ValueError):
        return source
    data = source.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    edits: list[tuple[int, int, bytes]] = []
    imported = _imported(tree)
    for node, text in _replacements(tree, table, imported):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        edits.append((begin, end, text.encode()))
    parts: list[bytes] = []
    at = 0
    for begin, end, text in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if begin >= at:  # otherwise it is `a.b` inside `a.b.c`, which is already renamed
            parts += (data[at:begin], text)
            at = end
    return b"".join([*parts, data[at:]]).decode()


def _renamed(dotted: str, table: Mapping[str, str]) -> str | None:
    """Returns a dotted name with its longest known prefix renamed, or None if no prefix is known."""
    for old in sorted(table, key=len, reverse=True):
        if dotted == old or dotted.startswith(f"{old}."):
            return table[old] + dotted[len(old) :]
    return None


def _imported(tree: ast.Module) -> set[str]:
    """Returns the names that statements such as `import a.b` bind, here `a`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names if not alias.asname}
    return found


def _replacements(
    tree: ast.Module, table: Mapping[str, str], imported: set[str]
) -> Iterator[tuple[ast.stmt | ast.expr | ast.alias, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if new := _renamed(alias.name, table):
                    yield alias, f"{new} as {alias.asname}" if alias.asname else new
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _from(node, table)
        elif isinstance(node, ast.Attribute | ast.Name):
            dotted = _dotted(node)
            if dotted and dotted.split(".")[0] in imported and dotted in table:
                yield node, table[dotted]


def _from(node: ast.ImportFrom, table: Mapping[str, str]) -> Iterator[tuple[ast.stmt, str]]:
    """Renames in `from a.b import c`: the module `a.b`, or `a.b.c` if that is a module in the table."""
    assert node.module is not None
    moved: dict[str, list[str]] = {}
    changed = False
    for alias in node.names:
        whole = f"{node.module}.{alias.name}"
        kept = alias.asname or alias.name
        if whole in table:
            module, _, name = table[whole].rpartition(".")
            changed = True
        else:
            module, name = _renamed(node.module, table) or node.module, alias.name
            changed = changed or module != node.module
        moved.setdefault(module, []).append(name if name == kept else f"{name} as {kept}")
    if not changed:
        return
    lines = [
        f"from {module} import {', '.join(names)}" if module else f"import {names[0]}"
        for module, names in moved.items()
    ]
    yield node, f"\n{' ' * node.col_offset}".join(lines)


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
