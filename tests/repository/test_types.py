"""pyright over the package, the tests and the benchmarks; TypeScript's own checker over the published TypeScript."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mistral_playbooks.verify.runners import node


def check(*command: str, cwd: Path) -> None:
    done = subprocess.run(
        [node.executable(), *command], cwd=cwd, capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_package_the_tests_and_the_benchmarks_are_typed(root: Path, tools: Path) -> None:
    check(str(tools / "pyright" / "index.js"), "--pythonpath", sys.executable, cwd=root)


def test_a_users_type_checker_reads_the_packages_types(root: Path) -> None:
    """PEP 561: `py.typed` in the package; hatch puts into the wheel what lies there and git does not ignore."""
    marker = root / "src" / "mistral_playbooks" / "py.typed"
    assert marker.read_text(encoding="utf-8") == ""
    wheel = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert wheel["wheel"]["packages"] == ["src/mistral_playbooks"]
    assert not {"include", "exclude", "only-include"} & set(wheel["wheel"])
    ignored = subprocess.run(["git", "check-ignore", "--quiet", str(marker)], cwd=root, check=False, timeout=500)
    assert ignored.returncode == 1


@pytest.mark.usefixtures("environments")
def test_the_published_typescript_is_strict(root: Path, tools: Path, tmp_path: Path) -> None:
    # A broken program may show a type error as its fault. That it has no other one is seen in its fix, which has none.
    files = sorted(str(path) for path in (root / "snippets").glob("*/*.ts") if not path.name.startswith("broken"))
    assert files
    config = {
        "compilerOptions": {
            "strict": True,
            "noEmit": True,
            "module": "nodenext",
            "target": "es2024",
            "moduleDetection": "force",
            "skipLibCheck": True,
            "types": ["node"],
            "typeRoots": [str(tools / "@types")],
            "erasableSyntaxOnly": True,
        },
        "files": files,
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    check(str(tools / "typescript" / "bin" / "tsc"), "--project", str(tmp_path / "tsconfig.json"), cwd=root)
