"""Injected faults: `SLUG[/CAUSE][:N][@PATH][,NAME=VALUE…]` answers requests with that cause of that error class.

The answers come from the playbooks' front matter (`response`) and, for classes and causes that no playbook lists, from
`faults.json`. This module defines none itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...support.errors import UserError
from .. import paths
from ..routes import ROUTES, Route

if TYPE_CHECKING:
    from mistral_playbooks.content.catalog import Catalog
    from mistral_playbooks.content.response import ErrorResponse

    from .library import Library

_NAME = "[a-z0-9]+(?:-[a-z0-9]+)*"
_PATTERN = re.compile(rf"({_NAME})(?:/({_NAME}))?(?::([0-9]+))?(?:@(/[^,\s]*))?((?:,[^,=\s]+=[^,\s]*)*)")
_SYNTAX = "SLUG[/CAUSE][:N][@PATH][,after=K][,seconds=S]"
_MAX_AFTER = 1000
_MAX_SECONDS = 3600


class FaultError(UserError, ValueError):
    """An unknown or unsupported fault. `available` has the slugs of those that can be used. The message lists them if
    the name is wrong."""

    def __init__(self, message: str, available: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.available = available


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a sequence: for the next `times` requests, or for all (None).

    `at` limits it to one endpoint (a route's path, or a concrete one). `after` is the number of complete frames of a
    stream before it breaks. `seconds` is the length of a delay or a silence. None: the cause's default.
    """

    slug: str
    cause: str | None = None
    times: int | None = None
    at: str | None = None
    after: int | None = None
    seconds: float | None = None

    def __str__(self) -> str:
        """Returns the fault in the syntax that `parse_fault` reads."""
        text = self.slug + (f"/{self.cause}" if self.cause else "")
        text += "" if self.times is None else f":{self.times}"
        text += f"@{self.at}" if self.at else ""
        text += "" if self.after is None else f",after={self.after}"
        return text + ("" if self.seconds is None else f",seconds={str(float(self.seconds)).removesuffix('.0')}")


def _library(catalog: Catalog | None) -> Library:
    # Imported late, because only a mock that injects faults needs the catalog.
    from .library import Library

    return Library(catalog)


def available(catalog: Catalog | None = None) -> tuple[str, ...]:
    """Returns the slugs that a server can cause, in alphabetical order."""
    return _library(catalog).slugs()


def parse_fault(text: str, catalog: Catalog | None = None) -> Fault:
    """Returns the fault for `SLUG[/CAUSE][:N][@PATH][,NAME=VALUE…]`. Raises FaultError if it is invalid or
    unavailable."""
    match = _PATTERN.fullmatch(text)
    if not match:
        is_known = bool(_library(catalog).causes(re.split("[/:@,]", text)[0]))
        raise _error(f"`{text}` is not of the form {_SYNTAX}.", catalog, listed=not is_known)
    slug, cause, times, at, rest = match.groups()
    given: dict[str, Any] = {}
    for part in rest.split(",")[1:]:
        name, _, value = part.partition("=")
        if name not in ("after", "seconds"):
            raise _error(f"`{text}`: unknown parameter `{name}`. A fault takes `after=K` and `seconds=S`.", catalog)
        if name in given:
            raise _error(f"`{text}`: `{name}` is given twice.", catalog)
        if not re.fullmatch(
            r"[0-9]{1,9}" if name == "after" else r"[0-9]{1,9}(?:\.[0-9]{1,18})?(?:e-?[0-9]{1,2})?", value
        ):
            what = f"a whole number from 0 to {_MAX_AFTER}" if name == "after" else f"a number up to {_MAX_SECONDS}"
            raise _error(f"`{text}`: `{name}` must be {what}.", catalog)
        given[name] = int(value) if name == "after" else float(value)
    fault = Fault(slug, cause, int(times[:9]) if times else None, at, **given)
    resolve(fault, catalog)
    return fault


def _error(message: str, catalog: Catalog | None, *, listed: bool = False) -> FaultError:
    """Returns the error, whose message lists the available faults if `listed` is set."""
    slugs = available(catalog)
    return FaultError(f"{message} Available faults: {', '.join(slugs)}." if listed else message, slugs)


def resolve(fault: Fault, catalog: Catalog | None = None) -> tuple[str, ErrorResponse]:
    """Returns the `slug/cause` of a fault, for the journal, and its reply. Raises FaultError if it is unavailable."""
    causes = _library(catalog).causes(fault.slug)
    if not causes:
        from difflib import get_close_matches

        near = get_close_matches(fault.slug, available(catalog), n=1)
        more = f" Did you mean `{near[0]}`?" if near else ""
        raise _error(f"Unknown error class `{fault.slug}`.{more}", catalog, listed=True)
    cause = fault.cause or next(iter(causes))
    if cause not in causes:
        raise _error(f"`{fault.slug}` has no cause `{cause}`. Its causes: {', '.join(causes)}.", catalog)
    reply = causes[cause]
    name = f"{fault.slug}/{cause}"
    if reply is None:
        which = name if fault.cause else fault.slug
        others = [id for id, one in causes.items() if one is not None]
        more = f" It can cause {', '.join(f'`{fault.slug}/{id}`' for id in others)}." if others else ""
        raise _error(f"`{which}` happens outside the server, so the mock cannot cause it.{more}", catalog, listed=True)
    if fault.times is not None and not 1 <= fault.times <= 1_000_000:
        raise _error(f"`{fault}`: the number of times must be from 1 to 1000000.", catalog)
    _check_endpoint(fault, reply, catalog)
    return name, _with_parameters(fault, name, reply, catalog)


def _check_endpoint(fault: Fault, reply: ErrorResponse, catalog: Catalog | None) -> None:
    if fault.at is None:
        return
    here, _ = paths.find(fault.at) or ((), ())
    if not here:
        known = ", ".join(dict.fromkeys(route.path for route in ROUTES))
        raise _error(f"`{fault}`: unknown endpoint `{fault.at}`. Endpoints: {known}.", catalog)
    if reply.on and not any(_is_listed(route, reply.on) for route in here):
        raise _error(f"`{fault}`: this fault exists only on {', '.join(reply.on)}.", catalog)


def _with_parameters(fault: Fault, name: str, reply: ErrorResponse, catalog: Catalog | None) -> ErrorResponse:
    if fault.after is not None:
        if reply.stream is None:
            raise _error(f"`{fault}`: `after` applies only to faults that break a stream, not to `{name}`.", catalog)
        if not 0 <= fault.after <= _MAX_AFTER:
            raise _error(f"`{fault}`: `after` must be a whole number from 0 to {_MAX_AFTER}.", catalog)
        reply = replace(reply, stream=replace(reply.stream, after=fault.after))
    if fault.seconds is not None:
        if not reply.waits:
            raise _error(f"`{fault}`: `seconds` applies only to faults that delay, not to `{name}`.", catalog)
        if not 0 < fault.seconds <= _MAX_SECONDS:
            raise _error(f"`{fault}`: `seconds` must be more than 0 and up to {_MAX_SECONDS}.", catalog)
        reply = replace(reply, seconds=fault.seconds)
    return reply


def _is_listed(route: Route, on: tuple[str, ...]) -> bool:
    return route.path in on or f"{route.method} {route.path}" in on


def applies(fault: Fault, reply: ErrorResponse, route: Route, path: str) -> bool:
    """Whether the fault applies to a request of this route and path."""
    if not reply.is_from(route.host):
        return False
    if fault.at is not None and fault.at not in (route.path, path):
        return False
    if reply.on:
        return _is_listed(route, reply.on)
    return route.inference or fault.at is not None or route.host is not None
