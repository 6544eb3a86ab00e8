"""`list`: all error classes in one table."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import get_args

import click

from ..content.records import Category
from ..support.terminal import print_safely, use_color


@click.command("list")
@click.option("--category", type=click.Choice(get_args(Category)), help="List only one category.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(category: Category | None, as_json: bool) -> None:
    """List the error classes: slug, status, code, title, and whether to retry.

    \b
    mistral-playbooks list
    mistral-playbooks list --category tools
    """
    from ..content.catalog import load

    found = [one for one in load() if category in (None, one.category)]
    found.sort(key=lambda one: get_args(Category).index(one.category))
    if as_json:
        keys = ("slug", "title", "category", "statuses", "codes", "types", "retry", "url")
        rows = [{key: getattr(one, key) for key in keys} for one in found]
        print(json.dumps({"playbooks": rows}))
        return
    table = [["SLUG", "STATUS", "CODE", "RETRY", "TITLE"]]
    for one in found:
        table.append(
            [
                one.slug,
                " ".join(map(str, one.statuses)) or "-",
                " ".join(one.codes) or "-",
                one.retry,
                one.title,
            ]
        )
    widths = [max(len(row[place]) for row in table) for place in range(4)]
    lines = ["  ".join([*map(str.ljust, row, widths), row[4]]) for row in table]
    if use_color(sys.stdout, os.environ):
        columns = shutil.get_terminal_size().columns
        lines = [line if len(line) <= columns else f"{line[: columns - 1]}…" for line in lines]
        lines[0] = click.style(lines[0], bold=True)
    print_safely("\n".join(lines), sys.stdout)
