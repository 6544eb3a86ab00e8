"""`explain`: finds the playbook for an error message."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--jsonl", is_flag=True, help='Read lines {"id","text"}, print lines {"id","matches"}.')
@click.option("--top", default=3, type=click.IntRange(1, 20), show_default=True, help="Maximum number of matches.")
def explain(text: str | None, as_json: bool, jsonl: bool, top: int) -> None:
    """Find the playbook for an error, given as FILE, CODE or TEXT, or on standard input.

    \b
    mistral-playbooks explain 1500
    python your_program.py 2>&1 | mistral-playbooks explain
    """
    from ..diagnosis import render

    sys.exit(render.run(text, sys.stdin, top=top, json=as_json, jsonl=jsonl, change=_change()))


def _change() -> Callable[[str, str | None], str | None]:
    """Returns a function for the change between the broken and the fixed program, found in a checkout."""
    import difflib

    from ..content.catalog import load

    folder = Path(__file__).resolve().parents[3] / "snippets"

    def change(slug: str, cause: str | None) -> str | None:
        suffixes = [f"-{cause}"] if cause else []
        if load().playbooks[slug].cause(cause).retry is None:  # else the default cause's change does not fix this one
            suffixes.append("")
        for suffix in suffixes:
            before, after = (folder / slug / f"{role}{suffix}.py" for role in ("broken", "fixed"))
            if before.is_file() and after.is_file():
                old, new = (path.read_text(encoding="utf-8").splitlines() for path in (before, after))
                return "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=1))[2:])
        return None

    return change
