"""Finds the operations of a path, and tells whether the API has them. The list is in `routes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .context import Context
from .routes import COMPLETE, FAMILIES, ROUTES, Route
from .types import Answer, Call

_BY_PATH: dict[str, tuple[Route, ...]] = {}
for _route in ROUTES:
    _BY_PATH[_route.path] = (*_BY_PATH.get(_route.path, ()), _route)
_EXACT = {path: routes for path, routes in _BY_PATH.items() if "{}" not in path}
CODESTRAL = "codestral.mistral.ai"
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
_ELSEWHERE = re.compile(r"(?!(?:api(?:\.[a-z]+)?|codestral)\.mistral\.ai$)(?:[^.]+\.)*mistral\.ai$")


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], tuple[Route, ...]], ...]:
    return tuple(
        (re.compile(re.escape(path).replace(r"\{\}", "([^/]+)")), routes)
        for path, routes in _BY_PATH.items()
        if "{}" in path
    )


_ENDPOINTS = tuple(
    f"{route.path}/"
    for route in ROUTES
    if route.inference and "{}" not in route.path
    if not route.path.startswith((*FAMILIES, *COMPLETE))
)


def find(path: str) -> tuple[tuple[Route, ...], tuple[str, ...]] | None:
    """Returns the routes of a path and the values of its `{}`, or None if the API has no such path.

    For a path under one of the prefixes that is not in `ROUTES`, and for one behind an endpoint, returns no routes:
    `((), ())`.
    """
    if found := _EXACT.get(path):
        return found, ()
    for pattern, routes in _compiled():
        if match := pattern.fullmatch(path):
            return routes, match.groups()
    return ((), ()) if _is_in(path, FAMILIES) or is_behind_endpoint(path) else None


def plain_name(host: str) -> str:
    """Returns a host name in its usual spelling. Clients also take ideographic stops for dots."""
    return (host if host.isascii() else host.translate(_DOTS)).lower().rstrip(".")


def host_of(headers: Mapping[str, str]) -> str:
    """Returns the host that the headers of a request name, without its port, or "" if they name none."""
    whole = headers.get("host", "")
    host, _, port = whole.rpartition(":")
    return plain_name(host if port.isdecimal() else whole)


def is_elsewhere(host: str) -> bool:
    """Whether a host, in lower case, is one of Mistral's that does not serve the API, such as `console.mistral.ai`."""
    return host.endswith("mistral.ai") and bool(_ELSEWHERE.match(host))


def is_behind_endpoint(path: str) -> bool:
    """Whether the API has no such path, but its first part: `/v1/chat/completions/chat/completions`,
    `/v1/agents/{}/run`."""
    behind = path.rstrip("/").startswith(_ENDPOINTS) or _is_in(path, COMPLETE)
    return behind and not _is_in(path, FAMILIES)


def methods(path: str) -> tuple[str, ...]:
    """Returns the methods of a path that is in `ROUTES`."""
    return tuple(route.method for route in _routes(path))


def is_served(method: str, path: str) -> bool:
    """Whether the mock answers this operation as the API does. Otherwise its 404 names the mock, or the API has no
    such operation."""
    return any(route.serve and route.method == method for route in _routes(path))


def is_real(method: str, path: str) -> bool:
    """Whether the API may have this operation: it is in `ROUTES`, or under one of the prefixes that are not listed."""
    here = methods(path)
    return method in here or (not here and _is_in(path, FAMILIES))


def _routes(path: str) -> tuple[Route, ...]:
    return (find(path) or ((), ()))[0]


def _is_in(path: str, families: tuple[str, ...]) -> bool:
    return any(path == family or path.startswith(f"{family}/") for family in families)


def answer(context: Context, call: Call) -> Answer:
    """Returns the answer of the endpoint for a call's method and path, which the mock must serve."""
    here = _routes(call.request.path)
    return next(route for route in here if route.method == call.request.method).answer(context, call)
