"""Finds habits in a Python or TypeScript program, and uses of the clock, that work with the mock alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import Use
from .requests import Requests, exits
from .tree.nodes import dotted, entries, line, options
from .tree.source import Source

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


_CLOCK = re.compile(
    r"(?:time\.)?(?:monotonic|perf_counter)|time\.time|(?:.*\.)?date(?:time)?\.(?:now|today)|performance\.now|Date\.now|Date"
)
_CALENDAR = re.compile(r"year|month|day|hour|(?:iso)?weekday|get(?:UTC)?(?:FullYear|Month|Date|Day|Hours)")
_DATES = re.compile(r"(?:.*\.)?date(?:time)?(?:\.fromisoformat|\.fromtimestamp)?|Date(?:\.parse|\.UTC)?")
"""Calls that make a date of literals."""
_SHORTEST = {"python": 1.0, "typescript": 1000.0}
"""A second: no answer of a model that is asked over the internet takes much less."""
_LIMITS = {"timeout_ms": 1000.0, "timeoutMs": 1000.0, "total": 1.0, "read": 1.0}
"""Arguments that limit how long an answer may take, with a second in their unit. `timeout` has the language's unit."""
_EPOCH = 1_000_000_000


def clock_uses(source: Source) -> Iterator[Use]:
    """Yields every use of the machine's time zone."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            name = dotted(node.func)
            if name.endswith("astimezone") or re.fullmatch(r"(?:.*\.)?date(?:time)?\.(?:now|today)", name):
                yield Use(line(node), f"{name}() of the machine's time zone", "Write datetime.now(UTC)")


def clock_mistakes(source: Source) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each limit that only a mock keeps, and of each comparison of the clock with a
    date, or with so short a time, if that decides on a request or the program's end."""
    found = _Clocks(source)
    for node in source.nodes:
        if isinstance(node, ast.Compare) and found.is_dated(node):
            yield line(node), by_clock()
        if isinstance(node, ast.Call) and found.is_hurried(node):
            yield line(node), hurries()
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert) and found.is_fast(node):
            yield line(node), by_clock()


class _Clocks:
    def __init__(self, source: Source) -> None:
        self._source, self._requests = source, Requests(source)

    def _parts(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> Iterator[ast.AST]:
        """Yields everything that an expression is made of, through variables."""
        for one in ast.walk(node):
            yield one
            if isinstance(one, ast.Name) and one.id not in seen:
                for value in self._source.held.get(one.id, []):
                    yield from self._parts(value, seen | {one.id})

    def _reads(self, parts: list[ast.AST]) -> bool:
        return any(
            isinstance(one, ast.Call)
            and bool(_CLOCK.fullmatch(dotted(one.func)))
            and not any(isinstance(given, ast.Constant) for given in one.args)
            for one in parts
        )

    def is_dated(self, test: ast.Compare) -> bool:
        """Whether a comparison holds from some day on, or on some days."""
        sides = [list(self._parts(one)) for one in (test.left, *test.comparators)]
        if not any(map(self._reads, sides)):
            return False
        calendar = [
            one for side in sides for one in side if isinstance(one, ast.Attribute) and _CALENDAR.fullmatch(one.attr)
        ]
        return bool(calendar) or any(_is_date(one) for side in sides for one in side)

    def is_hurried(self, node: ast.Call) -> bool:
        """Whether a call gives an answer less than a second, so that only a mock is fast enough."""
        name, second = dotted(node.func), _SHORTEST[self._source.language]
        last = name.rpartition(".")[2]
        given = [
            (value, _LIMITS.get(key or "", second)) for key, value, _ in options(node) if key in (*_LIMITS, "timeout")
        ]
        given = given if last[:1].isupper() or last == "wait_for" or self._requests.sends(node) else []
        if name in ("AbortSignal.timeout", "asyncio.timeout"):
            given += [(one, second) for one in node.args]
        if last in ("wait_for", "setTimeout"):
            ends = last == "wait_for" or any(exits(one) or "abort" in _called(one) for one in node.args[:1])
            given += [(one, second) for one in node.args[1:] if ends]
        return any(self._is_below(value, most) for value, most in given)

    def _is_below(self, node: ast.expr, most: float) -> bool:
        numbers = [one.value for one in self._source.sources(node) if isinstance(one, ast.Constant)]
        return any(isinstance(one, int | float) and 0 < one < most for one in numbers)

    def is_fast(self, node: ast.If | ast.IfExp | ast.While | ast.Assert) -> bool:
        """Whether a test that a fast answer passes decides on a request, or on the program's end."""
        if not any(self._is_short(one) for one in ast.walk(node.test)):
            return False
        return any(
            isinstance(one, ast.Raise | ast.Assert)
            or exits(one)
            or (isinstance(one, ast.Call) and self._requests.sends(one))
            for one in ast.walk(node)
        )

    def _is_short(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.Compare):
            return False
        sides = [node.left, *node.comparators]
        numbers = [one.value for side in sides for one in self._source.sources(side) if isinstance(one, ast.Constant)]
        short = any(isinstance(one, int | float) and 0 < one <= _SHORTEST[self._source.language] for one in numbers)
        return short and any(self._reads(list(self._parts(one))) for one in sides)


def _called(node: ast.AST) -> set[str]:
    return {dotted(one.func).rpartition(".")[2] for one in ast.walk(node) if isinstance(one, ast.Call)}


def _is_date(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        epoch = isinstance(node.value, int | float) and node.value >= _EPOCH
        return epoch or (isinstance(node.value, str) and bool(re.match(r"\d{4}-\d\d", node.value)))
    literal = isinstance(node, ast.Call) and bool(node.args) and all(isinstance(one, ast.Constant) for one in node.args)
    return literal and bool(_DATES.fullmatch(dotted(node.func)))  # type: ignore[attr-defined]


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
