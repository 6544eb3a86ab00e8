"""Attributes replaced for a while, also those of modules that are imported later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_ABSENT = object()


class Patches:
    """What was replaced, to be put back exactly."""

    def __init__(self) -> None:
        self._made: list[tuple[Any, str, Any, Any]] = []

    def replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        """Sets `owner.name` to `wrap(what it is)`. An attribute that `owner` only inherits is inherited again later."""
        before = vars(owner).get(name, _ABSENT)
        after = wrap(getattr(owner, name))
        setattr(owner, name, after)
        self._made.append((owner, name, before, after))

    def restore(self) -> None:
        """Puts everything back, the latest first.

        What somebody else has replaced since then stays theirs: they may hold our wrapper as their original, so a
        wrapper must do nothing of its own once it is out of use.
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
    """Loads as `loader` does, gives the module its own loader back, then calls `then` with it."""

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
    """Calls a function with a module: at once where it is imported, else right after its import, until `remove`."""

    def __init__(self, wanted: Mapping[str, Callable[[ModuleType], None]]) -> None:
        self._wanted = dict(wanted)

    def install(self) -> None:
        """Begins."""
        for name in tuple(self._wanted):
            module = sys.modules.get(name)
            if module is not None:
                self._wanted.pop(name)(module)
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Ends: modules imported from now on are left alone."""
        self._wanted.clear()
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the other finders give, with a loader that tells us; None for every other module."""
        then = self._wanted.get(fullname)
        if then is None:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader, self._tell)
                return spec
        return None

    def _tell(self, module: ModuleType) -> None:
        then = self._wanted.pop(module.__name__, None)
        if then is not None:
            then(module)
