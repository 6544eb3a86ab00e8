"""Python source to a syntax tree, also where several threads do it.

CPython 3.11 keeps the depth of a tree under construction for all threads together: where the garbage collector gives
way to another thread in between, `ast.parse` ends with `SystemError: AST constructor recursion depth mismatch`
(https://github.com/python/cpython/issues/106905, seen here on 3.11.7 on 2026-11-23). So one at a time.
"""

from __future__ import annotations

import ast
import threading

_ONE = threading.Lock()


def tree(source: str) -> ast.Module:
    """The module's tree. SyntaxError and ValueError (null bytes) as `ast.parse` raises them."""
    with _ONE:
        return ast.parse(source)
