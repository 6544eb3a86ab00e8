"""`python benchmarks/run.py [GROUP …] [--rounds N]`: measures and prints the figures, and saves them in results.json.

Each group is saved when it is measured, so a later failure loses nothing. The exit status is 1 if a figure misses its
bound.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from figures import GROUPS, table
from rich.console import Console

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    """Measures the given groups, or all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("groups", nargs="*", help=", ".join(GROUPS))
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    if unknown := set(given.groups) - set(GROUPS):
        options.error(f"unknown groups: {', '.join(sorted(unknown))}. Known groups: {', '.join(GROUPS)}")
    console = Console()
    machine = {"system": platform.platform(), "processors": os.cpu_count(), "python": platform.python_version()}
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if given.groups else {}
    holds = True
    for name in given.groups or GROUPS:
        with console.status("…") as status:
            figures = GROUPS[name](given.rounds, status.update)
        console.print(table(figures))
        holds &= all(one.holds for one in figures)
        kept[name] = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine,
            "figures": [one.as_json() for one in figures],
        }
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
