"""Finds what a Python or TypeScript program uses that is not on the list: modules, names, arguments, variables."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator

from . import members
from .allowlist import Use, matches, names
from .tree.environment import variable
from .tree.nodes import dotted, entries, line, options, root
from .tree.source import Source

_GUARDED = {"os.environ", "os.getenv", "sys.stderr", "sys.stdout", "process.env"}
"""Names of modules that may be used only in place: a variable would hide what happens to them."""
_CLIENTS = {"client", "async_client", "httpClient"}
"""Arguments that take an HTTP client."""
_STREAMS = {"sys.stderr.write", "sys.stderr.flush", "sys.stdout.write", "sys.stdout.flush"}
_IN_PLACE = {"getattr", "open", "type", "partial"}
"""Builtins that may only be called: what else would call them cannot be compared with the list."""
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
            elif isinstance(node, ast.Dict) and self._language == "typescript":
                for name, value, _ in entries(node):
                    if name is not None and not matches(name, self._allowed("option")):
                        yield Use(line(value), f"{{ {name}: … }}")
            elif isinstance(node, ast.ClassDef):
                yield from self._class(node)
        yield from members.uses(self._source, {*self._names, *self._modules})

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

    def _shadows(self, name: str) -> bool:
        """Whether a name that the program binds is a builtin that it may not use."""
        return self._is_builtin(name) and name not in self._names and not matches(name, self._allowed("builtin"))

    def _name(self, node: ast.Name) -> Iterator[Use]:
        parent = self._source.parents[node]
        if node.id in self._modules:
            if not (isinstance(parent, ast.Attribute) and parent.value is node):
                yield Use(line(node), node.id, "Write the module's name before what you use of it")
        elif node.id in self._names or node.id in _PLAIN:
            if node.id in self._names and (self._arguments(node) is not None or node.id in _IN_PLACE):
                yield from self._by_itself(node, node.id)
        elif node.id in self._source.bound:
            if self._shadows(node.id):
                yield Use(line(node), node.id, "Choose another name for the variable")
        elif self._language == "typescript" and isinstance(parent, ast.Attribute) and parent.value is node:
            return  # the whole chain is checked
        elif self._is_builtin(node.id) and not matches(node.id, self._allowed("builtin")):
            yield Use(line(node), node.id)
        elif node.id in _IN_PLACE or (self._language == "typescript" and self._arguments(node) is not None):
            yield from self._by_itself(node, node.id)

    def _is_builtin(self, name: str) -> bool:
        """Whether a name exists without being defined. Any other one is a NameError or ReferenceError when it runs."""
        if self._language == "typescript":
            return name in self._source.globals or name == "import"
        return hasattr(builtins, name) or name.startswith("__")

    def _attribute(self, node: ast.Attribute) -> Iterator[Use]:
        base = node.value
        if isinstance(base, ast.Name) and base.id in self._modules:
            yield from self._of_module(node, base.id)
        elif self._language == "typescript" and self._starts_with_global(node) and self._is_whole(node):
            full = dotted(node)
            if full.startswith("process.env"):
                yield from self._variable(node)
            elif not matches(full, self._allowed("builtin")):
                yield Use(line(node), full)

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
            elif self._arguments(chain[at]) is not None and at == len(chain) - 1:
                yield from self._by_itself(chain[at], full)
            elif full in _GUARDED and not self._is_stream_in_place(chain[at]):
                yield Use(line(node), f"{full} as a value", f"Write `print(…, file={full})`")

    def _is_stream_in_place(self, node: ast.Attribute) -> bool:
        parent = self._source.parents[node]
        if isinstance(parent, ast.Attribute):
            return dotted(parent) in _STREAMS and isinstance(self._source.parents[parent], ast.Call)
        call = self._source.parents.get(parent)
        return (
            isinstance(parent, ast.keyword)
            and parent.arg == "file"
            and isinstance(call, ast.Call)
            and (dotted(call.func) == "print")
        )

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
        full = self._names.get(dotted(node.func), dotted(node.func))
        last = full.rpartition(".")[2]
        if last == "type" and len(node.args) != 1 and self._language == "python":
            yield Use(line(node), "type(…, …)", "Write a class")
        listed = self._arguments(node.func)
        called = full if full.partition(".")[0] in self._modules else last
        if self._names.get(dotted(node.func).partition(".")[0], "").endswith(".default"):
            called = dotted(node.func)  # it has the name that the program gives it
        for name, value, at in options(node):
            if name is not None and not matches(name, self._allowed("option") if listed is None else listed):
                yield Use(line(value), f"{called}({name})")
            elif name is None and listed is not None:
                spread = isinstance(at, ast.keyword)
                if called == "fetch" and isinstance(value, ast.Name):
                    continue  # the keys of each object are checked where it is written
                yield Use(line(value), f"{called}({'**' if spread else '…'})", "Write each argument by its name")
            elif name in _CLIENTS and not self._is_http_client(value):
                yield Use(line(value), f"{called}({name}) of another kind", "Give it a client of httpx, or HTTPClient")

    def _arguments(self, called: ast.expr) -> tuple[str, ...] | None:
        """Returns the arguments that a callable may get; None if it may get all on the general list."""
        name = dotted(called)
        first, _, rest = name.partition(".")
        origin = self._names.get(first, first)
        default = origin.endswith(".default")  # it has the name that the program gives it
        method = isinstance(called, ast.Attribute) and first not in {*self._modules, *self._names}
        if not name or method or (self._language == "typescript" and rest and not default):
            return None
        if default:
            origin = origin.removesuffix(".default") if rest else first
        full = origin + (f".{rest}" if rest else "")
        listed = self._allowed("argument", full)
        return self._allowed("argument", full.rpartition(".")[2]) if listed is None else listed

    def _is_http_client(self, node: ast.expr) -> bool:
        def made(one: ast.expr) -> bool:
            one = one.args[0] if isinstance(one, ast.Call) and dotted(one.func).endswith("enter_context") else one
            last = dotted(one.func).rpartition(".")[2] if isinstance(one, ast.Call) else ""
            return last in ("Client", "AsyncClient", "HTTPClient") and last not in self._source.classes

        return all(made(one) for one in self._source.sources(node))

    def _by_itself(self, node: ast.expr, what: str) -> Iterator[Use]:
        """Checks that what takes a limited list of arguments is called where it is named."""
        parent = self._source.parents[node]
        called = isinstance(parent, ast.Call) and parent.func is node
        member = isinstance(parent, ast.Attribute) and parent.attr[:1].isupper()
        while isinstance(parent, ast.Tuple | ast.BinOp):
            parent = self._source.parents[parent]
        tested = isinstance(parent, ast.Call) and dotted(parent.func) in ("isinstance", "issubclass")
        error = what.endswith(("Error", "Exception"))
        if not (called or tested or member or error or node in self._source.annotations):
            yield Use(line(node), f"{what} as a value", "Call it where you name it")

    def _class(self, node: ast.ClassDef) -> Iterator[Use]:
        for base in node.bases:
            name = dotted(base).rpartition(".")[2] or dotted(root(base))
            if name not in self._source.classes and not matches(name, self._allowed("base")):
                yield Use(line(base), f"class ({name})")
