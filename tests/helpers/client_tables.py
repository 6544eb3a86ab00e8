"""The tables of clients on the pages, whose first row for a client is what it does unless you set something."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.machine import MACHINE, ROOT
from mistral_playbooks.sdk import environments as sdks
from mistral_playbooks.verify.runners import node as nodes

Row = dict[str, str]


def table(slug: str) -> list[Row]:
    """The rows of a page's table of clients."""
    page = (ROOT / f"docs/playbooks/{slug}.md").read_text(encoding="utf-8")
    block = next(one for one in page.split("{#table}")[1].split("\n\n") if one.startswith("| Client"))
    lines = [line.strip("|").split("|") for line in block.splitlines() if line.startswith("| ")]
    head, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def rows(table: list[Row], clients: Iterable[str]) -> Iterator[tuple[Row, str, str]]:
    """Each row with each of its clients and modes: `default`, or `own` for the client's own option.

    A row that begins with `…` has the clients of the row before it.
    """
    names: list[str] = []
    for row in table:
        own = row["Client"].startswith("…")
        names = names if own else _clients(row["Client"], clients)
        assert names, row
        modes = ["own"] if own else ["default", "own"] if "also with" in row["Client"] else ["default"]
        yield from ((row, name, mode) for name in names for mode in modes)


def _clients(cell: str, clients: Iterable[str]) -> list[str]:
    found = [one for one in clients if cell.startswith(f"{one.split(' ')[0]} ")]
    return [one for one in found if " " not in one or f" {one.split(' ')[1]}" in cell]


def commands(programs: Path, folder: Path) -> dict[str, list[str]]:
    """For each client, the command that runs its program of `programs`. The one for Node is copied into `folder`."""
    shutil.copy(programs / "calls.mjs", folder)
    (folder / "node_modules").symlink_to(ROOT / "snippets/node_modules")

    def python(which: int | str, client: str) -> list[str]:
        return [str(sdks.interpreter(which, ROOT, MACHINE)), str(programs / "calls.py"), client]

    def node(client: str) -> list[str]:
        return [nodes.executable(), "--expose-gc", str(folder / "calls.mjs"), client]

    return {
        **{f"mistralai {major}.": python(major, "mistralai") for major in (3, 2, 1)},
        "@mistralai/mistralai": node("mistralai"),
        "openai (Python)": python("openai", "openai"),
        "openai (TypeScript)": node("openai"),
        "@ai-sdk/mistral": node("ai"),
        "langchain-mistralai": python("langchain-mistralai", "langchain"),
        "litellm": python("litellm", "litellm"),
        "pydantic-ai-slim": python("pydantic-ai-slim", "pydantic_ai"),
        "llama-index-llms-mistralai": python("llama-index-llms-mistralai", "llama_index"),
        "aiohttp": python("aiohttp", "aiohttp"),
        "axios": node("axios"),
        "fetch": node("fetch"),
        "curl": ["sh", str(programs / "calls.sh")],
    }
