"""The source files that can affect an answer of the mock, found by following imports.

A file's digest is that of its syntax tree, without comments, docstrings and formatting. The tree is serialized here,
because the output of `ast.dump` differs between versions of Python.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..support import syntax

_BASE = ("mock/__init__.py", "mock/server/__init__.py")
"""Every answer depends on these and on what they import."""
_FOLLOWED = ("mock/", "gateway/", "content/response.py")
"""Imports are followed only into these. The code that reads front matter is not included, only the data."""
_AS_DATA = "faults.json"
"""Not included: each program depends only on its own faults in this file, which the caller adds."""


@dataclass(frozen=True)
class _Facts:
    """What is known about one module."""

    imports: frozenset[str]
    """Dotted names relative to the package."""
    texts: frozenset[object]
    """Its constants, which include the names of data files."""
    delegates: bool
    """Whether it calls the endpoint of any path, by `context.answer`."""
    digest: str


class Sources:
    """The files of one package folder; each is read once."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._read: dict[str, _Facts] = {}
        self._data = {path.name for path in (package / "mock/data").iterdir()} - {_AS_DATA}
        gateway = (path for path in (package / "gateway").rglob("*") if path.suffix in (".py", ".cjs", ".mjs", ".js"))
        self._gateway = {path.relative_to(package).as_posix() for path in gateway}
        self._base = self._reached({*_BASE, *self._gateway})

    def of(self, modules: Iterable[str]) -> set[str]:
        """Returns the files that affect every answer, and those of routes in `modules` (such as `batch.jobs`).

        A module that answers by another endpoint, such as that of batches, can call any of them.
        """
        own = self._reached({file for module in modules for file in self._places(module)}) - self._base
        if any(self._facts(file).delegates for file in own):
            return self.all()
        return self._base | own

    def all(self) -> set[str]:
        """Returns every file of the mock and the gateway, and the data files they read."""
        every = {path.relative_to(self._package).as_posix() for path in (self._package / "mock").rglob("*.py")}
        return self._reached(every | self._gateway)

    def digest(self, files: Iterable[str]) -> str:
        """Returns one digest for all these files."""
        lines = (f"{file} {self._facts(file).digest}" for file in sorted(files))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _places(self, module: str) -> list[str]:
        """Returns the files that a route's `module` refers to: an endpoint, a schema, or both."""
        names = [f"mock.{room}{module}" for room in ("endpoints.", "schemas.", "")]
        names = [name for name in names if (self._package / f"{name.replace('.', '/')}.py").is_file()]
        if not names:
            raise LookupError(f"a route names the module `{module}`, which does not exist in the mock")
        return [file for name in names for file in self._files(name)]

    def _reached(self, files: Iterable[str]) -> set[str]:
        todo, found = list(files), set[str]()
        while todo:
            if (file := todo.pop()) not in found:
                found.add(file)
                todo += self._imports(file)
        return found

    def _imports(self, file: str) -> set[str]:
        """Returns what a file imports, including inside functions, and the data files that it names."""
        facts = self._facts(file)
        data = {f"mock/data/{name}" for name in self._data & facts.texts}
        return data | {place for name in facts.imports for place in self._files(name)}

    def _files(self, name: str) -> Iterator[str]:
        """Yields the files of a dotted name relative to the package: its module and the enclosing packages."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            path = "/".join(parts[:end])
            for file in (f"{path}.py", f"{path}/__init__.py"):
                if file.startswith(_FOLLOWED) and (self._package / file).is_file():
                    yield file

    def _facts(self, file: str) -> _Facts:
        if file not in self._read:
            self._read[file] = _facts(file, (self._package / file).read_text(encoding="utf-8"))
        return self._read[file]


@lru_cache(maxsize=1024)
def _facts(file: str, text: str) -> _Facts:
    if not file.endswith(".py"):
        return _Facts(frozenset(), frozenset(), False, hashlib.sha256(text.encode()).hexdigest())
    tree = syntax.parse_python(text)
    parts: list[str] = []
    _serialize(tree, parts)
    return _Facts(
        frozenset(name for node in _statements(tree) for name in _names(node, file)),
        frozenset(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)),
        any(map(_is_delegation, ast.walk(tree))),
        hashlib.sha256("\n".join(parts).encode()).hexdigest(),
    )


def _statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yields the imports of a module, except those for type checking only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                yield from _statements(ast.Module([other], []))
        else:
            yield from _statements(node)


def _names(node: ast.Import | ast.ImportFrom, file: str) -> Iterator[str]:
    """Yields the dotted names, relative to the package, that an import may load. In `from . import x`, `x` may be a
    module or another name in the package."""
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    else:
        around = file.split("/")[: -node.level] if node.level else []
        module = ".".join([*around, *([node.module] if node.module else [])])
        modules = [module, *(f"{module}.{alias.name}".removeprefix(".") for alias in node.names)]
        if node.level:
            modules = [f"mistral_playbooks.{module}" for module in modules]
    for module in modules:
        top, _, rest = module.partition(".")
        if top == "mistral_playbooks" and rest:
            yield rest


def _serialize(node: object, parts: list[str]) -> None:
    """Appends a syntax tree as lines, without positions and without statements that are only a string."""
    if isinstance(node, ast.AST):
        parts.append(f"({type(node).__name__}")
        for name, value in ast.iter_fields(node):
            # `kind` is the u of u"…". Later versions of Python add fields, which are empty lists by default.
            if name not in ("ctx", "kind", "type_comment", "type_ignores") and value != []:
                parts.append(name)
                _serialize(value, parts)
        parts.append(")")
    elif isinstance(node, list):
        for item in node:
            if not (isinstance(item, ast.Expr) and _is_string(item.value)):
                _serialize(item, parts)
        parts.append(";")
    else:
        parts.append(repr(node))


def _is_delegation(node: ast.AST) -> bool:
    """Whether this is `context.answer`."""
    return isinstance(node, ast.Attribute) and node.attr == "answer" and ast.unparse(node.value) == "context"


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
