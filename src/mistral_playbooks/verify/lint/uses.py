"""Finds what a Python or TypeScript program uses that is not on the list: modules, names, arguments, variables."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterator

from .allowlist import Use, matches, names
from .environment import variable
from .source import Function, Source, dotted, line, options, root

_GUARDED = {"os.environ", "os.getenv", "sys.stderr", "sys.stdout", "process.env"}
"""Names of modules that may be used only in place: a variable would hide what happens to them."""
_STREAMS = {"sys.stderr.write", "sys.stderr.flush", "sys.stdout.write", "sys.stdout.flush"}
_INTERNAL = re.compile(r"constructor|prototype|(?:f|gi|cr|ag|tb|co)_\w+")
"""Members through which a program reaches any builtin."""
_READS_FILE = {"open", "Path", "readFile", "readFileSync", "openAsBlob", "createReadStream"}
_NUMBERS = {"int", "len", "ord", "Number", "parseInt"}
_PLAIN = ("isinstance", "self", "{error}")


def uses(source: Source, variables: Collection[str]) -> Iterator[Use]:
    """Yields every use that is not on the list. `variables` are those that the program's run sets."""
    return _Uses(source, variables).find()


class _Uses:
    def __init__(self, source: Source, variables: Collection[str]) -> None:
        self._source, self._language = source, source.language
        self._variables = variables
        self._modules: dict[str, set[str]] = {}
        """Local name of each imported module."""
        self._names: dict[str, str] = {}
        """Local name of each name imported from a module, with the name there."""
        self._defaults: set[str] = set()
        """The modules whose default export the program imports."""

    def find(self) -> Iterator[Use]:
        for node in self._source.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from self._import(node)
        for node in self._source.nodes:
            if isinstance(node, ast.Name):
                yield from self._name(node)
            elif isinstance(node, ast.arg) and self._shadows(node.arg):
                yield Use(line(node), node.arg, "Choose another name for the parameter")
            elif isinstance(node, ast.Attribute):
                yield from self._attribute(node)
            elif isinstance(node, ast.Call):
                yield from self._call(node)
            elif isinstance(node, ast.ClassDef):
                yield from self._class(node)
        for target, value in self._source.assigned:
            yield from self._assigned(target, value)

    def _allowed(self, kind: str, of: str = "") -> tuple[str, ...] | None:
        return names(self._language, kind, of)

    def _import(self, node: ast.Import | ast.ImportFrom) -> Iterator[Use]:
        if isinstance(node, ast.Import):
            for one in node.names:
                if self._allowed("module", one.name) is None:
                    yield Use(line(node), one.name)
                local = one.asname or (one.name.partition(".")[0] if self._language == "python" else one.name)
                self._modules.setdefault(local, set()).add(one.name)
            return
        module = "." * node.level + (node.module or "")
        listed = self._allowed("module", module)
        if listed is None:
            what = "Put everything into one file" if module.startswith(".") else ""
            yield Use(line(node), module, what)
        for one in node.names:
            full, local = f"{module}.{one.name}", one.asname or one.name
            if listed is not None and full in _GUARDED:
                yield Use(line(node), f"from {module} import {one.name}", f"Write `{full}` where it is needed")
            elif self._allowed("module", full) is not None and not matches(one.name, listed) and listed is None:
                self._modules.setdefault(local, set()).add(full)
            elif listed is not None and not matches(one.name, listed):
                yield Use(line(node), full)
            self._names[local] = full
            if one.name == "default":
                self._defaults.add(module)

    def _shadows(self, name: str) -> bool:
        """Whether a name that the program binds is a builtin that it may not use."""
        return self._is_builtin(name) and name not in self._names and not matches(name, self._allowed("builtin"))

    def _name(self, node: ast.Name) -> Iterator[Use]:
        parent = self._source.parents[node]
        if node.id in self._modules:
            if not (isinstance(parent, ast.Attribute) and parent.value is node):
                yield Use(line(node), node.id, "Write the module's name before what you use of it")
        elif node.id in self._names or node.id in _PLAIN:
            return
        elif node.id in self._source.bound:
            if self._shadows(node.id):
                yield Use(line(node), node.id, "Choose another name for the variable")
        elif self._language == "typescript" and isinstance(parent, ast.Attribute) and parent.value is node:
            return  # the whole chain is checked
        elif self._is_builtin(node.id) and not matches(node.id, self._allowed("builtin")):
            yield Use(line(node), node.id)

    def _is_builtin(self, name: str) -> bool:
        """Whether a name exists without being defined. Any other one is a NameError or ReferenceError when it runs."""
        if self._language == "typescript":
            return name in self._source.globals or name == "import"
        return hasattr(builtins, name) or name.startswith("__")

    def _attribute(self, node: ast.Attribute) -> Iterator[Use]:
        name = node.attr
        own = isinstance(node.value, ast.Name) and node.value.id == "self" and not name.startswith("__")
        if _INTERNAL.fullmatch(name) or not (
            own or matches(name, self._allowed("attribute")) or self._is_class_name(node)
        ):
            yield Use(line(node), f".{name}")
        base = node.value
        if isinstance(base, ast.Name) and base.id in self._modules:
            yield from self._of_module(node, base.id)
        elif self._language == "typescript" and self._starts_with_global(node) and self._is_whole(node):
            full = dotted(node)
            if full.startswith("process.env"):
                yield from self._variable(node)
            elif not matches(full, self._allowed("builtin")):
                yield Use(line(node), full)

    def _is_class_name(self, node: ast.Attribute) -> bool:
        """Whether this is the inner part of `….__class__.__name__`."""
        parent = self._source.parents[node]
        return node.attr == "__class__" and isinstance(parent, ast.Attribute) and parent.attr == "__name__"

    def _starts_with_global(self, node: ast.Attribute) -> bool:
        first = node
        while isinstance(first, ast.Attribute):
            first = first.value
        if not isinstance(first, ast.Name) or first.id in self._names or first.id in _PLAIN:
            return False
        known = self._is_builtin(first.id) or "." in first.id  # `import.meta`
        return known and first.id not in self._source.bound and first.id not in self._modules

    def _is_whole(self, node: ast.Attribute) -> bool:
        parent = self._source.parents[node]
        return not (isinstance(parent, ast.Attribute) and parent.value is node)

    def _of_module(self, node: ast.Attribute, local: str) -> Iterator[Use]:
        """Checks `module.name`, where the module may have several parts."""
        chain: list[ast.Attribute] = [node]
        while isinstance(parent := self._source.parents[chain[-1]], ast.Attribute) and parent.value is chain[-1]:
            chain.append(parent)
        for module in self._modules[local]:
            parts = module.split(".")[1:] if local == module.partition(".")[0] and self._language == "python" else []
            inner = [one.attr for one in chain[: len(parts)]]
            at = len(parts) if inner == parts else 0
            owner = module if inner == parts else local
            if at >= len(chain):
                yield Use(line(node), module, "Write the module's name before what you use of it")
                continue
            full = f"{owner}.{chain[at].attr}"
            if not matches(chain[at].attr, self._allowed("module", owner)):
                yield Use(line(node), full)
            elif full in ("os.environ", "os.getenv"):
                yield from self._variable(chain[at])
            elif full in _GUARDED and not self._is_stream_in_place(chain[at]):
                yield Use(line(node), f"{full} as a value", f"Write `print(…, file={full})`")

    def _is_stream_in_place(self, node: ast.Attribute) -> bool:
        parent = self._source.parents[node]
        if isinstance(parent, ast.Attribute):
            return dotted(parent) in _STREAMS and isinstance(self._source.parents[parent], ast.Call)
        return isinstance(parent, ast.keyword) and parent.arg == "file"

    def _variable(self, node: ast.Attribute) -> Iterator[Use]:
        """Checks the environment variable that is read at `os.environ`, `os.getenv` or `process.env.NAME`."""
        read = variable(self._source, node)
        if read is None:
            yield Use(
                line(node),
                f"{'process.env' if self._language == 'typescript' else dotted(node)} as a whole",
                "Read the one variable by its literal name",
            )
        elif read not in self._variables and not matches(read, self._allowed("variable")):
            yield Use(line(node), f"${read}", "Read MISTRAL_API_KEY")

    def _call(self, node: ast.Call) -> Iterator[Use]:
        full = self._imported(dotted(node.func))
        last = full.rpartition(".")[2]
        if last in _READS_FILE and node.args:
            yield from self._file(node, last)
        if last == "getattr" and len(node.args) > 1:
            name = self._source.text(node.args[1])
            if name and "\0" not in name and not matches(name, self._allowed("attribute")):
                yield Use(line(node), f".{name}")
        if last == "type" and len(node.args) != 1 and self._language == "python":
            yield Use(line(node), "type(…, …)", "Write a class")
        called = full if full.partition(".")[0] in {*self._modules, *self._defaults} else last
        if isinstance(node.func, ast.Attribute) and called == last:
            return  # a method of a value
        listed = self._allowed("argument", called)
        if listed is None:
            return
        for name, value, at in options(node):
            if name is None and isinstance(at, ast.keyword):
                yield Use(line(value), f"{called}(**)", "Write each argument by its name")
            elif name is None or not matches(name, listed):
                yield Use(line(value), f"{called}({name or '…'})")

    def _imported(self, name: str) -> str:
        """Returns the name of a call as its module has it. A default export has the name that the program gives it, and
        its members that of the module, such as `axios.create`."""
        first, dot, rest = name.partition(".")
        module, _, exported = self._names.get(first, "").rpartition(".")
        if exported == "default":
            return f"{module}.{rest}" if dot else name
        return self._names.get(name, name)

    def _file(self, node: ast.Call, last: str) -> Iterator[Use]:
        first = node.args[0]
        if isinstance(first, ast.Name):
            first = self._source.constants.get(first.id, first)
        number = isinstance(first, ast.Constant) and not isinstance(first.value, str)
        if number or (isinstance(first, ast.Call) and dotted(first.func) in _NUMBERS):
            yield Use(line(node), f"{last}({ast.unparse(first)})", "Give the relative path of a sample file")

    def _class(self, node: ast.ClassDef) -> Iterator[Use]:
        for base in node.bases:
            name = dotted(base).rpartition(".")[2] or dotted(root(base))
            if name not in self._source.classes and not matches(name, self._allowed("base")):
                yield Use(line(base), f"class ({name})")

    def _assigned(self, target: ast.expr, value: ast.expr) -> Iterator[Use]:
        """Checks that an attribute is set only on the program's own objects, and never to a function."""
        for one in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if not isinstance(one, ast.Attribute | ast.Subscript) or dotted(one) == "process.exitCode":
                continue
            first = root(one)
            name = first.id if isinstance(first, ast.Name) else ""
            function = isinstance(value, ast.Lambda | Function) or (
                isinstance(value, ast.Name) and value.id in {*self._source.functions, *self._source.classes}
            )
            foreign = (
                name in self._names
                or name in self._modules
                or name in self._source.classes
                or not (name == "self" or name in self._source.bound)
            )
            plain = isinstance(one, ast.Subscript) or name == "self"
            if foreign or (function and not plain) or (isinstance(one, ast.Attribute) and self._is_made(name)):
                yield Use(line(one), f"{dotted(one) or name} = …", "Leave what others define unchanged")

    def _is_made(self, name: str) -> bool:
        """Whether a variable holds what an imported class or function made, such as a client."""
        value = self._source.constants.get(name)
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name | ast.Attribute):
            return False
        first = root(value.func)
        module = isinstance(first, ast.Name) and first.id in self._modules
        return module or (isinstance(value.func, ast.Name) and value.func.id in self._names)
