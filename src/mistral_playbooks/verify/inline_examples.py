"""Python in Markdown: pytest-examples runs it and rewrites the `#>` lines that differ."""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

_TESTS = Path("tests") / "repository" / "test_markdown.py"


def update(root: Path, slugs: Sequence[str] = ()) -> tuple[list[str], str | None]:
    """Rewrites stale `#>` lines of README.md and docs/, or of the pages of these slugs.

    Returns the lines of a unified diff, and what went wrong (None if every example ran). Does nothing without the
    checkout's tests or without pytest-examples.
    """
    if not (root / _TESTS).is_file() or find_spec("pytest_examples") is None:
        return [], None
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    before = {page: page.read_text(encoding="utf-8") for page in pages}
    only = " or ".join(f"{slug}.md" for slug in slugs)
    command = [sys.executable, "-m", "pytest", str(_TESTS), "-k", f"inline and ({only})" if only else "inline"]
    command += ["-n", "0", "-q", "--no-header", "--update-examples", "--update-examples-disable-summary"]
    command += ["-W", "ignore::pytest.PytestUnraisableExceptionWarning"]  # examples may leave a client open
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    changed: list[str] = []
    for page, text in before.items():
        name = page.relative_to(root).as_posix()
        after = page.read_text(encoding="utf-8")
        changed += difflib.unified_diff(text.splitlines(), after.splitlines(), name, f"{name} now", lineterm="", n=1)
    if done.returncode in (0, 5):  # 5: none of these pages has an example
        return changed, None
    output = (done.stdout.strip() or done.stderr.strip()).splitlines()
    return changed, "\n".join(["The Python examples in Markdown do not run:", *output[-20:]])
