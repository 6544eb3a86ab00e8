"""Parses Python source, safely from several threads.

CPython 3.11 shares one depth counter between all threads that build a tree. If the garbage collector switches threads
in between, `ast.parse` raises `SystemError: AST constructor recursion depth mismatch`
(https://github.com/python/cpython/issues/106905, observed on 3.11.7, 2026-11-23). So only one thread parses at a time.
"""

from __future__ import annotations

import ast
import threading
from typing import Any

_parse_lock = threading.Lock()


def parse_python(source: str) -> ast.Module:
    """Returns the module's tree. Raises SyntaxError and ValueError (null bytes), as `ast.parse` does, and SyntaxError
    for source that is nested too deeply."""
    return _parse(source, "exec")


def parse_expression(source: str) -> ast.expr:
    """Returns the tree of one expression. Raises as `parse_python` does."""
    return _parse(source, "eval").body


def _parse(source: str, mode: str) -> Any:
    try:
        with _parse_lock:
            return ast.parse(source, mode=mode)
    except (RecursionError, MemoryError) as error:
        raise SyntaxError("nested too deeply to be parsed") from error
