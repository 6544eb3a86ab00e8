"""Parses TypeScript with Node, many programs at a time."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ...runners import node
from . import estree

_PARSE = Path(__file__).with_name("parse.cjs")
_TOGETHER = 32
"""Programs for one process: its answer is a hundred times as long as they are."""
_parsed: dict[str, tuple[ast.Module, frozenset[str]] | str] = {}
"""Text → its tree and the names of Node's globals, or why it cannot be parsed."""


def read_ahead(texts: Iterable[str]) -> None:
    """Parses these programs, so that `parsed` starts no process for them."""
    missing = [text for text in dict.fromkeys(texts) if text not in _parsed]
    for start in range(0, len(missing), _TOGETHER):
        _parse(missing[start : start + _TOGETHER])


def parsed(text: str) -> tuple[ast.Module, frozenset[str]]:
    """Returns a program's tree and the names of Node's globals. Raises SyntaxError if it cannot be parsed."""
    if text not in _parsed:
        _parse([text])
    found = _parsed.get(text, "cannot be parsed")
    if isinstance(found, str):
        raise SyntaxError(found)
    return found


def _parse(texts: list[str]) -> None:
    command = [node.executable(), "--no-warnings", "--expose-internals", str(_PARSE)]
    given = json.dumps(texts)
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False, timeout=120)
    if done.returncode:
        return  # such as too little memory: each is tried alone
    read = json.loads(done.stdout)
    for text, one in zip(texts, read["programs"], strict=True):
        if "error" in one and len(texts) > 1:
            continue  # Node's own parser may have failed at the one before: it is tried alone
        try:
            _parsed[text] = one.get("error") or (estree.module(one["tree"]), frozenset(read["globals"]))
        except (SyntaxError, ValueError) as error:
            _parsed[text] = str(error)
