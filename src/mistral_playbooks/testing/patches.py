"""Replaces attributes temporarily, also of modules that are imported later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_ABSENT = object()


class Patches:
    """Replacements that can be undone exactly."""

    def __init__(self) -> None:
        self._made: list[tuple[Any, str, Any, Any]] = []

    def replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        """Sets `owner.name` to `wrap(original)`. `restore` deletes an attribute that `owner` only inherited."""
        before = vars(owner).get(name, _ABSENT)
        after = wrap(getattr(owner, name))
        setattr(owner, name, after)
        self._made.append((owner, name, before, after))

    def restore(self) -> None:
        """Restores every attribute, the latest first.

        An attribute that other code has replaced since then is not touched. That code may still call our wrapper, so
        a wrapper must do nothing but call its original when it is no longer in use.
        """
        while self._made:
            owner, name, before, after = self._made.pop()
            if vars(owner).get(name) is not after:
                continue
            if before is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)


class _Loader(Loader):
    """Loads a module with `loader`, restores that loader on the module, then calls `then(module)`."""

    def __init__(self, loader: Loader, then: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then(module)


class OnImport(MetaPathFinder):
    """Calls a function with a module: now if it is imported already, else after its import, until `remove`."""

    def __init__(self, wanted: Mapping[str, Callable[[ModuleType], None]]) -> None:
        self._wanted = dict(wanted)

    def install(self) -> None:
        """Calls the functions of modules that are imported already, and waits for the others."""
        for name in tuple(self._wanted):
            module = sys.modules.get(name)
            if module is not None:
                self._wanted.pop(name)(module)
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Stops: modules imported from now on are left unchanged."""
        self._wanted.clear()
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Returns the other finders' spec with a loader that notifies us; None for any other module."""
        then = self._wanted.get(fullname)
        if then is None:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader, self._loaded)
                return spec
        return None

    def _loaded(self, module: ModuleType) -> None:
        then = self._wanted.pop(module.__name__, None)
        if then is not None:
            then(module)
