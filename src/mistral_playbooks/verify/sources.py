"""The source files that can take part in an answer of the mock, found by reading their imports.

Comments, docstrings and layout do not count: a file's digest is that of its syntax tree without them. The tree is
written out here, because `ast.dump` differs between versions of Python.
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
"""Every answer passes through these and what they import, whatever was called."""
_ROOMS = ("mock/", "gateway/", "content/response.py")
"""What imports are followed into. Front matter counts as data, not as the code that reads it."""
_AS_DATA = "faults.json"
"""Of this file each program depends on its own faults alone, which the caller adds."""


@dataclass(frozen=True)
class _Facts:
    """What is read out of one module."""

    imports: frozenset[str]
    """Dotted names, from the package's folder."""
    texts: frozenset[object]
    """Its constants, among them the names of data files."""
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
        """Returns the files behind every answer and those behind routes that name `modules` (`batch.jobs`).

        A module that looks up routes by itself, as batches do, can call any other.
        """
        own = self._reached({file for module in modules for file in self._places(module)}) - self._base
        if any("mock/routes.py" in self._imports(file) for file in own):
            return self.all()
        return self._base | own

    def all(self) -> set[str]:
        """Returns every file of the mock and the gateway, and what they read."""
        every = {path.relative_to(self._package).as_posix() for path in (self._package / "mock").rglob("*.py")}
        return self._reached(every | self._gateway)

    def digest(self, files: Iterable[str]) -> str:
        """Returns one digest for all these files."""
        lines = (f"{file} {self._facts(file).digest}" for file in sorted(files))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _places(self, module: str) -> list[str]:
        """Returns the files that a route's `module` can mean; it may stand for an endpoint, a schema, or both."""
        names = [f"mock.{room}{module}" for room in ("endpoints.", "schemas.", "")]
        names = [name for name in names if (self._package / f"{name.replace('.', '/')}.py").is_file()]
        if not names:
            raise LookupError(f"a route names the module `{module}`, which no folder of the mock has")
        return [file for name in names for file in self._files(name)]

    def _reached(self, files: Iterable[str]) -> set[str]:
        todo, found = list(files), set[str]()
        while todo:
            if (file := todo.pop()) not in found:
                found.add(file)
                todo += self._imports(file)
        return found

    def _imports(self, file: str) -> set[str]:
        """Returns what a file imports, also within functions, and the data files that it names."""
        facts = self._facts(file)
        data = {f"mock/data/{name}" for name in self._data & facts.texts}
        return data | {place for name in facts.imports for place in self._files(name)}

    def _files(self, name: str) -> Iterator[str]:
        """Returns the files of a dotted name below the package: its module, and the packages around it."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            path = "/".join(parts[:end])
            for file in (f"{path}.py", f"{path}/__init__.py"):
                if file.startswith(_ROOMS) and (self._package / file).is_file():
                    yield file

    def _facts(self, file: str) -> _Facts:
        if file not in self._read:
            self._read[file] = _facts(file, (self._package / file).read_text(encoding="utf-8"))
        return self._read[file]


@lru_cache(maxsize=1024)
def _facts(file: str, text: str) -> _Facts:
    if not file.endswith(".py"):
        return _Facts(frozenset(), frozenset(), hashlib.sha256(text.encode()).hexdigest())
    tree = syntax.parse_python(text)
    parts: list[str] = []
    _write_out(tree, parts)
    return _Facts(
        frozenset(name for node in _statements(tree) for name in _names(node, file)),
        frozenset(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)),
        hashlib.sha256("\n".join(parts).encode()).hexdigest(),
    )


def _statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Returns the imports of a module except those for the type checker alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                yield from _statements(ast.Module([other], []))
        else:
            yield from _statements(node)


def _names(node: ast.Import | ast.ImportFrom, file: str) -> Iterator[str]:
    """Returns the dotted names that an import may load, from the package's folder; `from . import x` may mean a
    module or a value of the package."""
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


def _write_out(node: object, parts: list[str]) -> None:
    """Adds a syntax tree as lines of text, without positions and without statements that are a string alone."""
    if isinstance(node, ast.AST):
        parts.append(f"({type(node).__name__}")
        for name, value in ast.iter_fields(node):
            # `kind` is the u of u"…"; empty lists are new fields of a later Python.
            if name not in ("ctx", "kind", "type_comment", "type_ignores") and value != []:
                parts.append(name)
                _write_out(value, parts)
        parts.append(")")
    elif isinstance(node, list):
        for item in node:
            if not (isinstance(item, ast.Expr) and _is_text(item.value)):
                _write_out(item, parts)
        parts.append(";")
    else:
        parts.append(repr(node))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
