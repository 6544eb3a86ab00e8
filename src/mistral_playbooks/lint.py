"""What is wrong in a program although it works today: read from its text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .programs import Program

_MILLISECONDS = {"timeout_ms", "timeoutMs", "initial_interval", "initialInterval", "max_interval", "maxInterval"}
_STATUS = re.compile(r"[\"'`](4\d\d|5\d\d)[\"'`]")


def fragile(program: Program) -> list[str]:
    """Why a published program may not be copied, each with its line; [] where nothing is wrong.

    Raises nothing: text that cannot be read is found out when it is run.
    """
    if program.language == "python":
        try:
            return sorted(set(_python(ast.parse(program.text))))
        except (SyntaxError, ValueError):
            return []
    if program.language == "typescript":
        return list(_typescript(program.text))
    return []


def _python(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            if _status(node.left) and any(_text_of_error(one) for one in node.comparators):
                yield f"line {node.lineno}: looks for a status in the text of an error. Compare `status_code`"
        elif isinstance(node, ast.ExceptHandler) and all(isinstance(one, ast.Pass) for one in node.body):
            yield f"line {node.lineno}: swallows an exception. Handle it, or let it through"
        elif isinstance(node, ast.keyword) and node.arg in _MILLISECONDS and _small(node.value):
            yield f"line {node.value.lineno}: `{node.arg}` counts milliseconds. Write 30_000 for 30 seconds"
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "BackoffStrategy"
            and any(map(_small, node.args[:1]))
        ):
            yield f"line {node.lineno}: `BackoffStrategy` counts milliseconds. Write 500 for half a second"


def _status(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(re.fullmatch(r"[45]\d\d", str(node.value)))


def _text_of_error(node: ast.expr) -> bool:
    """`str(error)`, `repr(error)`, `error.message`, an f-string: texts, not the number."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") in ("str", "repr", "format")
    return isinstance(node, ast.JoinedStr) or getattr(node, "attr", "") in ("message", "body", "args")


def _small(node: ast.expr) -> bool:
    """A number of milliseconds under a tenth of a second: seconds were meant."""
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and 0 < node.value < 100


def _typescript(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\.(includes|indexOf|search|match)\(", line) and _STATUS.search(line):
            yield f"line {number}: looks for a status in the text of an error. Compare `statusCode`"
        if re.search(r"\bcatch\s*(\([^)]*\))?\s*\{\s*\}", line):
            yield f"line {number}: swallows an exception. Handle it, or let it through"
        for name, value in re.findall(r"\b(\w+):\s*(\d[\d_]*)", line):
            if name in _MILLISECONDS and 0 < int(value.replace("_", "")) < 100:
                yield f"line {number}: `{name}` counts milliseconds. Write 30_000 for 30 seconds"
