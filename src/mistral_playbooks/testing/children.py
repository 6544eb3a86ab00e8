"""Child processes of a test meet the mock through the gateway's environment, the test's own process does not have it.

In the test's own process those variables would do harm: they would send its requests for other hosts into a proxy
that refuses them. So they are added where a child starts: `subprocess` (also under asyncio, anyio and trio),
`os.system`, `os.posix_spawn`, `os.exec*` after a fork, and `multiprocessing`, however it starts its processes. The
gateway itself is started with the first child.
"""

from __future__ import annotations

import functools
import inspect
import os
import subprocess
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from .patches import OnImport, Patches

Environment = Callable[[Mapping[str, str]], dict[str, str]]


class Children:
    """Gives children the environment that `environment` makes of theirs, from `begin` to `end`.

    `prepare` is called before a fork: what the copy of this process needs cannot be started in it.
    """

    def __init__(self, environment: Environment, prepare: Callable[[], object], patches: Patches) -> None:
        self._make = environment
        self._prepare = prepare
        self._patches = patches
        self._imports = OnImport({"multiprocessing.spawn": self._multiprocessing, "uvloop": self._uvloop})
        self._on = False

    def begin(self) -> None:
        """Patches what starts processes."""
        self._on = True
        self._patches.replace(subprocess.Popen, "__init__", self._popen)
        self._patches.replace(os, "system", self._system)
        for name, wrap in (
            ("posix_spawn", self._third),
            ("posix_spawnp", self._third),
            ("execve", self._third),
            ("execv", self._execv),
            ("fork", self._fork),
            ("forkpty", self._fork),
        ):
            if hasattr(os, name):  # Windows has no fork
                self._patches.replace(os, name, wrap)
        self._imports.install()

    def end(self) -> None:
        """Every wrapper passes on to its original from now on."""
        self._imports.remove()
        self._on = False

    def _environment(self, base: Mapping[Any, Any] | None) -> dict[str, str]:
        given = os.environ if base is None else base
        return self._make({os.fsdecode(name): os.fsdecode(value) for name, value in given.items()})

    def _popen(self, original: Callable[..., None]) -> Callable[..., None]:
        place = list(inspect.signature(original).parameters).index("env")

        @functools.wraps(original)
        def init(*args: Any, **more: Any) -> None:
            if self._on and len(args) > place:
                args = (*args[:place], self._environment(args[place]), *args[place + 1 :])
            elif self._on:
                more["env"] = self._environment(more.get("env"))
            original(*args, **more)

        return init

    def _uvloop(self, module: ModuleType) -> None:
        """It starts processes by itself."""

        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def start(loop: Any, *args: Any, **more: Any) -> Any:
                if self._on:
                    more["env"] = self._environment(more.get("env"))
                return original(loop, *args, **more)

            return start

        for name in ("subprocess_exec", "subprocess_shell"):
            self._patches.replace(module.Loop, name, wrap)

    def _system(self, original: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(original)
        def system(command: Any) -> int:
            if not self._on:
                return original(command)
            status = subprocess.call(command, shell=True)
            if os.name == "nt":
                return status
            return status << 8 if status >= 0 else -status  # as `wait` says it

        return system

    def _third(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """A function (path, arguments, environment, …)."""

        @functools.wraps(original)
        def start(path: Any, argv: Any, env: Any, *args: Any, **more: Any) -> Any:
            return original(path, argv, self._environment(env) if self._on else env, *args, **more)

        return start

    def _execv(self, original: Callable[..., Any]) -> Callable[..., Any]:
        execve = inspect.unwrap(os.execve)

        @functools.wraps(original)
        def execv(path: Any, argv: Any) -> Any:
            return execve(path, argv, self._environment(None)) if self._on else original(path, argv)

        return execv

    def _fork(self, original: Callable[[], Any]) -> Callable[[], Any]:
        @functools.wraps(original)
        def fork() -> Any:
            if self._on:
                self._prepare()
            return original()

        return fork

    def _multiprocessing(self, module: ModuleType) -> None:
        """`spawn` and `forkserver` hand their processes a mapping first of all, before the main module is imported.

        A fork server outlives the test that started it, so its own environment must stay as it is.
        """

        def wrap(original: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
            @functools.wraps(original)
            def get_preparation_data(name: str) -> dict[str, Any]:
                data = original(name)
                if self._on:
                    data["mistral_playbooks"] = _Adopted(self._environment(None))
                return data

            return get_preparation_data

        self._patches.replace(module, "get_preparation_data", wrap)


class _Adopted:
    """Pickled, an environment; unpickled in a child, that child's own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def __reduce__(self) -> tuple[Callable[..., None], tuple[dict[str, str]]]:
        return _adopt, (self._environment,)


def _adopt(environment: dict[str, str]) -> None:
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    os.environ.update(environment)
