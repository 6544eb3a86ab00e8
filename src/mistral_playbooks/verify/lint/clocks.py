"""Finds decisions by the clock: by a date or the machine's time zone, or by how fast the API answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .allowlist import Use
from .habits import by_clock, hurries
from .requests import Requests, exits
from .source import Source, dotted, line, options

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


def uses(source: Source) -> Iterator[Use]:
    """Yields every use of the machine's time zone."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            name = dotted(node.func)
            if name.endswith("astimezone") or re.fullmatch(r"(?:.*\.)?date(?:time)?\.(?:now|today)", name):
                yield Use(line(node), f"{name}() of the machine's time zone", "Write datetime.now(UTC)")


def mistakes(source: Source) -> Iterator[tuple[int, str]]:
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
