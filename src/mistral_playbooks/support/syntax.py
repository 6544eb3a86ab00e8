"""Parses Python source, safely from several threads.

CPython 3.11 shares one depth counter between all threads that build a tree. If the garbage collector switches threads
in between, `ast.parse` raises `SystemError: AST constructor recursion depth mismatch`
(https://github.com/python/cpython/issues/106905, observed on 3.11.7, 2026-11-23). So only one thread parses at a time.
"""

from __future__ import annotations

import ast
import threading

_parse_lock = threading.Lock()


def parse_python(source: str) -> ast.Module:
    """Returns the module's tree. Raises SyntaxError and ValueError (null bytes), as `ast.parse` does."""
    with _parse_lock:
        return ast.parse(source)
