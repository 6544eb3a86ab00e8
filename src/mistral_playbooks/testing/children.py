"""Gives the child processes of a test the gateway's environment, so that they reach the mock.

In the test's own process, these variables would break requests to other hosts, because the gateway refuses them. So
they are added when a child starts: by `subprocess` (also under asyncio, anyio and trio), `os.system`,
`os.posix_spawn`, `os.exec*` after a fork, or `multiprocessing` with any start method. The gateway starts with the
first child.
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
    """Replaces the environment of children with `environment(theirs)`, between `begin` and `end`.

    `prepare` is called before a fork, because a forked process cannot start what it needs.
    """

    def __init__(self, environment: Environment, prepare: Callable[[], object], patches: Patches) -> None:
        self._make = environment
        self._prepare = prepare
        self._patches = patches
        self._imports = OnImport({"multiprocessing.spawn": self._multiprocessing, "uvloop": self._uvloop})
        self._on = False

    def begin(self) -> None:
        """Patches the functions that start processes."""
        self._on = True
        self._patches.replace(subprocess.Popen, "__init__", self._popen)
        self._patches.replace(os, "system", self._system)
        for name, wrap in (
            ("posix_spawn", self._with_env),
            ("posix_spawnp", self._with_env),
            ("execve", self._with_env),
            ("execv", self._execv),
            ("fork", self._fork),
            ("forkpty", self._fork),
        ):
            if hasattr(os, name):  # Windows has no fork
                self._patches.replace(os, name, wrap)
        self._imports.install()

    def end(self) -> None:
        """Makes every wrapper call only its original from now on."""
        self._imports.remove()
        self._on = False

    def _environment(self, base: Mapping[Any, Any] | None) -> dict[str, str]:
        given = os.environ if base is None else base
        return self._make({os.fsdecode(name): os.fsdecode(value) for name, value in given.items()})

    def _popen(self, original: Callable[..., None]) -> Callable[..., None]:
        position = list(inspect.signature(original).parameters).index("env")

        @functools.wraps(original)
        def init(*args: Any, **kwargs: Any) -> None:
            if self._on and len(args) > position:
                args = (*args[:position], self._environment(args[position]), *args[position + 1 :])
            elif self._on:
                kwargs["env"] = self._environment(kwargs.get("env"))
            original(*args, **kwargs)

        return init

    def _uvloop(self, module: ModuleType) -> None:
        """Patches uvloop, which starts processes itself."""

        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def start(loop: Any, *args: Any, **kwargs: Any) -> Any:
                if self._on:
                    kwargs["env"] = self._environment(kwargs.get("env"))
                return original(loop, *args, **kwargs)

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
            return status << 8 if status >= 0 else -status  # in the format of `os.wait`

        return system

    def _with_env(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Wraps a function with the arguments (path, argv, env, …)."""

        @functools.wraps(original)
        def start(path: Any, argv: Any, env: Any, *args: Any, **kwargs: Any) -> Any:
            return original(path, argv, self._environment(env) if self._on else env, *args, **kwargs)

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
        """Patches the mapping that `spawn` and `forkserver` send to a process before it imports the main module.

        A fork server outlives the test that started it, so its own environment must stay unchanged.
        """

        def wrap(original: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
            @functools.wraps(original)
            def get_preparation_data(name: str) -> dict[str, Any]:
                data = original(name)
                if self._on:
                    data["mistral_playbooks"] = _ChildEnvironment(self._environment(None))
                return data

            return get_preparation_data

        self._patches.replace(module, "get_preparation_data", wrap)


class _ChildEnvironment:
    """An environment that a child adopts when it unpickles it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def __reduce__(self) -> tuple[Callable[..., None], tuple[dict[str, str]]]:
        return _adopt, (self._environment,)


def _adopt(environment: dict[str, str]) -> None:
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    os.environ.update(environment)
