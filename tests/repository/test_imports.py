"""Imports go one way: the contracts of import-linter in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST = {"modules": 16, "in the root": 8, "lines": 300}


def test_every_room_imports_only_what_stands_below_it(root: Path) -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_rooms_and_modules_stay_small(root: Path) -> None:
    package = root / "src" / "mistral_playbooks"
    modules = [path for path in package.rglob("*.py") if path.name != "__init__.py"]
    long = {path.name: lines for path in modules if (lines := len(path.read_text().splitlines())) > MOST["lines"]}
    assert not long
    rooms = {path.parent for path in modules}
    full = {
        room: number for room in rooms if (number := sum(path.parent == room for path in modules)) > MOST["modules"]
    }
    assert not full
    assert sum(path.parent == package for path in modules) <= MOST["in the root"]
