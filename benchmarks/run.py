"""`python benchmarks/run.py [GROUP …] [--rounds N]`: measures, prints, keeps in results.json.

Exit status 1 where a figure misses its bound.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from figures import GROUPS, Figure
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("results.json")


def table(figures: list[Figure]) -> Table:
    """The figures, and under each what its sides did."""
    made = Table(title="Benchmarks")
    for name in ("figure", "measured", "bound", ""):
        made.add_column(name, justify="right" if name in ("measured", "bound") else "left")
    for figure in figures:
        made.add_row(
            f"[bold]{figure.name}[/bold]: {figure.what}",
            f"{figure.value:.2f}",
            f"{figure.sense} {figure.bound:g}",
            "holds" if figure.holds else "[red]missed[/red]",
        )
        for key, value in figure.detail.items():
            if isinstance(value, dict):
                value = ", ".join(f"{name} {one:,g}" for name, one in value.items() if not isinstance(one, str))
            made.add_row(f"  {key}: {value if isinstance(value, str | int | list) else f'{value:.1f}'}", "", "", "")
    return made


def main() -> int:
    """Measures the groups that are named, all without a name."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("groups", nargs="*", help=", ".join(GROUPS))
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    if unknown := set(given.groups) - set(GROUPS):
        options.error(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(GROUPS)}")
    console = Console()
    figures: list[Figure] = []
    with console.status("…") as status:
        for name in given.groups or GROUPS:
            figures += GROUPS[name](given.rounds, status.update)
    console.print(table(figures))
    if not given.groups:
        machine = {"system": platform.platform(), "processors": os.cpu_count(), "python": platform.python_version()}
        kept = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine,
            "figures": [one.as_json() for one in figures],
        }
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.holds for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
