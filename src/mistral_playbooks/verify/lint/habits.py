"""Finds habits in a Python or TypeScript program that work against the mock, and fail or mislead a reader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .source import Source, dotted, entries, line

MILLISECONDS = {"timeout_ms", "timeoutMs", "initial_interval", "initialInterval", "max_interval", "maxInterval"}
"""Parameters of the SDKs in milliseconds."""
MAX_WAIT = 65
"""Longest useful wait, in seconds: the API's limits reset every minute."""
_SLEEPS = {"python": {"sleep"}, "typescript": {"sleep", "delay", "wait", "setTimeout"}}
_UNTYPED = re.compile(r"\bas any\b|:\s*any\b|<any\b|\bas unknown as\b|\bas never\b")
_QUIET = re.compile(r"@ts-(?:ignore|expect-error|nocheck)|eslint-disable")


def mistakes(source: Source) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each mistake."""
    loops = any(isinstance(node, ast.For | ast.AsyncFor | ast.While) for node in source.nodes) or any(
        isinstance(node, ast.Call) and dotted(node.func) == name
        for name, function in source.functions.items()
        for node in ast.walk(function)
    )
    for node in source.nodes:
        if isinstance(node, ast.keyword):
            yield from _milliseconds(source, node.arg, node.value)
        elif isinstance(node, ast.Dict) and source.language == "typescript":
            for name, value, _ in entries(node):
                yield from _milliseconds(source, name, value)
        elif isinstance(node, ast.Call):
            last = dotted(node.func).rpartition(".")[2]
            if last == "BackoffStrategy" and any(_looks_like_seconds(source, one) for one in node.args[:1]):
                yield line(node), "`BackoffStrategy` takes milliseconds. Write 500 for half a second"
            if last in _SLEEPS[source.language]:
                yield from _sleep(source, node, loops)


def type_mistakes(text: str) -> Iterator[tuple[int, str]]:
    """Yields where a TypeScript program bypasses the type checker, which a test runs."""
    for number, one in enumerate(text.splitlines(), 1):
        if _QUIET.search(one):
            yield number, "silences the type checker. Fix what it reports"
        elif _UNTYPED.search(one) and not one.lstrip().startswith("//"):
            yield number, "bypasses the type checker. Use the SDK's own types"


def _sleep(source: Source, node: ast.Call, loops: bool) -> Iterator[tuple[int, str]]:
    if source.language == "python":
        seconds = _numbers(source, node.args[:1])
    else:
        seconds = [value / 1000 for value in _numbers(source, node.args)]
        if not seconds or not isinstance(node.args[0], ast.Name | ast.Constant):
            return  # a time that is not known, or a callback, for which the program does not wait
    if any(value > MAX_WAIT for value in seconds):
        yield line(node), long_sleep()
    elif not loops:
        yield line(node), pointless_sleep()


def _milliseconds(source: Source, name: str | None, value: ast.expr) -> Iterator[tuple[int, str]]:
    if name in MILLISECONDS and _looks_like_seconds(source, value):
        yield line(value), f"`{name}` is in milliseconds. Write 30_000 for 30 seconds"


def _numbers(source: Source, nodes: list[ast.expr]) -> list[float]:
    return [value for value in (_number(source, one) for one in nodes) if value is not None]


def _number(source: Source, node: ast.expr) -> float | None:
    """Returns the value of a number, or of a variable that is assigned one."""
    found = source.constants.get(node.id) if isinstance(node, ast.Name) else node
    value = found.value if isinstance(found, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _looks_like_seconds(source: Source, node: ast.expr) -> bool:
    """Whether a number of milliseconds is so small that seconds were probably meant."""
    value = _number(source, node)
    return value is not None and 0 < value < 100


def matches_error_text(field: str) -> str:
    return f"matches an error's text, which may change. Compare `{field}` or the error's class"


def swallows() -> str:
    return "swallows an error. Handle it or let it propagate"


def tries_others() -> str:
    return "tries other values after a failed request. Find the right one, or decide by the error's status"


def by_clock() -> str:
    return "decides by the clock, which differs for each reader. Decide by what the API answers"


def hurries() -> str:
    return "gives an answer less than a second, in which only a mock answers. Allow it a minute"


def pointless_sleep() -> str:
    return "waits, but retries nothing. Remove the wait"


def long_sleep() -> str:
    return f"waits longer than {MAX_WAIT} s. The API's limits reset every minute, so a minute is enough"
