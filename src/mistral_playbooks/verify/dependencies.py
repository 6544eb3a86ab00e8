"""What decided the answers that a program got, as a digest: while it is unchanged, the program's result is valid.

Of the mock this is the code of the API itself and of the modules that the called operations import, directly or not
(`sources`). The front matter counts as data: the replies of the faults that the program meets, and its conditions.

The operations are those of the recorded run. Nothing else needs watching: until a program calls another operation,
only code in the digest has run, so a change that makes it call another one changes the digest first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from ..content.catalog import Catalog
from ..content.programs import Program
from ..content.response import ErrorResponse
from ..mock import Exchange, parse_fault, routes
from ..mock.faults.spec import resolve
from .conditions import conditions
from .runners.clients import Client
from .sources import Sources

PACKAGE = Path(__file__).parents[1]


class Dependencies:
    """Digests for the programs of one catalog, with the mock of `package` as it is on the disk."""

    def __init__(self, catalog: Catalog, package: Path = PACKAGE) -> None:
        self._catalog = catalog
        self._sources = Sources(package)
        self._code: dict[tuple[str, ...], str] = {}
        self._replies: dict[str, Any] = {}

    def digest(self, program: Program, called: Sequence[str]) -> str:
        """Returns the digest for a program that called these operations (`Result.routes`)."""
        playbook = self._catalog.playbooks[program.slug]
        under = conditions(program, playbook)
        parts = (
            self._code_of(tuple(called)),
            [under.fault, under.endless, under.limits, under.minute, under.env],
            [self._reply(fault) for fault in under.faults],
            _data(playbook.response_of(program.cause)),
            [playbook.retry, program.major in program.works_on],
        )
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def _code_of(self, called: tuple[str, ...]) -> str:
        if called not in self._code:
            self._code[called] = self._sources.digest(self._sources.of(_modules(called)))
        return self._code[called]

    def _reply(self, fault: str) -> Any:
        """Returns a fault's name in the journal and its reply, wherever that is written."""
        if fault not in self._replies:
            name, reply = resolve(parse_fault(fault, self._catalog), self._catalog)
            self._replies[fault] = [name, _data(reply)]
        return self._replies[fault]


def _data(reply: ErrorResponse | None) -> Any:
    """Returns a reply as plain data. Where it was seen (`source`) does not change an answer."""
    if reply is None:
        return None
    return {name: value for name, value in asdict(reply).items() if name != "source" and value not in (None, {}, ())}


def called(*journals: Sequence[Exchange]) -> tuple[str, ...]:
    """Returns the operations in these journals, sorted. A path that the API does not have is answered by the base."""
    found: set[str] = set()
    for exchange in (one for journal in journals for one in journal):
        method = "GET" if exchange.method == "HEAD" else exchange.method
        here, _ = routes.find(exchange.path) or ((), ())
        found |= {f"{route.method} {route.path}" for route in here if route.method == method}
    return tuple(sorted(found))


@cache
def _served() -> dict[str, tuple[str, ...]]:
    """Operation → the modules that its route names."""
    return {f"{route.method} {route.path}": _named(route) for route in routes.ROUTES}


def _named(route: routes.Route) -> tuple[str, ...]:
    """Returns what a route names as `module:function`, without the function."""
    texts = [text for text in vars(route).values() if isinstance(text, str) and not text.startswith("/")]
    return tuple(text.partition(":")[0] for text in texts if ":" in text)


def _modules(called: tuple[str, ...]) -> set[str]:
    """Returns the modules of these operations. One that the API no longer has depends on the route table alone."""
    return {module for operation in called for module in _served().get(operation, ())}


def everything(catalog: Catalog, client: Client) -> str:
    """Digest of everything except its own text that decides what a lab prints: mock, replies, SDK, Python."""
    sources = Sources(PACKAGE)
    parts = (sources.digest(sources.all()), catalog.to_json(), client.version, client.runtime)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
